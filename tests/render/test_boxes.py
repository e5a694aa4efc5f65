from xml.etree import ElementTree

import pytest

from app.diagram.diagram import Diagram
from app.diagram.project import project
from app.diagram.view import NETWORK, View
from app.render.boxes import box_width, closed_box, op_box, ring_cell
from app.render.labels import op_label
from app.render.theme import LIGHT
from tests.pictures import plain


def box(graph, id, across=False):
    node = Diagram.of(graph).node[id]
    return ElementTree.fromstring(op_box(node, node.op, across, 0)[1:-1])


def words(tree):
    return [plain("".join(text.itertext())).strip(", ") for text in tree.iter("FONT")]


@pytest.mark.parametrize("across", [False, True])
@pytest.mark.parametrize("id", ["conv1", "layer2.0.conv2", "layer2.0.downsample.0", "fc", "bn1"])
def test_a_box_has_one_port_for_arrows_and_the_name_stands_outside(graphs, id, across):
    tree = box(graphs["resnet50"], id, across)
    (port,) = [cell for cell in tree.iter("TD") if cell.get("PORT")]
    name = op_label(Diagram.of(graphs["resnet50"]).node[id], graphs["resnet50"].op[id]).name
    assert name in words(tree)
    assert name not in words(port)


def test_only_a_stride_is_ringed_and_its_box_is_red(graphs):
    red = LIGHT["stride"]
    tables = [it.get("COLOR") for it in box(graphs["resnet50"], "layer2.0.conv2").iter("TABLE")]
    assert tables.count(red) == 2
    tables = [it.get("COLOR") for it in box(graphs["resnet50"], "layer2.0.conv1").iter("TABLE")]
    assert red not in tables


@pytest.mark.parametrize(
    ("id", "fill"),
    [
        ("conv1", "conv"),
        ("maxpool", "pool"),
        ("avgpool", "pool"),
        ("fc", "fc"),
        ("bn1", "quiet"),
        ("layer1.0.downsample.0", "shortcut-fill"),
    ],
)
def test_a_colour_a_kind(graphs, id, fill):
    fills = [it.get("BGCOLOR") for it in box(graphs["resnet50"], id).iter("TABLE")]
    assert next(color for color in fills if color) == LIGHT[fill]


def test_the_name_is_left_of_the_residual_branch_and_right_of_the_shortcut(graphs):
    graph = graphs["resnet50"]
    assert words(box(graph, "layer2.0.conv1"))[0] == "conv1"
    assert words(box(graph, "layer2.0.downsample.0"))[-2:] == ["downsample.0", "256→512, ↓2"]


def test_boxes_are_an_even_number_of_points_wide(graph):
    for node in Diagram.of(graph).nodes:
        if node.op and node.op.inputs:
            for across in (False, True):
                assert box_width(op_label(node, node.op), across) % 2 == 0


@pytest.mark.parametrize("across", [False, True])
def test_a_closed_stage_says_its_title_names_and_stride(graphs, across):
    node = project(graphs["resnet50"], View(NETWORK, "stage")).node["layer2"]
    tree = ElementTree.fromstring(closed_box(node, node.closed, across, 0)[1:-1])
    assert words(tree) == ["layer2 · Bottleneck ×4", "stage 2 · conv3_x", "stride=2 ↓2"]


def test_a_ring_is_bold():
    tree = ElementTree.fromstring(ring_cell("stride=2 ↓2"))
    assert [plain("".join(bold.itertext())) for bold in tree.iter("B")] == ["stride=2 ↓2"]
