"""The builder: any spec by its address, what cannot be refused kindly, the source handed out."""

import re
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pytest
from resnet_atlas.network.catalogue import CATALOGUE, LISTED, PRESETS, named, usual_size
from resnet_atlas.network.options import READERS
from resnet_atlas.network.source import source

from tests.html import Page

HTML = {"Accept": "text/html"}


def page_of(client, path):
    return Page(client.get(path, headers=HTML).text)


def page(client, path):
    answer = client.get(path, headers=HTML)
    assert answer.status_code == 200
    return Page(answer.text)


def notices(it):
    return [element.words for element in it.elements if element.get("class") == "notice"]


def test_every_option_has_a_field(client):
    fields = {it.get("name") for it in page(client, "/build/resnet50").elements}
    assert set(READERS) <= fields


def test_options_that_a_basic_block_has_not_are_not_asked_for(client):
    fields = {it.get("name") for it in page(client, "/build/resnet18").elements}
    assert not {"groups", "width_per_group", "stride_in_1x1"} & fields


@pytest.mark.parametrize("name", [*CATALOGUE, *PRESETS])
def test_every_named_network_is_built_and_its_source_shown(client, name):
    it = page(client, f"/build/{name}")
    (shown,) = [element.words for element in it.elements if element.tag == "pre"]
    assert shown.strip() == source(named(name), name, usual_size(name)).strip()
    assert notices(it) == []


def test_what_is_built_says_what_it_costs(client):
    words = page(client, "/build/resnet50?stem=deep&shortcut=pooled").elements[0].words
    assert "25,576,264" in words  # timm's resnet50d has as many
    assert "2048×7×7" in words


def test_names_lead_to_their_builder(client):
    links = page(client, "/build/resnet50?theme=dark").links
    assert {f"/build/{name}?theme=dark" for name in CATALOGUE} <= set(links)
    assert all(any(link.startswith(f"/build/{name}") for link in links) for name in PRESETS)
    assert "/build/resnet20?size=32" in links


def test_the_start_is_a_named_network_with_the_same_options(client):
    answer = client.get("/build?stem=deep&size=64", headers=HTML, follow_redirects=False)
    assert answer.headers["location"] == "/build/resnet50?stem=deep&size=64"


def test_a_form_that_sends_everything_is_led_to_the_short_address(client):
    answer = client.get(
        "/build/resnet50?block=&depths=&stem=deep&size=224", headers=HTML, follow_redirects=False
    )
    assert answer.status_code == 303
    assert answer.headers["location"] == "/build/resnet50?stem=deep"


@pytest.mark.parametrize(
    ("query", "why", "nearest"),
    [
        ("block=basic&groups=32", "basic blocks don’t have this option", "block=basic"),
        ("widths=64,128", "every stage has one width", ""),
        ("shortcut=padded&widths=64,32,64,64", "zeros can add channels", "widths=64,32,64,64"),
        ("stem=5x5", "there is no such value", ""),
        ("squeeze=-1", "this is out of range", ""),
        ("depths=2000", "this is out of range", ""),
        ("focus=layer2", "there is no such parameter", ""),
        ("size=0", "size=0", ""),
    ],
)
def test_what_cannot_be_says_why_and_the_nearest_is_built(client, query, why, nearest):
    it = page(client, f"/build/resnet50?{query}")
    assert len(notices(it)) == 1
    assert why in notices(it)[0]
    (built,) = [element for element in it.elements if element.get("id") == "built"]
    assert built.get("data-here") == f"/build/resnet50{'?' + nearest if nearest else ''}"


OWN = [
    (
        "resnext50_32x4d?block=basic",
        ["groups=32", "width_per_group=4"],
        "groups=1&width_per_group=64",
    ),
    ("wide_resnet50_2?block=basic", ["width_per_group=128"], "width_per_group=64"),
    ("dilated_resnet50?depths=2,2,2", ["dilated_stages=3,4"], "dilated_stages=3"),
    ("resnet20?widths=8,8,8", ["shortcut=padded"], "shortcut=projection"),
]


@pytest.mark.parametrize(("path", "refused", "taken"), OWN)
def test_what_a_named_network_has_of_itself_gives_way_to_what_is_asked_for(
    client, path, refused, taken
):
    it = page(client, f"/build/{path}")
    assert [words.strip().partition(":")[0] for words in notices(it)] == refused
    (built,) = [element for element in it.elements if element.get("id") == "built"]
    query = path.partition("?")[2]
    built_as = dict(parse_qsl(urlsplit(built.get("data-here")).query))
    assert built_as.items() >= dict(parse_qsl(f"{query}&{taken}")).items()


@pytest.mark.parametrize("name", [*CATALOGUE, *PRESETS])
@pytest.mark.parametrize("query", ["block=basic", "block=bottleneck", "depths=1", "widths=8,8,8,8"])
def test_any_change_of_any_named_network_is_built(client, name, query):
    assert client.get(f"/build/{name}?{query}", headers=HTML, follow_redirects=True).is_success


def test_a_dilation_can_be_taken_away(client):
    it = page(client, "/build/dilated_resnet50?dilated_stages=none")
    assert notices(it) == []
    assert "2048×7×7" in it.elements[0].words


def test_names_to_start_from_are_at_the_top_by_family(client):
    it = page(client, "/build/resnet50?theme=dark")
    links = [str(a.get("href")) for a in it.all("a") if str(a.get("href")).startswith("/build/")]
    assert set(LISTED) <= {re.split(r"[/?]", link)[2] for link in links}
    assert "/build/resnet20?theme=dark&size=32" in links


@pytest.mark.parametrize(
    ("asked", "builder"),
    [
        ("", "/build/resnet50"),
        ("name=WRN-28-10&theme=dark", "/build/WRN-28-10?theme=dark"),
        ("depth=40&factor=4&lang=zh", "/build/wrn_40_4?lang=zh"),
    ],
)
def test_a_form_leads_to_the_network_to_start_from(client, asked, builder):
    answer = client.get(f"/build?{asked}", headers=HTML, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (307, builder)


def test_a_wide_resnet_has_the_depth_of_its_name_by_its_own_count(client):
    said = page(client, "/build/wrn_28_10").elements[0].words
    assert "28 as Wide ResNets count" in said
    assert "36.48 M" in said


@pytest.mark.parametrize(
    ("name", "why", "near"),
    [
        ("ResNet-9", "no blocks make 9 layers", "resnet10"),
        ("resnet12", "5 basic blocks", "resnet14"),
        ("resnet11", "3 bottlenecks", "resnet10"),
        ("WRN-27-10", "6n + 4", "wrn_28_10"),
        ("resnet1500", "749 basic blocks", "resnet1202"),
    ],
)
def test_a_depth_that_cannot_be_says_why_and_the_nearest(client, name, why, near):
    answer = client.get(f"/build/{name}", headers=HTML)
    assert answer.status_code == 404
    assert why in answer.text
    assert f'href="/build/{near}' in answer.text
    assert client.get(f"/build/{near}", headers=HTML).status_code == 200


@pytest.mark.parametrize(
    ("asked", "field", "why", "near"),
    [
        ("name=ResNet-9", "start", "no blocks make 9 layers", "resnet10"),
        ("name=resnt50", "start", "there is no network", "resnet50"),
        ("name=//evil.com/b%3F", "start", "there is no network", "resnet50"),
        ("depth=27&factor=10", "wide-depth", "6n + 4", "wrn_28_10"),
    ],
)
def test_a_start_that_cannot_be_says_so_at_its_field_above_the_nearest(
    client, asked, field, why, near
):
    answer = client.get(f"/build?{asked}", headers=HTML)
    assert answer.status_code == 404
    it = Page(answer.text)
    (entry,) = [element for element in it.elements if element.get("id") == field]
    assert entry.get("aria-invalid") == "true"
    assert f'<a href="#{field}">' in answer.text
    assert why in answer.text
    (built,) = [element for element in it.elements if element.get("id") == "built"]
    assert built.get("data-here").partition("?")[0] == f"/build/{near}"


def test_an_unknown_name_is_answered_with_the_nearest(client):
    answer = client.get("/build/resnt50", headers=HTML)
    assert answer.status_code == 404
    assert "resnet50" in answer.text


@pytest.mark.parametrize("base", ["build", "models", "embed"])
def test_a_name_that_was_meant_is_offered_at_the_same_address(client, base):
    asked = f"/{base}/resnt50?stem=deep&size=96&lang=zh"
    (link,) = [a for a in page_of(client, asked).all("a") if a.words == "resnet50"]
    assert link.get("href") == f"/{base}/resnet50?stem=deep&size=96&lang=zh"
    assert client.get(link.get("href"), headers=HTML).status_code == 200


def test_a_form_with_something_wrong_keeps_that_and_loses_what_is_empty(client):
    sent = "/build/resnet50?block=basic&depths=2%2C3&stem=&groups=2&widths=&size=224"
    answer = client.get(sent, headers=HTML, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/build/resnet50?block=basic&depths=2,3&groups=2&size=224"
    assert "groups=2" in notices(page(client, answer.headers["location"]))[0]


@pytest.mark.parametrize(
    ("path", "name", "text"),
    [
        ("/build/resnet50?widths=64,128", "widths", "64,128"),
        ("/build/resnet50?depths=3,x,6,3", "depths", "3,x,6,3"),
        ("/build/resnet50?size=0", "size", "0"),
        ("/models/resnet50?depths=foo,2", "depths", "foo,2"),
    ],
)
def test_what_was_refused_stands_in_its_field_with_the_reason(client, path, name, text):
    it = page(client, path)
    (field,) = [e for e in it.all("input") if e.get("name") == name]
    assert (field.get("value"), field.get("aria-invalid")) == (text, "true")
    (reason,) = [e for e in it.elements if e.get("id") == field.get("aria-describedby")]
    assert reason.words


def test_the_usual_widths_are_of_as_many_stages(client):
    for base in ("build", "models"):
        it = page(client, f"/{base}/resnet50?depths=2,2,2&base_width=16")
        (field,) = [e for e in it.all("input") if e.get("name") == "widths"]
        assert field.get("placeholder") == "16,32,64"


# ---- From the API ------------------------------------------------------------------------------


def test_the_source_as_a_file(client):
    answer = client.get("/api/v1/models/resnet50/source?stem=deep&size=64")
    assert answer.headers["content-type"].startswith("text/x-python")
    assert 'filename="resnet50_variant.py"' in answer.headers["content-disposition"]
    compile(answer.text, "resnet50.py", "exec")
    shown = client.get("/build/resnet50?stem=deep&size=64", headers=HTML).text
    assert answer.text.strip() in unescape(re.search("<pre.*?>(.*?)</pre>", shown, re.DOTALL)[1])


def test_presets_are_listed_with_where_they_come_from(client):
    presets = client.get("/api/v1/presets").json()["presets"]
    assert [it["name"] for it in presets] == list(PRESETS)
    for it in presets:
        assert it["source"]
        assert it["depth"] == named(it["name"]).depth
        assert client.get(it["url"]).json()["depth"] == it["depth"]


# ---- Very deep ones ----------------------------------------------------------------------------


@pytest.mark.full
def test_parts_to_choose_from_are_stages_and_one_of_blocks_that_are_alike(client):
    def parts(path):
        it = page(client, path)
        return [e.get("value") for e in it.all("option") if "." in (e.get("value") or "")]

    assert len(parts("/models/resnet50?depths=250,250,250,250")) == 8
    assert parts("/models/resnet18") == [
        *("layer1.0", "layer2.0", "layer2.1", "layer3.0"),
        *("layer3.1", "layer4.0", "layer4.1"),
    ]
    assert "layer1.1" in parts("/models/resnet18?focus=layer1.1")


@pytest.mark.parametrize("path", ["/models/resnet1202", "/models/resnet50?depths=3,4,990,3"])
def test_a_very_deep_network_opens_folded_with_a_table_of_each_block_once(client, path):
    text = client.get(path, headers=HTML).text
    assert len(text) < 300_000
    assert "Identical blocks in a row are listed once." in text
    stage = "layer2" if "1202" in path else "layer3"
    assert f'id="{stage}.1.conv1"' in text
    assert f'id="{stage}.2.conv1"' not in text


@pytest.mark.full
@pytest.mark.parametrize("path", ["/models/resnet1202", "/diagrams/resnet1202.svg"])
def test_a_very_deep_stage_asked_for_block_by_block_begins_with_a_page(client, path):
    answer = client.get(f"{path}?focus=layer2&fold=false&size=32", headers=HTML)
    assert answer.status_code == 200
    numbers = {int(it) for it in re.findall(r'data-id="layer2\.(\d+)"', answer.text)}
    assert numbers == {*range(50)}


def test_a_very_deep_network_unfolds_a_page_at_a_time(client):
    words = client.get("/models/resnet1202?focus=layer2&unfold=layer2.49", headers=HTML).text
    frames = re.findall(r'data-id="(layer2\.\d+)"', words)
    numbers = {int(it.rpartition(".")[2]) for it in frames}
    # The first by itself, 48 folded, a page of 48 one by one, the others folded.
    assert numbers == {0, 1, *range(49, 97), 97}


def test_what_is_too_large_to_draw_is_refused_with_what_is_allowed(client):
    answer = client.get("/diagrams/resnet152.svg?depths=50,50,50,50&fold=false&detail=full")
    assert answer.status_code == 422
    assert "at most 1200" in answer.json()["allowed"]


@pytest.mark.parametrize("base", ["build", "models"])
def test_the_field_for_the_base_width_says_what_it_is_the_width_of(client, base):
    both = page(client, f"/{base}/resnet20?depths=4,4,4")
    stem = page(client, f"/{base}/resnet20?depths=4,4,4&widths=160,320,640")
    labels = [
        next(label.words for label in it.all("label") if label.get("for") == "base_width")
        for it in (both, stem)
    ]
    assert labels == ["Width of the stem and the first stage", "Width of the stem"]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "At most 48 identical blocks are drawn one by one."),
        ("zh", "相同的块最多逐个画出 48 个。"),
    ],
)
def test_a_limit_that_was_met_is_said_at_the_field_and_in_the_picture(client, language, said):
    path = f"/models/resnet1202?fold=false&lang={language}"
    it = page(client, path)
    (choice,) = [element for element in it.all("select") if element.get("id") == "fold"]
    (words,) = [e.words for e in it.elements if e.get("id") == choice.get("aria-describedby")]
    assert words.strip() == said
    (note,) = [element for element in it.all("g") if element.get("data-id") == "limit"]
    assert said in note.words
    (picture,) = [element for element in it.all("svg") if element.get("role") == "group"]
    assert picture.get("aria-label").endswith(f". {said}")
    alone = client.get(path.replace("?", "/picture?")).text
    assert said in alone


@pytest.mark.full
def test_where_no_limit_was_met_none_is_said(client):
    assert "one by one." not in client.get("/models/resnet152?fold=false", headers=HTML).text
    assert 'data-id="limit"' not in client.get("/models/resnet1202", headers=HTML).text


@pytest.mark.parametrize("path", ["/build/resnet50", "/models/resnet50"])
def test_fields_for_numbers_bring_up_the_keys_for_numbers(client, path):
    modes = {it.get("id"): it.get("inputmode") for it in page(client, path).all("input")}
    assert modes["groups"] == modes["num_classes"] == "numeric"
