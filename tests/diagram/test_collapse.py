import pytest
from resnet_atlas.diagram.collapse import collapse, unframe
from resnet_atlas.diagram.diagram import Diagram
from resnet_atlas.diagram.fold import fold
from resnet_atlas.diagram.project import project
from resnet_atlas.diagram.view import NETWORK, View
from resnet_atlas.graph.extent import Extent


def closed(diagram):
    return {node.id: node for node in diagram.nodes if node.closed}


def opens(detail="stage", **options):
    return View(detail=detail, **options).opens


def test_stages_close_to_one_node_each(graph):
    nodes = closed(collapse(Diagram.of(graph), opens("stage")))
    assert list(nodes) == [group.id for group in graph.groups if group.parent is None]
    for id, node in nodes.items():
        assert node.output == graph.members(id)[-1].output
        assert node.members == len(graph.blocks(id))


def test_blocks_close_to_one_node_each_and_the_rest_stays_open(graph):
    nodes = collapse(Diagram.of(graph), opens("block")).nodes
    blocks = [group.id for group in graph.groups if group.kind == "block"]
    assert [node.id for node in nodes if node.closed] == blocks
    assert [node.id for node in nodes if node.op] == [
        op.id for op in graph.layers if op.block is None
    ]


@pytest.mark.parametrize("detail", ["conv", "full"])
def test_nothing_closes_where_ops_are_asked_for(graph, detail):
    assert collapse(Diagram.of(graph), opens(detail)) == Diagram.of(graph)


def test_an_open_stage_shows_its_blocks_closed_and_an_open_block_its_ops(graphs):
    diagram = Diagram.of(graphs["resnet18"])
    opened = collapse(diagram, opens(open=("layer2", "layer2.1")))
    assert [node.id for node in opened.nodes if node.closed] == [
        *("stem", "layer1", "layer2.0", "layer3", "layer4", "head"),
    ]
    assert {node.op.block for node in opened.nodes if node.op} == {"layer2.1"}
    assert [frame.id for frame in opened.frames] == ["layer2", "layer2.1"]
    assert {node.id: node.frame for node in opened.nodes}["layer2.0"] == "layer2"


def test_an_open_block_in_a_closed_stage_is_not_seen(graphs):
    diagram = Diagram.of(graphs["resnet18"])
    assert collapse(diagram, opens(open=("layer2.1",))) == collapse(diagram, opens())


def test_a_closed_group_is_one_node_among_ops(graph):
    diagram = collapse(Diagram.of(graph), opens("full", closed=("layer2.1", "layer3", "stem")))
    assert list(closed(diagram)) == ["stem", "layer2.1", "layer3"]
    inside = {op.id for id in closed(diagram) for op in graph.members(id)}
    assert [node.id for node in diagram.nodes if node.op] == [
        op.id for op in graph.layers if op.id not in inside
    ]
    gone = {group.id for group in graph.blocks("layer3")} | {*closed(diagram)}
    assert [frame.id for frame in diagram.frames] == [
        group.id for group in graph.groups if group.id not in gone
    ]


def test_folded_blocks_are_opened_and_closed_by_any_of_them(graphs):
    folded = fold(graphs["resnet50"])
    for block in ("layer2.1", "layer2.2", "layer2.3"):
        assert "layer2.1" in collapse(folded, opens("block", open=(block,))).frame
        assert list(closed(collapse(folded, opens("conv", closed=(block,))))) == ["layer2.1"]


def test_arrows_at_a_closed_block_keep_the_branch_of_the_open_end(graphs):
    diagram = collapse(Diagram.of(graphs["resnet18"]), opens("full", closed=("layer2.0",)))
    roles = {
        (arrow.source, arrow.target): arrow.role
        for arrow in diagram.arrows
        if "layer2.0" in (arrow.source, arrow.target)
    }
    assert roles == {
        ("layer1.1.relu:2", "layer2.0"): "trunk",
        ("layer2.0", "layer2.1.conv1"): "residual",
        ("layer2.0", "layer2.1.add"): "shortcut",
    }


def test_a_closed_part_states_the_product_of_the_strides_within(graph):
    for detail in ("stage", "block"):
        for id, node in closed(collapse(Diagram.of(graph), opens(detail))).items():
            product = 1
            for op in graph.members(id):
                product *= op.stride if op.role != "shortcut" else 1
            assert node.stride == product


def test_the_head_ends_in_a_constant_and_strides_nothing(graphs):
    assert graphs["resnet18"].op["avgpool"].output.axes == (Extent.constant(1),) * 2
    assert closed(collapse(Diagram.of(graphs["resnet18"]), opens("stage")))["head"].stride == 1


def test_between_closed_parts_runs_one_arrow_of_the_trunk(graph):
    for detail in ("stage", "block"):
        diagram = collapse(Diagram.of(graph), opens(detail))
        groups = [arrow for arrow in diagram.arrows if arrow.source in closed(diagram)]
        assert {arrow.role for arrow in groups} == {"trunk"}
        assert [arrow.tensor for arrow in groups] == [
            diagram.node[arrow.source].output for arrow in groups
        ]


def test_copies_are_counted_in_a_closed_stage(graphs):
    diagram = collapse(fold(graphs["resnet152"]), opens("stage"))
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
