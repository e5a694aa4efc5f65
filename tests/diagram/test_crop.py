from resnet_atlas.diagram.crop import crop
from resnet_atlas.diagram.diagram import Diagram
from resnet_atlas.diagram.view import NETWORK

from tests.diagrams import focuses


def test_exactly_the_ops_of_the_part_are_kept_between_two_tensors(graph):
    for focus in focuses(graph):
        diagram = crop(Diagram.of(graph), focus)
        ops = [node.id for node in diagram.nodes if node.op]
        tensors = [node.output for node in diagram.nodes if not node.op]
        inside = graph.layers if focus == NETWORK else graph.members(focus)
        assert ops == [op.id for op in inside]
        assert tensors == [graph.op[inside[0].inputs[0]].output, inside[-1].output]


def test_frames_are_those_of_the_part_and_what_is_in_it(graphs):
    whole = Diagram.of(graphs["resnet18"])
    assert [frame.id for frame in crop(whole, "layer2").frames] == [
        "layer2",
        "layer2.0",
        "layer2.1",
    ]
    assert [frame.id for frame in crop(whole, "layer2.1").frames] == ["layer2.1"]
    assert crop(whole, NETWORK).frames == whole.frames


def test_one_tensor_enters_both_branches_of_a_block(graphs):
    diagram = crop(Diagram.of(graphs["resnet18"]), "layer2.0")
    entering = diagram.nodes[0].id
    targets = {arrow.target: arrow.role for arrow in diagram.arrows if arrow.source == entering}
    assert targets == {"layer2.0.conv1": "residual", "layer2.0.downsample.0": "shortcut"}


def test_block_1_is_not_taken_for_block_10(graphs):
    ops = {
        node.op.id for node in crop(Diagram.of(graphs["resnet101"]), "layer3.1").nodes if node.op
    }
    assert {id.rpartition(".")[0] for id in ops} == {"layer3.1"}
