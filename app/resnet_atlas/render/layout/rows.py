"""Rows: a picture from left to right, wrapped for a page.

It is cut where one arrow of the trunk alone leads on; frames and shortcuts stay whole. That arrow
then runs from the end of its row through the gap below to the start of the next one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import pairwise
from operator import or_

from resnet_atlas.render.layout.arrows import HEAD
from resnet_atlas.render.layout.scene import PAD, Scene
from resnet_atlas.render.shapes import Bounds, Head, Item, Line

GAP = 34
"""Points between two rows."""

INDENT = 20
"""Points in which an arrow enters a row."""


CLEAR = 10
"""Points between the end of a row and the arrow that turns there."""

LARGE = 1.1
"""A scale at which a picture is read with ease: it takes no further row to be larger."""

MOST = 12
"""Rows that are tried for the best number of them."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A place where a row may end: ``x``, and the arrow that crosses it."""

    x: float
    arrow: Item


def wrapped(scene: Scene, rows: int) -> Scene:
    """The scene in at most ``rows`` rows, as equally wide as its parts let them be."""
    cuts = chosen(cuts_of(scene), scene.width, rows)
    return stacked(scene, cuts) if cuts else scene


def best_rows(scene: Scene, width: float, height: float) -> int:
    """The fewest rows in which a scene is as large as it need be within ``width`` by ``height``."""
    cuts = cuts_of(scene)
    options = [chosen(cuts, scene.width, rows) for rows in range(1, min(len(cuts) + 1, MOST) + 1)]

    def scale(option: Sequence[Cut]) -> float:
        wrap = stacked(scene, option) if option else scene
        return min(width / wrap.width, height / wrap.height, LARGE)

    return len(max(options, key=scale)) + 1


def cuts_of(scene: Scene) -> list[Cut]:
    """Every place where a row may end, from left to right."""
    solid = [item for item in scene.items if item.classes != "note"]
    found = []
    for arrow in scene.items:
        if not arrow.classes.startswith("arrow trunk"):
            continue
        x = arrow.bounds.right - HEAD - 1
        crossed = [item for item in solid if item.bounds.left < x < item.bounds.right]
        if crossed == [arrow]:
            found.append(Cut(x, arrow))
    return sorted(found, key=lambda cut: cut.x)


def chosen(cuts: Sequence[Cut], width: float, rows: int) -> list[Cut]:
    """The cuts that make the widest of ``rows`` rows as narrow as can be."""
    places = [0.0, *[cut.x for cut in cuts], width]
    widths = sorted({end - start for place, start in enumerate(places) for end in places[place:]})
    low, high = 0, len(widths) - 1
    while low < high:
        middle = (low + high) // 2
        taken = filled(cuts, width, widths[middle])
        if taken is not None and len(taken) < rows:
            high = middle
        else:
            low = middle + 1
    return filled(cuts, width, widths[low]) or []


def filled(cuts: Sequence[Cut], width: float, widest: float) -> list[Cut] | None:
    """The cuts of rows that are each filled up to ``widest``; None if a part is wider."""
    taken: list[Cut] = []
    start, last = 0.0, None
    for cut in (*cuts, None):
        end = cut.x if cut else width
        if end - start > widest:
            if last is None:
                return None
            taken.append(last)
            start = last.x
            if end - start > widest:
                return None
        last = cut
    return taken


def stacked(scene: Scene, cuts: Sequence[Cut]) -> Scene:
    """The rows below one another."""
    edges = [0.0, *[cut.x for cut in cuts], scene.width]
    crossing = {cut.arrow.id for cut in cuts}
    items: list[Item] = []
    moves: list[tuple[float, float]] = []
    ends: list[Bounds] = []
    top: float = PAD
    for start, end in pairwise(edges):
        row = [
            item
            for item in scene.items
            if item.id not in crossing and start <= item.bounds.left < end
        ]
        area = reduce(or_, (item.bounds for item in row))
        move = (PAD + INDENT - area.left if start else 0.0, top - area.top)
        items += [item.at(item.x + move[0], item.y + move[1]) for item in row]
        moves.append(move)
        ends.append(area.moved(*move))
        top = ends[-1].bottom + GAP
    for place, cut in enumerate(cuts):
        items.append(led(cut.arrow, moves[place], moves[place + 1], ends[place]))
    edge = reduce(or_, (item.bounds for item in items)).grown(PAD)
    return Scene(edge.right, edge.bottom, tuple(items))


def led(
    arrow: Item, move: tuple[float, float], next_move: tuple[float, float], row: Bounds
) -> Item:
    """The arrow from the end of ``row``, through the gap below, to the start of the next."""
    line = next(shape for shape in arrow.shapes if isinstance(shape, Line))
    head = next(shape for shape in arrow.shapes if isinstance(shape, Head))
    rest = [shape for shape in arrow.shapes if shape not in (line, head)]
    at = arrow.at(arrow.x + move[0], arrow.y + move[1])
    # From the page's coordinates of the next row to those of the arrow.
    dx, dy = next_move[0] - move[0], next_move[1] - move[1]
    start, foot = line.points[0], line.points[-1]
    turn, level = max(foot[0], row.right + CLEAR - at.x), row.bottom + GAP / 2 - at.y
    entry = (foot[0] + dx, foot[1] + dy)
    left = PAD - at.x
    way = (start, (turn, start[1]), (turn, level), (left, level), (left, entry[1]), entry)
    end = Head(tuple((x + dx, y + dy) for x, y in head.points), head.fill)
    xs, ys = zip(*way, *end.points, strict=True)
    reach = Bounds(min(xs), min(ys), max(xs), max(ys)).moved(at.x, at.y)
    shapes = (replace(line, points=way), end, *rest)
    return replace(at, shapes=shapes, bounds=at.bounds | reach)
