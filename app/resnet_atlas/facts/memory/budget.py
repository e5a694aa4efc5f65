"""The sums of a network's memory at an input: by op, by group, in all; what cards have room for."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Self

from resnet_atlas.facts.memory.memory import CAPACITIES, GIGABYTE, Memory
from resnet_atlas.graph.op import Op
from resnet_atlas.network.size import Size


@dataclass(frozen=True, slots=True)
class Share:
    """What an op, a block or a stage takes, in bytes.

    ``saved_for_backward`` is kept between the forward and the backward pass, ``recomputed`` is
    computed again by the backward pass. ``alive`` are all tensors in memory at once while the part
    works under ``no_grad``, at the most.
    """

    id: str
    weights: int
    buffers: int
    gradients: int
    optimizer: int
    saved_for_backward: int
    recomputed: int
    alive: int


@dataclass(frozen=True, slots=True)
class Card:
    """What a graphics card has room for.

    ``batch`` is the most images of the input's size, 0 where not even one fits: then ``lacking``
    bytes are.
    """

    gigabytes: float
    batch: int
    lacking: int

    @property
    def bytes(self) -> int:
        """What it holds."""
        return round(self.gigabytes * GIGABYTE)


@dataclass(frozen=True, slots=True)
class Budget:
    """A network's memory in training and in inference, in bytes.

    ``temporary`` is in use beside ``saved_for_backward`` at the peak: tensors that the forward pass
    soon lets go, or those of a block that is computed again. ``training`` is the sum of all before.
    ``untrainable`` are batch norms that would see one value for each channel: PyTorch refuses to
    train with those.
    """

    weights: int
    buffers: int
    gradients: int
    optimizer: int
    saved_for_backward: int
    temporary: int
    training: int
    inference_peak: int
    inference_peak_at: str
    untrainable: tuple[str, ...]
    cards: tuple[Card, ...]
    ops: tuple[Share, ...]
    groups: tuple[Share, ...]

    @classmethod
    def of(
        cls,
        memory: Memory,
        size: Size,
        batch: int,
        optimizer: str,
        gigabytes: Collection[float] = CAPACITIES,
    ) -> Self:
        """The budget for ``batch`` images of ``size``."""
        graph = memory.graph
        saved, again = memory.saved_by_op(size, batch), memory.recomputed_by_op(size, batch)
        alive = memory.alive_by_op(size, batch)

        def share(id: str, ops: Collection[Op]) -> Share:
            weights = memory.weights_of(ops)
            return Share(
                id,
                weights,
                memory.buffers_of(ops),
                weights,
                memory.optimizer_of(ops, optimizer),
                sum(saved.get(op.id, 0) for op in ops),
                sum(again.get(op.id, 0) for op in ops),
                max(alive.get(op.id, 0) for op in ops),
            )

        kept = sum(saved.values())
        peak, where = memory.inference_peak(size, batch)
        return cls(
            weights=memory.weights,
            buffers=memory.buffers,
            gradients=memory.weights,
            optimizer=memory.optimizer(optimizer),
            saved_for_backward=kept,
            temporary=memory.activations(size, batch) - kept,
            training=memory.training(size, batch, optimizer),
            inference_peak=peak,
            inference_peak_at=where,
            untrainable=tuple(memory.untrainable(size, batch)),
            cards=tuple(card(memory, size, optimizer, each) for each in gigabytes),
            ops=tuple(share(op.id, [op]) for op in graph.ops),
            groups=tuple(share(group.id, graph.members(group.id)) for group in graph.groups),
        )


def card(memory: Memory, size: Size, optimizer: str, gigabytes: float) -> Card:
    """What a card of so many times 10⁹ bytes has room for."""
    capacity = round(gigabytes * GIGABYTE)
    return Card(
        gigabytes=gigabytes,
        batch=memory.largest_batch(capacity, size, optimizer),
        lacking=max(0, memory.training(size, 1, optimizer) - capacity),
    )
