"""Pictures read back from their SVG: where everything lies on the page, in points."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from math import ceil, dist
from xml.etree import ElementTree

from resnet_atlas.diagram.project import project
from resnet_atlas.diagram.view import NETWORK, View
from resnet_atlas.network.catalogue import CATALOGUE
from resnet_atlas.network.network import Network
from resnet_atlas.network.spec import ResNetSpec
from resnet_atlas.render import engine
from resnet_atlas.render.formats import svg
from resnet_atlas.render.jobs import Drawing
from resnet_atlas.render.layout.scene import Scene
from resnet_atlas.render.theme import PALETTES
from resnet_atlas.store.local_graphs import graph_of

SVG = "{http://www.w3.org/2000/svg}"
NUMBER = re.compile(r"-?[\d.]+")
NODES = {"op", "tensor", "closed", "lane"}
Point = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """A rectangle; y grows downwards."""

    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def around(cls, points: Iterable[Point]) -> "Box":
        xs, ys = zip(*points, strict=True)
        return cls(min(xs), min(ys), max(xs), max(ys))

    @classmethod
    def of(cls, boxes: Iterable["Box"]) -> "Box":
        """The least box that holds them all."""
        return cls.around([end for box in boxes for end in box.ends])

    @property
    def ends(self) -> tuple[Point, Point]:
        return (self.left, self.top), (self.right, self.bottom)

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

    def moved(self, x: float, y: float) -> "Box":
        return Box(self.left + x, self.top + y, self.right + x, self.bottom + y)

    def meets(self, other: "Box") -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


@dataclass(frozen=True)
class Text:
    """Words with the room they take, the tails of letters included; ``at`` is as the SVG has it."""

    words: str
    at: Point
    box: Box
    color: str


@dataclass(frozen=True)
class Part:
    """A node, an arrow, a frame or its badge: all that one group of the SVG draws.

    ``box`` is its outline (None for an arrow), ``outlines`` are all its shapes. ``strokes`` are
    points along an arrow, close to each other, a list for each piece between gaps, and ``head`` its
    tip and the two others.
    """

    id: str
    classes: frozenset[str]
    box: Box | None
    outlines: tuple[Box, ...]
    texts: tuple[Text, ...]
    strokes: tuple[tuple[Point, ...], ...] = ()
    head: tuple[Point, ...] = ()
    dashed: bool = False

    @cached_property
    def line(self) -> tuple[Point, ...]:
        """Points along all of an arrow, to its tip."""
        way = sum(self.strokes, ())
        return (*way, *between(way[-1], self.head[0])) if way else ()

    @cached_property
    def room(self) -> Box:
        """All that it takes, the words beside it included."""
        return Box.of([*self.outlines, *[text.box for text in self.texts]])


class Picture:
    """One SVG, parsed (so well-formed)."""

    def __init__(self, svg: str) -> None:
        self.svg = svg
        self.root = ElementTree.fromstring(svg)
        self.parts = [read(g) for g in self.root.findall(SVG + "g")]
        assert len(self.parts) == len(list(self.root.iter(SVG + "g")))

    @cached_property
    def page(self) -> Box:
        """The whole picture."""
        left, top, width, height = map(float, self.root.get("viewBox", "").split())
        assert (left, top) == (0, 0)
        return Box(0, 0, width, height)

    def of(self, *classes: str) -> list[Part]:
        """The parts that have all of these classes."""
        return [part for part in self.parts if part.classes.issuperset(classes)]

    @cached_property
    def nodes(self) -> list[Part]:
        """All nodes, the words of identities among them."""
        return [part for part in self.parts if part.classes & NODES]

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
            [
                (part.id, part.outlines, part.line, [text.at for text in part.texts])
                for part in self.parts
            ],
        )


def read(g: ElementTree.Element) -> Part:
    """A group of the SVG, on the page."""
    classes = frozenset(g.get("class", "").split())
    x, y = points(g.get("transform", "0 0"))[0]
    shapes: list[tuple[str, Box]] = []
    strokes: list[tuple[Point, ...]] = []
    head: tuple[Point, ...] = ()
    for it in g.iter():
        way = [(x + left, y + top) for left, top in points(it.get("d", ""))]
        if it.tag == SVG + "rect":
            left, top, width, height = numbers(it, "x", "y", "width", "height")
            shapes.append(("rect", Box(left, top, left + width, top + height).moved(x, y)))
        elif it.tag == SVG + "ellipse":
            cx, cy, rx, ry = numbers(it, "cx", "cy", "rx", "ry")
            shapes.append(("ellipse", Box(cx - rx, cy - ry, cx + rx, cy + ry).moved(x, y)))
        elif it.tag == SVG + "path":
            shapes.append(("path", Box.around(way)))
            if "arrow" in classes and it.get("d", "").endswith("Z"):
                assert not head
                head = tuple(way)
            elif "arrow" in classes:
                pieces = it.get("d", "").split("M")[1:]
                strokes += [tuple((x + u, y + v) for u, v in along(way)) for way in pieces]
    texts = tuple(word(text, x, y) for text in g.iter(SVG + "text"))
    solid = [box for kind, box in shapes if kind != "path"]
    box = solid[0] if solid else None
    if "closed" in classes:  # behind the one in front there may be others, each farther right
        box = next(box for box in solid if abs(box.middle[0] - x) < 0.1)
    if "lane" in classes:
        box = Box.of([text.box for text in texts])
    return Part(
        g.get("data-id", ""),
        classes,
        None if strokes else box,
        tuple(box for _, box in shapes),
        texts,
        tuple(strokes),
        head,
        any(path.get("stroke-dasharray") for path in g.iter(SVG + "path")),
    )


def numbers(element: ElementTree.Element, *names: str) -> list[float]:
    """Some attributes; each must be there."""
    return [float(element.attrib[name]) for name in names]


def points(text: str) -> list[Point]:
    """The coordinates in a path."""
    found = [float(number) for number in NUMBER.findall(text)]
    return list(zip(found[::2], found[1::2], strict=True))


def along(way: str) -> Iterator[Point]:
    """Points along a stroke: a start, then lines (``L``) and quadratic curves (``Q``)."""
    first, *parts = re.split("(?=[A-Z])", way)
    (start,) = points(first)
    yield start
    for part in parts:
        ends = [start, *points(part)]
        assert (part[0], len(ends)) in (("L", 2), ("Q", 3))
        yield from between(*ends) if part[0] == "L" else curve(*ends)
        start = ends[-1]


def between(start: Point, end: Point) -> Iterator[Point]:
    """Points along a straight line, no more than one point apart, without the first."""
    steps = max(ceil(dist(start, end)), 1)
    for step in range(1, steps + 1):
        t = step / steps
        yield start[0] + (end[0] - start[0]) * t, start[1] + (end[1] - start[1]) * t


def curve(start: Point, handle: Point, end: Point) -> Iterator[Point]:
    """Points along one Bézier curve, without the first."""
    for step in range(1, 21):
        t = step / 20
        a, b, c = (1 - t) ** 2, 2 * (1 - t) * t, t**2
        yield a * start[0] + b * handle[0] + c * end[0], a * start[1] + b * handle[1] + c * end[1]


def word(text: ElementTree.Element, x: float, y: float) -> Text:
    """A text. Its face ascends 0.76 em with capitals and descends 0.24."""
    right, down, size, width = numbers(text, "x", "y", "font-size", "textLength")
    anchor = text.get("text-anchor", "start")
    assert anchor in ("start", "middle", "end")
    at = x + right, y + down
    left = at[0] - {"start": 0, "middle": 0.5, "end": 1}[anchor] * width
    box = Box(left, at[1] - 0.76 * size, left + width, at[1] + 0.24 * size)
    return Text(text.text or "", at, box, text.get("fill", ""))


def planned(spec: ResNetSpec, view: View) -> Drawing:
    """A view on its way to a scene."""
    return Drawing(project(graph_of(spec), view), view.direction == "LR", view.narrow)


@cache
def scene(spec: ResNetSpec, view: View) -> Scene:
    """The scene of a layout, made in this process."""
    drawing = planned(spec, view)
    return drawing.scene(engine.layout(drawing.plan, "plain"))


@cache
def picture(spec: ResNetSpec, view: View) -> Picture:
    """A picture of a view; those that differ only in words and colours have one scene."""
    view = view.of(graph_of(spec))
    return Picture(svg.form(scene(spec, view.layout()), PALETTES[view.theme]).fill(view, ""))


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


def straight(line: Iterable[Point], across: bool) -> float:
    """How far points stray from one straight line downwards (or across)."""
    sides = [point[1 if across else 0] for point in line]
    return max(sides) - min(sides)
