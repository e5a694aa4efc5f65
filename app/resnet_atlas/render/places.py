"""Where a number at a box stands: at the first of a few places where nothing else is.

``static/js/picture/places.js`` does the same in the page.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from resnet_atlas.render.layout.boxes import text_bounds
from resnet_atlas.render.layout.scene import Scene
from resnet_atlas.render.shapes import Bounds, Ellipse, Item, Line, Point, Rect, Shape, Text

SIZE = 11
"""Points of the numbers."""

STEP = 4
"""Points from one place that is looked at on an arrow to the next."""

BoxOrMark = Rect | Ellipse


@dataclass
class Places:
    """What is taken in a scene; each number that is placed takes its place too."""

    scene: Scene
    across: bool
    taken: list[Bounds] = field(init=False)

    def __post_init__(self) -> None:
        self.taken = [bounds for item in self.scene.items for bounds in obstacles(item)]

    def number(self, item: Item, outline: BoxOrMark, words: str) -> Text:
        """The number of an item, placed relative to the item."""
        at = bounds_of(outline)
        texts = [
            Text(x, y, words, SIZE, "muted", anchor=anchor)
            for x, y, anchor in candidates(at, isinstance(outline, Ellipse), self.across)
        ]
        around = [text_bounds(text).moved(item.x, item.y) for text in texts]
        free = (n for n, bounds in enumerate(around) if self.is_free(bounds))
        chosen = next(free, 0)
        self.taken.append(around[chosen])
        return texts[chosen]

    def is_free(self, bounds: Bounds) -> bool:
        """Whether nothing is there, and it lies in the scene."""
        if bounds.left < 0 or bounds.right > self.scene.width or bounds.top < 0:
            return False
        return not any(meets(bounds, other) for other in self.taken)


def candidates(at: Bounds, is_mark: bool, across: bool) -> Sequence[tuple[float, float, str]]:
    """Places at an outline, the best first: ``x``, the baseline and the anchor."""
    x, y = (at.left + at.right) / 2, (at.top + at.bottom) / 2 + 4
    above, below = at.top - 3, at.bottom + 11
    at_the_sides = (at.left - 4, y, "end"), (at.right + 4, y, "start")
    if is_mark:
        over = (x, above, "middle")
        return (over, *at_the_sides) if across else (*at_the_sides, over)
    if across:
        return (
            (at.right + 4, y + 10, "start"),
            (at.right + 4, y - 9, "start"),
            (at.right, below, "end"),
            (at.left, below, "start"),
        )
    return (
        (x - 4, above, "end"),
        (x + 4, above, "start"),
        (at.right, above, "end"),
        (at.left, above, "start"),
        at_the_sides[1],
        at_the_sides[0],
        (x - 4, below, "end"),
        (at.right, below, "end"),
        (at.left, below, "start"),
    )


def obstacles(item: Item) -> Iterator[Bounds]:
    """What of an item no number may cover: texts, boxes and arrows, but not frames."""
    for shape in item.shapes:
        for bounds in around(shape, "frame" in item.classes):
            yield bounds.moved(item.x, item.y)


def around(shape: Shape, is_frame: bool) -> Iterable[Bounds]:
    """The bounds of a shape; of a line, many small ones."""
    match shape:
        case Text():
            return [text_bounds(shape)]
        case Rect() | Ellipse() if shape.outline and not is_frame:
            return [bounds_of(shape)]
        case Line():
            return [Bounds(x - 1, y - 1, x + 1, y + 1) for x, y in along(shape.points)]
        case _:
            return []


def along(points: Sequence[Point]) -> Iterator[Point]:
    """Places on a line through points."""
    for (x, y), (to_x, to_y) in pairwise(points):
        steps = max(1, round(max(abs(to_x - x), abs(to_y - y)) / STEP))
        for n in range(steps + 1):
            yield x + (to_x - x) * n / steps, y + (to_y - y) * n / steps


def bounds_of(outline: BoxOrMark) -> Bounds:
    """The bounds of an outline."""
    x, y = outline.x, outline.y
    if isinstance(outline, Ellipse):
        return Bounds(x - outline.rx, y - outline.ry, x + outline.rx, y + outline.ry)
    return Bounds(x, y, x + outline.width, y + outline.height)


def meets(one: Bounds, other: Bounds) -> bool:
    """Whether two boxes overlap by more than the air around letters."""
    return (
        min(one.right, other.right) - max(one.left, other.left) > 0.5
        and min(one.bottom, other.bottom) - max(one.top, other.top) > 1
    )
