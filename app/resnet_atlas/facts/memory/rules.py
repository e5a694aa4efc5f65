"""What each kind of op allocates, and what its gradient needs of it: PyTorch's own rules.

Derivatives stand in PyTorch's ``tools/autograd/derivatives.yaml``.
"""

from collections.abc import Iterator

from resnet_atlas.facts.cost import weights
from resnet_atlas.facts.memory.precision import Unit
from resnet_atlas.graph.graph import Graph
from resnet_atlas.graph.op import Op

ACTIVATIONS = ("relu6", "hardswish", "hardsigmoid", "silu", "gelu")
"""Kinds of op whose gradient needs what went in; in place, autograd keeps a copy of that."""

SAVES_INPUTS = (
    *("conv", "linear", "batch_norm", "group_norm", "layer_norm", "max_pool", "mul", "scale"),
    *ACTIVATIONS,
)
"""Kinds of op whose gradient needs what went in. An average pooling of a window does, too."""

SAVES_OUTPUT = ("relu", "sigmoid")
"""Kinds of op whose gradient needs what came out."""

VIEWS = ("flatten", "view", "permute", "slice")
"""Kinds of op that look at the memory of their input in another way."""

IN_PLACE = ("relu", *VIEWS)
"""Kinds of op that give the memory of their input."""

CAST = ("conv", "linear")
"""Kinds of op that ``torch.autocast`` computes in the lower precision, with copies of weights."""

PROVEN = (
    *("conv", "linear", "batch_norm", "group_norm", "max_pool", "avg_pool", "mul", "add", "cat"),
    *("relu", "relu6", "hardswish", "hardsigmoid", "sigmoid", "mean", "pad", "input"),
    *VIEWS,
)
"""Kinds of op whose rules are held against autograd, in ResNets of every option and in
torchvision's other networks."""


def saved_by(op: Op) -> Iterator[str]:
    """The ids of the ops whose outputs the gradient of ``op`` needs."""
    if op.kind in SAVES_INPUTS or (op.kind == "avg_pool" and op.windows):
        yield from op.inputs
    if op.kind in SAVES_OUTPUT:
        yield op.id


def extras(op: Op) -> Iterator[tuple[int, Unit, bool]]:
    """What the gradient of ``op`` needs beside tensors: how many, of what, and if at each position.

    Those are batch norm's mean and inverse deviation of each channel, the place of each maximum,
    and a weight's copy under autocast.
    """
    if op.kind == "batch_norm":
        yield 2 * op.output.channels, "statistic", False
    if op.kind == "group_norm":  # one of each, for each group
        yield 2 * op.groups, "statistic", False
    if op.kind == "layer_norm":  # at each position
        yield 2, "statistic", True
    if op.kind == "dropout":  # the factor of each number
        yield op.output.channels, "number", True
    if op.kind == "frozen_batch_norm":  # the factor of each channel
        yield op.output.channels, "statistic", False
    if op.kind == "max_pool":
        yield op.output.channels, "index", True
    if op.kind in CAST:
        yield weights(op), "copy", False


def owner(graph: Graph, id: str) -> Op:
    """The op that made the memory in which an op's output lies."""
    op = graph.op[id]
    return owner(graph, op.inputs[0]) if op.kind in IN_PLACE else op
