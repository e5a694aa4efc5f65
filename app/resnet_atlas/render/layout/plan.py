"""``Diagram`` → DOT for the layout: the sizes of all boxes and how they are connected.

It has no text and no colours, which would take Graphviz longer than the layout. Nodes are numbered
boxes and frames are clusters. Each stop of a shortcut has the rank of the op beside it.
"""

from collections.abc import Mapping, Sequence

from resnet_atlas.diagram.diagram import Diagram, Frame, Node
from resnet_atlas.graph.tensor import Tensor
from resnet_atlas.render.layout import labels
from resnet_atlas.render.layout.boxes import PILE, TEXT, Box
from resnet_atlas.render.layout.lanes import Lane
from resnet_atlas.render.shapes import width_of

TITLE_HEIGHT, NARROW_TITLE_HEIGHT = 16, 28
"""Room for a frame's title on one line, and on two."""

MARGIN = 10
"""Points between a frame and its content."""


def names(diagram: Diagram, lanes: Sequence[Lane]) -> list[str]:
    """The ids of all boxes in the order of their numbers: nodes, then labels of identities."""
    return [*[node.id for node in diagram.nodes], *[lane.identity for lane in lanes if lane.bare]]


def write(
    diagram: Diagram,
    boxes: Mapping[str, Box],
    lanes: Sequence[Lane],
    across: bool,
    narrow: bool = False,
    forks: frozenset[str | None] = frozenset(),
) -> str:
    """The DOT; numbers are indices of ``names``. ``across`` is from left to right."""
    title_height = NARROW_TITLE_HEIGHT if narrow else TITLE_HEIGHT
    number = {id: place for place, id in enumerate(names(diagram, lanes))}
    beside = {
        near: stop for lane in lanes for stop, near in zip(lane.stops, lane.beside, strict=False)
    }
    aside = {pair for lane in lanes for pair in lane.arrows}
    ends = "tailport=e headport=w" if across else "tailport=s headport=n"
    ports = f" [{ends}]" if forks else ""
    lines = [
        f"digraph {{ rankdir={'LR' if across else 'TB'} ordering=out nodesep=0.25",
        f"splines={'polyline' if forks else 'false'}",
        f"ranksep={0.25 if across else 0.46 if forks else 0.29} edge [weight=100]",
        'node [shape=box fixedsize=true label=""]',
    ]

    def sized(id: str, width: float, height: float) -> str:
        return f"{number[id]} [width={width / 72:.4f} height={height / 72:.4f}]"

    def fill(parent: str | None) -> None:
        for node in diagram.inside(parent):
            box = boxes[node.id]
            room = room_after(diagram, node) if across else 0
            wide = box.width + room
            if node.frame in forks and not across:
                wide = max(wide, shape_width(node.output) + 8)
            lines.append(sized(node.id, wide, box.height))
            if stop := beside.get(node.id):
                if stop not in boxes:
                    lines.append(sized(stop, 90, 4) if across else sized(stop, 4, 30))
                near, far = number[node.id], number[stop]
                lines.append(f"{{rank=same {near} -> {far} [weight=1]}}")
        for frame in diagram.frames_in(parent):
            wide = title_width(frame) if across else 1
            title = blank(wide, title_height)
            lines.append(f"subgraph cluster_{len(lines)} {{ margin={MARGIN} label={title}")
            fill(frame.id)
            lines.append("}")

    fill(None)
    lines += [
        f"{number[arrow.source]} -> {number[arrow.target]}{ports}"
        for arrow in diagram.arrows
        if (arrow.source, arrow.target) not in aside and not diagram.bypasses_gate(arrow)
    ]
    return "\n".join([*lines, "}"])


def blank(width: int, height: int) -> str:
    """An empty label of that size."""
    look = 'BORDER="0" CELLPADDING="0" CELLSPACING="0" FIXEDSIZE="TRUE"'
    size = f'WIDTH="{width}" HEIGHT="{height}"'
    return f"<<TABLE {look} {size}><TR><TD></TD></TR></TABLE>>"


def room_after(diagram: Diagram, node: Node) -> int:
    """Room to the right of a node: for its pile, and for the shape on the arrow that leaves."""
    pile = PILE if node.closed and node.closed.count > 1 else 0
    return pile + (shape_width(node.output) + 8 if node.id in diagram.labelled else 0)


def shape_width(tensor: Tensor) -> int:
    """Width of the longest shape of a tensor beside an arrow."""
    return width_of(labels.longest(tensor), TEXT)


def title_width(frame: Frame, narrow: bool = False) -> int:
    """Width of a frame's title with its margins; a narrow one has two lines."""
    if not narrow:
        return width_of(labels.title(frame), TEXT) + (32 if frame.count > 1 else 18)
    first, second = labels.heading_lines(frame)
    badge = width_of(f"×{frame.count}", TEXT) + 14 if frame.count > 1 else 0
    return max(width_of(first, TEXT) + badge, width_of(second, TEXT)) + 14
