"""Frames: the rounded box around an open stage or block, and its title at the top left."""

from collections.abc import Iterable, Iterator
from functools import reduce
from itertools import pairwise
from operator import or_

from resnet_atlas.diagram.diagram import Frame
from resnet_atlas.messages import Message
from resnet_atlas.render.layout import labels
from resnet_atlas.render.layout.boxes import TEXT
from resnet_atlas.render.layout.plan import (
    MARGIN,
    NARROW_TITLE_HEIGHT,
    TITLE_HEIGHT,
    title_width,
)
from resnet_atlas.render.layout.sheet import Sheet
from resnet_atlas.render.shapes import Bounds, Item, Point, Rect, Shape, Text, width_of

LEFT, HEADS = 9, 32
"""Points from a frame's left side to its title, and from its top to below a title of two lines."""


def frames_of(
    sheet: Sheet, within: Iterable[tuple[str | None, Bounds]]
) -> dict[str, tuple[Item, ...]]:
    """The items of every frame around the bounds ``within`` it; blocks are equally wide."""
    areas: dict[str, Bounds] = {}

    def grow(id: str | None, bounds: Bounds) -> None:
        if id in sheet.diagram.frame:
            areas[str(id)] = areas[str(id)] | bounds if id in areas else bounds

    for id, bounds in within:
        grow(id, bounds)
    blocks = [frame for frame in sheet.diagram.frames if frame.group.kind == "block"]
    others = [frame for frame in sheet.diagram.frames if frame.group.kind != "block"]
    for frames in (blocks, others):  # from the inside out
        for frame in frames:
            areas[frame.id] = headed(sheet, frame, areas[frame.id].grown(MARGIN))
        if not frames or sheet.routes:
            for frame in frames:
                grow(frame.group.parent, areas[frame.id])
            continue
        widest = reduce(or_, (areas[frame.id] for frame in frames))
        for frame in frames:
            area = areas[frame.id]
            if sheet.across:
                areas[frame.id] = Bounds(area.left, widest.top, area.right, widest.bottom)
            else:
                areas[frame.id] = Bounds(widest.left, area.top, widest.right, area.bottom)
            grow(frame.group.parent, areas[frame.id])
    made = {}
    for frame in sheet.diagram.frames:
        area, start = areas[frame.id], title_start(sheet, frame, areas[frame.id])
        right = max(area.right, area.left + start + title_width(frame, sheet.narrow) - LEFT)
        area = Bounds(area.left, area.top, right, area.bottom)
        made[frame.id] = items(frame, area, sheet.narrow, start)
    return made


def title_start(sheet: Sheet, frame: Frame, area: Bounds) -> float:
    """Where the title of a frame begins so that no arrow crosses it; else at the left.

    A single frame may grow to the right for it: nothing is there.
    """
    crossed = [x for x, y in passed(sheet) if area.top + 2 <= y <= area.top + HEADS]
    wide = title_width(frame, sheet.narrow) - 2 * LEFT
    most = area.right - area.left - wide - LEFT
    if len(sheet.diagram.frames) == 1:
        most = max(most, max(crossed, default=area.left) - area.left + 2 * LEFT)
    starts = range(LEFT, max(LEFT, int(most)) + 1)
    return next(
        (
            start
            for start in starts
            if not any(-4 <= x - area.left - start <= wide + 4 for x in crossed)
        ),
        LEFT,
    )


def passed(sheet: Sheet) -> Iterator[Point]:
    """Points on Graphviz's arrows, at most two apart downwards."""
    for (source, target), route in sheet.routes.items():
        (start, v), (end, w) = sheet.place(source), sheet.place(target)
        start, end = start + sheet.half(source)[0], end - sheet.half(target)[0]
        points = [sheet.turned(start, v), *route[1:-1], sheet.turned(end, w)]
        for (x, y), (to_x, to_y) in pairwise(points):
            steps = max(1, int(abs(to_y - y) / 2))
            for n in range(steps + 1):
                yield x + (to_x - x) * n / steps, y + (to_y - y) * n / steps


def headed(sheet: Sheet, frame: Frame, area: Bounds) -> Bounds:
    """The bounds of a frame with room for its title to the left of the trunk."""
    wide = title_width(frame, sheet.narrow)
    top = area.top - (NARROW_TITLE_HEIGHT if sheet.narrow else TITLE_HEIGHT)
    if sheet.across or sheet.routes:
        return Bounds(area.left, top, max(area.right, area.left + wide), area.bottom)
    return Bounds(min(area.left, sheet.trunk - wide), top, area.right, area.bottom)


def items(frame: Frame, area: Bounds, narrow: bool, start: float = LEFT) -> tuple[Item, ...]:
    """A frame whose title begins at ``start``, and the badge with the number of its blocks."""
    block = frame.group.kind == "block"
    title, more = labels.heading_lines(frame) if narrow else (labels.heading(frame), "")
    count = f"×{frame.count}" if frame.count > 1 else ""
    wide, high = area.right - area.left, area.bottom - area.top
    shapes: list[Shape] = [
        Rect(
            0,
            0,
            wide,
            high,
            "frame" if block else "paper",
            "frame-line",
            round=9,
            dashed=not block,
            outline=True,
        ),
        Text(start, 16, title, TEXT, "ink" if block else "muted", bold=block),
    ]
    if more:
        shapes.append(Text(start, 30, more, TEXT, "muted"))
    classes, tip = f"frame {frame.group.kind}", labels.title(frame)
    bounds = Bounds(0, 0, wide, high)
    framed = Item(frame.id, classes, tip, "group", 0, 0, tuple(shapes), bounds, frame.covers).at(
        area.left, area.top
    )
    if not count:
        return (framed,)
    broad = width_of(count, TEXT) + 8
    marks = (
        Rect(0, 0, broad, 14, "ink", round=3),
        Text(4, 10, count, TEXT, "paper", bold=True),
    )
    tip = Message("{count} identical blocks: show each", count=frame.count)
    bounds = Bounds(0, 0, broad, 14)
    left = area.left + start + width_of(title, TEXT) + 6
    return framed, Item(frame.id, "badge", tip, "unfold", 0, 0, marks, bounds, frame.covers).at(
        left, area.top + 6
    )
