"""The pass that shows the tensor wherever data goes from one open block to the next."""

from dataclasses import replace

from app.diagram.diagram import Arrow, Diagram, Frame, Node


def tensors(diagram: Diagram) -> Diagram:
    """The diagram with a tensor node on the way from one block's frame to another's or to none."""
    shown: dict[str, Node] = {}
    arrows: list[Arrow] = []
    for arrow in diagram.arrows:
        source, target = diagram.node[arrow.source], diagram.node[arrow.target]
        if block_of(diagram, source) == block_of(diagram, target) or not (source.op and target.op):
            arrows.append(arrow)
            continue
        if source.id not in shown:
            common = [f.id for f in diagram.around(source) if f in list(diagram.around(target))]
            shown[source.id] = Node(f"{source.id}→", arrow.tensor, common[0] if common else None)
            arrows.append(Arrow(source.id, shown[source.id].id, arrow.tensor))
        arrows.append(replace(arrow, source=shown[source.id].id))
    order = [
        node
        for before in diagram.nodes
        for node in (before, shown.get(before.id))
        if node is not None
    ]
    return replace(diagram, nodes=tuple(order), arrows=tuple(arrows))


def block_of(diagram: Diagram, node: Node) -> Frame | None:
    """The block whose frame is around the node."""
    return next((frame for frame in diagram.around(node) if frame.group.kind == "block"), None)
