"""What a network takes of memory, in bytes: at rest, and what training keeps for the backward pass.

Every count is for numbers of 4 bytes (fp32) and for networks as torchvision writes them: ReLU in
place. What is kept for the backward pass are PyTorch's own rules (``derivatives.yaml`` and
``batch_norm``), so that it is equal to the byte to what autograd holds on to. Not counted: rounding
by the allocator, workspace of cuDNN, the CUDA context.
"""

from dataclasses import dataclass
from functools import cached_property
from math import prod

from resnet_atlas.facts.cost import parameters
from resnet_atlas.graph.extent import Extent
from resnet_atlas.graph.graph import Graph, Op
from resnet_atlas.network.size import Size

FLOAT, INDEX = 4, 8
"""Bytes of a number, and of a position that a max pooling remembers (int64)."""

KEEPS_INPUTS = ("conv", "linear", "batch_norm", "max_pool", "mul")
"""Kinds of op whose gradient needs what went in. An average pooling of a window does, too."""

KEEPS_OUTPUT = ("relu", "sigmoid")
"""Kinds of op whose gradient needs what came out."""

IN_PLACE = ("relu", "flatten")
"""Kinds of op that give the memory of their input."""

OPTIMIZERS = {"sgd": 0, "momentum": 1, "adam": 2, "adamw": 2}
"""Numbers that an optimizer keeps for each parameter. Adam's step counters are ``STEP`` each."""

STEP = 4
"""Bytes of the step counter that Adam keeps for each parameter tensor."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One piece of memory kept for the backward pass.

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
    def kept(self) -> tuple[Kept, ...]:
        """All that training keeps for the backward pass, each piece of memory once."""
        found: dict[str, Kept] = {}
        extras: list[Kept] = []
        for op in self.graph.layers:
            owners: list[str] = []
            if op.kind in KEEPS_INPUTS or (op.kind == "avg_pool" and op.windows):
                owners += op.inputs
            if op.kind in KEEPS_OUTPUT:
                owners.append(op.id)
            for owner in map(self._owner, owners):
                found.setdefault(
                    owner.id, Kept(owner.id, FLOAT * owner.output.channels, owner.output.axes)
                )
            if op.kind == "batch_norm":  # the mean and the inverse deviation of each channel
                extras.append(Kept(op.id, 2 * FLOAT * op.output.channels, None))
            if op.kind == "max_pool":  # where each maximum was found
                extras.append(Kept(op.id, INDEX * op.output.channels, op.output.axes))
        return (*found.values(), *extras)

    def saved_for_backward(self, size: Size, batch: int = 1) -> int:
        """Bytes that autograd keeps between the forward and the backward pass."""
        return sum(kept.bytes_at(size, batch) for kept in self.kept)

    def _owner(self, id: str) -> Op:
        """The op that made the memory in which an op's output lies."""
        op = self.graph.op[id]
        return self._owner(op.inputs[0]) if op.kind in IN_PLACE else op
