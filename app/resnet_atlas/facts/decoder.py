"""What a decoder asks of the input that doubles maps and joins each with the one of that size.

U-Net (Ronneberger et al. 2015) and FPN (Lin et al. 2017) do. A network rounds its maps up, so a map
that is made larger again may have a row more than the one that it meets.
"""

from dataclasses import dataclass
from itertools import pairwise

from resnet_atlas.graph.graph import Graph
from resnet_atlas.graph.op import Op
from resnet_atlas.network.size import LARGEST, Size


@dataclass(frozen=True, slots=True)
class Junction:
    """A map that is made ``times`` larger where it meets another: ``fits`` if they are alike."""

    small: Op
    large: Op
    times: int

    def sizes(self, size: Size) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Height and width of the map that was made larger, and of the one it meets."""
        small, large = (op.output.shape(size)[2:] for op in (self.small, self.large))
        return tuple(side * self.times for side in small), tuple(large)

    def fits(self, size: Size) -> bool:
        """Whether both are of one size."""
        grown, met = self.sizes(size)
        return grown == met


def junctions(graph: Graph) -> list[Junction]:
    """Where such a decoder joins maps, the smallest first: one for each change of the stride."""
    levels: dict[int, Op] = {}
    for op in graph.ops:  # the input, too: what a decoder gives is to be as large
        jump = op.output.jump
        if jump and len(set(jump)) == 1 and op.role == "trunk" and float(jump[0]).is_integer():
            levels[int(jump[0])] = op
    strides = sorted(levels, reverse=True)
    return [
        Junction(levels[coarse], levels[fine], coarse // fine)
        for coarse, fine in pairwise(strides)
        if coarse % fine == 0 and levels[coarse].output.axes and levels[fine].output.axes
    ]


def nearest(found: list[Junction], size: Size) -> tuple[Size | None, Size | None]:
    """The nearest sizes, below and above, at which all of them fit; None where there is none."""
    sides = [
        [near(found, place, side, step) for step in (-1, 1)]
        for place, side in enumerate((size.height, size.width))
    ]
    lower, upper = (Size(*pair) if all(pair) else None for pair in zip(*sides, strict=True))
    return lower, upper


def near(found: list[Junction], place: int, side: int, step: int) -> int:
    """The first side from ``side`` on, in one direction, at which all fit; 0 if there is none."""
    for n in range(side, LARGEST + 1 if step > 0 else 0, step):
        if all(agree(junction, place, n) for junction in found):
            return n
    return 0


def agree(junction: Junction, place: int, n: int) -> bool:
    """Whether the maps agree along one side for an input of ``n`` pixels there."""
    small, large = (op.output.axes[place].size(n) for op in (junction.small, junction.large))
    return small * junction.times == large
