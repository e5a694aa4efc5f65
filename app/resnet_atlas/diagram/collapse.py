"""The pass that closes groups: a stage or block becomes one node."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from resnet_atlas.diagram.diagram import Arrow, Diagram, Frame, Node
from resnet_atlas.diagram.hide import UNSEEN
from resnet_atlas.graph.tensor import reduction


def collapse(diagram: Diagram, opens: Callable[[str, Sequence[str]], bool]) -> Diagram:
    """The diagram with every group closed for which ``opens`` is false."""
    shut = {frame.id for frame in diagram.frames if not opens(frame.group.kind, frame.covers)}
    home: dict[str, Frame] = {}
    for node in diagram.nodes:
        around = [frame for frame in diagram.around(node) if frame.id in shut]
        if around:
            home[node.id] = around[-1]
    nodes: dict[str, Node] = {}
    for node in diagram.nodes:
        frame = home.get(node.id)
        if not frame:
            nodes[node.id] = node
        elif frame.id not in nodes:
            nodes[frame.id] = close(
                diagram, frame, [n for n in diagram.nodes if home.get(n.id) == frame]
            )
    arrows: dict[tuple[str, str], Arrow] = {}
    for arrow in diagram.arrows:
        source, target = (home[id].id if id in home else id for id in (arrow.source, arrow.target))
        if source != target:
            role = arrow.role if target == arrow.target else "trunk"
            arrows[source, target] = replace(arrow, source=source, target=target, role=role)
    closed = {frame.id for frame in home.values()}
    frames = tuple(f for f in diagram.frames if f.id not in closed and f.group.parent not in closed)
    return replace(
        diagram, nodes=tuple(nodes.values()), arrows=tuple(arrows.values()), frames=frames
    )


def close(diagram: Diagram, frame: Frame, inside: list[Node]) -> Node:
    """The node of a closed group; its stride and dilation come from the ops inside."""
    ids = {node.id for node in inside}
    entering = next(a.tensor for a in diagram.arrows if a.target in ids and a.source not in ids)
    output = inside[-1].output
    stride = reduction(entering, output)
    inner = [f for f in diagram.frames if f.group.parent == frame.id]
    return Node(
        frame.id,
        output,
        frame.group.parent,
        closed=frame,
        misfit=next((node.misfit for node in inside if node.misfit), None),
        members=sum(f.count for f in inner),
        stride=stride,
        dilation=max((w.dilation for n in inside if n.op for w in n.op.windows or ()), default=1),
        summary=", ".join(
            node.id.removeprefix(f"{frame.id}.") + (f" ↓{node.stride}" if node.stride > 1 else "")
            for node in inside
            if node.op and node.op.kind not in UNSEEN
        ),
    )


def unframe(diagram: Diagram, focus: str) -> Diagram:
    """The diagram without a frame around all of it; the frame of a block stays."""
    frames = tuple(f for f in diagram.frames if f.id != focus or f.group.kind == "block")
    kept = {frame.id for frame in frames}
    nodes = tuple(
        node if node.frame in kept else replace(node, frame=None) for node in diagram.nodes
    )
    return replace(diagram, nodes=nodes, frames=frames)
