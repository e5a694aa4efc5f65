"""Arrows: the trunk's straight ones, and the shortcuts' out to their lanes and back."""

from math import hypot

from resnet_atlas.diagram.diagram import Arrow
from resnet_atlas.graph.tensor import Tensor
from resnet_atlas.render.layout.boxes import BASE, GAP, TEXT, text_bounds
from resnet_atlas.render.layout.lanes import Lane
from resnet_atlas.render.layout.plan import shape_width
from resnet_atlas.render.layout.sheet import APART, Sheet
from resnet_atlas.render.shapes import Bounds, Head, Item, Line, Point, Shape, Text

CAPTION = 14
"""Height of a shape below a box."""

HEAD = 7.0
"""Length of an arrow's head."""


def arrows_of(sheet: Sheet) -> dict[tuple[str, str], Item]:
    """Every arrow by its source and target."""
    found = {}
    aside = {pair for lane in sheet.lanes for pair in lane.arrows}
    for arrow in sheet.diagram.arrows:
        if (arrow.source, arrow.target) not in aside:
            drawn = (
                past(sheet, arrow) if sheet.diagram.bypasses_gate(arrow) else straight(sheet, arrow)
            )
            found[arrow.source, arrow.target] = drawn
    for lane in sheet.lanes:
        found |= around(sheet, lane)
    return found


def straight(sheet: Sheet, arrow: Arrow) -> Item:
    """An arrow along the trunk, with its tensor's shape unless an ellipse at an end shows it."""
    (start, v), (end, w) = sheet.place(arrow.source), sheet.place(arrow.target)
    start, end = start + sheet.half(arrow.source)[0], end - sheet.half(arrow.target)[0]
    if route := sheet.routes.get((arrow.source, arrow.target)):
        way = [sheet.turned(*point) for point in route]
        words = None
        captioned = sheet.diagram.node[arrow.source].frame in sheet.forks and not sheet.across
        if sheet.diagram.is_labelled(arrow) and not captioned:
            words = beside(sheet, arrow.tensor, min(start + 12, (start + end) / 2), v, -GAP + 1)
        elif sheet.diagram.is_labelled(arrow):  # below the box, and the arrow begins below it
            words = Text(v, start + TEXT, arrow.tensor, TEXT, "muted", anchor="middle")
            start += CAPTION
        return item(sheet, arrow, [(start, v), *way[1:-1], (end, w)], words)
    words = None
    if sheet.diagram.is_labelled(arrow):
        low, high = free(sheet, start, end - HEAD / 2) if sheet.narrow else (start, end - HEAD / 2)
        words = beside(sheet, arrow.tensor, (low + high) / 2, v, -GAP + 1)
    return item(sheet, arrow, [(start, v), (end, v)], words)


def free(sheet: Sheet, start: float, end: float) -> tuple[float, float]:
    """The longest piece of an arrow along the trunk that no box of a lane is level with."""
    pieces = [(start, end)]
    for lane in sheet.lanes:
        for op in lane.ops:
            middle, half = sheet.place(op)[0], sheet.half(op)[0]
            pieces = [
                piece
                for low, high in pieces
                for piece in ((low, min(high, middle - half)), (max(low, middle + half), high))
                if piece[0] < piece[1]
            ]
    return max(pieces, key=lambda piece: piece[1] - piece[0], default=(start, end))


def past(sheet: Sheet, arrow: Arrow) -> Item:
    """An arrow past the boxes between its ends, on the side without a lane."""
    order = [node.id for node in sheet.diagram.nodes]
    between = order[order.index(arrow.source) + 1 : order.index(arrow.target)]
    if not between:
        return straight(sheet, arrow)
    (start, trunk), (end, target) = sheet.place(arrow.source), sheet.place(arrow.target)
    out = min(sheet.place(id)[1] + sheet.reach(id) for id in between) - APART
    # From left to right, the shape stands at the middle of the arrow that this one leaves.
    fork = start + sheet.half(arrow.source)[0] + (4 if sheet.across else 9)
    way = [(fork, trunk), (fork, out), (end, out), (end, target - sheet.half(arrow.target)[1])]
    return item(sheet, arrow, way, None)


def around(sheet: Sheet, lane: Lane) -> dict[tuple[str, str], Item]:
    """The arrows of a lane: out to it, along it past its ops, and back to the ⊕."""
    u, v = sheet.place(lane.source)
    side = sheet.place(lane.stops[0])[1]
    way = [(u, v + sheet.half(lane.source)[1]), (u, side)]
    found = {}
    before, words = lane.source, None
    end, trunk = sheet.place(lane.target)
    for stop in (*lane.ops, lane.target):
        if stop == lane.target:
            way += [(end, side), (end, trunk + sheet.half(stop)[1])]
        else:
            way.append((sheet.place(stop)[0] - sheet.half(stop)[0], side))
        arrow = sheet.diagram.arrow[before, stop]
        if sheet.narrow and stop == lane.target:
            words = above(arrow.tensor, end, side)
        elif sheet.diagram.is_labelled(arrow):
            reach = shape_width(arrow.tensor) / 2 + 6 if sheet.across else 12
            words = beside(sheet, arrow.tensor, way[0][0] + reach, side, 12)
        found[before, stop] = item(sheet, arrow, way, words, lane.bare)
        before = stop
        way = [(sheet.place(stop)[0] + sheet.half(stop)[0], side)]
    return found


def above(tensor: Tensor, u: float, v: float) -> Text:
    """A lane's shape above its way back to the ⊕, where a narrow picture has room."""
    return Text(v - GAP, u - GAP + 2, tensor, TEXT, "shortcut", anchor="end")


def beside(sheet: Sheet, tensor: Tensor, u: float, v: float, below: float) -> Text:
    """A tensor's shape to the right of a vertical line, or ``below`` a horizontal one."""
    if sheet.across:
        return Text(u, v + below, tensor, TEXT, "muted", anchor="middle")
    return Text(v + GAP, u + BASE * TEXT, tensor, TEXT, "muted")


def item(
    sheet: Sheet, arrow: Arrow, way: list[Point], words: Text | None, identity: bool = False
) -> Item:
    """An arrow along the points of ``way``; its head ends at the last one."""
    shortcut = arrow.role == "shortcut"
    color = "shortcut" if shortcut else "arrow"
    *_, (x0, y0), (x1, y1) = points = [sheet.turned(*point) for point in way]
    length = hypot(x1 - x0, y1 - y0) or 1
    x, y = HEAD * (x1 - x0) / length, HEAD * (y1 - y0) / length
    foot = x1 - x, y1 - y
    head = (
        (x1, y1),
        (foot[0] - 0.42 * y, foot[1] + 0.42 * x),
        (foot[0] + 0.42 * y, foot[1] - 0.42 * x),
    )
    shapes: list[Shape] = [
        Line((*points[:-1], foot), color, 1.5 if shortcut else 1.1, identity),
        Head(head, color),
    ]
    xs, ys = zip(*points, *head, strict=True)
    bounds = Bounds(min(xs), min(ys), max(xs), max(ys))
    if words:
        shapes.append(words)
        bounds |= text_bounds(words)
    return Item(
        f"{arrow.source}>{arrow.target}",
        f"arrow {arrow.role}{' identity' if identity else ''}",
        "",
        "",
        0,
        0,
        tuple(shapes),
        bounds,
        origin=arrow.origin,
    )
