from app.diagram.diagram import Diagram
from app.diagram.project import project
from app.diagram.tensors import tensors
from app.diagram.view import NETWORK, View


def test_a_tensor_stands_wherever_data_leaves_an_open_block_or_enters_one(graph):
    diagram = tensors(Diagram.of(graph))
    for arrow in diagram.arrows:
        source, target = graph.op.get(arrow.source), graph.op.get(arrow.target)
        if source and target and source.inputs:
            assert source.block == target.block
    blocks = [group for group in graph.groups if group.kind == "block"]
    shown = [node for node in diagram.nodes if not node.op]
    # One before each block and one after the last, besides the input.
    assert len(shown) == len(blocks) + 2


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


def test_closed_parts_need_no_tensor_between_them(graphs):
    nodes = project(graphs["resnet18"], View(NETWORK, "block")).nodes
    assert [node.id for node in nodes if not node.op and not node.closed] == ["input", "fc→"]
