"""A span: a piece of memory, and the moments from which to which it is in use."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import prod
from typing import NamedTuple

from resnet_atlas.facts.memory.precision import Precision, Unit
from resnet_atlas.graph.expression import Axis
from resnet_atlas.graph.op import Op
from resnet_atlas.network.size import Size


class Amount(NamedTuple):
    """Bytes as a function of the batch: ``once + each · batch``."""

    once: int
    each: int

    def at(self, batch: int) -> int:
        """Bytes for a batch."""
        return self.once + self.each * batch


@dataclass(frozen=True, slots=True)
class Span:
    """``count`` elements, which are in memory from the moment ``first`` to ``last``, both included.

    The memory belongs to ``op``. Where it is ``mapped``, there are as many at every position of
    the op's output and for every image. ``kept`` says that it is in memory between the forward and
    the backward pass, ``again`` that the backward pass computes it a second time.
    """

    op: Op
    count: int
    unit: Unit
    mapped: bool
    first: int
    last: int
    kept: bool = False
    again: bool = False

    def amount(self, size: Size, precision: Precision) -> Amount:
        """Its bytes for images of ``size``."""
        number = self.count * precision.bytes_of(self.unit)
        if not self.mapped:
            return Amount(number, 0)
        sides = zip(self.op.output.axes, (size.height, size.width), strict=False)
        return Amount(0, number * prod(axis.size(side) for axis, side in sides))


def total(spans: Iterable[Span], size: Size, precision: Precision) -> Amount:
    """The sum of the bytes of ``spans``."""
    once = each = 0
    for span in spans:
        amount = span.amount(size, precision)
        once, each = once + amount.once, each + amount.each
    return Amount(once, each)


def by_op(spans: Iterable[Span], size: Size, batch: int, precision: Precision) -> dict[str, int]:
    """Bytes of ``spans`` by the op they belong to; none for the others."""
    sums: dict[str, int] = {}
    for span in spans:
        sums[span.op.id] = sums.get(span.op.id, 0) + span.amount(size, precision).at(batch)
    return sums


Axes = tuple[Axis, ...] | None
"""The axes of a map; None for what has no map."""

Sums = dict[Axes, int]
"""Bytes for each position of a map of these axes."""


class Timeline:
    """The bytes in use at each moment, for any input."""

    def __init__(self, spans: Iterable[Span], moments: int, precision: Precision) -> None:
        changes: list[Counter[Axes]] = [Counter() for _ in range(moments + 1)]
        for span in spans:
            axes = span.op.output.axes if span.mapped else None
            bytes = span.count * precision.bytes_of(span.unit)
            changes[span.first][axes] += bytes
            changes[span.last + 1][axes] -= bytes
        running: Counter[Axes] = Counter()
        self.moments: list[Sums] = []
        for change in changes[:moments]:
            for axes, bytes in change.items():
                running[axes] += bytes
            self.moments.append(dict(running))

    def at(self, size: Size) -> list[Amount]:
        """The bytes at each moment for images of ``size``."""
        return list(amounts(self.moments, size))

    def largest(self) -> list[Sums]:
        """The moments but those at which another has as much or more of everything."""
        found: list[Sums] = []
        for sums in sorted(self.moments, key=lambda sums: -sum(sums.values())):
            if not any(covers(other, sums) for other in found):
                found.append(sums)
        return found


def covers(one: Sums, other: Sums) -> bool:
    """Whether ``one`` has at least as much of everything."""
    return all(one.get(axes, 0) >= bytes for axes, bytes in other.items())


def amounts(moments: Iterable[Sums], size: Size) -> Iterator[Amount]:
    """The bytes of each of some moments for images of ``size``."""
    areas: dict[Axes, int] = {}
    for sums in moments:
        each = 0
        for axes, bytes in sums.items():
            if axes is not None:
                if axes not in areas:
                    sides = zip(axes, (size.height, size.width), strict=False)
                    areas[axes] = prod(axis.size(side) for axis, side in sides)
                each += bytes * areas[axes]
        yield Amount(sums.get(None, 0), each)
