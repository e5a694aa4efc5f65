"""The picture of a window on an axis: the row of inputs, where the windows lie, the row of outputs.

In units of the picture, which the style sheet scales. Templates write it (``windows.html``).
"""

from collections.abc import Callable
from dataclasses import dataclass

from resnet_atlas.graph.reach import Reach

LEFT = 62.0
"""Room for the names of the rows."""

TOP, ROW, PITCH = 22.0, 20.0, 12.0
"""Where the inputs begin, how high their cells are, and from one row of windows to the next."""

GAP = 54.0
"""Where a long axis is cut."""

ENDS = 14
"""How many elements of a long axis are shown at each end, beside the padding."""

LONGEST = 94
"""How many cells are drawn without a cut, padding included."""


@dataclass(frozen=True, slots=True)
class Cell:
    """An input: ``position`` counts from 0, padding lies outside of the axis."""

    x: float
    position: int
    padding: bool
    unread: bool


@dataclass(frozen=True, slots=True)
class Bar:
    """A window at one of its positions: a tap each for what it reads; ``center`` is its middle."""

    x: float
    y: float
    width: float
    center: float
    taps: tuple[float, ...]
    output: int
    reads: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """The whole picture.

    ``gap`` is where the axis is cut, and ``hidden`` how many windows that hides. ``dropped`` is the
    stretch behind the last window. ``y`` are the upper edges of inputs, windows and outputs.
    """

    width: float
    height: float
    cell: float
    cells: tuple[Cell, ...]
    bars: tuple[Bar, ...]
    dropped: tuple[float, float] | None
    gap: float | None
    hidden: int
    y: tuple[float, float, float]

    @property
    def row(self) -> float:
        """How high the cells are."""
        return ROW


def draw(reach: Reach, longest: int = LONGEST) -> Drawing:
    """Draw it; an axis of more than ``longest`` cells is cut in the middle."""
    padding, n = reach.window.padding, reach.n
    cell = 7.0 + 6.5 * max(len(str(n - 1)), 2)
    positions = range(-padding, n + padding)
    left = right = positions
    cut = len(positions) > longest and n > 2 * ENDS
    if cut:
        left, right = range(-padding, ENDS), range(n - ENDS, n + padding)

    def x(position: int) -> float:
        if position in left:
            return LEFT + (position - left.start) * cell
        return LEFT + len(left) * cell + GAP + (position - right.start) * cell

    shown = [*left, *right] if cut else list(positions)
    unread = set(reach.unread)
    cells = tuple(Cell(x(each), each, not 0 <= each < n, each in unread) for each in shown)
    seen = [
        output
        for output in range(reach.outputs)
        if any(set(ends(reach.taps(output))) <= set(side) for side in (left, right))
    ]
    rows = min(-(-reach.window.span // reach.window.stride), len(seen)) or 1
    first = TOP + ROW + 10
    bars = tuple(bar(reach, output, x, cell, first + output % rows * PITCH) for output in seen)
    below = first + rows * PITCH + 6
    last = n + padding
    return Drawing(
        width=max(each.x for each in cells) + cell + 4,
        height=below + ROW + 2,
        cell=cell,
        cells=cells,
        bars=bars,
        dropped=(x(last - reach.dropped), x(last - 1) + cell) if reach.dropped else None,
        gap=LEFT + len(left) * cell + GAP / 2 if cut else None,
        hidden=reach.outputs - len(seen),
        y=(TOP, first, below),
    )


def ends(taps: range) -> tuple[int, int]:
    """The first and the last."""
    return taps[0], taps[-1]


def bar(reach: Reach, output: int, x: Callable[[int], float], cell: float, y: float) -> Bar:
    """The window of one output."""
    taps = reach.taps(output)
    start, width = x(taps[0]), x(taps[-1]) + cell - x(taps[0])
    return Bar(start, y, width, start + width / 2, tuple(map(x, taps)), output, reach.reads(output))
