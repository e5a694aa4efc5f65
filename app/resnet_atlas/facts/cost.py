"""What an op costs: parameters, MACs, activations and receptive field.

MACs are multiply-adds of convolutions (blurs among them) and fully connected layers, as the paper's
table counts its "FLOPs"; FLOPs proper are twice as many. Activations are the elements of an op's
output, even if PyTorch computes the op in place; those of convs and fully connected layers alone
are what fvcore counts (and RegNet's paper, arXiv:2003.13678, of convs alone).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import reduce
from math import prod
from operator import add

from resnet_atlas.graph.graph import Graph
from resnet_atlas.graph.op import Op, Weight
from resnet_atlas.graph.tensor import Shape

CONVS = ("conv", "conv_transpose")

MULTIPLYING = frozenset(
    [
        *("matmul", "mm", "bmm", "addmm", "baddbmm", "einsum", "tensordot", "bilinear"),
        *("conv3d", "conv_transpose1d", "conv_transpose3d", "deform_conv2d"),
        *("attention", "scaled_dot_product_attention", "multi_head_attention_forward"),
    ]
)
"""Kinds of op with multiply-adds that we don't count, or not all of them."""

EXACT = 2**53 - 1
"""The largest whole number that a double, and so every reader of JSON, keeps exact."""


@dataclass(frozen=True, slots=True)
class Cost:
    """The cost of an op, a block, a stage or a network, for a batch; costs add up."""

    parameters: int = 0
    macs: int = 0
    activations: int = 0
    conv_fc_activations: int = 0

    def __add__(self, other: "Cost") -> "Cost":
        """The sum of two costs."""
        return Cost(
            self.parameters + other.parameters,
            self.macs + other.macs,
            self.activations + other.activations,
            self.conv_fc_activations + other.conv_fc_activations,
        )

    def __sub__(self, other: "Cost") -> "Cost":
        """The difference; negative numbers where the other costs more."""
        return Cost(
            self.parameters - other.parameters,
            self.macs - other.macs,
            self.activations - other.activations,
            self.conv_fc_activations - other.conv_fc_activations,
        )


def weights(op: Op) -> int:
    """The number of elements of an op's weight, without the bias."""
    if op.kind in CONVS and op.windows:
        area = prod(window.kernel for window in op.windows)
        return op.output.channels * (op.in_channels // op.groups) * area
    return {"linear": op.in_channels * op.output.channels, "batch_norm": op.in_channels}.get(
        op.kind, 0
    )


def parameters(op: Op) -> int:
    """Weights and biases (a batch norm has both), without running statistics."""
    if op.weights is not None:
        return sum(prod(weight.shape) for weight in op.weights if weight.trained)
    if is_again(op):
        return 0
    biases = op.in_channels if op.kind == "batch_norm" else op.bias * op.output.channels
    return weights(op) + biases


def is_again(op: Op) -> bool:
    """Whether the op's module was called before, so that its weights belong to another op."""
    return ":" in op.id.rpartition(".")[2]


def macs(op: Op, shape: Shape, given: Shape = ()) -> int:
    """Multiply-adds: each position of the output uses every weight once.

    In a transposed convolution each position of the input does, in attention that of the map.
    """
    if op.kind == "conv_transpose":
        return weights(op) * given[0] * prod(given[2:]) if given else 0
    if op.kind == "linear":
        return op.in_channels * prod(shape)
    if op.kind == "attention":
        matrices = [weight.shape for weight in op.weights or () if is_matrix(weight)]
        return sum(map(prod, matrices)) * (prod(shape) // op.in_channels)
    positions = shape[0] * prod(shape[2:])
    if op.kind == "conv1d":
        return sum(prod(weight.shape) for weight in (op.weights or ())[:1]) * shape[0] * shape[2]
    if op.kind == "channel_conv":  # every channel uses the whole kernel
        return sum(prod(weight.shape) for weight in op.weights or ()) * prod(shape)
    if op.kind == "blur_pool" and op.windows:  # a conv of each channel, though nothing is learned
        return prod(shape) * prod(window.kernel for window in op.windows)
    return weights(op) * positions if op.kind == "conv" else 0


def is_counted(op: Op) -> bool:
    """Whether all multiply-adds of an op are known; those of two maps are not."""
    return op.kind not in MULTIPLYING and not op.kind.startswith("script_")


def is_matrix(weight: Weight) -> bool:
    """Whether a weight of attention is used at each position of the map."""
    return weight.name.endswith(("qkv.weight", "proj.weight", "in_proj_weight"))


def in_depth(graph: Graph) -> list[Op]:
    """The layers that the number in a network's name counts: convs and fc on the main path."""
    return [op for op in graph.layers if op.kind in ("conv", "linear") and graph.on_path(op)]


def cost_of(op: Op, shape: Shape, given: Shape = ()) -> Cost:
    """The cost of an op whose output has this shape, batch first; ``given`` is its input's."""
    elements = prod(shape)
    computed = elements if op.kind in (*CONVS, "linear") else 0
    return Cost(parameters(op), macs(op, shape, given), elements, computed)


def total(parts: Iterable[Cost]) -> Cost:
    """The sum of costs."""
    return reduce(add, parts, Cost())


def compact(number: int) -> str:
    """A large number for people: ``25.56 M``, ``4.09 G``; the exact one stands in its tooltip.

    Half is rounded up, as ``compact`` in static/js/graph/numbers.js does.
    """
    if number < 1000:
        return str(number)
    text = ""
    for unit, name in ((10**3, "k"), (10**6, "M"), (10**9, "G"), (10**12, "T")):
        rounded = Decimal(number / unit).quantize(Decimal("0.01"), ROUND_HALF_UP)
        text = f"{rounded} {name}"
        if rounded < 1000:
            break
    return text
