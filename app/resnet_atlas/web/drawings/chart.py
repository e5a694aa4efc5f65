"""What networks cost against what they learn: MACs over parameters, both axes logarithmic."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from math import hypot, log10

from resnet_atlas.facts.cost import Cost
from resnet_atlas.network.spec import ResNetSpec

WIDTH, HEIGHT = 350.0, 360.0
LEFT, RIGHT, TOP, BOTTOM = 40.0, 8.0, 18.0, 40.0
"""Room around the plot, for what the axes say; all in the points of the drawing."""

LETTER, LINE = 6.7, 14.0
"""Width and height of a label's letter in the monospace font of 11 points, with some air."""


ORDINARY = 64
"""The ``width_per_group`` of the paper's own networks."""

SHAPES = {"basic": 6.0, "bottleneck": 6.0, "resnext": 6.5, "wide": 9.5}
"""The marks; half of the width of each."""

RISE = 6.0
"""Half of a mark's height."""

AIR = 3.0
"""Between a label and any mark."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle by its left upper corner."""

    x: float
    y: float
    width: float
    height: float

    def meets(self, other: "Box") -> bool:
        """Whether the two overlap."""
        return (
            self.x < other.x + other.width
            and other.x < self.x + self.width
            and self.y < other.y + other.height
            and other.y < self.y + self.height
        )

    def gap(self, other: "Box") -> float:
        """How far it is from one to the other; 0 where they touch."""
        across = max(self.x - other.x - other.width, other.x - self.x - self.width, 0)
        down = max(self.y - other.y - other.height, other.y - self.y - self.height, 0)
        return hypot(across, down)


@dataclass(frozen=True, slots=True)
class Point:
    """A network: where its mark's middle is, and the box of its label."""

    name: str
    family: str
    cost: Cost
    x: float
    y: float
    label: Box

    @property
    def mark(self) -> Box:
        """What its mark takes."""
        return mark(self.family, self.x, self.y)


@dataclass(frozen=True, slots=True)
class Axis:
    """A logarithmic axis from ``least`` to ``most``, drawn from ``start`` to ``end``."""

    least: float
    most: float
    start: float
    end: float

    @classmethod
    def around(cls, values: Iterable[int], start: float, end: float) -> "Axis":
        """The axis that has all values well inside."""
        values = list(values)
        return cls(min(values) / 1.3, max(values) * 1.5, start, end)

    @property
    def decades(self) -> float:
        """How many powers of ten it spans."""
        return log10(self.most / self.least)

    def spanning(self, decades: float) -> "Axis":
        """The same, widened at both ends."""
        more = 10 ** ((decades - self.decades) / 2)
        return replace(self, least=self.least / more, most=self.most * more)

    def at(self, value: float) -> float:
        """Where a value stands."""
        share = log10(value / self.least) / self.decades
        return self.start + share * (self.end - self.start)

    @property
    def ticks(self) -> list[tuple[int, float]]:
        """1, 2 and 5 times the powers of ten in sight, and where they stand."""
        powers = range(int(log10(self.least)) - 1, int(log10(self.most)) + 2)
        steps = (step * 10**power for power, step in product(powers, (1, 2, 5)) if power >= 0)
        return [(step, self.at(step)) for step in steps if self.least <= step <= self.most]


@dataclass(frozen=True, slots=True)
class Chart:
    """Networks by parameters (to the right) and MACs (upwards)."""

    points: tuple[Point, ...]
    parameters: Axis
    macs: Axis
    width: float = WIDTH
    height: float = HEIGHT


def chart(costs: Mapping[str, Cost], families: Mapping[str, str]) -> Chart:
    """The chart of networks by name, from their costs and the family each belongs to."""
    across = Axis.around((each.parameters for each in costs.values()), LEFT, WIDTH - RIGHT)
    up = Axis.around((each.macs for each in costs.values()), HEIGHT - BOTTOM, TOP)
    # The plot is a square, so with as many decades both ways there is one scale for both.
    decades = max(across.decades, up.decades)
    across, up = across.spanning(decades), up.spanning(decades)
    places = {name: (across.at(each.parameters), up.at(each.macs)) for name, each in costs.items()}
    marks = {name: mark(families[name], *place) for name, place in places.items()}
    labels = settle(marks)
    points = (
        Point(name, families[name], costs[name], *places[name], labels[name]) for name in costs
    )
    return Chart(tuple(points), across, up)


def mark(family: str, x: float, y: float) -> Box:
    """What a mark with its middle there takes."""
    half = SHAPES[family]
    return Box(x - half, y - RISE, 2 * half, 2 * RISE)


def airy(box: Box) -> Box:
    """A box and what is to stay free around it."""
    return Box(box.x - AIR, box.y - AIR, box.width + 2 * AIR, box.height + 2 * AIR)


def settle(marks: Mapping[str, Box]) -> dict[str, Box]:
    """The places of the labels by name: each near its mark, meeting nothing, within the plot.

    Whose label it is must be seen, so none is nearer to another mark. Those with the fewest places
    choose first. One that has none, as ``resnext50_32x4d`` for an input of 9 to 12 pixels, stands
    beside its mark: that is better than no page.
    """
    airs = [airy(each) for each in marks.values()]
    free = {
        name: [
            box
            for box in around(own, len(name) * LETTER)
            if inside(box)
            and not any(box.meets(each) for each in airs)
            and box.gap(own) <= min(box.gap(each) for each in marks.values())
        ]
        for name, own in marks.items()
    }
    labels: dict[str, Box] = {}
    while free:
        name = min(free, key=lambda each: len(free[each]))
        places = free.pop(name) or list(around(marks[name], len(name) * LETTER))
        labels[name] = box = places[0]
        free = {other: [each for each in its if not each.meets(box)] for other, its in free.items()}
    return labels


def around(own: Box, width: float) -> Iterator[Box]:
    """The places for a label beside its mark, over and under it, nearer ones first."""
    for far in range(6):
        away = AIR + far * LINE / 4
        sides = own.x + own.width + away, own.x - away - width
        ends = own.y - away - LINE, own.y + own.height + away
        level = own.y + (own.height - LINE) / 2
        # Centred, flush with the mark's sides, and in between.
        starts = [own.x + share * (own.width - width) for share in (1 / 2, 0, 1, 1 / 4, 3 / 4)]
        beside = [(side, level) for side in sides]
        for place in (*beside, *product(starts, ends), *product(sides, ends)):
            yield Box(*place, width, LINE)


def inside(box: Box) -> bool:
    """Whether a box is in the plot."""
    right, bottom = box.x + box.width, box.y + box.height
    return box.x >= LEFT + 2 and right <= WIDTH and box.y >= 0 and bottom <= HEIGHT - BOTTOM - 2


def shape_of(spec: ResNetSpec) -> str:
    """The mark of a network: one of ``SHAPES``."""
    if spec.block == "basic":
        return "basic"
    if spec.groups > 1:
        return "resnext"
    return "wide" if spec.width_per_group > ORDINARY else "bottleneck"
