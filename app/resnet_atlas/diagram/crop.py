"""The pass that keeps one group and puts a tensor where data enters and leaves it."""

from dataclasses import replace

from resnet_atlas.diagram.diagram import Arrow, Diagram, Node
from resnet_atlas.diagram.view import NETWORK


def crop(diagram: Diagram, focus: str) -> Diagram:
    """The part of the diagram in the group ``focus``, with tensors at its ends."""
    frames = tuple(
        frame for frame in diagram.frames if focus in (NETWORK, frame.id, frame.group.parent)
    )
    kept = {frame.id for frame in frames}
    inside = [node for node in diagram.nodes if node.frame in kept or focus == NETWORK]
    ids = {node.id for node in inside}
    ends: dict[str, Node] = {}
    arrows: list[Arrow] = []
    used = {arrow.source for arrow in diagram.arrows}
    leaving = {
        node.id: Arrow(node.id, "", node.output, origin=node.id)
        for node in inside
        if node.id not in used
    }
    for arrow in diagram.arrows:
        if arrow.target in ids and arrow.source in ids:
            arrows.append(arrow)
        elif arrow.target in ids:
            end = ends.setdefault(arrow.source, arrow.tensor_node)
            arrows.append(replace(arrow, source=end.id))
        elif arrow.source in ids:
            leaving[arrow.source] = arrow
    outs = [
        replace(leaving[node.id], target=leaving[node.id].tensor_node.id, role="trunk")
        for node in inside
        if node.id in leaving
    ]
    nodes = (*ends.values(), *inside, *[arrow.tensor_node for arrow in outs])
    return replace(diagram, nodes=nodes, arrows=(*arrows, *outs), frames=frames)
