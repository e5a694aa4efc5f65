import pytest
from resnet_atlas.diagram.diagram import Diagram
from resnet_atlas.diagram.project import project
from resnet_atlas.diagram.tensors import tensors
from resnet_atlas.diagram.view import NETWORK, View
from resnet_atlas.facts.receptive_field import receptive_fields
from resnet_atlas.network.catalogue import named
from resnet_atlas.store.local_graphs import graph_of

from tests.diagrams import every_view


def frames(diagram, id):
    return [frame.id for frame in diagram.around(diagram.node[id])]


def test_no_arrow_crosses_a_frame_but_from_or_to_a_tensor(graph):
    for view in every_view(graph):
        diagram = project(graph, view)
        for arrow in diagram.arrows:
            if diagram.is_labelled(arrow):
                assert frames(diagram, arrow.source) == frames(diagram, arrow.target)


def test_a_tensor_stands_wherever_data_leaves_an_open_group_or_enters_one(graph):
    diagram = tensors(Diagram.of(graph))
    groups = {op.id: (op.stage, op.block) for op in graph.layers}
    leaving = {
        edge.source
        for edge in graph.edges
        if edge.source in groups and groups[edge.source] != groups[edge.target]
    }
    shown = [node.id for node in diagram.nodes if node.is_tensor]
    assert shown == ["input", *[f"{op.id}→" for op in graph.layers if op.id in leaving]]
    # One after the stem and one after each block.
    assert len(shown) == len([group for group in graph.groups if group.kind == "block"]) + 2


def test_a_tensor_is_what_its_source_gives(graph):
    for node in tensors(Diagram.of(graph)).nodes:
        if not node.op:
            assert node.output == graph.op[node.id.removesuffix("→")].output


def test_both_branches_leave_from_one_tensor(graphs):
    diagram = tensors(Diagram.of(graphs["resnet18"]))
    ways = {(a.source, a.target, a.role) for a in diagram.arrows if a.source == "layer1.1.relu:2→"}
    assert ways == {
        ("layer1.1.relu:2→", "layer2.0.conv1", "residual"),
        ("layer1.1.relu:2→", "layer2.0.downsample.0", "shortcut"),
    }


def test_a_tensor_within_a_stage_stands_in_its_frame_and_one_between_stages_in_none(graphs):
    diagram = project(graphs["resnet18"], View(NETWORK, "full", fold=False))
    assert diagram.node["layer1.0.relu:2→"].frame == "layer1"
    assert diagram.node["layer1.1.relu:2→"].frame is None


def test_a_tensor_stands_at_the_frame_of_a_stage_too_though_what_is_in_it_is_closed(graphs):
    diagram = project(graphs["resnet18"], View(open=("layer2",)))
    shown = {node.id: node.frame for node in diagram.nodes if node.is_tensor}
    assert shown == {
        "input": None,
        "layer1.1.relu:2→": None,
        "layer2.1.relu:2→": None,
        "fc→": None,
    }
    ways = [(arrow.source, arrow.target) for arrow in diagram.arrows]
    assert ways[2:7] == [
        ("layer1", "layer1.1.relu:2→"),
        ("layer1.1.relu:2→", "layer2.0"),
        ("layer2.0", "layer2.1"),
        ("layer2.1", "layer2.1.relu:2→"),
        ("layer2.1.relu:2→", "layer3"),
    ]


def test_between_a_closed_block_and_an_open_one_it_stands_in_the_stages_frame(graphs):
    diagram = project(graphs["resnet50"], View(open=("layer2", "layer2.1")))
    shown = {node.id: node.frame for node in diagram.nodes if node.is_tensor}
    assert shown == {
        "input": None,
        "layer1.2.relu:3→": None,
        "layer2.0.relu:3→": "layer2",
        "layer2.3.relu:3→": None,
        "fc→": None,
    }


def test_closed_parts_need_no_tensor_between_them(graphs):
    nodes = project(graphs["resnet18"], View(NETWORK)).nodes
    assert [node.id for node in nodes if node.is_tensor] == ["input", "fc→"]


FOCUSES = ("network", "layer3")


@pytest.mark.parametrize("detail", ["block", "conv", "full"])
@pytest.mark.parametrize("name", ["resnet50", "resnet101", "preact_resnet50", "seresnet50"])
def test_a_tensor_is_named_by_the_op_that_computes_it(graphs, name, detail):
    graph = graphs[name] if name in graphs else graph_of(named(name))
    for focus in FOCUSES:
        diagram = project(graph, View(focus, detail))
        for arrow in diagram.arrows:
            if not diagram.node[arrow.target].is_tensor:
                continue
            origin = arrow.target.removesuffix("→")
            drawn = diagram.node[arrow.source]
            blocks = [*diagram.around(drawn)]
            last = blocks[0].covers[-1] if blocks else ""
            if blocks and blocks[0].group.kind == "block":
                # What leaves a run of identical blocks is what its last block gives.
                assert origin == graph.members(last)[-1].id
            assert graph.op[origin].output == diagram.node[arrow.target].output


def test_what_leaves_a_folded_run_is_the_output_of_its_last_block(graphs):
    diagram = project(graphs["resnet50"], View(open=("layer3",)))
    ways = [(arrow.source, arrow.target) for arrow in diagram.arrows]
    assert ("layer3.1", "layer3.5.relu:3→") in ways
    assert receptive_fields(graphs["resnet50"])["layer3.5.relu:3"] == (267, 267)
    diagram = project(graphs["resnet50"], View("layer3", "conv"))
    assert "layer3.0.relu:3→" in diagram.node
    assert "layer3.5.relu:3→" in diagram.node
