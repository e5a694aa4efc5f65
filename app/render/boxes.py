"""A node's words → the table that Graphviz draws as its box, with its name beside it.

Every box has a port ``b``, the box without its name: arrows meet it in the middle of each side.
"""

from app.diagram.diagram import Frame, Node
from app.graph import Op
from app.render import labels
from app.render.cells import cell, label, row, space, table, width_of
from app.render.labels import Label
from app.render.theme import LIGHT as COLOR

TEXT, TITLE, SMALL = 11.0, 10.0, 9.0
"""Sizes of type in points."""

LINE = 24
"""Height of a line in a box."""

GAP = 6
"""Between a box and its name."""

HUES = {"conv": "conv", "max_pool": "pool", "avg_pool": "pool", "linear": "fc"}
"""Which colour a kind of op has; the others are quiet."""


def op_box(node: Node, op: Op, across: bool, room: int) -> str:
    """The box of an op. Its name stands on the side away from the other branch.

    ``room`` is how far left of the box's middle the picture has to reach, for a title above it.
    """
    words = labels.op_label(node, op)
    on_shortcut = node.role == "shortcut"
    fill, line = (COLOR[HUES.get(op.kind, "quiet") + end] for end in ("", "-line"))
    if on_shortcut and op.kind == "conv":
        fill, line = COLOR["shortcut-fill"], COLOR["shortcut"]
    box = f'<TD PORT="b">{boxed(words, fill, line, across)}</TD>'
    beside = [(words.name, COLOR["muted"])]
    if words.note:
        beside.append((words.note, COLOR["shortcut"]))
    wide = even(max(width_of(text, SMALL) for text, _ in beside))
    if across:
        rows = [row(cell(text, SMALL, color, 13, wide)) for text, color in beside]
        return label(table([row(box), *rows] if on_shortcut else [*rows, row(box)]))
    if on_shortcut:
        names = table([row(cell(text, SMALL, color, 12, wide)) for text, color in beside])
        return label(table([row(box, space(GAP, 1), f"<TD>{names}</TD>")]))
    wide = even(max(wide, room - box_width(words, across) // 2))
    names = table(
        [
            row(space(wide - width_of(text, SMALL), 12), cell(text, SMALL, color, 12))
            for text, color in beside
        ]
    )
    return label(table([row(f"<TD>{names}</TD>", space(GAP, 1), box)]))


def closed_box(node: Node, frame: Frame, across: bool, room: int) -> str:
    """The box that stands for a stage or block: its title, what else to know, its stride."""
    words = labels.closed_label(node, frame)
    title, more = words.lines[:2]
    wide = max(width_of(title, TEXT), width_of(more, SMALL))
    ink = COLOR["shortcut" if frame.group.shortcut == "projection" else "muted"]
    rows = [
        row(cell(title, TEXT, COLOR["ink"], 17, wide, bold=True)),
        row(cell(more, SMALL, ink, 14, wide)),
    ]
    inside = wide + 24
    beside = ""
    if words.ring and across:
        rows.append(row(f"<TD>{table([row(ring_cell(words.ring), space(1, LINE))])}</TD>"))
    elif words.ring:
        beside = ring_cell(words.ring) + space(6, 1)
        inside += width_of(words.ring, TEXT) + 16
    body = row(space(8, 1), f"<TD>{table(rows)}</TD>", space(8, 1), beside)
    box = framed([body], COLOR["conv"], COLOR["conv-line"], thick=False, padding=3)
    spare = 0 if across else even(max(0, room - inside // 2))
    return label(table([row(space(spare, 1) if spare else "", f'<TD PORT="b">{box}</TD>')]))


def even(width: int) -> int:
    """The width or one more: boxes with their middles on whole points have straight arrows."""
    return width + width % 2


def lines_of(words: Label, across: bool) -> list[tuple[str, ...]]:
    """The parts of an op's text by line: one line going down, a short column going across."""
    return [(part,) for part in words.lines] if across else [words.lines]


def line_width(parts: tuple[str, ...], ring: str) -> int:
    """The width of a line of parts: commas and spaces between them, padding within a ring."""
    text = ", ".join(parts)
    return width_of(text, TEXT) + (10 if ring in parts else 0)


def box_width(words: Label, across: bool) -> int:
    """The width of an op's box within its border."""
    widest = max(line_width(parts, words.ring) for parts in lines_of(words, across))
    return even(widest + 16)


def boxed(words: Label, fill: str, line: str, across: bool) -> str:
    """The op's box."""
    rows = []
    for parts in lines_of(words, across):
        spare = box_width(words, across) - line_width(parts, words.ring)
        cells = []
        for part in parts:
            end = "" if part == parts[-1] else ", "
            if part == words.ring:
                cells += (
                    [ring_cell(part), cell(end, TEXT, COLOR["ink"], LINE)]
                    if end
                    else [ring_cell(part)]
                )
            else:
                cells.append(cell(part + end, TEXT, COLOR["ink"], LINE))
        sides = space(spare // 2, LINE), space(spare - spare // 2, LINE)
        rows.append(row(f"<TD>{table([row(sides[0], *cells, sides[1])])}</TD>"))
    return framed(rows, fill, COLOR["stride"] if words.ring else line, bool(words.ring))


def framed(rows: list[str], fill: str, line: str, thick: bool, padding: int = 0) -> str:
    """A rounded box around rows."""
    return table(
        rows,
        border=2 if thick else 1,
        style="ROUNDED",
        color=line,
        bgcolor=fill,
        cellpadding=padding,
    )


def ring_cell(text: str) -> str:
    """A stride above 1, in its red ring."""
    inner = row(space(3, 14), cell(text, TEXT, COLOR["stride"], 14, bold=True), space(3, 14))
    wide = width_of(text, TEXT) + 10
    ring = table(
        [inner],
        border=2,
        style="ROUNDED",
        color=COLOR["stride"],
        bgcolor=COLOR["stride-fill"],
        fixedsize="TRUE",
        width=wide,
        height=18,
    )
    return f'<TD ALIGN="LEFT" WIDTH="{wide}" HEIGHT="22">{ring}</TD>'
