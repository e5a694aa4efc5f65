"""The shapes of a picture: in points, y downwards, with colours by their names in a theme."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import ceil
from unicodedata import east_asian_width

from resnet_atlas.graph.tensor import Tensor

FACE = "DejaVu Sans Mono"
"""The monospace face that pictures are made for."""

ADVANCE = 0.602
"""Width of every character of the monospace face, in ems (Menlo's is the same, Courier's 0.6)."""

WIDE = 1 / ADVANCE
"""Width of a Chinese character, which is one em, in characters of the monospace face."""

Point = tuple[float, float]

ANCHORS: Mapping[str, float] = {"start": 0, "middle": 0.5, "end": 1}
"""The part of a text that is to the left of its ``x``, by its anchor."""


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle with rounded corners, by its left top corner.

    ``outline`` marks the outline of an item, which scripts look for.
    """

    x: float
    y: float
    width: float
    height: float
    fill: str
    line: str = ""
    thick: float = 1
    round: float = 4
    dashed: bool = False
    outline: bool = False


@dataclass(frozen=True, slots=True)
class Ellipse:
    """An ellipse, by its middle."""

    x: float
    y: float
    rx: float
    ry: float
    fill: str
    line: str
    thick: float = 1
    outline: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """A line through points, its corners rounded."""

    points: tuple[Point, ...]
    line: str
    thick: float = 1
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Head:
    """An arrow's filled head."""

    points: tuple[Point, ...]
    fill: str


@dataclass(frozen=True, slots=True)
class Text:
    """A text, or a tensor whose shape depends on the view; ``y`` is the baseline.

    ``anchor`` says whether ``x`` is the ``start``, the ``middle`` or the ``end`` of the text.
    """

    x: float
    y: float
    words: str | Tensor
    size: float
    color: str
    bold: bool = False
    anchor: str = "start"

    def left(self, width: float) -> float:
        """The left end of the text if it is ``width`` points wide."""
        return self.x - ANCHORS[self.anchor] * width


Shape = Rect | Ellipse | Line | Head | Text


@dataclass(frozen=True, slots=True)
class Bounds:
    """A bounding box."""

    left: float
    top: float
    right: float
    bottom: float

    def __or__(self, other: "Bounds") -> "Bounds":
        """The bounding box of both."""
        return Bounds(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def moved(self, x: float, y: float) -> "Bounds":
        """The box, moved by ``x`` and ``y``."""
        return Bounds(self.left + x, self.top + y, self.right + x, self.bottom + y)

    def grown(self, by: float) -> "Bounds":
        """The box with a margin."""
        return Bounds(self.left - by, self.top - by, self.right + by, self.bottom + by)


@dataclass(frozen=True, slots=True)
class Item:
    """A node, an arrow or a frame: shapes around its own ``x, y``.

    ``link`` says what a click does: open or close a ``group``, ``unfold`` a run, show an ``op``, or
    nothing. ``covers`` are the groups that a group's item stands for; ``origin`` is the op that
    computes the tensor of an ellipse or an arrow.
    """

    id: str
    classes: str
    tip: str
    link: str
    x: float
    y: float
    shapes: tuple[Shape, ...]
    bounds: Bounds
    covers: tuple[str, ...] = ()
    origin: str = ""

    def at(self, x: float, y: float) -> "Item":
        """The item at another position, with its bounds."""
        bounds = self.bounds.moved(x - self.x, y - self.y)
        return replace(self, x=x, y=y, bounds=bounds)


def columns(text: str) -> float:
    """How many characters of the monospace face a text is wide."""
    return sum(WIDE if east_asian_width(character) in "WF" else 1 for character in text)


def width_of(text: str | int, size: float) -> int:
    """Width in points of a text, or of a number of characters, rounded up."""
    return ceil((text if isinstance(text, int) else len(text)) * ADVANCE * size)
