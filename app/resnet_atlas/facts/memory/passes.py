"""What is in memory at each moment of a pass through a network: inference, or a step of training.

The moments of inference are its ops. Those of training are the ops of the forward pass, and then
the same ops backwards.
"""

from collections.abc import Iterator
from functools import cached_property

from resnet_atlas.facts.memory.precision import Unit
from resnet_atlas.facts.memory.rules import CAST, extras, owner, saved_by
from resnet_atlas.facts.memory.span import Span
from resnet_atlas.graph.graph import Graph
from resnet_atlas.graph.op import Op


class Passes:
    """The spans of a graph's memory, for any input."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.place = {op.id: place for place, op in enumerate(graph.layers)} | {"input": 0}
        self.end = len(graph.layers) - 1
        self.last_use = self._last_uses()
        self.savers: dict[str, list[Op]] = {}
        for op in graph.layers:
            for id in saved_by(op):
                self.savers.setdefault(owner(graph, id).id, []).append(op)

    def inference(self) -> Iterator[Span]:
        """What is alive under ``no_grad``."""
        for op in self.owners:
            unit: Unit = "image" if op.id == "input" else "number"
            last = self.end if op.id == "input" else self.last_use[op.id]
            yield Span(op, op.output.channels, unit, True, self.place[op.id], last)
        for op in self.graph.layers:
            place = self.place[op.id]
            if op.kind == "max_pool":  # PyTorch finds the places of the maxima in any case
                yield Span(op, op.output.channels, "index", True, place, place)
            if op.kind in CAST:  # autocast keeps its copies until it is left
                copies = sum(number for number, unit, _ in extras(op) if unit == "copy")
                yield Span(
                    op, copies + op.bias * op.output.channels, "copy", False, place, self.end
                )
                if "input" in op.inputs:
                    source = self.graph.op["input"]
                    yield Span(source, source.output.channels, "cast", True, place, place)

    def training(self) -> Iterator[Span]:
        """What is kept for the backward pass, and what the forward pass still needs."""
        for op in self.owners:
            savers = self.savers.get(op.id, [])
            yield self._map(op, min(self.place[saver.id] for saver in savers) if savers else None)
        for op in self.graph.layers:
            place = self.place[op.id]
            for count, unit, mapped in extras(op):
                yield Span(op, count, unit, mapped, place, self._backward(place), kept=True)

    def checkpointed(self) -> Iterator[Span]:
        """The same, where ``torch.utils.checkpoint`` keeps the inputs of blocks and no more.

        The backward pass then computes all else of a block again before it goes through the block.
        """
        blocks = [group.id for group in self.graph.groups if group.kind == "block"]
        ends = {block: self.graph.members(block)[-1].id for block in blocks}
        for op in self.owners:
            block = op.block
            savers = self.savers.get(op.id, [])
            outside = [self.place[saver.id] for saver in savers if not saver.block]
            outside += [self.place[first.id] for first in self._entered.get(op.id, [])]
            yield self._map(op, min(outside, default=None))
            inside = [self.place[saver.id] for saver in savers if block and saver.block == block]
            if block and inside:
                start = self._backward(self.place[ends[block]])
                until = self._backward(min(inside))
                yield Span(op, op.output.channels, "number", True, start, until, again=True)
        for op in self.graph.layers:
            place = self.place[op.id]
            start = self._backward(self.place[ends[op.block]]) if op.block else place
            again, until = bool(op.block), self._backward(place)
            for count, unit, mapped in extras(op):
                yield Span(op, count, unit, mapped, start, until, kept=not again, again=again)

    @property
    def owners(self) -> Iterator[Op]:
        """The ops whose outputs have memory of their own, the input among them."""
        return (op for op in self.graph.ops if owner(self.graph, op.id) is op)

    @cached_property
    def _entered(self) -> dict[str, list[Op]]:
        """The first op of each block that an output enters, by the output's owner."""
        entered: dict[str, list[Op]] = {}
        for group in self.graph.groups:
            if group.kind == "block":
                first = self.graph.members(group.id)[0]
                entered.setdefault(owner(self.graph, first.inputs[0]).id, []).append(first)
        return entered

    def _map(self, op: Op, saver: int | None) -> Span:
        """The span of an op's output, which the backward pass of the op at ``saver`` needs last."""
        until = self.last_use[op.id] if saver is None else self._backward(saver)
        first = self.place[op.id]
        return Span(op, op.output.channels, "number", True, first, until, kept=saver is not None)

    def _backward(self, place: int) -> int:
        """The moment at which the backward pass goes through the op at ``place``."""
        return 2 * self.end + 1 - place

    def _last_uses(self) -> dict[str, int]:
        """The last op of the forward pass that an output lives to see, by the output's owner.

        An output lives until the last op that needs it has worked, and at least as long as the
        group that it enters: ``forward`` still has its argument.
        """
        last: dict[str, int] = {}
        for op in self.graph.layers:
            for tensor in (op.id, *op.inputs):
                last[owner(self.graph, tensor).id] = self.place[op.id]
        for group in self.graph.groups:
            if group.kind in ("stage", "block"):
                members = self.graph.members(group.id)
                entering = owner(self.graph, members[0].inputs[0]).id
                last[entering] = max(last[entering], self.place[members[-1].id])
        return last
