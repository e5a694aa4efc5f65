"""Gradients behind the blocks of plain and residual networks: one panel a depth, one scale."""

from dataclasses import dataclass
from math import ceil, log10

from resnet_atlas.facts.residuals.gradients import STAGES, Curve, Measured

WIDTH, HEIGHT = 250.0, 260.0
LEFT, RIGHT, TOP, BOTTOM = 40.0, 10.0, 12.0, 34.0
"""Room around a panel's plot for what its axes say, in the points of the drawing."""

HEADROOM = 0.4
"""Decades above the largest value and below the last block's, which is 1."""


@dataclass(frozen=True, slots=True)
class Line:
    """A curve: the path of its medians, and the area that the seeds cover."""

    kind: str
    path: str
    area: str
    start: float
    """Where its first point stands."""


@dataclass(frozen=True, slots=True)
class Panel:
    """The networks of one depth. ``stages`` are where a stage begins, ``ticks`` powers of ten."""

    depth: int
    lines: tuple[Line, ...]
    stages: tuple[float, ...]
    ticks: tuple[tuple[int, float], ...]
    width: float = WIDTH
    height: float = HEIGHT
    left: float = LEFT
    right: float = WIDTH - RIGHT
    top: float = TOP
    bottom: float = HEIGHT - BOTTOM


def panels(measured: Measured) -> list[Panel]:
    """A panel for each depth. All have the scale of the largest value there is."""
    decades = log10(max(max(curve.most) for curve in measured.curves))
    return [
        panel(depth, list(curves.values()), decades) for depth, curves in measured.by_depth.items()
    ]


def panel(depth: int, curves: list[Curve], decades: float) -> Panel:
    """The curves of one depth."""

    def up(value: float) -> float:
        share = (log10(value) + HEADROOM) / (decades + 2 * HEADROOM)
        return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)

    def across(place: float) -> float:
        return LEFT + place * (WIDTH - LEFT - RIGHT)

    def points(values: list[float]) -> list[str]:
        last = len(values) - 1
        return [f"{across(i / last):.1f} {up(value):.1f}" for i, value in enumerate(values)]

    lines = [
        Line(
            curve.kind,
            "M" + "L".join(points(curve.medians)),
            "M" + "L".join([*points(curve.most), *reversed(points(curve.least))]) + "Z",
            up(curve.medians[0]),
        )
        for curve in curves
    ]
    blocks = len(curves[0].medians)
    stages = [across(stage * blocks // STAGES / (blocks - 1)) for stage in range(1, STAGES)]
    powers = range(0, ceil(decades + HEADROOM), 2)
    ticks = [(power, up(10**power)) for power in powers]
    return Panel(depth, tuple(lines), tuple(stages), tuple(ticks))
