"""The comparison of two networks, part by part."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from resnet_atlas.facts.comparison.difference import Difference, differences
from resnet_atlas.facts.cost import Cost
from resnet_atlas.facts.facts import Facts
from resnet_atlas.facts.state_dict import Shared, state_dict
from resnet_atlas.facts.summary import Part, Summary
from resnet_atlas.graph.tensor import Shape


@dataclass(frozen=True, slots=True)
class Measures:
    """The shape, cost and receptive field of a part of one network.

    ``receptive_field`` is of the output, in input pixels; None where it sees the whole input. Of a
    whole network it is that before the pooling.
    """

    id: str
    output: Shape
    cost: Cost
    receptive_field: tuple[int, ...] | None

    @classmethod
    def of(cls, part: Part) -> Self:
        """The facts of a stem, stage or head."""
        return cls(part.id, part.output, part.cost, part.receptive_field)

    @classmethod
    def of_all(cls, summary: Summary) -> Self:
        """The facts of a whole network."""
        last = summary.last_map
        field = last.receptive_field if last else None
        return cls("network", summary.output, summary.total, field)


@dataclass(frozen=True, slots=True)
class Row:
    """A part of both networks; None for a network without it.

    ``name`` is ``stem``, a stage by its number (``stage2``), ``head`` or ``network``.
    """

    name: str
    left: Measures | None
    right: Measures | None

    @property
    def delta(self) -> Cost:
        """The cost of the right part minus that of the left."""
        ours, theirs = (side.cost if side else Cost() for side in (self.left, self.right))
        return theirs - ours


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two networks, each at its own size of input.

    ``rows`` are the parts in order, ``total`` is their sum; ``differences`` are in the order of the
    data flow, what concerns many blocks at the first of them. ``weights`` says how many tensors
    could be loaded from one into the other.
    """

    rows: tuple[Row, ...]
    total: Row
    differences: tuple[Difference, ...]
    weights: Shared


def compare(left: Facts, right: Facts) -> Comparison:
    """Compare two networks; refused as by ``Facts`` where one can't take its input."""
    ours, theirs = left.summary, right.summary
    return Comparison(
        rows=tuple(rows(ours, theirs)),
        total=Row("network", Measures.of_all(ours), Measures.of_all(theirs)),
        differences=differences(left.graph, right.graph, left.size, right.size),
        weights=Shared.of(state_dict(left.graph), state_dict(right.graph)),
    )


def rows(left: Summary, right: Summary) -> Iterator[Row]:
    """The stem, every stage of either network, and the head."""
    ours, theirs = (
        {part.names[0]: Measures.of(part) for part in side.parts} for side in (left, right)
    )
    for name in in_order([*ours], [*theirs]):
        yield Row(name, ours.get(name), theirs.get(name))


def in_order(left: list[str], right: list[str]) -> list[str]:
    """The names of both, in the order of either; what only the right one has is put in.

    >>> in_order(["stem", "stage1", "head"], ["stem", "stage1", "stage2", "head"])
    ['stem', 'stage1', 'stage2', 'head']
    """
    made, place = list(left), 0
    for name in right:
        if name in left:
            place = made.index(name) + 1
        else:
            made.insert(place, name)
            place += 1
    return made
