"""Shapes and total costs of a network, its stages and its blocks, at one input size."""

from dataclasses import dataclass
from typing import Self

from resnet_atlas.facts.cost import Cost
from resnet_atlas.graph.group import Group, Shortcut
from resnet_atlas.graph.tensor import Shape, Tensor, reduction


@dataclass(frozen=True, slots=True)
class Part:
    """A stage (or stem, or head) or a block.

    ``names`` are all it is called; ``type`` is the class of the block or of the stage's blocks.
    ``input`` is the shape that enters, ``output`` the one that leaves; ``stride`` is the factor
    between their sides at a large input. ``shortcut`` is ``identity``, ``projection``,
    ``padded`` or ``subsampled`` for a block, None otherwise. ``receptive_field`` and ``jump`` (the
    distance of neighbouring elements) are of the output and in input pixels. ``receptive_field`` is
    None where each element sees the whole input, ``jump`` where the output has a constant size.
    """

    id: str
    kind: str
    names: tuple[str, ...]
    type: str
    input: Shape
    output: Shape
    symbolic: str
    stride: int
    shortcut: Shortcut | None
    cost: Cost
    receptive_field: tuple[int, ...] | None
    jump: tuple[int | float, ...] | None
    blocks: tuple["Part", ...]

    @classmethod
    def of(
        cls,
        group: Group,
        *,
        entering: Tensor,
        leaving: Tensor,
        shapes: tuple[Shape, Shape],
        cost: Cost,
        receptive_field: tuple[int, ...] | None,
        blocks: tuple["Part", ...],
    ) -> Self:
        """The part of ``group``; ``shapes`` are those of its input and its output."""
        return cls(
            id=group.id,
            kind=group.kind,
            names=group.names,
            type=group.type,
            input=shapes[0],
            output=shapes[1],
            symbolic=leaving.symbolic,
            stride=reduction(entering, leaving),
            shortcut=group.shortcut,
            cost=cost,
            receptive_field=receptive_field,
            jump=leaving.jump,
            blocks=blocks,
        )


@dataclass(frozen=True, slots=True)
class Summary:
    """A whole network at one input size and batch."""

    input: Shape
    output: Shape
    total: Cost
    parts: tuple[Part, ...]

    @property
    def stages(self) -> tuple[Part, ...]:
        """The parts that are stages."""
        return tuple(part for part in self.parts if part.kind == "stage")

    @property
    def last_map(self) -> Part | None:
        """The last part whose output is a map that follows the input's size; None for none."""
        maps = (part for part in reversed(self.parts) if part.jump)
        return next(maps, None)
