"""Which heights and widths a network takes, as far as they were tried."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from resnet_atlas.errors import BadInput
from resnet_atlas.graph.graph import Graph
from resnet_atlas.network.size import Size

LARGEST = 1024


@dataclass(frozen=True, slots=True)
class Accepted:
    """The sides from 1 to ``LARGEST`` that a network takes.

    ``heights`` are those that it takes with the usual width, ``widths`` those with the usual
    height, ``squares`` the sides of squares.
    """

    heights: tuple[int, ...]
    widths: tuple[int, ...]
    squares: tuple[int, ...]

    def __repr__(self) -> str:
        if self.heights == self.widths == self.squares:
            return f"heights and widths {words(self.heights)}"
        return (
            f"heights {words(self.heights)}; widths {words(self.widths)}; "
            f"squares {words(self.squares)}"
        )


def accepted(graph: Graph, usual: Size) -> Accepted:
    """The sides that ``graph`` takes."""

    def takes(height: int, width: int) -> bool:
        try:
            graph.shapes(Size(height, width))
        except BadInput:
            return False
        return True

    sides = range(1, LARGEST + 1)
    return Accepted(
        heights=tuple(side for side in sides if takes(side, usual.width)),
        widths=tuple(side for side in sides if takes(usual.height, side)),
        squares=tuple(side for side in sides if takes(side, side)),
    )


def words(sides: Sequence[int]) -> str:
    """Sides in words; what is said of them holds up to ``LARGEST``.

    >>> words(range(16, 1025, 16)), words(range(63, 1025)), words((224,)), words(())
    ('16, 32, 48, … (every 16th to 1024)', 'from 63 to 1024', '224', 'none')
    """
    if not sides:
        return "none"
    steps = {after - before for before, after in pairwise(sides)}
    if steps == {1}:
        return f"from {sides[0]} to {sides[-1]}"
    if len(steps) == 1 and len(sides) > 3:
        start = ", ".join(map(str, sides[:3]))
        return f"{start}, … (every {steps.pop()}th to {LARGEST})"
    if len(sides) <= 8:
        return ", ".join(map(str, sides))
    return f"{len(sides)} of those from {sides[0]} to {sides[-1]}"
