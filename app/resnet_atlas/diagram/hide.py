"""The pass that hides ops such as batch norm and ReLU, which don't change a shape."""

from dataclasses import replace

from resnet_atlas.diagram.diagram import Diagram, Node
from resnet_atlas.graph.kinds import ACTIVATIONS, ARITHMETIC, NORMS

ARRANGING = ("flatten", "view", "permute", "slice", "expand", "roll")

UNSEEN = {
    "batch_norm",
    "frozen_batch_norm",
    *ACTIVATIONS,
    *NORMS,
    *ARITHMETIC,
    "dropout",
    "scale",
    "shift",
    *ARRANGING,
}
"""The kinds of op that the levels of detail below ``full`` leave out."""


def is_hidden(node: Node) -> bool:
    """Whether a node is left out; an op that doesn't fit what it is given never is."""
    return bool(node.op and node.op.kind in UNSEEN and not node.misfit)


def hide(diagram: Diagram) -> Diagram:
    """The diagram without the hidden ops: arrows lead past them.

    Such an arrow carries the tensor that leaves the frame of its source: after the hidden ops in
    that frame, before those in the next.
    """
    hidden = {node.id for node in diagram.nodes if is_hidden(node)}
    into = {arrow.target: arrow for arrow in diagram.arrows if arrow.target in hidden}
    arrows = []
    for arrow in diagram.arrows:
        if arrow.target in hidden:
            continue
        way = [arrow]
        while way[-1].source in hidden:
            way.append(into[way[-1].source])
        start = way[-1].source
        home = diagram.node[start].frame
        leaving = next(part for part in way if diagram.node[part.source].frame == home)
        arrows.append(replace(arrow, source=start, origin=leaving.origin))
    nodes = tuple(node for node in diagram.nodes if node.id not in hidden)
    return replace(diagram, nodes=nodes, arrows=tuple(arrows))
