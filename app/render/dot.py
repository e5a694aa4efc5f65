"""``Diagram`` → DOT, as a template: shapes are marks (``§3§``), colours those of the light palette.

Decides nothing about what is shown; ``labels`` says the words. What Graphviz is told beyond that is
where things go: the trunk in one straight line, each shortcut in a lane of its own beside it.
"""

from app.diagram.diagram import Arrow, Diagram, Frame, Node
from app.graph import Op, Tensor
from app.render import labels
from app.render.boxes import SMALL, TEXT, TITLE, closed_box, op_box
from app.render.cells import FACE, cell, label, row, space, table, width_of
from app.render.lanes import draw_lane, draw_shortcut
from app.render.sheet import Sheet, arrow_id, inches, port, quoted, shape_label
from app.render.statements import Drawing
from app.render.theme import LIGHT as COLOR

MARGIN = 10
"""Points from a frame to what is in it."""


def write(diagram: Diagram, direction: str) -> tuple[str, tuple[Tensor, ...]]:
    """The DOT of a diagram, and the tensors that its marks stand for, by number."""
    sheet = Sheet(diagram, across=direction == "LR")
    dot = Drawing(
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
            "outputorder": "nodesfirst",  # in the order they are written here, which is Tab's too
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


def fill(dot: Drawing, sheet: Sheet, parent: str | None) -> None:
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
    name, _, count = labels.title(frame).partition(" ×")
    words = cell(name, TITLE, COLOR["ink" if block else "muted"], 14, bold=block)
    if count:
        words += space(5, 1) + cell(
            f" ×{count} ", TITLE, COLOR["paper"], 14, bold=True, fill=COLOR["ink"]
        )
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


def draw_node(dot: Drawing, sheet: Sheet, node: Node) -> None:
    """An ellipse, a ⊕, a box for an op or a box for a closed group."""
    if node.closed:
        draw_closed(dot, sheet, node, node.closed)
    elif not node.op:
        draw_tensor(dot, sheet, node)
    elif node.op.kind == "add":
        draw_add(dot, node)
    else:
        draw_op(dot, sheet, node, node.op)


def draw_tensor(dot: Drawing, sheet: Sheet, node: Node) -> None:
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
        tooltip="input" if node.id == "input" else f"output of {node.id.removesuffix('→')}",
        **{"class": "tensor"},
    )


def draw_add(dot: Drawing, node: Node) -> None:
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


def draw_op(dot: Drawing, sheet: Sheet, node: Node, op: Op) -> None:
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


def draw_closed(dot: Drawing, sheet: Sheet, node: Node, frame: Frame) -> None:
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
    titles = [width_of(labels.title(frame), TITLE) + 14 for frame in sheet.diagram.around(node)]
    return max((wide - MARGIN * depth for depth, wide in enumerate(titles)), default=0)


def draw_arrow(dot: Drawing, sheet: Sheet, arrow: Arrow) -> None:
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
