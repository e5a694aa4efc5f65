"""The box of a node: its shapes around its middle, and its bounds."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from resnet_atlas.diagram.diagram import Frame, Node
from resnet_atlas.graph.op import Op
from resnet_atlas.messages import Message, join
from resnet_atlas.render.layout import labels
from resnet_atlas.render.layout.labels import Label
from resnet_atlas.render.shapes import Bounds, Ellipse, Line, Rect, Shape, Text, width_of

TEXT = 11.0
"""Size of all type in points: at scale 1 every word of a picture is 11 px high."""

LINE = 24
"""Height of a line in a box."""

NARROW_LINE = 16
"""The same in a narrow box, which has more of them."""

GAP = 6
"""Between a box and its name."""

PILE = 6
"""How far the pile behind a folded group reaches out."""

BASE = 0.36
"""From the middle of a text down to its baseline, in ems."""

HUES = {
    "conv": "conv",
    "conv_transpose": "conv",
    "channel_conv": "conv",
    "max_pool": "pool",
    "avg_pool": "pool",
    "blur_pool": "pool",
    "linear": "fc",
}
"""The colour of each kind of op; other kinds are grey."""


HATCH = 12
"""Points between two lines of a hatching, along the side of the box."""

Stroke = tuple[tuple[float, float], tuple[float, float]]

SIGNS: Mapping[str, tuple[Stroke, ...]] = {
    "add": (((-6, 0), (6, 0)), ((0, -6), (0, 6))),
    "mul": (((-4.5, -4.5), (4.5, 4.5)), ((-4.5, 4.5), (4.5, -4.5))),
    "sub": (((-6, 0), (6, 0)),),
    "cat": (((-3, -5.5), (-3, 5.5)), ((3, -5.5), (3, 5.5))),
}
"""Where tensors meet: the strokes of the sign in the circle. Two bars join side by side."""


@dataclass(frozen=True, slots=True)
class Box:
    """The shapes of a node, around its middle.

    ``width`` and ``height`` are of its outline; ``bounds`` also include the text beside the box.
    """

    width: float
    height: float
    shapes: tuple[Shape, ...]
    bounds: Bounds
    classes: str
    tip: str
    link: str


def box_of(node: Node, across: bool, narrow: bool = False) -> Box:
    """The box of any node.

    ``across`` is whether data flows from left to right. Boxes of ops are ``narrow`` if each of
    their words has a line, their names included.
    """
    if node.closed:
        return closed_box(node, node.closed, across)
    if not node.op:
        return tensor_box(node)
    if node.op.kind in SIGNS and not (node.joined or node.misfit):
        return meeting_box(node)
    return narrow_box(node, node.op) if narrow or node.misfit else op_box(node, node.op, across)


def tensor_box(node: Node) -> Box:
    """An ellipse with the tensor's shape, as wide as the longest one needs."""
    wide = even(width_of(labels.longest(node.output), TEXT) + 34)
    shapes = (
        Ellipse(0, 0, wide / 2, 15, "tensor", "tensor-line"),
        Text(0, BASE * TEXT, node.output, TEXT, "ink", anchor="middle"),
    )
    id = node.id.removesuffix("→")
    tip = Message("input") if id == "input" else Message("output of {id}", id=id)
    return Box(wide, 30, shapes, outline(wide, 30), "tensor", tip, "")


def meeting_box(node: Node) -> Box:
    """The ⊕ of two branches, or the ⊗ of a map and the factors of its channels."""
    kind = node.op.kind if node.op else "add"
    on_branch = f" {node.role}" if node.role != "trunk" else ""
    shapes: tuple[Shape, ...] = (
        Ellipse(0, 0, 11, 11, "paper", "ink", thick=1.4),
        *[Line(stroke, "ink", thick=1.4) for stroke in SIGNS[kind]],
    )
    return Box(22, 22, shapes, outline(22, 22), f"op {kind}{on_branch}", node.id, "op")


def op_box(node: Node, op: Op, across: bool) -> Box:
    """A box with the op's options, and its name on the side away from the other branch."""
    words = labels.op_label(node, op)
    on_shortcut = node.role == "shortcut"
    fill, line = colors_of(node, op)
    lines = [(part,) for part in words.lines] if across else [words.lines]
    wide = even(max(line_width(parts, words.ring) for parts in lines) + 16)
    high = LINE * len(lines) + 2
    shapes: list[Shape] = [outlined(wide, high, fill, line, bool(words.ring))]
    if node.seen_at:
        shapes += hatching(wide, high)
    for number, parts in enumerate(lines):
        middle = (number - (len(lines) - 1) / 2) * LINE
        shapes += line_of(parts, words.ring, -line_width(parts, words.ring) / 2, middle)
    beside = names(words, wide, high, on_shortcut, across)
    bounds = outline(wide, high)
    for text in beside:
        bounds |= text_bounds(text)
    return Box(wide, high, (*shapes, *beside), bounds, *described(node, op, words), "op")


def narrow_box(node: Node, op: Op) -> Box:
    """A box with the op's name, its options and its note, each in a line of its own."""
    words = labels.op_label(node, op)
    lines = [(words.name, "muted"), *[(line, "ink") for line in words.lines]]
    if words.note:
        lines.append((words.note, "shortcut"))
    wide = even(max(line_width((text,), words.ring) for text, _ in lines) + 14)
    heights = [LINE if text == words.ring else NARROW_LINE for text, _ in lines]
    high = sum(heights) + 10
    shapes: list[Shape] = [outlined(wide, high, *colors_of(node, op), bool(words.ring))]
    if node.seen_at:
        shapes += hatching(wide, high)
    top = 5 - high / 2
    for (text, color), height in zip(lines, heights, strict=True):
        middle = top + height / 2
        top += height
        if text == words.ring:
            shapes += ring_of(text, -line_width((text,), text) / 2, middle)
        else:
            shapes.append(Text(0, middle + BASE * TEXT, text, TEXT, color, anchor="middle"))
    bounds = outline(wide, high)
    return Box(wide, high, tuple(shapes), bounds, *described(node, op, words), "op")


def colors_of(node: Node, op: Op) -> tuple[str, str]:
    """The fill and the line of an op's box."""
    if node.misfit and not node.misfit.sizes:
        return "stride-fill", "stride"
    if node.role == "shortcut" and op.kind == "conv":
        return "shortcut-fill", "shortcut"
    fill = HUES.get(op.kind, "quiet")
    return fill, f"{fill}-line"


def described(node: Node, op: Op, words: Label) -> tuple[str, str]:
    """The classes and the tooltip of an op's box."""
    classes = f"op {op.kind} {node.role}{' strided' if words.ring else ''}"
    return classes, join(": ", [node.id, join(", ", words.lines)])


def names(words: Label, wide: float, high: float, on_shortcut: bool, across: bool) -> list[Text]:
    """The name and the note of an op beside its box, which is ``wide`` by ``high``."""
    texts = [(words.name, "muted")]
    if words.note:
        texts.append((words.note, "shortcut"))
    found = []
    for number, (text, color) in enumerate(texts):
        if across:
            down = number if on_shortcut else number - len(texts)
            y = (high / 2 + 11 + 12 * down) if on_shortcut else (-high / 2 + 7.5 + 12 * down)
            x = -width_of(text, TEXT) / 2
        else:
            y = BASE * TEXT + 12 * (number - (len(texts) - 1) / 2)
            x = wide / 2 + GAP if on_shortcut else -wide / 2 - GAP - width_of(text, TEXT)
        found.append(Text(x, y, text, TEXT, color))
    return found


def closed_box(node: Node, frame: Frame, across: bool) -> Box:
    """The box of a closed stage or block: its title, a second line, its stride."""
    words = labels.closed_label(node, frame)
    title, more = words.lines[:2]
    wide = max(width_of(title, TEXT), width_of(more, TEXT)) + 22
    ring = width_of(words.ring, TEXT) + 10 if words.ring else 0
    beside = ring and not across
    inside = even(wide + (ring + 8 if beside else 0))
    high = 64 if ring and across else 38
    left, top = -inside / 2 + 11, -high / 2 + 16
    ink = "muted" if frame.group.shortcut in (None, "identity", "none") else "shortcut"
    shapes: list[Shape] = [
        outlined(inside, high, "conv", "conv-line", thick=False),
        Text(left, top, title, TEXT, "ink", bold=True),
        Text(left, top + 14, more, TEXT, ink),
    ]
    if ring:
        x, y = (inside / 2 - ring - 8, 0) if beside else (left, high / 2 - 15)
        shapes += ring_of(words.ring, x, y)
    if frame.count > 1:  # a pile of them
        behind = [
            Rect(-inside / 2 + by, -high / 2 + by, inside, high, "conv", "conv-line")
            for by in (PILE, PILE / 2)
        ]
        shapes = [*behind, *shapes]
    bounds = Bounds(-inside / 2, -high / 2, inside / 2 + PILE, high / 2 + PILE)
    bounds = bounds if frame.count > 1 else outline(inside, high)
    if frame.count > 1 and not across:  # an arrow begins below the pile, and its shape further down
        shapes = [
            replace(shape, y=shape.y - PILE / 2)
            for shape in shapes
            if isinstance(shape, Rect | Text)
        ]
        bounds, high = bounds.moved(0, -PILE / 2), high + PILE
    classes = f"closed {frame.group.kind}{' strided' if ring else ''}"
    return Box(inside, high, tuple(shapes), bounds, classes, join(", ", words.lines), "group")


def even(width: float) -> int:
    """The next even width, so that middles are on whole points and arrows are straight."""
    return int(width) + int(width) % 2


def outline(width: float, height: float) -> Bounds:
    """The bounds of a box around its middle."""
    return Bounds(-width / 2, -height / 2, width / 2, height / 2)


def outlined(width: float, height: float, fill: str, line: str, thick: bool) -> Rect:
    """The outline of a box; with a stride it is thick and red."""
    line, weight = ("stride", 2.0) if thick else (line, 1.0)
    return Rect(-width / 2, -height / 2, width, height, fill, line, weight, outline=True)


def hatching(wide: float, high: float) -> Iterator[Line]:
    """Slanted lines across a box whose shape isn't proven."""
    for shift in range(HATCH, int(wide + high), HATCH):
        low, top = max(0.0, shift - wide), min(float(shift), high)
        ends = ((shift - low, low), (shift - top, top))
        yield Line(tuple((x - wide / 2, y - high / 2) for x, y in ends), "frame-line", thick=0.6)


def line_width(parts: tuple[str, ...], ring: str) -> int:
    """The width of a line of parts: commas and spaces between them, padding within a ring."""
    return width_of(join(", ", parts), TEXT) + (10 if ring in parts else 0)


def line_of(parts: tuple[str, ...], ring: str, x: float, middle: float) -> list[Shape]:
    """A line of parts from ``x`` on; the part ``ring`` is in a ring."""
    if ring not in parts:
        return [Text(x, middle + BASE * TEXT, join(", ", parts), TEXT, "ink")]
    place = parts.index(ring)
    before = join("", [join(", ", parts[:place]), ","]) if place else ""
    after = join(", ", ["", *parts[place + 1 :]])
    start = x + (width_of(f"{before} ", TEXT) if place else 0)
    end = start + width_of(ring, TEXT) + 10
    shapes: list[Shape] = ring_of(ring, start, middle)
    if before:
        shapes.insert(0, Text(x, middle + BASE * TEXT, before, TEXT, "ink"))
    if after:
        shapes.append(Text(end, middle + BASE * TEXT, after, TEXT, "ink"))
    return shapes


def ring_of(text: str, x: float, middle: float) -> list[Shape]:
    """A stride above 1, in its red ring."""
    wide = width_of(text, TEXT) + 10
    return [
        Rect(x, middle - 9, wide, 18, "stride-fill", "stride", 2, 6),
        Text(x + 5, middle + BASE * TEXT, text, TEXT, "stride", bold=True),
    ]


def text_bounds(text: Text) -> Bounds:
    """The bounds of a text, descenders included."""
    count = len(text.words) if isinstance(text.words, str) else labels.longest(text.words)
    wide = width_of(count, text.size)
    left = text.left(wide)
    return Bounds(left, text.y - 0.76 * text.size, left + wide, text.y + 0.24 * text.size)
