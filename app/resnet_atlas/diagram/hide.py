"""The pass that leaves out ops that don't change what a reader of convs looks for."""

from dataclasses import replace

from resnet_atlas.diagram.diagram import Diagram

UNSEEN = {"batch_norm", "relu", "sigmoid", "flatten"}
"""What works on numbers one by one, or on their order; the article's figures leave it out, too."""


def hide(diagram: Diagram) -> Diagram:
    """The diagram with every unseen op's input led on to what followed the op.

    The tensor on such an arrow is what leaves the frame of the op it then comes from: behind the
    unseen ops in that frame, before those in the next.
    """
    hidden = {node.id for node in diagram.nodes if node.op and node.op.kind in UNSEEN}
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
        leaving = next(it for it in way if diagram.node[it.source].frame == home)
        arrows.append(replace(arrow, source=start, origin=leaving.origin))
    nodes = tuple(node for node in diagram.nodes if node.id not in hidden)
    return replace(diagram, nodes=nodes, arrows=tuple(arrows))
