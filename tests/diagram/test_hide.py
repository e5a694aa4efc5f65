from resnet_atlas.diagram.diagram import Diagram
from resnet_atlas.diagram.hide import hide

from tests.diagrams import UNSEEN


def test_every_arrow_stands_for_a_way_through_hidden_ops(graph):
    for arrow in hide(Diagram.of(graph)).arrows:
        # From the target up: every input of it leads to the source, past hidden ops alone.
        ways = []
        for source in graph.op[arrow.target].inputs:
            tensor = graph.op[source].output
            while graph.op[source].kind in UNSEEN:
                (source,) = graph.op[source].inputs
            ways.append((source, tensor))
        assert (arrow.source, arrow.tensor) in ways


def test_every_input_of_a_shown_op_keeps_its_arrow(graph):
    diagram = hide(Diagram.of(graph))
    shown = {op.id: len(op.inputs) for op in graph.ops if op.kind not in UNSEEN}
    assert {node.id for node in diagram.nodes} == set(shown)
    arriving = dict.fromkeys(shown, 0)
    for arrow in diagram.arrows:
        arriving[arrow.target] += 1
    assert arriving == shown


def test_the_shape_after_flatten_stays_on_the_arrow(graphs):
    last = hide(Diagram.of(graphs["resnet18"])).arrows[-1]
    assert (last.source, last.target, last.tensor.symbolic) == ("avgpool", "fc", "512")


def test_roles_of_the_branches_stay(graphs):
    arrows = hide(Diagram.of(graphs["resnet18"])).arrows
    into = {
        (arrow.source, arrow.role) for arrow in arrows if arrow.target in ("layer2.0.add", "fc")
    }
    assert into == {
        ("layer2.0.conv2", "residual"),
        ("layer2.0.downsample.0", "shortcut"),
        ("avgpool", "trunk"),
    }
