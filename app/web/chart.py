"""What networks cost against what they learn: MACs over parameters, both axes logarithmic."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product
from math import log10

from app.cost import Cost
from app.spec import ResNetSpec

WIDTH, HEIGHT = 350.0, 360.0
LEFT, RIGHT, TOP, BOTTOM = 40.0, 8.0, 18.0, 40.0
"""Room around the plot, for what the axes say; all in the points of the drawing."""

LETTER, LINE = 6.7, 14.0
"""Width and height of a label's letter in the monospace font of 11 points, with some air."""


ORDINARY = 64
"""The ``width_per_group`` of the paper's own networks."""

FAMILIES = {"basic": 6.0, "bottleneck": 6.0, "resnext": 6.5, "wide": 9.5}
"""Each has a mark of its own; half of its width."""

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

    def at(self, value: float) -> float:
        """Where a value stands."""
        share = log10(value / self.least) / log10(self.most / self.least)
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
    across = Axis.around((it.parameters for it in costs.values()), LEFT, WIDTH - RIGHT)
    up = Axis.around((it.macs for it in costs.values()), HEIGHT - BOTTOM, TOP)
    places = {name: (across.at(it.parameters), up.at(it.macs)) for name, it in costs.items()}
    taken = [airy(mark(families[name], *place)) for name, place in places.items()]
    points = []
    for name, (x, y) in places.items():
        box = free(name, FAMILIES[families[name]], x, y, taken)
        taken.append(box)
        points.append(Point(name, families[name], costs[name], x, y, box))
    return Chart(tuple(points), across, up)


def mark(family: str, x: float, y: float) -> Box:
    """What a mark with its middle there takes."""
    half = FAMILIES[family]
    return Box(x - half, y - RISE, 2 * half, 2 * RISE)


def airy(box: Box) -> Box:
    """A box and what is to stay free around it."""
    return Box(box.x - AIR, box.y - AIR, box.width + 2 * AIR, box.height + 2 * AIR)


def free(name: str, half: float, x: float, y: float, taken: list[Box]) -> Box:
    """The place for a label that is nearest to its mark and meets nothing, within the plot."""
    width = len(name) * LETTER
    for far in range(10):
        away = AIR + far * LINE / 4
        right, left = x + half + away, x - half - away - width
        above, level, below = y - RISE - away - LINE, y - LINE / 2, y + RISE + away
        beside = [(right, level), (left, level)]
        over = product((x - width / 2, x - half, x + half - width), (above, below))
        for place in (*beside, *over, *product((right, left), (above, below))):
            box = Box(*place, width, LINE)
            if inside(box) and not any(box.meets(other) for other in taken):
                return box
    raise ValueError(f"no room for {name}")  # there is for our ten, as the tests show


def inside(box: Box) -> bool:
    """Whether a box is in the plot."""
    right, bottom = box.x + box.width, box.y + box.height
    return box.x >= LEFT + 2 and right <= WIDTH and box.y >= 0 and bottom <= HEIGHT - BOTTOM - 2


def family(spec: ResNetSpec) -> str:
    """Which of ``FAMILIES`` a network belongs to."""
    if spec.block == "basic":
        return "basic"
    if spec.groups > 1:
        return "resnext"
    return "wide" if spec.width_per_group > ORDINARY else "bottleneck"
