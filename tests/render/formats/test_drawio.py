"""draw.io: every node is a box with its words, every arrow a connector between two of them."""

import re
from math import dist
from xml.etree import ElementTree

import pytest
from resnet_atlas.diagram.project import project
from resnet_atlas.diagram.view import View
from resnet_atlas.network.catalogue import CATALOGUE
from resnet_atlas.render.formats import drawio
from resnet_atlas.render.theme import PALETTES
from resnet_atlas.store.local_graphs import graph_of

from tests.pictures import scene

SPEC = CATALOGUE["resnet50"]
VIEWS = [
    View(open=("layer2", "layer2.1")),
    View("layer2", "conv", direction="LR", theme="dark"),
    View("layer1.0", "full"),
    View("network", "block", shapes="symbols"),
]
every = pytest.mark.parametrize("view", VIEWS, ids=lambda view: f"{view.focus}-{view.direction}")


def cells(view):
    text = drawio.write(scene(SPEC, view.layout()), view, PALETTES[view.theme], "<resnet50> & more")
    return ElementTree.fromstring(text).findall("diagram/mxGraphModel/root/mxCell")


@every
def test_it_has_the_nodes_and_arrows_of_the_diagram_and_no_others(view):
    diagram = project(graph_of(SPEC), view)
    boxes = [cell for cell in cells(view) if cell.get("vertex")]
    boxes = [cell for cell in boxes if not cell.get("style").startswith("text;")]
    badges = sum(frame.count > 1 for frame in diagram.frames)
    assert len(boxes) == len(diagram.nodes) + len(diagram.frames) + badges
    edges = [cell for cell in cells(view) if cell.get("edge")]
    assert len(edges) == len(diagram.arrows)
    ids = {cell.get("id") for cell in boxes}
    assert all({edge.get("source"), edge.get("target")} <= ids for edge in edges)


@every
def test_it_keeps_the_rules_of_the_format(view):
    """https://www.drawio.com/doc/faq/drawio-xml-format: ids, parents, geometry."""
    first, layer, *others = cells(view)
    assert first.attrib == {"id": "0"}
    assert layer.attrib == {"id": "1", "parent": "0"}
    ids = [cell.get("id") for cell in (first, layer, *others)]
    assert len(set(ids)) == len(ids)
    for cell in others:
        assert cell.get("parent") == "1"
        assert (cell.get("vertex") == "1") != (cell.get("edge") == "1")
        (geometry,) = cell
        assert geometry.tag == "mxGeometry"
        assert geometry.get("as") == "geometry"
        if cell.get("edge"):
            assert geometry.get("relative") == "1"
            named = [point.get("as") for point in geometry.findall("mxPoint")]
            assert named == ["sourcePoint", "targetPoint"]
        else:
            assert float(geometry.get("width")) > 0
            assert float(geometry.get("height")) > 0


def test_words_stand_in_their_box_as_people_read_them():
    values = [re.sub("<[^>]*>", "", cell.get("value") or "") for cell in cells(VIEWS[2])]
    assert "1×1, 64, stride=1, padding=0" in values
    values = [
        re.sub("<[^>]*>", "", cell.get("value") or "") for cell in cells(View("layer2", "conv"))
    ]
    assert "3×3, 128, stride=2 ↓2, padding=1" in values
    assert "+" in values


def middle(box):
    x, y, width, height = (float(box.get(name)) for name in ("x", "y", "width", "height"))
    return x + width / 2, y + height / 2


def test_the_places_are_those_of_the_scene():
    view = View("layer2", "conv")
    convs = [item for item in scene(SPEC, view).items if item.classes.startswith("op conv")]
    middles = [middle(cell[0]) for cell in cells(view) if cell.get("vertex")]
    assert len(convs) == 7
    for conv in convs:
        assert any(dist(place, (conv.x, conv.y)) < 0.2 for place in middles)
