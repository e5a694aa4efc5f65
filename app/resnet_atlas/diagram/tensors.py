"""The pass that puts a tensor where an arrow enters or leaves an open group."""

from dataclasses import replace

from resnet_atlas.diagram.diagram import Arrow, Diagram, Node


def tensors(diagram: Diagram) -> Diagram:
    """The diagram with a tensor on every arrow that crosses a frame."""
    shown: dict[str, Node] = {}
    arrows: list[Arrow] = []
    for arrow in diagram.arrows:
        source, target = diagram.node[arrow.source], diagram.node[arrow.target]
        around = list(diagram.around(target))
        if source.is_tensor or target.is_tensor or list(diagram.around(source)) == around:
            arrows.append(arrow)
            continue
        if source.id not in shown:
            common = [frame.id for frame in diagram.around(source) if frame in around]
            ellipse = replace(arrow.tensor_node, frame=common[0] if common else None)
            shown[source.id] = ellipse
            arrows.append(replace(arrow, target=ellipse.id, role="trunk"))
        arrows.append(replace(arrow, source=shown[source.id].id))
    order = [
        node
        for before in diagram.nodes
        for node in (before, shown.get(before.id))
        if node is not None
    ]
    return replace(diagram, nodes=tuple(order), arrows=tuple(arrows))
