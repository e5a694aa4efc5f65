"""A number of operations in closed form, for any input size."""

from collections.abc import Callable
from dataclasses import dataclass
from math import prod

from resnet_atlas.graph.expression import Axis
from resnet_atlas.graph.graph import Graph
from resnet_atlas.graph.op import Op
from resnet_atlas.network.size import Size


@dataclass(frozen=True, slots=True)
class Count:
    """``Σ weight · height · width``: each term is a weight and the axes of the outputs it is for.

    A network of 500 ops has about six different pairs of axes, so a count has few terms.
    """

    terms: tuple[tuple[int, tuple[Axis, ...]], ...]

    @classmethod
    def of(cls, graph: Graph, weight: Callable[[Op], int]) -> "Count":
        """The count of ``graph`` if an op does ``weight`` operations at each position."""
        terms: dict[tuple[Axis, ...], int] = {}
        for op in graph.layers:
            if each := weight(op):
                axes = op.output.axes
                terms[axes] = terms.get(axes, 0) + each
        return cls(tuple((each, axes) for axes, each in terms.items()))

    def at(self, size: Size) -> int:
        """The count for one image of ``size``."""
        sides = (size.height, size.width)
        return sum(
            each * prod(axis.size(side) for axis, side in zip(axes, sides, strict=False))
            for each, axes in self.terms
        )

    def __str__(self) -> str:
        """The count as the scripts read it: ``9408 1/2 1/2, 512000``, axes as ``a/s``."""
        return ", ".join(
            " ".join([str(each), *(axis.encoded for axis in axes)]) for each, axes in self.terms
        )
