"""The paper's table: on its page, on the home page, and from the API."""

import re

import pytest
from resnet_atlas.facts.paper.published import BILLIONS
from resnet_atlas.facts.texts.layer_table import TEXT_FORMATS
from resnet_atlas.facts.texts.paper_table import TYPESET
from resnet_atlas.network.size import DEFAULT_SIZE, Size

from tests.depth import full
from tests.facts.test_cost import GMACS, PARAMETERS
from tests.html import Page
from tests.paper import paper_table

HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
API = "/api/v1/table"
HERE = ["/", "/table"]


def page(client, path):
    answer = client.get(path, headers=HTML)
    assert answer.status_code == 200, answer.text
    return Page(answer.text)


def table(it):
    (found,) = [table for table in it.all("table") if table.get("class") == "paper"]
    return found


def rows(it):
    """The rows of the table, each its cells."""
    bodies = [body for body in table(it).children if body.tag == "tbody"]
    return [row.children for body in bodies for row in body.children]


def sums(it, name):
    """The numbers of a row below the matrices, as the page shows them, small print left out."""
    (row,) = [row for row in rows(it) if row[0].words == name]
    return [cell.words.removesuffix(cell.children[-1].words) for cell in row[1:]]


def cells(it):
    """The links of the matrices."""
    return [a for a in it.all("a") if a.get("class") == "cell"]


# ---- On a page ---------------------------------------------------------------------------------


@pytest.mark.parametrize("path", HERE)
def test_it_is_computed(client, path):
    it = page(client, path)
    exact = [int(data.get("value")) for data in it.all("data") if data.get("data-form") == "exact"]
    assert [round(number / 1e9, 2) for number in exact] == [GMACS[name] for name in BILLIONS]
    said = [f"{PARAMETERS[name]:,}" for name in BILLIONS]
    (parameters,) = [row for row in rows(it) if row[0].words == "parameters"]
    assert [cell.children[-1].words for cell in parameters[1:]] == said
    (depth,) = [row for row in rows(it) if row[0].words == "depth, counted"]
    assert depth[1].words == "181 + 2·(2+2+2+2) + 1"


@pytest.mark.parametrize("path", HERE)
def test_the_papers_sums_come_out_with_the_papers_stride(client, path):
    it = page(client, f"{path}?stride_in_1x1=true")
    assert sums(it, "as the paper counts, 10⁹") == ["1.8", "3.6", "3.8", "7.6", "11.3"]
    assert sums(it, "MACs") == ["1.81 G", "3.66 G", "3.86 G", "7.57 G", "11.28 G"]
    ours = page(client, path)
    assert sums(ours, "as the paper counts, 10⁹") == ["1.8", "3.6", "4.1", "7.8", "11.5"]


def test_what_the_paper_prints_is_shown_for_its_own_size_alone(client):
    def shown(path):
        marked = [e for e in page(client, path).elements if e.get("data-paper") is not None]
        return {e.get("hidden") is None for e in marked}

    assert shown("/table") == {True}
    assert shown("/table?size=225") == {False}


def test_both_places_of_the_stride_are_side_by_side_whichever_is_chosen(client):
    for query in ("", "?stride_in_1x1=true"):
        it = page(client, f"/table{query}")
        places = next(table for table in it.all("table") if table.get("class") == "places")
        lines = [[cell.words for cell in row.children] for row in places.children[1].children]
        assert [line[1:] for line in lines] == [
            ["4.09 G", "7.80 G", "11.51 G"],
            ["3.86 G", "7.57 G", "11.28 G"],
            ["3.8", "7.6", "11.3"],
            ["3.8", "7.6", "11.3"],
        ]


@pytest.mark.parametrize("path", HERE)
def test_it_is_for_any_size(client, path):
    it = page(client, f"{path}?size=225x320")
    outputs = [row[-2 if len(row) < 6 else -6].words for row in rows(it)[:7]]
    assert outputs == ["113×160", "57×80", "57×80", "29×40", "15×20", "8×10", "1×1"]


@pytest.mark.parametrize("place", [True, *full([False])])
def test_every_cell_leads_to_a_diagram_that_shows_what_it_says(client, place):
    query = "size=225&stride_in_1x1=" + ("true" if place else "")
    links = cells(page(client, f"/table?{query}"))
    assert len(links) == 3 + 4 * 5
    for link in links:
        model, focus = link.get("title").split(", ")
        url = link.get("href")
        assert url.startswith(f"/models/{model}?")
        assert f"focus={focus}" in url
        assert "size=225" in url
        bottleneck = model not in ("resnet18", "resnet34")
        assert ("stride_in_1x1=true" in url) == (place and bottleneck)
        shown = page(client, url)
        (svg,) = [s for s in shown.all("svg") if (s.get("aria-label") or "").startswith("resnet")]
        for kernel, channels in re.findall(r"(\d×\d), (\d+)", link.words):
            assert f"{kernel}, {channels}, stride=" in svg.words
        if focus in ("layer2", "layer3", "layer4"):
            (strided,) = re.findall(r"(\d×\d), (\d+) ↓2", link.words)
            assert f"{strided[0]}, {strided[1]}, stride=2 ↓2" in " ".join(svg.words.split())
            count = re.search(r"×(\d+)$", link.words.strip())[1]
            assert f"×{int(count) - 1}" in svg.words or count == "2"


def test_every_row_and_column_has_its_header(client):
    it = page(client, "/table")
    for head in it.all("th"):
        assert head.get("scope") in ("col", "row", "rowgroup")
    assert all(row[0].tag == "th" or len(row) == 6 for row in rows(it))
    widths = [sum(int(cell.get("colspan") or 1) for cell in row) for row in rows(it)]
    assert widths == [7, 7, 6, 7, 7, 7, 7] + [7] * 4  # conv2_x's header spans two rows


def test_the_form_keeps_theme_and_language_and_says_what_is_chosen(client):
    it = page(client, "/table?size=96&stride_in_1x1=true&theme=dark&lang=en")
    fields = {f.get("name"): f.get("value") for f in it.all("input") if f.get("name")}
    assert fields == {"size": "96", "theme": "dark", "lang": "en"}
    (chosen,) = [o for o in it.all("option") if o.get("selected") is not None]
    assert chosen.get("value") == "true"


@pytest.mark.parametrize("path", HERE)
@pytest.mark.parametrize("query", ["size=0", "stride_in_1x1=maybe"])
def test_what_can_not_be_is_named_and_the_nearest_is_shown(client, path, query):
    answer = client.get(f"{path}?{query}", headers=HTML)
    assert answer.status_code == 200
    assert f"<code>{query}</code>" in answer.text
    (field,) = [e for e in Page(answer.text).all("input") if e.get("name") == "size"]
    assert field.get("value") == "224"


def test_the_texts_to_take_along_are_those_of_what_is_shown(client):
    for query, size, place in [
        ("", DEFAULT_SIZE, False),
        ("?size=225x320&stride_in_1x1=true", Size(225, 320), True),
    ]:
        links = {a.get("data-text"): a.get("href") for a in page(client, f"/table{query}").all("a")}
        for format, write in TYPESET.items():
            assert client.get(links[format]).text == write(paper_table(size, place))


def test_a_chinese_page_has_chinese_cells_and_english_texts(client):
    it = page(client, "/table?lang=zh")
    client.cookies.clear()
    words = " ".join(table(it).words.split())
    for said in (
        "7×7, 64, 步幅 2",
        "3×3 最大池化",
        "平均池化",
        "1000 维全连接",
        "头部（head）",
        "阶段 1",
    ):
        assert said in words
    assert "1000-d fc" in client.get(f"{API}?format=csv").text


# ---- From the API ------------------------------------------------------------------------------


def test_json(client):
    answer = client.get(API, params={"size": "225x320", "stride_in_1x1": "true"}).json()
    made = paper_table(Size(225, 320), stride_in_1x1=True)
    assert (answer["size"], answer["stride_in_1x1"]) == ("225x320", True)
    assert [it["macs"] for it in answer["networks"]] == [it.cost.macs for it in made.columns]
    assert [it["depth"] for it in answer["networks"]] == [18, 34, 50, 101, 152]
    assert [row["output"] for row in answer["rows"]] == [list(row.sides) for row in made.rows]
    row = next(row for row in answer["rows"] if row["layer"] == "layer2")
    assert row["name"] == "conv3_x"
    assert row["extents"] == [{"a": 7, "s": 8}] * 2
    assert row["cells"][2]["lines"] == [
        {"text": "1×1, 128", "stride": "↓2"},
        {"text": "3×3, 128", "stride": ""},
        {"text": "1×1, 512", "stride": ""},
    ]
    assert row["cells"][2]["count"] == 4


def test_what_the_json_leads_to_is_there(client):
    answer = client.get(API, params={"size": "33", "stride_in_1x1": "true"}).json()
    for network in answer["networks"]:
        assert client.get(network["url"]).json()["totals"]["macs"] == network["macs"]
    drawn = client.get(answer["rows"][3]["cells"][2]["diagram"])
    assert drawn.status_code == 200
    assert "512×5×5" in drawn.text


def test_the_papers_sums(client):
    answer = client.get(API, params={"stride_in_1x1": "true"}).json()
    assert [it["paper"] for it in answer["networks"]] == ["1.8", "3.6", "3.8", "7.6", "11.3"]


@pytest.mark.parametrize("format", TYPESET)
def test_texts(client, format):
    answer = client.get(API, params={"format": format, "size": "64"})
    _, media, ending = TEXT_FORMATS[format]
    assert answer.text == TYPESET[format](paper_table(Size(64, 64)))
    assert answer.headers["content-type"].startswith(media)
    assert f'filename="table.{ending}"' in answer.headers["content-disposition"]


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("size=0", "size"),
        ("stride_in_1x1=2", "stride_in_1x1"),
        ("format=html", "format"),
        ("batch=2", "batch"),
        ("size=1&size=2", "size"),
    ],
)
def test_what_is_wrong_is_named(client, query, parameter):
    answer = client.get(f"{API}?{query}")
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["parameter"] == parameter


def test_its_example_is_what_it_answers(client):
    schema = client.get("/api/v1/openapi.json").json()
    answers = schema["paths"][API]["get"]["responses"]["200"]["content"]
    assert {"application/json", "text/csv", "text/markdown", "application/x-latex"} == {*answers}
    example = answers["application/json"]["example"]
    real = client.get(API, params={"stride_in_1x1": "true"}).json()
    assert example["networks"] == real["networks"]
    assert example["rows"] == [row for row in real["rows"] if row["layer"] == "layer2"]
