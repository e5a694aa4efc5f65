"""The pass that keeps one group and puts a tensor where data enters and leaves it."""

from resnet_atlas.diagram.diagram import Arrow, Diagram, Node
from resnet_atlas.diagram.view import NETWORK


def crop(diagram: Diagram, focus: str) -> Diagram:
    """What lies in the group ``focus`` (all for ``network``), between the tensors at its ends."""
    frames = tuple(
        frame for frame in diagram.frames if focus in (NETWORK, frame.id, frame.group.parent)
    )
    kept = {frame.id for frame in frames}
    inside = [node for node in diagram.nodes if node.frame in kept or focus == NETWORK]
    ids = {node.id for node in inside}
    ends: dict[str, Node] = {}
    arrows: list[Arrow] = []
    leaving = {node.id for node in inside} - {arrow.source for arrow in diagram.arrows}
    for arrow in diagram.arrows:
        if arrow.target in ids and arrow.source in ids:
            arrows.append(arrow)
        elif arrow.target in ids:
            end = ends.setdefault(arrow.source, Node(f"{arrow.source}→", arrow.tensor))
            arrows.append(Arrow(end.id, arrow.target, arrow.tensor, arrow.role))
        elif arrow.source in ids:
            leaving.add(arrow.source)
    outs = [Node(f"{node.id}→", node.output) for node in inside if node.id in leaving]
    arrows += [Arrow(out.id.removesuffix("→"), out.id, out.output) for out in outs]
    return Diagram((*ends.values(), *inside, *outs), tuple(arrows), frames)
