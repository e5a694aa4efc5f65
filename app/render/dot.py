"""``Diagram`` → DOT, as a template: shapes are marks (``§3§``), colours those of the light palette.

Decides nothing about what is shown; ``labels`` says the words. What Graphviz is told beyond that is
where things go: the trunk in one straight line, each shortcut in a lane of its own beside it.
"""

from dataclasses import dataclass, field
from itertools import pairwise

from graphviz import Digraph

from app.diagram.diagram import Arrow, Diagram, Frame, Node
from app.graph import Op, Tensor
from app.render import labels
from app.render.boxes import SMALL, TEXT, TITLE, closed_box, op_box
from app.render.cells import FACE, cell, label, row, space, table, width_of
from app.render.theme import LIGHT as COLOR

MARGIN = 10
"""Points from a frame to what is in it."""


@dataclass
class Sheet:
    """One drawing in the making."""

    diagram: Diagram
    across: bool
    """Whether data flows from left to right rather than downwards."""
    tensors: dict[Tensor, int] = field(default_factory=dict)
    stops: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    """What an arrow passes on its way in a lane, by its source and target."""

    def mark(self, tensor: Tensor) -> str:
        """What stands for the tensor's shape until ``paint`` writes it."""
        return f"§{self.tensors.setdefault(tensor, len(self.tensors))}§"


def write(diagram: Diagram, direction: str) -> tuple[str, tuple[Tensor, ...]]:
    """The DOT of a diagram, and the tensors that its marks stand for, by number."""
    sheet = Sheet(diagram, across=direction == "LR")
    dot = Digraph(
        "atlas",
        graph_attr={
            "rankdir": direction,
            "bgcolor": COLOR["paper"],
            "fontname": FACE,
            "nodesep": "0.3",
            "ranksep": "0.25" if sheet.across else "0.2",
            "pad": "0.15",
            "splines": "spline",
            "ordering": "out",
        },
        node_attr={"fontname": FACE, "fontsize": f"{TEXT:g}", "fontcolor": COLOR["ink"]},
        edge_attr={
            "fontname": FACE,
            "fontsize": f"{SMALL:g}",
            "color": COLOR["arrow"],
            "fontcolor": COLOR["muted"],
            "arrowsize": "0.6",
        },
    )
    fill(dot, sheet, None)
    for arrow in diagram.arrows:
        draw_arrow(dot, sheet, arrow)
    return dot.source, tuple(sheet.tensors)


def fill(dot: Digraph, sheet: Sheet, parent: str | None) -> None:
    """Draw the nodes right in a frame (None: the sheet), and the frames within it."""
    shown = sheet.diagram.frame
    inside = [
        node
        for node in sheet.diagram.nodes
        if (node.frame if node.frame in shown else None) == parent
    ]
    for node in inside:
        draw_node(dot, sheet, node)
    draw_lane(dot, sheet, inside)
    for frame in sheet.diagram.frames:
        if (frame.group.parent if frame.group.parent in shown else None) == parent:
            with dot.subgraph(name=f"cluster_{frame.id}") as cluster:
                cluster.attr(**frame_attributes(frame))
                fill(cluster, sheet, frame.id)


def frame_attributes(frame: Frame) -> dict[str, str]:
    """The rounded box around an open stage or block, and its title at the top left."""
    block = frame.group.kind == "block"
    words = cell(labels.title(frame), TITLE, COLOR["ink" if block else "muted"], 14, bold=block)
    return {
        "label": label(table([row(words)])),
        "labeljust": "l",
        "style": "rounded,filled" if block else "rounded,dashed",
        "color": COLOR["frame-line"],
        "fillcolor": COLOR["frame" if block else "paper"],
        "margin": f"{MARGIN}",
        "class": f"frame {frame.group.kind}",
        "id": frame.id,
        "URL": f"focus:{frame.id}",
        "tooltip": labels.title(frame),
    }


def draw_node(dot: Digraph, sheet: Sheet, node: Node) -> None:
    """An ellipse, a ⊕, a box for an op or a box for a closed group."""
    if node.closed:
        draw_closed(dot, sheet, node, node.closed)
    elif not node.op:
        draw_tensor(dot, sheet, node)
    elif node.op.kind == "add":
        draw_add(dot, node)
    else:
        draw_op(dot, sheet, node, node.op)


def draw_tensor(dot: Digraph, sheet: Sheet, node: Node) -> None:
    """An ellipse with the tensor's shape, as wide as the longest one needs."""
    dot.node(
        quoted(node.id),
        sheet.mark(node.output),
        shape="ellipse",
        style="filled",
        fillcolor=COLOR["tensor"],
        color=COLOR["tensor-line"],
        fixedsize="true",
        width=inches(width_of(labels.longest(node.output), TEXT) + 34),
        height=inches(30),
        id=node.id,
        tooltip=node.id,
        **{"class": "tensor"},
    )


def draw_add(dot: Digraph, node: Node) -> None:
    """The ⊕ at which branches meet."""
    dot.node(
        quoted(node.id),
        "+",
        shape="circle",
        style="filled",
        fillcolor=COLOR["paper"],
        color=COLOR["ink"],
        penwidth="1.4",
        fontsize="15",
        fixedsize="true",
        width=inches(22),
        id=node.id,
        URL=f"op:{node.id}",
        tooltip=node.id,
        **{"class": "op add"},
    )


def draw_op(dot: Digraph, sheet: Sheet, node: Node, op: Op) -> None:
    """A box with the op's options, its name beside it."""
    words = labels.op_label(node, op)
    dot.node(
        quoted(node.id),
        op_box(node, op, sheet.across, heading(sheet, node)),
        shape="plain",
        id=node.id,
        URL=f"op:{node.id}",
        tooltip=f"{node.id}: {', '.join(words.lines)}",
        **{"class": f"op {op.kind} {node.role}" + (" strided" if words.ring else "")},
    )


def draw_closed(dot: Digraph, sheet: Sheet, node: Node, frame: Frame) -> None:
    """A box that stands for a whole stage or block."""
    words = labels.closed_label(node, frame)
    dot.node(
        quoted(node.id),
        closed_box(node, frame, sheet.across, heading(sheet, node)),
        shape="plain",
        id=node.id,
        URL=f"focus:{node.id}",
        tooltip=", ".join(words.lines),
        **{"class": f"closed {frame.group.kind}" + (" strided" if words.ring else "")},
    )


def heading(sheet: Sheet, node: Node) -> int:
    """How far left of the trunk a node has to begin for its frames' titles to end before it."""
    titles = [width_of(labels.title(frame), TITLE) + 4 for frame in sheet.diagram.around(node)]
    return max((wide - MARGIN * depth for depth, wide in enumerate(titles)), default=0)


def draw_arrow(dot: Digraph, sheet: Sheet, arrow: Arrow) -> None:
    """An arrow with its tensor's shape, where no ellipse at either end says it."""
    source, target = (sheet.diagram.node[id] for id in (arrow.source, arrow.target))
    if arrow.role == "shortcut":
        draw_shortcut(dot, sheet, arrow)
        return
    attributes = {"weight": "2000", "id": arrow_id(arrow), "class": f"arrow {arrow.role}"}
    if (source.op or source.closed) and (target.op or target.closed):
        attributes["label"] = shape_label(sheet, arrow.tensor)
    exit, enter = ("e", "w") if sheet.across else ("s", "n")
    dot.edge(port(source, exit), port(target, enter), **attributes)


def draw_shortcut(dot: Digraph, sheet: Sheet, arrow: Arrow) -> None:
    """An arrow in the lane beside the residual branch, through the lane's waypoints."""
    source, target = (sheet.diagram.node[id] for id in (arrow.source, arrow.target))
    side, exit, enter = ("s", "e", "w") if sheet.across else ("e", "s", "n")
    start = port(source, exit if source.op else side)
    end = port(target, side if target.op and target.op.kind == "add" else enter)
    identity = not source.op and target.op is not None and target.op.kind == "add"
    look = {"color": COLOR["shortcut"], "penwidth": "1.3"}
    look["class"] = f"arrow shortcut{' identity' if identity else ''}"
    if identity:
        look["style"] = "dashed"
    stops = [f"{stop}:{enter}" for stop in sheet.stops.get((arrow.source, arrow.target), [])]
    for number, (here, there) in enumerate(pairwise([start, *stops, end])):
        first, last = number == 0 and not source.op, number == len(stops)
        more = {"arrowhead": "normal" if last else "none"}
        more |= {"tailclip": "false"} if number else {}
        more |= {} if last else {"headclip": "false"}
        # Within the lane straight at any price, at its ends as long as it takes.
        more["weight"] = (
            "0" if first or (target.op and target.op.kind == "add" and last) else "1000"
        )
        if source.op and number == 0:
            more["label"] = shape_label(sheet, arrow.tensor)
        leave = here.removesuffix(enter) + exit if number else here
        dot.edge(leave, there, id=arrow_id(arrow), **look, **more)


def draw_lane(dot: Digraph, sheet: Sheet, inside: list[Node]) -> None:
    """Keep a block's shortcut beside its residual branch: one stop in each rank of the branch.

    The ops on the shortcut, or the word that says there are none, stand beside the branch's middle.
    """
    residual = [node for node in inside if node.role == "residual"]
    ids = {node.id for node in inside}
    ways = [
        arrow for arrow in sheet.diagram.arrows if arrow.role == "shortcut" and arrow.target in ids
    ]
    if not residual or not ways:
        return
    ops = [quoted(node.id) for node in inside if node.role == "shortcut"]
    taken = max(len(ops), 1)
    first = (len(residual) - taken) // 2
    lane = [f"{quoted(node.id)} lane" for node in residual]
    joints = lane[:first] + lane[first + taken :]
    if ops:
        lane[first : first + taken] = ops
        sheet.stops[ways[0].source, ways[0].target] = lane[:first]
        sheet.stops[ways[-1].source, ways[-1].target] = lane[first + taken :]
    else:
        draw_identity(dot, sheet, ways[0], lane[first])
        sheet.stops[ways[0].source, ways[0].target] = lane
    for joint in joints:
        draw_joint(dot, sheet, joint, solid=bool(ops))
    for node, stop in zip(residual, lane, strict=True):
        with dot.subgraph() as rank:
            rank.attr(rank="same")
            rank.edge(quoted(node.id), stop, style="invis")


def draw_joint(dot: Digraph, sheet: Sheet, name: str, solid: bool) -> None:
    """A point on the way of a shortcut, with ink to join the strokes that end at it."""
    sides = (inches(3), inches(1.3)) if sheet.across else (inches(1.3), inches(3))
    ink = {"style": "filled", "color": COLOR["shortcut"], "fillcolor": COLOR["shortcut"]}
    look = ink if solid else {"style": "invis"}
    dot.node(name, "", shape="box", width=sides[0], height=sides[1], penwidth="0", **look)


def draw_identity(dot: Digraph, sheet: Sheet, arrow: Arrow, name: str) -> None:
    """The word and the shape on a shortcut that has no op."""
    dot.node(
        name,
        f"identity\n{sheet.mark(arrow.tensor)}",
        shape="none",
        fixedsize="true",
        width=inches(shape_width(arrow.tensor)),
        height=inches(30),
        fontsize=f"{SMALL:g}",
        fontcolor=COLOR["shortcut"],
        id=name,
        **{"class": "lane"},
    )


def shape_label(sheet: Sheet, tensor: Tensor) -> str:
    """A tensor's shape beside an arrow, with room for the longest one."""
    wide = shape_width(tensor)
    words = row(space(4, 12), cell(sheet.mark(tensor), SMALL, COLOR["muted"], 12, wide))
    return label(table([words, row(space(1, 4))] if sheet.across else [words]))


def shape_width(tensor: Tensor) -> int:
    """Points that a tensor's shape may take on an arrow."""
    return width_of(labels.longest(tensor), SMALL)


def port(node: Node, side: str) -> str:
    """The point at which an arrow meets a node's box."""
    boxed = node.closed or (node.op and node.op.kind != "add")
    return f"{quoted(node.id)}:b:{side}" if boxed else f"{quoted(node.id)}:{side}"


def quoted(id: str) -> str:
    """A node's name; the colon of ``relu:2`` would read as a port."""
    return id.replace(":", "#")


def arrow_id(arrow: Arrow) -> str:
    """An arrow's id in the SVG."""
    return f"{arrow.source}>{arrow.target}"


def inches(points: float) -> str:
    """Graphviz takes a node's size in inches."""
    return f"{points / 72:.4f}"
