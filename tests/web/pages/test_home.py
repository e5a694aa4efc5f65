import re
from functools import cache
from urllib.parse import urljoin, urlsplit

import pytest
from resnet_atlas.network.catalogue import CATALOGUE, LISTED
from resnet_atlas.web.pages.articles.figures import FIGURES
from resnet_atlas.web.static_files import with_fingerprint

from tests.depth import representatives
from tests.html import Page

HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
PAGES = [
    "/",
    "/?size=225x320",
    "/models/resnet18",
    "/models/resnet50?focus=layer2.0&size=225x320",
    "/models/resnext50_32x4d?focus=layer1&detail=full&direction=LR&theme=dark&shapes=symbols",
    "/models/resnet50?stride_in_1x1=true&dilated_stages=4&focus=layer4&fold=false",
    "/models/resnet152?focus=head",
    "/table",
    "/table?size=225x320&stride_in_1x1=true&theme=dark",
    "/compare",
    "/compare?left=resnet18&right=resnext50_32x4d;in_channels=1;size=64&open=stage2&detail=block",
    "/compare?left=resnet18&right=resnet50&focus=layer2.3&theme=dark",
    "/compare?left=resnet5O",
    "/docs",
    "/tour",
    "/tour?size=225x320&theme=dark",
    "/formula",
    "/formula?size=37&model=resnet18&kind=max_pool&kernel=3&padding=1",
    "/formula?kernel=1&padding=0",
    "/glossary",
    "/which",
    "/models/resnet5O",
    "/models/resnet18?focus=layer2&size=0&foo=1",
    "/models/resnet50?open=layer2,layer2.0&closed=stem&unfold=layer3.1&batch=8",
    "/embed/resnet50?focus=layer2&size=225x320&batch=2",
    "/nothing",
]
LINKING = {"/", "/models/resnet50?focus=layer2.0&size=225x320", "/compare?left=resnet5O", "/tour"}


@pytest.fixture(scope="module")
def answer_to(client):
    """The status and the text of an address, asked for once."""

    @cache
    def ask(url):
        answer = client.get(url, headers=HTML)
        return answer.status_code, answer.text

    return ask


@cache
def parsed(text):
    return Page(text)


def page(client, path):
    return parsed(client.get(path, headers=HTML).text)


# ---- Every page --------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PAGES)
def test_ids_are_unique(client, path):
    ids = [element.get("id") for element in page(client, path).elements if element.get("id")]
    assert sorted(ids) == sorted(set(ids))


@pytest.mark.parametrize("path", PAGES)
def test_every_control_has_its_label_and_every_label_its_control(client, path):
    it = page(client, path)
    controls = [c for c in it.all("input", "select") if c.get("type") != "hidden"]
    labels = [label.get("for") for label in it.all("label")]
    assert sorted(labels) == sorted(control.get("id") for control in controls)
    described = {c.get("aria-describedby") for c in controls} - {None}
    lists = {c.get("list") for c in controls} - {None}
    assert described | lists <= {element.get("id") for element in it.elements}


@pytest.mark.parametrize("path", PAGES)
def test_every_link_button_and_picture_has_a_name(client, path):
    for element in page(client, path).all("a", "button"):
        named = element.words.strip() or element.get("aria-label") or element.get("data-title")
        assert named, element
    for image in page(client, path).all("img"):
        assert image.get("alt") is not None
    for svg in page(client, path).all("svg"):
        assert svg.get("aria-label") or svg.get("aria-hidden") == "true"


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_one_title_language_main_and_heading(client, path):
    it = page(client, path)
    for tag in ("html", "main", "h1"):
        assert len(it.all(tag)) == 1, tag
    assert len([title for title in it.all("title") if "head" in title.parents]) == 1
    assert it.all("html")[0].get("lang") == "en"
    assert it.all("title")[0].words.strip()


@pytest.mark.parametrize("path", PAGES)
def test_a_page_asks_nobody_else_and_has_no_script_in_it(client, path):
    it = page(client, path)
    assert {urlsplit(link).netloc for link in it.links} == {""}
    assert all(script.get("src") and not script.words.strip() for script in it.all("script"))
    assert not [name for e in it.elements for name in e.attributes if name.startswith("on")]
    text = client.get(path, headers=HTML).text
    named = set(re.findall(r"https?://[^/\s\"<>&]+", text))  # the page's own address is for others
    assert named <= {"http://www.w3.org", "http://testserver"}


@pytest.mark.parametrize("path", PAGES)
def test_every_link_within_a_page_leads_to_something_on_it(client, path):
    it = page(client, path)
    ids = {element.get("id") for element in it.elements}
    assert {link[1:] for link in it.links if link.startswith("#")} <= ids


@pytest.mark.parametrize("path", representatives(PAGES, LINKING))
def test_every_link_to_another_page_answers(client, answer_to, path):
    links = dict.fromkeys(page(client, path).links)
    if client.get(path, headers=HTML).status_code != 200:  # in the other language it is no better
        links = {link: None for link in links if "lang=" not in link}
    for link in [link for link in links if not link.startswith("#")]:
        url = urljoin(path, link)
        status, text = answer_to(url.partition("#")[0])
        assert status == 200, link
        fragment = urlsplit(url).fragment
        if fragment and "=" not in fragment:  # that is a setting for the scripts
            assert f'id="{fragment}"' in text, link


# ---- Home --------------------------------------------------------------------------------------


def test_home_has_the_ten_networks(client):
    links = page(client, "/").links
    assert [name for name in CATALOGUE if f"/models/{name}" in links] == list(CATALOGUE)


def test_home_leads_to_the_articles_six_figures(client):
    it = page(client, "/")
    assert sum(element.get("class") == "card" for element in it.all("a")) == len(LISTED) + 6
    assert [(figure.number, figure.model, figure.focus) for figure in FIGURES] == [
        (2, "resnet18", "stem"),
        (3, "resnet18", "layer1"),
        (4, "resnet18", "layer2"),
        (5, "resnet50", "layer1"),
        (6, "resnet50", "layer2"),
    ]
    for figure in FIGURES:
        assert f"/models/{figure.model}?focus={figure.focus}" in it.links


# ---- A network ---------------------------------------------------------------------------------


def drawn(it):
    """The diagram of a page."""
    (svg,) = [svg for svg in it.all("svg") if (svg.get("aria-label") or "").startswith("resnet")]
    return svg


def linked(it, id):
    """Where a part of the diagram leads to."""
    (part,) = [part for part in it.all("g") if part.get("data-id") == id]
    below = [*part.children, *[child for g in part.children for child in g.children]]
    return next((a.get("href") for a in below if a.tag == "a"), None)


def test_a_page_shows_picture_form_facts_and_layers_without_a_script(client):
    it = page(client, "/models/resnet50?focus=layer2.0&size=225x320")
    svg = drawn(it)
    assert "128×29×40" in svg.words
    assert "stride=2 ↓2" in svg.words
    rows = [row for row in it.all("tr") if (row.get("id") or "").startswith("layer2.0")]
    assert [row.get("id") for row in rows] == [
        "layer2.0.conv1",
        "layer2.0.conv2",
        "layer2.0.conv3",
        "layer2.0.downsample.0",
        "layer2.0.add",
    ]
    assert "⌊(57 + 2·1 − 3) / 2⌋ + 1 = 29" in rows[1].words


def test_scripts_are_ours_and_wait_for_the_page(client):
    for path in ("/models/resnet50", "/embed/resnet50"):
        it = page(client, path)
        assert [(script.get("defer"), script.get("src")) for script in it.all("script")] == [
            ("", with_fingerprint("/static/vendor/js/explorer.js"))
        ]
        for link in it.links:
            if "/static/" in link:
                assert client.get(link).status_code == 200, link


def test_what_a_script_has_to_know_is_on_the_page(client):
    it = page(client, "/models/resnet50?stride_in_1x1=true&size=225x320")
    (explorer,) = [e for e in it.elements if e.get("id") == "explorer"]
    graph = client.get(explorer.get("data-graph")).json()
    strided = {op["id"] for op in graph["ops"] if op["windows"] and op["windows"][0]["stride"] > 1}
    assert "layer2.0.conv1" in strided
    shapes = [text for text in it.all("text") if text.get("data-shape")]
    assert {text.get("data-shape"): text.words for text in shapes}["512 7/8 7/8"] == "512×29×40"


def test_parts_of_a_picture_are_opened_and_closed_and_ops_lead_to_their_rows(client):
    it = page(client, "/models/resnet50?focus=layer2&size=225&fold=false")
    assert linked(it, "layer2.0") == (
        "/models/resnet50?focus=layer2&fold=false&closed=layer2.0&size=225"
    )
    assert linked(it, "layer2.0.conv2").endswith("#layer2.0.conv2")
    closed = page(client, linked(it, "layer2.0"))
    assert linked(closed, "layer2.0") == "/models/resnet50?focus=layer2&fold=false&size=225"


def test_a_badge_unfolds_what_it_counts(client):
    it = page(client, "/models/resnet50?focus=layer2")
    links = [a.get("href") for a in it.all("a") if a.get("href") and "svg" in a.parents]
    assert "/models/resnet50?focus=layer2&unfold=layer2.1" in links
    each = page(client, "/models/resnet50?focus=layer2&unfold=layer2.1")
    ids = {part.get("data-id") for part in each.all("g")}
    assert {"layer2.0", "layer2.1", "layer2.2", "layer2.3"} <= ids
    assert "layer2.2" not in {part.get("data-id") for part in it.all("g")}


# ---- The picture alone, and in a frame ---------------------------------------------------------


@pytest.mark.parametrize(
    "query", ["", "?focus=layer2&size=225x320&batch=8&theme=dark", "?open=layer2"]
)
def test_the_picture_alone_is_that_of_the_page(client, query):
    alone = client.get(f"/models/resnet50/picture{query}")
    assert alone.headers["content-type"].partition(";")[0] == "image/svg+xml"
    on_the_page = client.get(f"/models/resnet50{query}", headers=HTML).text
    assert alone.text in on_the_page.replace('<svg class="wide" ', "<svg ")


def test_the_picture_alone_takes_no_nonsense(client):
    assert client.get("/models/resnet50/picture?size=0").status_code == 422
    assert client.get("/models/resnet5O/picture").status_code == 404


def test_an_embedded_picture_is_the_same_and_stays_in_its_frame(client):
    query = "?focus=layer2&size=225x320&batch=2"
    it = page(client, f"/embed/resnet50{query}")
    assert drawn(it).words == drawn(page(client, f"/models/resnet50{query}")).words
    assert linked(it, "layer2.0") == (
        "/embed/resnet50?focus=layer2&closed=layer2.0&size=225x320&batch=2"
    )
    around, out = [a for a in it.all("a") if "form" in a.parents]
    assert around.get("href") == "/embed/resnet50?size=225x320&batch=2"
    assert (out.get("href"), out.get("target")) == (f"/models/resnet50{query}", "_blank")
    inside = [a.get("href") for a in it.all("a") if "svg" in a.parents and a.get("href")]
    assert all(link.startswith("/embed/") for link in inside)


def test_the_form_of_an_embedded_picture_keeps_all_but_the_size(client):
    query = "?stride_in_1x1=true&focus=layer2&theme=dark&size=7&batch=2"
    hidden = {
        field.get("name"): field.get("value")
        for field in page(client, f"/embed/resnet50{query}").all("input")
        if field.get("type") == "hidden"
    }
    assert hidden == {"stride_in_1x1": "true", "focus": "layer2", "theme": "dark", "batch": "2"}


# ---- Nonsense ----------------------------------------------------------------------------------


def notice(it):
    """What a page says that it ignored."""
    said = [div for div in it.all("div") if div.get("class") == "notice"]
    return [li.words for div in said for ul in div.children for li in ul.children if li.tag == "li"]


@pytest.mark.parametrize("route", ["/models/resnet50", "/embed/resnet50"])
def test_nonsense_in_an_address_opens_the_nearest_view(client, route):
    it = page(client, f"{route}?size=0&focus=layer9&open=nonsense&foo=1&batch=2")
    sensible = page(client, f"{route}?focus=layer4&batch=2")
    assert drawn(it).words == drawn(sensible).words


def test_a_page_says_what_it_ignored_and_why(client):
    said = notice(page(client, "/models/resnet50?size=0&focus=layer9&open=nonsense&foo=1"))
    starts = ["size=0: ", "focus=layer9: ", "open=nonsense: ", "foo=1: "]
    assert sorted(line.partition(" ")[0] + " " for line in said) == sorted(starts)
    assert any(line.endswith("focus=layer4 was taken") for line in said)
    assert sum("; left out" in line for line in said) == 3
    assert notice(page(client, "/models/resnet50?size=225")) == []


def test_what_is_said_to_be_taken_is(client):
    it = page(client, "/models/resnet50?open=layer2,layr3")
    (said,) = notice(it)
    frames = {g.get("data-id") for g in it.all("g") if "frame" in (g.get("class") or "").split()}
    assert frames == {"layer2"}
    assert said.endswith("open=layer2 was taken")


def test_the_picture_of_a_page_mended_leads_to_addresses_that_make_sense(client):
    it = page(client, "/models/resnet50?size=0&open=nonsense&foo=1")
    assert linked(it, "layer2") == "/models/resnet50?open=layer2"
    assert not [link for link in it.links if "nonsense" in link or "foo" in link]


# ---- Addresses ---------------------------------------------------------------------------------


def test_a_form_leads_to_the_short_address(client):
    form = "focus=layer2&detail=&fold=true&direction=TB&shapes=numbers&theme=auto&size=225"
    options = "&stride_in_1x1=&dilated_stages=&groups=&depths=&in_channels=3"
    answer = client.get(f"/models/resnet50?{form}{options}", headers=HTML)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/models/resnet50?focus=layer2&size=225"
    assert client.get(answer.headers["location"], headers=HTML).status_code == 200


@pytest.mark.parametrize(
    ("query", "short"),
    [
        ("focus=stage2", "?focus=layer2"),
        ("size=224", ""),
        ("size=224x224", ""),
        ("theme=dark&detail=stage", "?theme=dark"),
        ("depths=3,4,6,3&size=7", "?size=7"),
    ],
)
def test_every_address_becomes_the_one_short_one(client, query, short):
    answer = client.get(f"/models/resnet50?{query}", headers=HTML, follow_redirects=True)
    assert answer.status_code == 200
    assert str(answer.url).removeprefix("http://testserver") in (
        f"/models/resnet50{short}",
        f"/models/resnet50?{query}" if query == "focus=stage2" else "",
    )


@pytest.mark.parametrize("query", ["", "detail=full", "detail=block&fold=false", "direction=LR"])
def test_the_view_changes_no_total(client, query):
    def totals(path):
        return [d.get("value") for d in page(client, path).all("data")]

    for part in ("", "&focus=layer3", "&batch=3"):
        assert totals(f"/models/resnet50?{query}{part}") == totals(f"/models/resnet50?{part[1:]}")


def test_what_differs_from_the_named_network_is_said_with_a_way_back(client):
    it = page(client, "/models/resnet50?stride_in_1x1=true&focus=layer2")
    (said,) = [p for p in it.all("p") if p.get("class") == "changed"]
    assert "stride_in_1x1=true" in said.words
    assert [a.get("href") for a in said.children if a.tag == "a"] == [
        "/models/resnet50?focus=layer2",
        "/compare?left=resnet50&right=resnet50;stride_in_1x1=true&focus=layer2",
    ]


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("resnet50?focus=layer1.0", "1×1 conv of stride 1."),
        ("resnet50?focus=layer1.1", "nothing is on the shortcut"),
        ("resnet50?focus=layer2.0", "1×1 conv with stride 2."),
        ("resnet50d?focus=layer2.0", "average pooling with stride 2"),
        ("resnet20?focus=layer2.0", "channels of zeros"),
        ("resnet20?widths=16,16,16&focus=layer2.0", "every other position, without any weights"),
    ],
)
def test_why_a_block_has_its_shortcut_is_said(client, path, words):
    text = client.get(f"/models/{path}", headers=HTML).text
    reason = text.partition("Why this shortcut")[2]
    assert words in reason.partition("Where the stride is")[0]


@pytest.mark.parametrize(("name", "paper"), [("resnet20", None), ("resnet18", "conv3_x")])
def test_only_stages_that_the_paper_names_have_its_name(client, name, paper):
    stages = client.get(f"/api/v1/models/{name}").json()["stages"]
    assert stages[1]["paper"] == paper
    for path in (f"/models/{name}?focus=layer2", f"/models/{name}", f"/diagrams/{name}.svg"):
        assert ("conv3_x" in client.get(path, headers=HTML).text) == bool(paper)


@pytest.mark.parametrize(("name", "padded"), [("resnet20", True), ("resnet18", False)])
def test_the_key_to_the_signs_is_of_this_networks_shortcuts(client, name, padded):
    text = client.get(f"/models/{name}", headers=HTML).text
    assert ("shortcut without weights: positions are skipped" in text) == padded
    assert ("a 1×1 conv on it" in text) != padded


def test_colours_of_pages_are_those_of_pictures(client):
    css = client.get("/theme.css").text
    assert css.count("--stride:#c4162c") == 3
    assert css.count("--stride:#ff7483") == 2


@pytest.mark.parametrize("path", ["/models/resnet20", "/build/resnet20", "/embed/resnet20"])
def test_a_network_is_seen_at_the_size_it_was_made_for(client, path):
    it = page(client, path)
    assert any(e.words == "16×32×32" for e in it.all("text"))
    assert "data-sized" in it.elements[0].attributes
    (here,) = [e.get("data-here") for e in it.elements if e.get("data-here")]
    assert here == f"{path}?size=32"
    other = page(client, f"{path}?size=224")
    assert any(e.words == "16×224×224" for e in other.all("text"))
    assert any(link.endswith("size=224") for link in other.links)
    assert "data-sized" not in page(client, "/models/resnet50").elements[0].attributes


def test_facts_and_pictures_are_of_the_size_a_network_was_made_for(client):
    facts = client.get("/api/v1/models/resnet20").json()
    assert facts["input"]["height"] == 32
    assert "16×32×32" in client.get("/diagrams/resnet20.svg").text
    assert client.get("/api/v1/models/resnet20?size=").json() == facts


@pytest.mark.parametrize(("name", "plain"), [("ResNet-50", "resnet50"), ("WRN-28-10", "wrn_28_10")])
def test_another_way_to_write_a_name_leads_to_the_plain_one(client, name, plain):
    answer = client.get(f"/models/{name}?focus=layer2", follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith(f"/models/{plain}?focus=layer2")


@pytest.mark.parametrize("name", ["wrn_40_4", "resnet101d", "resnet1001"])
def test_a_network_that_no_list_has_is_shown_built_and_compared(client, name):
    for path in (f"/models/{name}", f"/build/{name}", f"/compare?left={name}&right=resnet50"):
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert name in answer.text
    assert client.get(f"/api/v1/models/{name}").json()["name"] == name
