"""A scene → SVG: in the colours of a view first, then with its shapes.

``data-id`` is a module path by which a script finds a part (ids would clash where two pictures
stand in one page), ``data-shape`` the channels and extents of a tensor: all that its shape needs.
``data-origin`` is the op that computes the tensor of an ellipse or an arrow.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from html import escape
from math import dist
from types import MappingProxyType

from resnet_atlas.diagram.view import View
from resnet_atlas.graph.extent import Extent
from resnet_atlas.graph.tensor import Tensor
from resnet_atlas.render.layout import labels
from resnet_atlas.render.layout.scene import Scene
from resnet_atlas.render.shapes import (
    ADVANCE,
    Ellipse,
    Head,
    Item,
    Line,
    Point,
    Rect,
    Shape,
    Text,
    columns,
    width_of,
)

FONTS = "ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,'Liberation Mono',monospace"
ROUND = 10
"""Radius of a line's corners."""

MARK = 8
"""Radius of the disc that a mark's number stands in."""

MARK_SIZE = 11

Link = Callable[[Item], str]
"""From an item to an address; empty for none."""


def no_link(item: Item) -> str:
    """For a picture that stands alone."""
    return ""


GAP = "\0"
"""Marks the place of a tensor's shape in the text: a character that XML doesn't allow."""


@dataclass(frozen=True, slots=True)
class Form:
    """A picture without its title and the shapes of its tensors, which depend on the input size.

    A file is written once and filled in for every size. A page's picture is written each time,
    because the links in it depend on the size, too.
    """

    head: str
    parts: tuple[str, ...]
    gaps: tuple[tuple[Tensor, float], ...]
    """Each tensor and its font size, in order."""

    @property
    def size(self) -> int:
        """Approximate size in memory, in bytes."""
        return 2 * sum(map(len, self.parts)) + 100 * len(self.gaps)

    def fill(self, view: View, title: str) -> str:
        """The SVG for a view, with its title."""
        words = {tensor: labels.shape_text(tensor, view) for tensor in dict(self.gaps)}
        filled = [self.head.replace(GAP, escape(title)), self.parts[0]]
        for (tensor, size), part in zip(self.gaps, self.parts[1:], strict=True):
            filled += [length_of(words[tensor], size), ">", words[tensor], part]
        return "".join(filled)


def form(
    scene: Scene,
    palette: Mapping[str, str],
    link: Link = no_link,
    in_ems: bool = False,
    marks: Mapping[str, str] = MappingProxyType({}),
    translate: Callable[[str], str] = str,
) -> Form:
    """A scene in colours.

    ``link`` gives the address of an item, ``translate`` a label in the language of the page.
    ``marks`` are the numbers at items that a text refers to, by their ids. ``in_ems`` gives the
    width in ems of 16 points, so that a style sheet can scale the picture by a font size, and how
    many times as wide as high it is.
    """
    pen = Pen(palette, translate)
    width, height = round(scene.width, 1), round(scene.height, 1)
    across = f'"{width}" height="{height}"'
    if in_ems:
        across = f'"{width / 16:.2f}em" data-points="{width}" data-ratio="{width / height:.4f}"'
    # A picture with links is more than an image.
    role = "img" if link is no_link else "group"
    notes = [item.tip for item in scene.items if item.classes == "note"]
    label = ". ".join([GAP, *(escape(translate(note)) for note in notes)])
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="{role}" aria-label="{label}" '
        f'width={across} viewBox="0 0 {width} {height}" font-family="{FONTS}">\n'
    )
    body = "".join(
        [
            ground(palette),
            *[pen.item(item, link) for item in scene.items],
            *[pen.mark(item, marks[item.id]) for item in marked(scene.items, marks)],
            "</svg>\n",
        ]
    )
    return Form(head, tuple(body.split(GAP)), tuple(pen.gaps))


class Pen:
    """Writes shapes in the colours of a view, and records the gaps for tensors' shapes."""

    def __init__(self, palette: Mapping[str, str], translate: Callable[[str], str] = str) -> None:
        self.palette, self.translate = palette, translate
        self.gaps: list[tuple[Tensor, float]] = []

    def item(self, item: Item, link: Link) -> str:
        """A group with its tooltip, in a link if the item has one."""
        inner = "".join(map(self.shape, item.shapes))
        tip = f"<title>{escape(self.translate(item.tip))}</title>" if item.tip else ""
        place = f' transform="translate({at(item.x)} {at(item.y)})"' if item.x or item.y else ""
        to = escape(link(item)) if item.link else ""
        if to:
            is_open = "true" if item.classes.startswith("frame") else "false"
            state = f' aria-expanded="{is_open}"' if item.link == "group" else ""
            inner = f'<a href="{to}"{state}>{tip}{inner}</a>'
        else:
            inner = tip + inner
        covers = f' data-covers="{escape(" ".join(item.covers))}"' if len(item.covers) > 1 else ""
        origin = f' data-origin="{escape(item.origin)}"' if item.origin else ""
        names = f'class="{item.classes}" data-id="{escape(item.id)}"{covers}{origin}'
        return f"<g {names}{place}>{inner}</g>\n"

    def mark(self, item: Item, numbers: str) -> str:
        """Numbers in a disc on the corner of an item, or beside one that is only text."""
        outline = next(
            (shape for shape in item.shapes if isinstance(shape, Rect) and shape.outline), None
        )
        bounds = item.bounds
        if outline:
            x, y = item.x + outline.x, item.y + outline.y
        elif any(isinstance(shape, Text) and shape.anchor == "end" for shape in item.shapes):
            # Above it is the shape on the same arrow.
            x, y = bounds.left - MARK - 2, (bounds.top + bounds.bottom) / 2
        else:
            x, y = bounds.left + MARK, bounds.top - MARK - 1
        red = self.palette["stride"]
        wide = max(2 * MARK, width_of(numbers, MARK_SIZE) + MARK_SIZE // 2)
        middle = x - MARK + wide / 2
        y -= 3 * (wide > 2 * MARK)  # clear of a frame's title
        return (
            f'<g class="mark"><rect x="{at(x - MARK)}" y="{at(y - MARK)}" width="{at(wide)}" '
            f'height="{2 * MARK}" rx="{MARK}" fill="{red}"/>'
            f'<text x="{at(middle)}" y="{at(y + 4)}" font-size="{MARK_SIZE}" font-weight="bold" '
            f'text-anchor="middle" fill="{self.palette["paper"]}">{escape(numbers)}</text></g>\n'
        )

    def shape(self, shape: Shape) -> str:
        """One element."""
        match shape:
            case Text():
                return self.text(shape)
            case Rect():
                more = ' stroke-dasharray="5 4"' if shape.dashed else ""
                name = ' class="outline"' if shape.outline else ""
                return (
                    f'<rect{name} x="{at(shape.x)}" y="{at(shape.y)}" width="{at(shape.width)}" '
                    f'height="{at(shape.height)}" rx="{at(shape.round)}"'
                    f"{self.look(shape.fill, shape.line, shape.thick)}{more}/>"
                )
            case Ellipse():
                name = ' class="outline"' if shape.outline else ""
                return (
                    f'<ellipse{name} cx="{at(shape.x)}" cy="{at(shape.y)}" rx="{at(shape.rx)}" '
                    f'ry="{at(shape.ry)}"{self.look(shape.fill, shape.line, shape.thick)}/>'
                )
            case Line():
                more = ' stroke-dasharray="5 4"' if shape.dashed else ""
                look = self.look("", shape.line, shape.thick)
                return f'<path d="{rounded(shape.points)}"{look}{more}/>'
            case Head():
                way = " ".join(f"{at(x)} {at(y)}" for x, y in shape.points)
                return f'<path d="M{way}Z"{self.look(shape.fill)}/>'

    def look(self, fill: str, line: str = "", thick: float = 1) -> str:
        """The attributes for an element's fill and stroke."""
        text = f' fill="{self.palette[fill]}"' if fill else ' fill="none"'
        if line:
            text += f' stroke="{self.palette[line]}"'
            text += f' stroke-width="{at(thick)}"' if thick != 1 else ""
        return text

    def text(self, text: Text) -> str:
        """Text. Its length is fixed, so that it is as wide in any font as the layout assumes."""
        bold = ' font-weight="bold"' if text.bold else ""
        anchor = f' text-anchor="{text.anchor}"' if text.anchor != "start" else ""
        begin = (
            f'<text x="{at(text.x)}" y="{at(text.y)}" font-size="{at(text.size)}" '
            f'fill="{self.palette[text.color]}"{bold}{anchor}'
        )
        if isinstance(text.words, Tensor):
            self.gaps.append((text.words, text.size))
            return f"{begin} {encoded(text.words)}{GAP}</text>"
        words = self.translate(text.words)
        if columns(words) > len(text.words):  # the layout has room for the English
            words = text.words
        # A translation may have characters of several widths, so its length isn't fixed.
        length = length_of(words, text.size) if words == text.words else ""
        return f"{begin}{length}>{escape(words, quote=False)}</text>"


def encoded(tensor: Tensor) -> str:
    """The attributes by which scripts write the shape of a tensor for another input."""
    if not tensor.dims and all(isinstance(axis, Extent) for axis in tensor.axes):
        extents = " ".join(axis.encoded for axis in tensor.axes)
        return f'data-shape="{tensor.channels} {extents}"'
    forms = tensor.dims or tensor.axes
    shape = " ".join(
        ["*" if tensor.dims else str(tensor.channels), *(each.encoded for each in forms)]
    )
    return f'data-shape="{escape(shape)}" data-symbols="{escape(tensor.symbolic)}"'


def length_of(words: str, size: float) -> str:
    """The attribute that fixes the width of a text."""
    return f' textLength="{len(words) * ADVANCE * size:.1f}"'


def marked(items: Iterable[Item], marks: Mapping[str, str]) -> list[Item]:
    """The items with marks. A frame and its badge have the same id; the frame is marked."""
    first = {item.id: item for item in reversed([*items]) if item.id in marks}
    return list(first.values())


def at(number: float) -> str:
    """A number with at most one decimal."""
    return f"{number:.1f}".removesuffix(".0")


def rounded(points: tuple[Point, ...]) -> str:
    """A path through points, its corners rounded."""
    way = f"M{at(points[0][0])} {at(points[0][1])}"
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        enter, leave = (towards(corner, other) for other in (before, after))
        way += f"L{at(enter[0])} {at(enter[1])}Q{at(corner[0])} {at(corner[1])} "
        way += f"{at(leave[0])} {at(leave[1])}"
    return f"{way}L{at(points[-1][0])} {at(points[-1][1])}"


def towards(corner: Point, other: Point) -> Point:
    """The place at which the rounding of a corner begins on the way to another point."""
    far = dist(corner, other) or 1
    part = min(ROUND, far / 2) / far
    return corner[0] + (other[0] - corner[0]) * part, corner[1] + (other[1] - corner[1]) * part


def ground(palette: Mapping[str, str]) -> str:
    """The background of a picture."""
    return f'<rect class="ground" width="100%" height="100%" fill="{palette["paper"]}"/>\n'


def without_ground(text: str, palette: Mapping[str, str]) -> str:
    """A picture without its background."""
    return text.replace(ground(palette), "", 1)
