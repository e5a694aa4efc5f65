"""Arithmetic per byte: what binds an op, and how long it takes at least.

An op that computes ``f`` operations and moves ``b`` bytes takes at least ``max(f / rate,
b / bandwidth)`` seconds (Williams et al. 2009, "Roofline"). A forward pass is counted, op by op as
eager PyTorch runs it: each op reads its inputs and weights once and writes its output once; a
multiply-add is two operations; convolutions are direct. What fuses ops, keeps tensors in a cache,
or computes convolutions by other algorithms can be quicker. No latency is claimed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod

from resnet_atlas.facts.cost import macs, parameters
from resnet_atlas.facts.memory.precision import INDEX
from resnet_atlas.graph.op import Op
from resnet_atlas.graph.tensor import Shape


@dataclass(frozen=True, slots=True)
class Device:
    """What a device can do at most, a second: operations in fp32, in bf16 or fp16, and bytes.

    Rates are of dense tensors. In fp32 it is that of TF32 where the device has it, as cuDNN's
    convolutions use it unless PyTorch is told otherwise.
    """

    name: str
    float32: float
    half: float
    bandwidth: float
    source: str

    def rate(self, bytes: int) -> float:
        """Operations a second on numbers of so many bytes."""
        return self.float32 if bytes == 4 else self.half


DEVICES: Mapping[str, Device] = {
    "v100": Device("V100 SXM2", 15.7e12, 125e12, 900e9, "NVIDIA V100 datasheet, January 2020"),
    "a100": Device("A100 80GB SXM", 156e12, 312e12, 2039e9, "NVIDIA A100 datasheet, June 2021"),
    "h100": Device("H100 SXM", 494.7e12, 989.4e12, 3350e9, "NVIDIA H100 datasheet, 2023"),
    "l4": Device("L4", 60e12, 121e12, 300e9, "NVIDIA L4 datasheet, 2023"),
    "rtx4090": Device(
        "RTX 4090", 82.6e12, 165.2e12, 1008e9, "NVIDIA Ada GPU architecture, version 2, 2023"
    ),
}
"""A few, with where the numbers stand."""

VIEWS = ("flatten", "input")
"""Kinds of op that move nothing."""


@dataclass(frozen=True, slots=True)
class Traffic:
    """What an op computes and moves. ``seconds`` is the least, ``bound`` what it is bound by."""

    id: str
    macs: int
    bytes_read: int
    bytes_written: int
    flops_per_byte: float | None
    bound: str | None
    seconds: float


def traffic(op: Op, shapes: Mapping[str, Shape], bytes: int, device: Device) -> Traffic:
    """The traffic of an op with numbers of so many bytes; ``shapes`` are those of all ops."""
    if op.kind in VIEWS:
        return Traffic(op.id, 0, 0, 0, None, None, 0.0)
    statistics = 2 * op.output.channels if op.kind == "batch_norm" else 0
    read = bytes * (sum(prod(shapes[id]) for id in op.inputs) + parameters(op) + statistics)
    written = bytes * prod(shapes[op.id])
    if op.kind == "max_pool":  # PyTorch finds the places of the maxima in any case
        written += INDEX * prod(shapes[op.id])
    flops = 2 * macs(op, shapes[op.id])
    computing, moving = flops / device.rate(bytes), (read + written) / device.bandwidth
    return Traffic(
        id=op.id,
        macs=flops // 2,
        bytes_read=read,
        bytes_written=written,
        flops_per_byte=flops / (read + written),
        bound="arithmetic" if computing > moving else "memory",
        seconds=max(computing, moving),
    )
