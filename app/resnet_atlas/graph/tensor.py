"""A tensor: its channels, and a closed form for each of its spatial axes."""

from collections.abc import Sequence
from dataclasses import dataclass

from resnet_atlas.graph.extent import Extent
from resnet_atlas.network.size import Size

Shape = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Tensor:
    """``[N, channels]``, followed by height and width unless it is flattened."""

    channels: int
    axes: tuple[Extent, ...]

    def shape(self, size: Size, batch: int = 1) -> Shape:
        """The shape for an input of ``size``, batch first."""
        sides = zip(self.axes, (size.height, size.width), strict=False)
        return (batch, self.channels, *[axis.size(side) for axis, side in sides])

    @property
    def jump(self) -> tuple[int, ...] | None:
        """Input pixels between neighbouring elements, on each axis; None without such axes."""
        if not self.axes or any(axis.is_constant for axis in self.axes):
            return None
        return tuple(axis.s for axis in self.axes)

    @property
    def symbolic(self) -> str:
        """The shape in symbols, without the batch: ``512×⌈H/32⌉×⌈W/32⌉``."""
        sides = zip(self.axes, "HW", strict=False)
        return "×".join([str(self.channels), *[axis.formula(side) for axis, side in sides]])


def show(shape: Sequence[int]) -> str:
    """A shape as the diagrams write it, without a batch of 1: ``512×28×28``, ``8×512×28×28``."""
    return "×".join(map(str, shape[shape[0] == 1 :]))
