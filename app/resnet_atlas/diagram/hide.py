"""The pass that leaves out ops that don't change what a reader of convs looks for."""

from dataclasses import replace

from resnet_atlas.diagram.diagram import Diagram

UNSEEN = {"batch_norm", "relu", "sigmoid", "flatten"}
"""What works on numbers one by one, or on their order; the article's figures leave it out, too."""


def hide(diagram: Diagram) -> Diagram:
    """The diagram with every unseen op's input led on to what followed the op."""
    hidden = {node.id for node in diagram.nodes if node.op and node.op.kind in UNSEEN}
    source = {arrow.target: arrow.source for arrow in diagram.arrows if arrow.target in hidden}
    arrows = []
    for arrow in diagram.arrows:
        start = arrow.source
        while start in hidden:
            start = source[start]
        if arrow.target not in hidden:
            arrows.append(arrow if start == arrow.source else replace(arrow, source=start))
    nodes = tuple(node for node in diagram.nodes if node.id not in hidden)
    return replace(diagram, nodes=nodes, arrows=tuple(arrows))
