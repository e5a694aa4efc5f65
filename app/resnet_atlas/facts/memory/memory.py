"""What a network takes of memory, in a precision, with or without checkpointing."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from resnet_atlas.errors import BadInput
from resnet_atlas.facts.cost import parameters
from resnet_atlas.facts.memory import optimizer, span
from resnet_atlas.facts.memory.passes import Passes
from resnet_atlas.facts.memory.precision import FLOAT32, INDEX, Precision
from resnet_atlas.facts.memory.rules import PROVEN
from resnet_atlas.facts.memory.span import Amount, Span, Sums, Timeline
from resnet_atlas.graph.graph import Graph
from resnet_atlas.graph.op import Op
from resnet_atlas.network.size import LARGEST, Size

GIGABYTE = 10**9
CAPACITIES = (8, 12, 16, 24, 40, 80)
"""Gigabytes of memory that graphics cards have."""


@dataclass(frozen=True)
class Memory:
    """What a graph's network takes, in bytes.

    With ``checkpoint`` each block goes through ``torch.utils.checkpoint``: its input is kept, and
    the backward pass computes the rest again.
    """

    graph: Graph
    precision: Precision = FLOAT32
    checkpoint: bool = False

    # ---- At rest -----------------------------------------------------------------------------

    @property
    def weights(self) -> int:
        """Bytes of the parameters; as many are taken by their gradients."""
        return self.weights_of(self.graph.layers)

    @property
    def buffers(self) -> int:
        """Bytes of running means and variances, and of each batch norm's counter of batches."""
        return self.buffers_of(self.graph.layers)

    def optimizer(self, name: str) -> int:
        """Bytes of an optimizer's state after its first step."""
        return self.optimizer_of(self.graph.layers, name)

    def weights_of(self, ops: Iterable[Op]) -> int:
        """Bytes of the parameters of some ops."""
        return self.precision.parameter * sum(map(parameters, ops))

    def buffers_of(self, ops: Iterable[Op]) -> int:
        """Bytes of the buffers of some ops."""
        norms = [op.output.channels for op in ops if op.kind == "batch_norm"]
        return sum(2 * self.precision.parameter * channels + INDEX for channels in norms)

    def optimizer_of(self, ops: Iterable[Op], name: str) -> int:
        """Bytes of an optimizer's state for some ops."""
        weighted = [op for op in ops if parameters(op)]
        tensors = sum(1 + (op.bias or op.kind == "batch_norm") for op in weighted)
        return optimizer.state(name, self.precision, sum(map(parameters, weighted)), tensors)

    def at_rest(self, optimizer: str) -> int:
        """Bytes of weights, gradients, buffers and the optimizer's state."""
        return 2 * self.weights + self.buffers + self.optimizer(optimizer)

    # ---- Training ----------------------------------------------------------------------------

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        """What is in memory in a step of training."""
        passes = Passes(self.graph)
        return tuple(passes.checkpointed() if self.checkpoint else passes.training())

    def saved_for_backward(self, size: Size, batch: int = 1) -> int:
        """Bytes that are kept between the forward and the backward pass."""
        return span.total(self._kept, size, self.precision).at(batch)

    def saved_by_op(self, size: Size, batch: int = 1) -> dict[str, int]:
        """The same by the op that made them; none for the others."""
        return span.by_op(self._kept, size, batch, self.precision)

    def recomputed_by_op(self, size: Size, batch: int = 1) -> dict[str, int]:
        """Bytes that the backward pass computes again, by op; none for the others."""
        again = [each for each in self.spans if each.again]
        return span.by_op(again, size, batch, self.precision)

    def training_timeline(self, size: Size, batch: int = 1) -> list[int]:
        """Bytes in use beside those at rest, at each op forwards, then at each op backwards."""
        return [amount.at(batch) for amount in self._timeline.at(size)]

    def activations(self, size: Size, batch: int = 1) -> int:
        """The most bytes in use at once beside those at rest."""
        return max(amount.at(batch) for amount in span.amounts(self._largest, size))

    def training(self, size: Size, batch: int, optimizer: str) -> int:
        """The most bytes in use at once."""
        return self.at_rest(optimizer) + self.activations(size, batch)

    def largest_batch(self, capacity: int, size: Size, optimizer: str) -> int:
        """The most images of ``size`` with which training takes at most ``capacity`` bytes.

        0 where it takes more than that with one.
        """
        room = capacity - self.at_rest(optimizer)
        return max(0, min(batch_within(room, each) for each in span.amounts(self._largest, size)))

    def largest_side(self, capacity: int, batch: int, optimizer: str) -> int:
        """The largest square input with which a batch takes at most ``capacity`` bytes.

        0 where none does; at most the largest size that the application takes.
        """
        room = capacity - self.at_rest(optimizer)
        least, most = 0, LARGEST
        while least < most:
            side = (least + most + 1) // 2
            fits = self.activations(Size(side, side), batch) <= room
            least, most = (side, most) if fits else (least, side - 1)
        return least if least and self._runs(least) else 0

    @property
    def unproven(self) -> tuple[str, ...]:
        """Kinds of op whose memory isn't held against autograd, so that sums may err.

        And parts that the graph hasn't, as classifiers that run in training alone.
        """
        kinds = {op.kind for op in self.graph.ops} - {*PROVEN}
        parts = {weight.name.partition(".")[0] for weight in self.graph.unused}
        return (*sorted(kinds), *sorted(parts))

    def untrainable(self, size: Size, batch: int) -> list[str]:
        """The batch norms that see one value for each channel, and so refuse to train."""
        norms = [op for op in self.graph.layers if op.kind == "batch_norm"]
        return [op.id for op in norms if batch == 1 and set(op.output.shape(size)[2:]) == {1}]

    def _runs(self, side: int) -> bool:
        """Whether a square input is large enough, and what is added there has one shape."""
        try:
            self.graph.shapes(Size(side, side))
        except BadInput:
            return False
        return True

    @cached_property
    def _kept(self) -> tuple[Span, ...]:
        return tuple(each for each in self.spans if each.kept)

    @cached_property
    def _timeline(self) -> Timeline:
        return Timeline(self.spans, 2 * len(self.graph.layers), self.precision)

    @cached_property
    def _largest(self) -> list[Sums]:
        """The moments at which most can be in use."""
        return self._timeline.largest()

    # ---- Inference ---------------------------------------------------------------------------

    @cached_property
    def alive(self) -> tuple[Span, ...]:
        """What is in memory while the network runs under ``no_grad``."""
        return tuple(Passes(self.graph).inference())

    def alive_by_op(self, size: Size, batch: int = 1) -> dict[str, int]:
        """Bytes of the tensors alive while each op works under ``no_grad``, by the op's id."""
        layers = self.graph.layers
        amounts = Timeline(self.alive, len(layers), self.precision).at(size)
        return {op.id: amount.at(batch) for op, amount in zip(layers, amounts, strict=True)}

    def inference_peak(self, size: Size, batch: int = 1) -> tuple[int, str]:
        """The most bytes of tensors alive at once under ``no_grad``, and the op at which they are.

        The input counts, parameters and buffers don't; nor do they under autocast, whose copies of
        them do.
        """
        sums = self.alive_by_op(size, batch)
        where = max(sums, key=sums.__getitem__)
        return sums[where], where


def batch_within(room: int, amount: Amount) -> int:
    """The largest batch whose ``amount`` is at most ``room``; negative where there is none."""
    if amount.each:
        return (room - amount.once) // amount.each
    return LARGEST**3 if amount.once <= room else -1  # a moment at which no map is in memory
