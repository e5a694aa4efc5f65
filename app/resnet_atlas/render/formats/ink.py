"""A scene → DOT with fixed positions, from which Graphviz makes PNG and PDF.

Shapes are drawing operations in the background (https://graphviz.org/docs/outputs/canon/#xdot),
texts are nodes without an outline, because text operations crash Graphviz (2.43 and 14.1).
"""

from collections.abc import Iterator, Mapping
from html import escape

from resnet_atlas.diagram.view import View
from resnet_atlas.graph.tensor import Tensor
from resnet_atlas.render.finish import PLAIN, TRANSPARENT, Finish
from resnet_atlas.render.formats.svg import towards
from resnet_atlas.render.layout import labels
from resnet_atlas.render.layout.boxes import BASE
from resnet_atlas.render.layout.scene import Scene
from resnet_atlas.render.shapes import (
    ADVANCE,
    ANCHORS,
    FACE,
    Ellipse,
    Head,
    Line,
    Point,
    Rect,
    Shape,
    Text,
)

HANDLE = 0.5523
"""Length of the handles of a Bézier curve for a quarter of a circle of radius 1."""


def write(scene: Scene, view: View, palette: Mapping[str, str], finish: Finish = PLAIN) -> str:
    """DOT for the engine ``nop2``, which keeps all positions."""
    operations: list[str] = []
    words: list[str] = []
    for item in scene.items:
        for shape in item.shapes:
            if isinstance(shape, Text):
                x, y = item.x + shape.x, scene.height - item.y - shape.y
                words.append(word(len(words), shape, x, y, view, palette))
            else:
                operations += draw(shape, ItemCoordinates(item.x, scene.height - item.y), palette)
    ground = "transparent" if finish.background == TRANSPARENT else palette["paper"]
    resolution = "" if finish.dpi is None else f"dpi={finish.dpi:g}"
    corners = [
        f'{name} [pos="{x:.1f},{y:.1f}" label=""]'
        for name, x, y in (("low", 0, 0), ("high", scene.width, scene.height))
    ]
    return "\n".join(
        [
            f'digraph {{ graph [bb="0,0,{scene.width:.1f},{scene.height:.1f}" pad=0 margin=0',
            f'{resolution} bgcolor="{ground}" _background={long(operations)}]',
            f'node [shape=none margin=0 fixedsize=true width=0 height=0 fontname="{FACE}"]',
            *corners,
            *words,
            "}",
        ]
    )


def long(operations: list[str]) -> str:
    """A string in quotes, on several lines: Graphviz takes no more than 16 kB at once.

    Pieces joined by ``+`` would be the same string, but take time quadratic in their number.
    """
    lines = [operations[start : start + 50] for start in range(0, len(operations), 50)]
    return '"' + "\\\n".join(" ".join(line) + " " for line in lines) + '"'


def word(
    number: int, text: Text, x: float, y: float, view: View, palette: Mapping[str, str]
) -> str:
    """A node that is only text."""
    words = text.words
    words = labels.shape_text(words, view) if isinstance(words, Tensor) else words
    x += (0.5 - ANCHORS[text.anchor]) * len(words) * ADVANCE * text.size
    label = escape(words)
    label = f"<<B>{label}</B>>" if text.bold else f"<{label}>"
    return (
        f'{number} [pos="{x:.1f},{y + BASE * text.size:.1f}" label={label} '
        f'fontsize={text.size:g} fontcolor="{palette[text.color]}"]'
    )


class ItemCoordinates:
    """Converts the coordinates of an item to those of the page, on which y grows upwards."""

    def __init__(self, x: float, y: float) -> None:
        self.x, self.y = x, y

    def __call__(self, points: list[Point]) -> str:
        """Points as an operation takes them: how many, and each."""
        places = " ".join(f"{self.x + x:.1f} {self.y - y:.1f}" for x, y in points)
        return f"{len(points)} {places}"


def draw(shape: Shape, coordinates: ItemCoordinates, palette: Mapping[str, str]) -> Iterator[str]:
    """The operations that draw one shape."""
    match shape:
        case Rect():
            yield from pens(palette, shape.fill, shape.line, shape.thick, shape.dashed)
            way = coordinates(rounded_rect(shape))
            yield f"b {way}"
            if shape.line:
                yield f"B {way}"
        case Ellipse():
            yield from pens(palette, shape.fill, shape.line, shape.thick)
            x, y = coordinates.x + shape.x, coordinates.y - shape.y
            yield f"E {x:.1f} {y:.1f} {shape.rx:.1f} {shape.ry:.1f}"
        case Line():
            yield from pens(palette, "", shape.line, shape.thick, shape.dashed)
            yield f"B {coordinates(rounded_line(shape.points))}"
        case Head():
            yield from pens(palette, shape.fill, shape.fill)
            yield f"P {coordinates(list(shape.points))}"


def pens(
    palette: Mapping[str, str], fill: str, line: str, thick: float = 1, dashed: bool = False
) -> Iterator[str]:
    """The operations that choose colours and strokes."""
    for letter, color in (("C", fill), ("c", line or fill)):
        if color:
            yield f"{letter} {len(palette[color])} -{palette[color]}"
    for style in (f"setlinewidth({thick:g})", "dashed" if dashed else "solid"):
        yield f"S {len(style)} -{style}"


def rounded_rect(rect: Rect) -> list[Point]:
    """The outline of a rectangle as one Bézier curve."""
    radius = min(rect.round, rect.width / 2, rect.height / 2)
    left, top, right, bottom = rect.x, rect.y, rect.x + rect.width, rect.y + rect.height
    corners = [(right, top), (right, bottom), (left, bottom), (left, top)]
    start = (left + radius, top)
    points = [start]
    for number, (x, y) in enumerate(corners):
        before, after = corners[number - 1], corners[(number + 1) % 4]
        enter, leave = (
            (x + radius * sign(other[0] - x), y + radius * sign(other[1] - y))
            for other in (before, after)
        )
        handles = [between(end, (x, y), HANDLE) for end in (enter, leave)]
        points += [points[-1], enter, enter, *handles, leave]
    return [*points, points[-1], start, start]


def rounded_line(points: tuple[Point, ...]) -> list[Point]:
    """A line with rounded corners as one Bézier curve."""
    way = [points[0]]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        enter, leave = towards(corner, before), towards(corner, after)
        handles = [between(end, corner, 2 / 3) for end in (enter, leave)]
        way += [way[-1], enter, enter, *handles, leave]
    return [*way, way[-1], points[-1], points[-1]]


def between(one: Point, other: Point, part: float) -> Point:
    """A point on the way from one to the other."""
    return one[0] + (other[0] - one[0]) * part, one[1] + (other[1] - one[1]) * part


def sign(number: float) -> int:
    """-1, 0 or 1."""
    return (number > 0) - (number < 0)
