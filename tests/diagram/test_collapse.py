import pytest

from app.diagram.collapse import collapse, unframe
from app.diagram.diagram import Diagram
from app.diagram.fold import fold
from app.diagram.project import project
from app.diagram.view import NETWORK, View
from app.extent import Extent


def closed(diagram):
    return {node.id: node for node in diagram.nodes if node.closed}


def test_stages_close_to_one_node_each(graph):
    nodes = closed(collapse(Diagram.of(graph), "stage"))
    assert list(nodes) == [group.id for group in graph.groups if group.parent is None]
    for id, node in nodes.items():
        assert node.output == graph.members(id)[-1].output
        assert node.members == len(graph.blocks(id))


def test_blocks_close_to_one_node_each_and_the_rest_stays_open(graph):
    nodes = collapse(Diagram.of(graph), "block").nodes
    blocks = [group.id for group in graph.groups if group.kind == "block"]
    assert [node.id for node in nodes if node.closed] == blocks
    assert [node.id for node in nodes if node.op] == [
        op.id for op in graph.layers if op.block is None
    ]


@pytest.mark.parametrize("detail", ["conv", "full"])
def test_nothing_closes_where_ops_are_asked_for(graph, detail):
    assert collapse(Diagram.of(graph), detail) == Diagram.of(graph)


def test_a_closed_part_states_the_product_of_the_strides_within(graph):
    for detail in ("stage", "block"):
        for id, node in closed(collapse(Diagram.of(graph), detail)).items():
            product = 1
            for op in graph.members(id):
                product *= op.stride if op.role != "shortcut" else 1
            assert node.stride == product


def test_the_head_ends_in_a_constant_and_strides_nothing(graphs):
    assert graphs["resnet18"].op["avgpool"].output.axes == (Extent.constant(1),) * 2
    assert closed(collapse(Diagram.of(graphs["resnet18"]), "stage"))["head"].stride == 1


def test_between_closed_parts_runs_one_arrow_of_the_trunk(graph):
    for detail in ("stage", "block"):
        diagram = collapse(Diagram.of(graph), detail)
        groups = [arrow for arrow in diagram.arrows if arrow.source in closed(diagram)]
        assert {arrow.role for arrow in groups} == {"trunk"}
        assert [arrow.tensor for arrow in groups] == [
            diagram.node[arrow.source].output for arrow in groups
        ]


def test_copies_are_counted_in_a_closed_stage(graphs):
    diagram = collapse(fold(Diagram.of(graphs["resnet152"])), "stage")
    assert {id: node.members for id, node in closed(diagram).items()} == {
        "stem": 0,
        "layer1": 3,
        "layer2": 8,
        "layer3": 36,
        "layer4": 3,
        "head": 0,
    }


def test_stem_and_head_say_what_is_in_them(graphs):
    nodes = closed(project(graphs["resnet50"], View(NETWORK, "stage")))
    assert nodes["stem"].summary == "conv1 ↓2, maxpool ↓2"
    assert nodes["head"].summary == "avgpool, fc"


def test_unframe_removes_the_frame_around_all_and_leaves_nodes_in_none(graphs):
    whole = Diagram.of(graphs["resnet18"])
    bare = unframe(whole, "stem")
    assert "stem" not in bare.frame
    assert bare.node["conv1"].frame is None
    assert unframe(whole, "layer2.0") == whole
