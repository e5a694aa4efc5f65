"""Pictures as Graphviz drew them, read back from the SVG: where everything lies, in points."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from xml.etree import ElementTree

from app.atlas import Network, graph_of, template
from app.diagram.view import NETWORK, View
from app.render import engine
from app.render.paint import Template, no_link, paint_svg
from app.render.svg import tidy
from app.render.theme import PALETTES
from app.spec import CATALOGUE, ResNetSpec

SVG = "{http://www.w3.org/2000/svg}"
NUMBER = re.compile(r"-?[\d.]+")
Point = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """A rectangle; y grows downwards."""

    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def around(cls, points: list[Point]) -> "Box":
        xs, ys = zip(*points, strict=True)
        return cls(min(xs), min(ys), max(xs), max(ys))

    @property
    def middle(self) -> Point:
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def grown(self, by: float) -> "Box":
        return Box(self.left - by, self.top - by, self.right + by, self.bottom + by)

    def holds(self, other: "Box", slack: float = 0.5) -> bool:
        big = self.grown(slack)
        return (
            big.left <= other.left
            and big.top <= other.top
            and other.right <= big.right
            and other.bottom <= big.bottom
        )

    def has(self, point: Point) -> bool:
        return self.left < point[0] < self.right and self.top < point[1] < self.bottom

    def meets(self, other: "Box") -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


@dataclass(frozen=True)
class Text:
    """Words with the room they take, the tails of letters included."""

    words: str
    box: Box
    color: str


@dataclass(frozen=True)
class Part:
    """A node, an arrow or a frame: all that one group of the SVG draws.

    ``box`` is its outline (None for an arrow and for the invisible), ``strokes`` points along an
    arrow, close to each other, a list for each piece between gaps.
    """

    id: str
    classes: frozenset[str]
    box: Box | None
    outlines: tuple[Box, ...]
    texts: tuple[Text, ...]
    strokes: tuple[tuple[Point, ...], ...]
    dashed: bool

    @property
    def line(self) -> tuple[Point, ...]:
        """Points along all of an arrow."""
        return sum(self.strokes, ())


class Picture:
    """One SVG, parsed (so well-formed)."""

    def __init__(self, svg: str) -> None:
        self.svg = svg
        self.root = ElementTree.fromstring(svg)
        self.parts = [
            read(g)
            for g in self.root.iter(SVG + "g")
            if g.get("data-id") and g.get("class") != "graph"
        ]

    @cached_property
    def page(self) -> Box:
        """The viewBox in the coordinates that parts have."""
        _, _, width, height = map(float, self.root.get("viewBox", "").split())
        (outer,) = self.root.findall(SVG + "g")
        move = re.search(r"translate\(([-\d.]+)[ ,]([-\d.]+)\)", outer.get("transform", ""))
        assert move
        left, top = -float(move[1]), -float(move[2])
        return Box(left, top, left + width, top + height)

    def of(self, *classes: str) -> list[Part]:
        """The parts that have all of these classes."""
        return [part for part in self.parts if part.classes.issuperset(classes)]

    @cached_property
    def nodes(self) -> list[Part]:
        """All nodes."""
        return self.of("node")

    @cached_property
    def arrows(self) -> dict[str, Part]:
        """The arrows by id; each is one."""
        found = self.of("arrow")
        arrows = {part.id: part for part in found}
        assert len(arrows) == len(found)
        return arrows

    def part(self, id: str) -> Part:
        """The node of that id."""
        (part,) = [part for part in self.nodes if part.id == id]
        return part

    @cached_property
    def texts(self) -> list[Text]:
        """All words there are."""
        return [text for part in self.parts for text in part.texts]

    @cached_property
    def geometry(self) -> tuple[object, ...]:
        """Where everything lies, whatever is written and in which colours."""
        return (
            self.page,
            [(part.id, part.outlines, part.line) for part in self.parts],
        )


def read(g: ElementTree.Element) -> Part:
    """A group of the SVG."""
    classes = frozenset(g.get("class", "").split())
    paths = [(path, points(path.get("d", ""))) for path in g.iter(SVG + "path")]
    rounds = [
        Box(cx - rx, cy - ry, cx + rx, cy + ry)
        for it in g.iter(SVG + "ellipse")
        for cx, cy, rx, ry in [[float(it.get(name, 0)) for name in ("cx", "cy", "rx", "ry")]]
    ]
    polygons = [Box.around(points(it.get("points", ""))) for it in g.iter(SVG + "polygon")]
    texts = tuple(word(text) for text in g.iter(SVG + "text"))
    strokes: tuple[tuple[Point, ...], ...] = ()
    outlines = [Box.around(ends) for _, ends in paths] + rounds + polygons
    if "edge" in classes:
        ways = [way for path, _ in paths for way in path.get("d", "").split("M")[1:]]
        strokes = tuple(tuple(along(way)) for way in ways)
    box = max(outlines, key=lambda box: box.right - box.left, default=None)
    if "lane" in classes and texts:
        box = Box.around([(t.box.left, t.box.top) for t in texts] +
                         [(t.box.right, t.box.bottom) for t in texts])  # fmt: skip
    return Part(
        g.get("data-id", ""),
        classes,
        None if strokes else box,
        tuple(outlines),
        texts,
        strokes,
        any(path.get("stroke-dasharray") for path, _ in paths),
    )


def points(text: str) -> list[Point]:
    """The coordinates in a path or polygon."""
    numbers = [float(number) for number in NUMBER.findall(text)]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def along(way: str) -> Iterator[Point]:
    """Points along a stroke: a start, then Bézier curves (``C``, three a piece) and lines."""
    parts = re.split("(?=[CL])", way)
    (start,) = points(parts[0])
    yield start
    for part in parts[1:]:
        ends = points(part)
        if part[0] == "L":
            yield from ends
        else:
            for i in range(0, len(ends), 3):
                yield from curve([start, *ends[i : i + 3]])
                start = ends[i + 2]
        start = ends[-1]


def curve(ends: list[Point]) -> Iterator[Point]:
    """Points along one Bézier curve."""
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = ends
    for step in range(41):
        t = step / 40
        a, b, c, d = (1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t * t, t**3
        yield a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3


def plain(words: str) -> str:
    """Words with common spaces, where the picture has those that are never broken or trimmed."""
    return words.replace("\N{NO-BREAK SPACE}", " ").strip()


def word(text: ElementTree.Element) -> Text:
    """A text. Its face ascends 0.76 em with capitals and descends 0.24."""
    x, y, size = (float(text.get(name, 0)) for name in ("x", "y", "font-size"))
    width = float(text.get("textLength", 0))
    left = x - width / 2 if text.get("text-anchor") == "middle" else x
    box = Box(left, y - 0.76 * size, left + width, y + 0.24 * size)
    return Text(plain(text.text or ""), box, text.get("fill", ""))


@cache
def layout(spec: ResNetSpec, view: View) -> Template:
    """A picture laid out in this process."""
    drawing = template(spec, view)
    return Template(tidy(engine.layout(drawing.text, "svg").decode()), drawing.tensors)


@cache
def picture(spec: ResNetSpec, view: View) -> Picture:
    """A picture of a view, painted."""
    view = view.of(graph_of(spec))
    svg = paint_svg(layout(spec, view.layout()), view, "", PALETTES[view.theme], no_link)
    return Picture(svg)


def fresh(dot: str) -> Picture:
    """A picture of any DOT, laid out now."""
    return Picture(tidy(engine.layout(dot, "svg").decode()))


def stages(name: str) -> list[View]:
    """Every stage of a named network and all of it, downwards and across."""
    parts = [group.id for group in graph_of(CATALOGUE[name]).groups if not group.parent]
    return [
        View(focus, "stage" if focus == NETWORK else "conv", direction=direction)
        for focus in (NETWORK, *parts)
        for direction in ("TB", "LR")
    ]


def network(name: str, **options: str) -> Network:
    """A named network with options."""
    return Network.parse(name, options)


def straight(line: list[Point], across: bool) -> float:
    """How far points stray from one straight line downwards (or across)."""
    sides = [point[1 if across else 0] for point in line]
    return max(sides) - min(sides)
