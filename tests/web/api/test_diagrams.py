import json
from itertools import product

import pytest
from resnet_atlas.diagram.view import DETAILS
from resnet_atlas.network.catalogue import CATALOGUE
from resnet_atlas.render.theme import DARK, LIGHT
from resnet_atlas.store.local_graphs import graph_of

from tests.pictures import Picture

MAGIC = {
    "svg": (b"<svg ", "image/svg+xml"),
    "png": (b"\x89PNG", "image/png"),
    "pdf": (b"%PDF-", "application/pdf"),
    "dot": (b"digraph", "text/vnd.graphviz"),
    "json": (b"{", "application/json"),
    "tikz": (b"% resnet50, layer2", "text/x-tex"),
    "drawio": (b"<?xml", "application/vnd.jgraph.mxfile"),
    "mmd": (b"%%{init", "text/vnd.mermaid"),
}


@pytest.mark.parametrize("format", MAGIC)
def test_a_picture_in_every_format(client, format):
    answer = client.get(f"/diagrams/resnet50.{format}?focus=layer2")
    start, media = MAGIC[format]
    assert answer.status_code == 200
    assert answer.content.startswith(start) or format == "dot"
    assert answer.headers["content-type"].partition(";")[0] == media
    if format != "json":
        assert f'filename="resnet50-layer2-conv.{format}"' in answer.headers["content-disposition"]


@pytest.mark.full
def test_every_part_of_a_network_can_be_drawn_in_every_detail(client):
    parts = ["network", *[group.id for group in graph_of(CATALOGUE["resnet18"]).groups]]
    for focus, detail, direction in product(parts, DETAILS, ("TB", "LR")):
        query = f"focus={focus}&detail={detail}&direction={direction}"
        Picture(client.get(f"/diagrams/resnet18.svg?{query}").text)


def test_a_size_changes_shapes_and_nothing_else(client):
    one = Picture(client.get("/diagrams/resnet50.svg?focus=layer2").text)
    other = Picture(client.get("/diagrams/resnet50.svg?focus=layer2&size=225x320").text)
    assert one.geometry == other.geometry
    assert "256×56×56" in one.svg
    assert "256×57×80" in other.svg
    assert "256×56×56" not in other.svg


def test_a_batch_is_written_before_the_channels_and_moves_nothing(client):
    one = Picture(client.get("/diagrams/resnet50.svg?focus=layer2").text)
    many = Picture(client.get("/diagrams/resnet50.svg?focus=layer2&batch=8").text)
    assert one.geometry == many.geometry
    assert ">8×256×56×56<" in many.svg
    assert ">256×56×56<" not in many.svg


def test_groups_are_opened_closed_and_unfolded_by_any_of_their_names(client):
    query = "open=stage2,layer2.1&unfold=layer3.1&detail=stage"
    drawn = Picture(client.get(f"/diagrams/resnet50.svg?{query}").text)
    assert [frame.id for frame in drawn.of("frame")] == ["layer2", "layer2.1"]
    closed = ["stem", "layer1", "layer2.0", "layer3", "layer4", "head"]
    assert [part.id for part in drawn.of("closed")] == closed
    query = "detail=conv&closed=conv3_x,layer3.0&unfold=layer4.2"
    drawn = Picture(client.get(f"/diagrams/resnet50.svg?{query}").text)
    assert [part.id for part in drawn.of("closed")] == ["layer2", "layer3.0"]
    shown = {frame.id for frame in drawn.of("frame", "block")}
    assert {"layer4.0", "layer4.1", "layer4.2", "layer3.1"} <= shown


def test_a_dark_picture_and_one_in_symbols(client):
    dark = client.get("/diagrams/resnet50.svg?focus=layer2&theme=dark").text
    assert DARK["paper"] in dark
    assert LIGHT["paper"] not in dark
    symbols = client.get("/diagrams/resnet50.svg?focus=layer2&shapes=symbols").text
    assert "512×⌈H/8⌉×⌈W/8⌉" in symbols


def test_options_of_the_spec_are_drawn(client):
    usual = client.get("/diagrams/resnet50.svg?focus=layer2").text
    paper = client.get("/diagrams/resnet50.svg?focus=layer2&stride_in_1x1=true").text
    for svg, ringed in ((usual, "layer2.0.conv2"), (paper, "layer2.0.conv1")):
        strided = [node.id for node in Picture(svg).of("strided", "residual")]
        assert strided == [ringed]


@pytest.mark.parametrize("more", ["", "&closed=layer2.0", "&unfold=layer2.2&closed=layer2.2"])
def test_json_is_the_same_diagram_as_the_svg(client, more):
    query = f"focus=conv3_x&size=225x320{more}"
    plain = client.get(f"/diagrams/resnet50.json?{query}").json()
    drawn = Picture(client.get(f"/diagrams/resnet50.svg?{query}").text)
    assert plain["view"]["size"] == [225, 320]
    assert plain["view"]["focus"] == "layer2"
    assert {node["id"] for node in plain["nodes"]} == {
        node.id for node in drawn.nodes if "lane" not in node.classes
    }
    assert {f"{it['source']}>{it['target']}" for it in plain["arrows"]} == set(drawn.arrows)
    assert [it["id"] for it in plain["frames"]] == [frame.id for frame in drawn.of("frame")]
    assert json.dumps(plain, ensure_ascii=False).count("[1, 512, 29, 40]") > 3


def test_the_three_names_of_a_stage_give_one_picture(client):
    svgs = {
        client.get(f"/diagrams/resnet50.svg?focus={focus}").text
        for focus in ("stage2", "layer2", "conv3_x")
    }
    assert len(svgs) == 1


# ---- Two in one ---------------------------------------------------------------------------------

PAIR = {"left": "resnet34", "right": "resnet50;size=96", "focus": "layer1.1", "size": "64"}


def test_two_networks_are_one_picture(client):
    answer = client.get("/diagrams/compare.svg", params=PAIR)
    assert answer.headers["content-type"].startswith("image/svg+xml")
    for words in ("BasicBlock", "Bottleneck", "64×16×16", "256×24×24", "resnet34, layer1.1"):
        assert words in answer.text
    for format, start in (("png", b"\x89PNG"), ("pdf", b"%PDF")):
        assert client.get(f"/diagrams/compare.{format}", params=PAIR).content.startswith(start)


@pytest.mark.parametrize(
    ("changed", "status", "parameter"),
    [
        ({"left": "resnt34"}, 404, "left"),
        ({"focus": "layer9"}, 404, "focus"),
        ({"scale": "9"}, 422, "scale"),
        ({"dpi": "72"}, 422, "dpi"),
        ({"foo": "1"}, 422, "foo"),
    ],
)
def test_a_pair_that_cannot_be_is_refused(client, changed, status, parameter):
    answer = client.get("/diagrams/compare.svg", params=PAIR | changed)
    assert (answer.status_code, answer.json()["parameter"]) == (status, parameter)


def test_a_pair_has_no_other_format(client):
    answer = client.get("/diagrams/compare.dot", params=PAIR)
    assert (answer.status_code, answer.json()["allowed"]) == (404, "svg, png, pdf")


@pytest.mark.parametrize("format", ["csv", "markdown", "latex"])
def test_a_comparison_is_a_table_to_save(client, format):
    answer = client.get(
        "/api/v1/compare", params={"left": "resnet34", "right": "resnet50", "format": format}
    )
    assert "resnet34-resnet50" in answer.headers["content-disposition"]
    assert "25557032" in answer.text
