"""A span: a piece of memory, and the moments from which to which it is in use."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate
from math import prod
from typing import NamedTuple

from resnet_atlas.facts.memory.precision import Precision, Unit
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


def timeline(
    spans: Iterable[Span], moments: int, size: Size, precision: Precision
) -> tuple[Amount, ...]:
    """The bytes in use at each moment."""
    changes = [[0, 0] for _ in range(moments + 1)]
    for span in spans:
        for sign, moment in ((1, span.first), (-1, span.last + 1)):
            for place, number in enumerate(span.amount(size, precision)):
                changes[moment][place] += sign * number
    columns = (accumulate(column) for column in zip(*changes[:moments], strict=True))
    return tuple(Amount(*sums) for sums in zip(*columns, strict=True))
