"""What a network takes of memory, in bytes: at rest, in training, and at the peak of inference.

Every number has 4 bytes (fp32). The network is one as torchvision writes it: ReLU in place, a
statement for each conv and each batch norm. What is kept for the backward pass follows PyTorch's
rules for each op, so it equals to the byte what autograd holds on to. What is alive during
inference follows from when ``forward`` lets go of a tensor. Not counted: the allocator's rounding,
workspace of cuDNN, the CUDA context, temporary tensors of the backward pass.
"""

from dataclasses import dataclass
from functools import cached_property
from math import prod

from resnet_atlas.facts.cost import parameters
from resnet_atlas.graph.extent import Extent
from resnet_atlas.graph.graph import Graph
from resnet_atlas.graph.op import Op
from resnet_atlas.network.size import Size

FLOAT, INDEX = 4, 8
"""Bytes of a number, and of a position that a max pooling remembers (int64)."""

SAVES_INPUTS = ("conv", "linear", "batch_norm", "max_pool", "mul")
"""Kinds of op whose gradient needs what went in. An average pooling of a window does, too."""

SAVES_OUTPUT = ("relu", "sigmoid")
"""Kinds of op whose gradient needs what came out."""

IN_PLACE = ("relu", "flatten")
"""Kinds of op that give the memory of their input."""

OPTIMIZERS = {"sgd": 0, "momentum": 1, "adam": 2, "adamw": 2}
"""Numbers that an optimizer keeps for each parameter. Adam's step counters are ``STEP`` each."""

GIGABYTE = 10**9
CAPACITIES = (8, 12, 16, 24, 40, 80)
"""Gigabytes of memory that graphics cards have."""

STEP = 4
"""Bytes of the step counter that Adam keeps for each parameter tensor."""


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of memory.

    ``op`` is the op it belongs to. It takes ``each`` bytes for every position of ``axes`` of every
    image, or ``each`` bytes once (``axes`` is None).
    """

    op: str
    each: int
    axes: tuple[Extent, ...] | None

    def bytes_at(self, size: Size, batch: int) -> int:
        """Bytes for ``batch`` images of ``size``."""
        if self.axes is None:
            return self.each
        sides = zip(self.axes, (size.height, size.width), strict=False)
        return batch * self.each * prod(axis.size(side) for axis, side in sides)


@dataclass(frozen=True)
class Memory:
    """What a graph's network takes."""

    graph: Graph

    @cached_property
    def weights(self) -> int:
        """Bytes of the parameters; as many are taken by their gradients."""
        return FLOAT * sum(map(parameters, self.graph.layers))

    @cached_property
    def buffers(self) -> int:
        """Bytes of running means and variances, and of each batch norm's counter of batches."""
        norms = [op for op in self.graph.layers if op.kind == "batch_norm"]
        return sum(2 * FLOAT * op.output.channels + INDEX for op in norms)

    def optimizer(self, name: str) -> int:
        """Bytes of an optimizer's state after its first step."""
        per_tensor = STEP * self.tensors if name in ("adam", "adamw") else 0
        return OPTIMIZERS[name] * self.weights + per_tensor

    @cached_property
    def tensors(self) -> int:
        """How many parameter tensors there are."""
        return sum(
            1 + (op.bias or op.kind == "batch_norm") for op in self.graph.layers if parameters(op)
        )

    @cached_property
    def saved(self) -> tuple[Block, ...]:
        """All that training keeps for the backward pass, each piece of memory once."""
        found: dict[str, Block] = {}
        extras: list[Block] = []
        for op in self.graph.layers:
            saved: list[str] = []
            if op.kind in SAVES_INPUTS or (op.kind == "avg_pool" and op.windows):
                saved += op.inputs
            if op.kind in SAVES_OUTPUT:
                saved.append(op.id)
            for owner in map(self._owner, saved):
                found.setdefault(owner.id, block_of(owner))
            if op.kind == "batch_norm":  # the mean and the inverse deviation of each channel
                extras.append(Block(op.id, 2 * FLOAT * op.output.channels, None))
            if op.kind == "max_pool":  # where each maximum was found
                extras.append(Block(op.id, INDEX * op.output.channels, op.output.axes))
        return (*found.values(), *extras)

    def saved_for_backward(self, size: Size, batch: int = 1) -> int:
        """Bytes that autograd keeps between the forward and the backward pass."""
        return sum(block.bytes_at(size, batch) for block in self.saved)

    def training(self, size: Size, batch: int, optimizer: str) -> int:
        """Bytes of weights, gradients, buffers, optimizer and what the backward pass needs."""
        return self._at_rest(optimizer) + self.saved_for_backward(size, batch)

    def largest_batch(self, capacity: int, size: Size, optimizer: str) -> int:
        """The most images of ``size`` with which training takes at most ``capacity`` bytes.

        0 where it takes more than that with one.
        """
        once = sum(block.each for block in self.saved if block.axes is None)
        each = self.saved_for_backward(size) - once
        return max(0, (capacity - self._at_rest(optimizer) - once) // each)

    @cached_property
    def alive(self) -> dict[str, tuple[Block, ...]]:
        """What is in memory while each op works without gradients, by the op's id.

        A tensor is alive until the last op that needs it has worked, and at least as long as the
        group that it enters: ``forward`` still has its argument.
        """
        order = {op.id: place for place, op in enumerate(self.graph.ops)}
        last: dict[str, int] = {"input": len(order)}
        for op in self.graph.layers:
            for tensor in (op.id, *op.inputs):
                used = self._owner(tensor).id
                last[used] = max(last.get(used, 0), order[op.id])
        for group in self.graph.groups:
            members = self.graph.members(group.id)
            if group.kind in ("stage", "block"):
                entering = self._owner(members[0].inputs[0]).id
                last[entering] = max(last[entering], order[members[-1].id])
        found: dict[str, tuple[Block, ...]] = {}
        present: dict[str, Op] = {"input": self.graph.op["input"]}
        for op in self.graph.layers:
            owner = self._owner(op.id)
            present[owner.id] = owner
            present = {id: held for id, held in present.items() if last[id] >= order[op.id]}
            blocks = [block_of(held) for held in present.values()]
            if op.kind == "max_pool":  # PyTorch finds the places of the maxima in any case
                blocks.append(Block(op.id, INDEX * op.output.channels, op.output.axes))
            found[op.id] = tuple(blocks)
        return found

    def inference_peak(self, size: Size, batch: int = 1) -> tuple[int, str]:
        """The most bytes of tensors alive at once under ``no_grad``, and the op at which they are.

        The input counts, parameters and buffers don't.
        """
        sums = self.alive_by_op(size, batch)
        where = max(sums, key=sums.__getitem__)
        return sums[where], where

    def alive_by_op(self, size: Size, batch: int = 1) -> dict[str, int]:
        """Bytes of the tensors alive while each op works under ``no_grad``, by the op's id."""
        return {
            id: sum(block.bytes_at(size, batch) for block in blocks)
            for id, blocks in self.alive.items()
        }

    def saved_by_op(self, size: Size, batch: int = 1) -> dict[str, int]:
        """Bytes saved for the backward pass, by the op that made them; none for the others."""
        sums: dict[str, int] = {}
        for block in self.saved:
            sums[block.op] = sums.get(block.op, 0) + block.bytes_at(size, batch)
        return sums

    def _at_rest(self, optimizer: str) -> int:
        return 2 * self.weights + self.buffers + self.optimizer(optimizer)

    def _owner(self, id: str) -> Op:
        """The op that made the memory in which an op's output lies."""
        op = self.graph.op[id]
        return self._owner(op.inputs[0]) if op.kind in IN_PLACE else op


def block_of(op: Op) -> Block:
    """The memory of an op's output."""
    return Block(op.id, FLOAT * op.output.channels, op.output.axes)
