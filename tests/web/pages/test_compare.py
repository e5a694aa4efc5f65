"""Two networks side by side: on their page and from the API."""

import re
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from resnet_atlas.errors import BadParameter
from resnet_atlas.facts.comparison.comparison import compare
from resnet_atlas.facts.facts import Facts
from resnet_atlas.network.size import DEFAULT_SIZE, Size
from resnet_atlas.web.pages.comparison_examples import EXAMPLES
from resnet_atlas.web.request.side import Side, join_side

from tests.facts.test_cost import PARAMETERS
from tests.html import Page
from tests.strategies import texts

HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
API = "/api/v1/compare"
PAPER = "left=resnet50&right=resnet50;stride_in_1x1=true"


def page(client, query=""):
    answer = client.get(f"/compare?{query}", headers=HTML)
    assert answer.status_code == 200, answer.text
    return Page(answer.text)


def below(element):
    for child in element.children:
        yield child
        yield from below(child)


def figures(it):
    """The pictures of a page, by side."""
    return {f.get("data-side"): f for f in it.all("figure")}


def marks(figure):
    """The numbers on a picture."""
    return [e.words for e in below(figure) if e.get("class") == "mark"]


def listed(it):
    """The differences that a page says."""
    (section,) = [e for e in it.all("section") if e.get("id") == "differences"]
    return [e.words.strip() for e in below(section) if e.tag == "li" and "ol" in e.parents]


# ---- The page ----------------------------------------------------------------------------------


def test_a_difference_has_the_same_number_in_the_list_and_on_both_pictures(client):
    it = page(client, f"{PAPER}&focus=layer2")
    assert listed(it) == ["stages 2 to 4, block 1: the stride moves from conv2 to conv1"]
    for side, conv in (("left", "conv2"), ("right", "conv1")):
        figure = figures(it)[side]
        assert marks(figure) == ["1"]
        strided = [e.get("data-id") for e in below(figure) if "strided" in (e.get("class") or "")]
        assert f"layer2.0.{conv}" in strided


@pytest.mark.parametrize("ready", EXAMPLES, ids=lambda it: it.title)
def test_every_ready_made_comparison_shows_its_differences(client, ready):
    (link,) = [a for a in page(client).all("a") if a.words == ready.title]
    it = page(client, urlsplit(link.get("href")).query)
    made = client.get(API, params={"left": ready.left, "right": ready.right}).json()
    said = [f"{one['where']}: {one['what']}" for one in made["differences"]]
    assert listed(it) == said
    assert said
    for side in ("left", "right"):
        assert marks(figures(it)[side])


def test_a_difference_leads_to_the_part_that_it_is_in(client):
    it = page(client, "left=resnet18;depths=2,2&right=resnet50;size=96&open=layer1&size=64")
    links = [e.children[-1].children[0].get("href") for e in it.all("li") if "ol" in e.parents]
    assert len(links) == len(listed(it))
    shown = [dict(parse_qsl(urlsplit(link).query)).get("focus") for link in links]
    assert shown[:5] == [None, "layer1", "layer2", "layer3.0", "layer4.0"]
    assert all("size=64" in link and "open" not in link for link in links)
    for link in links:
        assert client.get(link, headers=HTML).status_code == 200


def test_the_same_twice_is_said_to_be_the_same(client):
    it = page(client, "left=resnet18&right=resnet18")
    assert listed(it) == []
    assert any("Nothing: the two are the same" in p.words for p in it.all("p"))
    assert marks(figures(it)["left"]) == []


def test_deltas_have_a_sign(client):
    it = page(client, PAPER)
    deltas = [e for e in it.all("small") if e.get("class") == "delta"]
    assert (deltas[-2].words, deltas[-2].get("title")) == ("−231.21 M", "−231,211,008")
    assert deltas[-3].words == "±0"


def test_both_pictures_are_at_one_scale(client):
    it = page(client, "left=resnet34&right=resnet50&focus=layer1")
    frames = [e for e in it.all("div") if e.get("data-share")]
    shares = [float(e.get("data-share")) for e in frames]
    widths = [
        float(svg.get("width").removesuffix("em")) for frame in frames for svg in frame.children
    ]
    assert max(shares) == 1
    assert shares[0] / shares[1] == pytest.approx(widths[0] / widths[1], rel=0.01)


def test_a_group_leads_to_both_with_it_open_and_open_again_to_both_with_it_closed(client):
    it = page(client, f"{PAPER}&size=225")
    for side in ("left", "right"):
        (closed,) = [e for e in below(figures(it)[side]) if e.get("data-id") == "layer3"]
        link = closed.children[0].get("href")
        assert link == f"/compare?{PAPER}&open=layer3&size=225"
    opened = page(client, urlsplit(link).query)
    for side in ("left", "right"):
        frame = next(e for e in below(figures(opened)[side]) if e.get("data-id") == "layer3")
        assert "frame" in frame.get("class")
        assert frame.children[0].get("href") == f"/compare?{PAPER}&size=225"


def test_what_one_side_has_not_is_open_in_the_other_all_the_same(client):
    it = page(client, "left=resnet18&right=resnet50&detail=block&open=layer1.2&fold=false")
    ids = {side: {e.get("data-id") for e in below(f)} for side, f in figures(it).items()}
    assert "layer1.2.conv2" in ids["right"]
    assert "layer1.1.conv2" not in ids["left"]
    (link,) = {
        e.children[0].get("href")
        for e in below(figures(it)["left"])
        if e.get("data-id") == "layer2.0"
    }
    assert "open=layer1.2,layer2.0" in link


def test_a_side_without_the_part_in_focus_says_so(client):
    it = page(client, "left=resnet18&right=resnet50&focus=layer2.3")
    assert "resnet18 has no layer2.3." in figures(it)["left"].words
    assert "conv3" in figures(it)["right"].words


def test_the_form_says_what_is_compared_and_swap_turns_it_round(client):
    it = page(client, "left=resnet50&right=resnet50;stride_in_1x1=true;size=448&theme=dark")
    fields = {f.get("name"): f.get("value") for f in it.all("input") if f.get("name")}
    assert fields == {
        "left_with": "",
        "right_with": "stride_in_1x1=true; size=448",
        "size": "224",
        "theme": "dark",
    }
    (swap,) = [a for a in it.all("a") if a.get("title") == "Swap the two sides"]
    back = page(client, urlsplit(swap.get("href")).query)
    assert next(f.get("value") for f in back.all("input")) == "stride_in_1x1=true; size=448"


def test_what_the_form_sends_becomes_an_address_that_can_be_read(client):
    sent = {
        "left": "resnet50",
        "left_with": "",
        "right": "resnet50",
        "right_with": "dilated_stages=3,4; size=96 ;",
        "focus": "layer4",
        "detail": "",
        "size": "224",
    }
    answer = client.get("/compare", params=sent, headers=HTML)
    assert answer.status_code == 303
    assert answer.headers["location"] == (
        "/compare?left=resnet50&right=resnet50;dilated_stages=3,4;size=96&focus=layer4"
    )


@pytest.mark.parametrize(
    ("query", "why", "here"),
    [
        ("left=resnet5O;size=96", "no network of this name", "resnet50;size=96|resnet50"),
        ("left=nothing;size=96", "no network of this name", "resnet34|resnet50"),
        ("right=resnet50;stride_in=1", "no such option", "resnet34|resnet50;stride_in_1x1=true"),
        ("right=resnet50;block=botleneck;size=96", "no such value", "resnet34|resnet50;size=96"),
        ("right=resnet50;size=0;stem=deep", "one pixel", "resnet34|resnet50;stem=deep"),
        ("right=resnet50;depths=1;depths=2", "given twice", "resnet34|resnet50"),
        ("right=resnet18;groups=2;size=96", "basic blocks", "resnet34|resnet18;size=96"),
        (
            "right=resnext50_32x4d;block=basic",
            "basic blocks",
            "resnet34|resnext50_32x4d;block=basic;groups=1;width_per_group=64",
        ),
        ("right=resnet50;size=96" + ";x=1" * 20, "no such option", "resnet34|resnet50"),
        ("size=0", "one pixel", "resnet34|resnet50"),
        ("left=resnet18&left=resnet34", "given twice", "resnet34|resnet50"),
    ],
)
def test_what_cannot_be_says_why_and_the_nearest_is_compared(client, query, why, here):
    it = page(client, query)
    notices = [e.words for e in it.elements if e.get("class") == "notice"]
    assert notices
    assert all(why in it for it in notices)
    left, right = here.split("|")
    (root,) = [e for e in it.elements if e.get("id") == "compare"]
    assert root.get("data-here").startswith(f"/compare?left={left}&right={right}")
    assert [e.get("name") for e in it.all("select")][:2] == ["left", "right"]  # the form stays


@pytest.mark.parametrize("between", [";", ", ", ","])
def test_a_comma_between_options_is_taken_for_one_between_options(client, between):
    typed = between.join(["stem=deep", "depths=3,4,6,3", "groups=2"])
    sent = {"left": "resnet18", "right": "resnet50", "left_with": "", "right_with": typed}
    answer = client.get("/compare", params=sent, headers=HTML)
    assert answer.headers["location"] == (
        "/compare?left=resnet18&right=resnet50;stem=deep;depths=3,4,6,3;groups=2"
    )
    it = page(client, f"left=resnet18&right=resnet50{between}{typed}")
    assert [e for e in it.elements if e.get("class") == "notice"] == []
    (field,) = [e for e in it.all("input") if e.get("name") == "right_with"]
    assert field.get("value") == "groups=2; stem=deep"


def test_a_side_leads_to_its_controls_at_its_size(client):
    it = page(client, "left=resnet18;size=96&right=resnet50;stem=deep&size=64&theme=dark&lang=zh")
    links = [e.get("href") for e in it.all("a") if "legend" in e.parents]
    assert links == [
        "/build/resnet18?theme=dark&size=96&lang=zh",
        "/build/resnet50?stem=deep&theme=dark&size=64&lang=zh",
    ]
    for link in links:
        assert client.get(link, headers=HTML).status_code == 200


@pytest.mark.parametrize(
    ("query", "view"),
    [
        ("focus=layer9", "&focus=layer4"),
        ("open=nonsense", ""),
        ("detail=most", ""),
        ("direction=LR", ""),
        ("batch=2", ""),
    ],
)
def test_a_view_that_neither_has_is_the_nearest(client, query, view):
    it = page(client, query)
    (notice,) = [e.words for e in it.elements if e.get("class") == "notice"]
    assert query in notice
    (root,) = [e for e in it.elements if e.get("id") == "compare"]
    assert root.get("data-here") == f"/compare?left=resnet34&right=resnet50{view}"


def test_the_other_language_is_of_the_same_two(client):
    (link,) = [a for a in page(client, f"{PAPER}&focus=layer2").all("a") if a.get("data-lang")]
    assert link.get("href") == f"/compare?{PAPER}&focus=layer2&lang=zh"
    other = client.get(link.get("href"), headers=HTML)
    assert Page(other.text).all("html")[0].get("lang") == "zh-Hans"
    assert f"/compare?{PAPER}&focus=layer2.0&lang=zh" in Page(other.text).links


# ---- A side ------------------------------------------------------------------------------------


def test_a_side_is_read_as_it_is_written():
    for text in ("resnet18", "resnet50;stride_in_1x1=true;size=225x320"):
        assert Side.parse("left", text).text == text
    side = Side.parse("left", " resnet50 ; size = 96;; groups=1 ;")
    assert side.text == "resnet50;size=96"
    assert side.size(DEFAULT_SIZE) == Size(96, 96)
    assert join_side("resnet50", "groups=2; size=96 ;") == "resnet50;groups=2;size=96"


def read(text):
    """A side, or what is wrong with it."""
    try:
        return Side.parse("right", text)
    except BadParameter as error:
        return error


@given(text=texts)
def test_any_other_text_is_refused_for_its_parameter(text):
    for tried in (text, f"resnet50;{text}", f"resnet50;size={text}", f"resnet50;groups={text}"):
        found = read(tried)
        if isinstance(found, BadParameter):
            assert found.parameter == "right"
            assert len(found.problem) < 200
        else:
            assert read(found.text) == found


# ---- From the API ------------------------------------------------------------------------------


def test_json(client, graphs):
    answer = client.get(API, params={"left": "resnet50", "right": "resnet101", "size": "225x320"})
    made = answer.json()
    size = Size(225, 320)
    expected = compare(Facts(graphs["resnet50"], size), Facts(graphs["resnet101"], size))
    assert made["left"]["name"] == "resnet50"
    assert made["right"]["size"] == "225x320"
    assert client.get(made["right"]["url"]).json()["totals"] == made["total"]["right"]["totals"]
    delta = made["total"]["delta"]
    assert delta["parameters"] == PARAMETERS["resnet101"] - PARAMETERS["resnet50"]
    assert delta["macs"] == expected.total.delta.macs
    assert [row["name"] for row in made["parts"]] == [row.name for row in expected.rows]
    (difference,) = made["differences"]
    assert difference["where"] == "stage 3"
    assert difference["what"] == "6 vs. 23 blocks"
    assert difference["right"][0] == "layer3.6"


def test_a_part_that_one_has_not_is_null(client):
    made = client.get(API, params={"left": "resnet18;depths=2,2", "right": "resnet18"}).json()
    assert [row["name"] for row in made["parts"] if row["left"] is None] == ["stage3", "stage4"]
    assert made["parts"][3]["delta"] == made["parts"][3]["right"]["totals"]


@pytest.mark.parametrize("missing", ["left", "right"])
def test_both_have_to_be_given(client, missing):
    (other,) = {"left", "right"} - {missing}
    body = client.get(API, params={other: "resnet18"}).json()
    assert (body["status"], body["parameter"]) == (422, missing)
    assert (body["problem"], "name" in body["allowed"]) == ("this is required", True)


def test_its_example_is_what_it_answers(client):
    schema = client.get("/api/v1/openapi.json").json()["paths"][API]["get"]
    assert [p["name"] for p in schema["parameters"] if p["required"]] == ["left", "right"]
    example = schema["responses"]["200"]["content"]["application/json"]["example"]
    real = client.get(f"{API}?{PAPER}").json()
    assert example["differences"] == real["differences"]
    assert example["total"] == real["total"]


def test_the_documented_pattern_holds_for_every_ready_made_side(client):
    schema = client.get("/api/v1/openapi.json").json()["paths"][API]["get"]
    pattern = schema["parameters"][0]["schema"]["pattern"]
    for ready in EXAMPLES:
        assert re.fullmatch(pattern, ready.left)
        assert re.fullmatch(pattern, ready.right)


# ---- The way here ------------------------------------------------------------------------------


def test_a_networks_page_leads_here(client):
    links = Page(client.get("/models/resnet50?focus=layer2&batch=8", headers=HTML).text).links
    assert "/compare?left=resnet50&right=resnet101&focus=layer2" in links
    varied = "/models/resnet50?stride_in_1x1=true&direction=LR&size=225"
    links = Page(client.get(varied, headers=HTML).text).links
    assert f"/compare?{PAPER}&size=225" in links
    last = Page(client.get("/models/wide_resnet101_2", headers=HTML).text).links
    assert "/compare?left=wide_resnet101_2&right=resnet18" in last


# ---- Made for other sizes than 224 -------------------------------------------------------------


def test_networks_made_for_one_size_are_compared_at_it(client):
    it = page(client, "left=resnet20&right=resnet56")
    (root,) = [e for e in it.elements if e.get("id") == "compare"]
    assert root.get("data-here").endswith("&size=32")
    assert any("16×32×32" in e.words for e in it.all("text"))
    made = client.get(API, params={"left": "resnet20", "right": "resnet56"}).json()
    assert made["left"]["size"] == made["right"]["size"] == "32"
    at_224 = page(client, "left=resnet20&right=resnet56&size=224")
    (root,) = [e for e in at_224.elements if e.get("id") == "compare"]
    assert root.get("data-here").endswith("&size=224")
    links = [it for it in at_224.links if "left=resnet20" in it or "right=resnet20" in it]
    assert len(links) > 5
    assert all("size=224" in link for link in links)


def test_networks_made_for_two_sizes_have_each_its_own(client):
    made = client.get(API, params={"left": "resnet20", "right": "resnet50"}).json()
    assert (made["left"]["size"], made["right"]["size"]) == ("32", "224")
    assert made["differences"][0]["what"] == "32×32 vs. 224×224"
    it = page(client, "left=resnet20&right=resnet50")
    (root,) = [e for e in it.elements if e.get("id") == "compare"]
    assert "left=resnet20;size=32&right=resnet50" in root.get("data-here")
