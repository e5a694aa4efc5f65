"""A tensor: its channels, and a closed form for each of its spatial axes."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from resnet_atlas.graph.expression import Axis, Expression
from resnet_atlas.graph.extent import Extent
from resnet_atlas.network.size import Size

Shape = tuple[int, ...]

Certainty = Literal["proven", "observed"]
"""Whether a shape is known at every input size, or was seen when PyTorch ran at one."""

BATCH = Expression.symbol("N")
SIDES = "HW"


@dataclass(frozen=True, slots=True)
class Tensor:
    """``[N, channels]``, followed by height and width unless it is flattened.

    A tensor of another form has ``dims``, one expression for each of its dimensions, batch
    included: ``[N, H, W, C]`` after a permutation, ``[N, C·h·w]`` after a flattening without global
    pooling. Then ``channels`` is the number of channels where there is one, else 0, and ``axes``
    are the spatial axes that it still has.
    """

    channels: int
    axes: tuple[Axis, ...]
    dims: tuple[Expression, ...] = ()

    @classmethod
    def of(cls, dims: Sequence[Expression]) -> "Tensor":
        """The tensor of these dimensions, the batch included."""
        return normal(tuple(dims))

    @property
    def sizes(self) -> tuple[Expression, ...]:
        """An expression for each dimension, the batch included."""
        return self.dims or spelled(self)

    @property
    def rank(self) -> int:
        """The number of dimensions, the batch included."""
        return len(self.dims) or 2 + len(self.axes)

    @property
    def certainty(self) -> Certainty:
        """How sure the shape is."""
        forms = (*self.dims, *(axis for axis in self.axes if isinstance(axis, Expression)))
        return "observed" if any(form.is_observed for form in forms) else "proven"

    def shape(self, size: Size, batch: int = 1) -> Shape:
        """The shape for an input of ``size``, batch first."""
        if self.dims:
            sizes = {"N": batch, "H": size.height, "W": size.width}
            return tuple(form.value(sizes) for form in self.dims)
        sides = zip(self.axes, (size.height, size.width), strict=False)
        return (batch, self.channels, *[axis.size(side) for axis, side in sides])

    @property
    def jump(self) -> tuple[int | float, ...] | None:
        """Input pixels between neighbouring elements, on each axis; None without such axes."""
        if not self.axes or not all(axis.s for axis in self.axes):
            return None
        return tuple(axis.s for axis in self.axes)

    @property
    def symbolic(self) -> str:
        """The shape in symbols, without the batch: ``512×⌈H/32⌉×⌈W/32⌉``."""
        if self.dims:
            first = self.dims[:1] if self.dims[0] != BATCH else ()
            return "×".join(form.formula() for form in (*first, *self.dims[1:]))
        sides = zip(self.axes, SIDES, strict=False)
        return "×".join([str(self.channels), *[axis.formula(side) for axis, side in sides]])


@lru_cache(4096)
def spelled(tensor: Tensor) -> tuple[Expression, ...]:
    """An expression for each dimension of ``[N, C]`` or ``[N, C, H, W]``."""
    axes = zip(tensor.axes, SIDES, strict=False)
    return (
        BATCH,
        Expression.constant(tensor.channels),
        *(Expression.axis(axis, side) for axis, side in axes),
    )


@lru_cache(4096)
def normal(dims: tuple[Expression, ...]) -> Tensor:
    """The tensor of these dimensions, as ``[N, C]`` or ``[N, C, H, W]`` where it is that."""
    batch, *others = dims or (Expression(),)
    if batch == BATCH and len(others) in (1, 3) and others[0].is_constant:
        sides = others[1:]
        if all(side.symbols <= {name} for side, name in zip(sides, SIDES, strict=False)):
            return Tensor(others[0].number, tuple(side.simple or side for side in sides))
    channels = next((form.number for form in reversed(others) if form.is_constant), 0)
    axes = [
        next((form for form in others if form.symbols == {name}), Expression()) for name in SIDES
    ]
    spatial = tuple(form.simple or form for form in axes) if all(ax.terms for ax in axes) else ()
    return Tensor(channels, spatial, dims)


def reduction(before: Tensor, after: Tensor) -> int:
    """The factor by which sides shrink between two tensors, at a large input; at least 1."""
    axes = zip(before.axes, after.axes, strict=False)
    return max((int(end.s // start.s) for start, end in axes if start.s), default=1) or 1


def show(shape: Sequence[int]) -> str:
    """A shape as the diagrams write it, without a batch of 1: ``512×28×28``, ``8×512×28×28``."""
    return "×".join(map(str, shape[shape[0] == 1 :]))


IMAGE = (Extent(), Extent())
"""The axes of the input."""
