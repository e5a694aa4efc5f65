"""Ops that keep the shape, and the linear layer, which changes the last dimension alone."""

from typing import Any

from resnet_atlas.graph.expression import Expression
from resnet_atlas.graph.kinds import ACTIVATIONS, ARITHMETIC, NORMS
from resnet_atlas.graph.op import Op
from resnet_atlas.graph.tensor import Tensor
from resnet_atlas.graph.tracing.ops.rule import RULES, Given, Rule, reshaped, rule, unary

DROPOUTS = dict.fromkeys(
    [
        "dropout",
        "dropout1d",
        "dropout2d",
        "dropout3d",
        "alpha_dropout",
        "feature_dropout",
        "feature_alpha_dropout",
        "stochastic_depth",
    ],
    "dropout",
)


def keeps(kind: str) -> Rule:
    """The rule of a function that keeps the shape of its first argument."""

    def read(id: str, input: Op, *_: Any, **__: Any) -> Op:
        return unary(id, kind, input, input.output)

    return read


for name in (*ACTIVATIONS, *NORMS, *ARITHMETIC):
    RULES[name] = keeps(name)
for name, kind in DROPOUTS.items():
    RULES[name] = keeps(kind)


@rule()
def hardtanh(id: str, input: Op, min_val: float = -1, max_val: float = 1, *_: Any, **__: Any) -> Op:
    """A clipping; ReLU6 is one from 0 to 6."""
    kind = "relu6" if (min_val, max_val) == (0, 6) else "hardtanh"
    return unary(id, kind, input, input.output)


@rule()
def batch_norm(
    id: str, input: Op, running_mean: Any, running_var: Any, weight: Any = None, *_: Any, **__: Any
) -> Op:
    """A batch norm."""
    given = next((part for part in (weight, running_mean) if isinstance(part, Given)), None)
    channels = given.shape[0] if given else input.output.channels
    return unary(id, "batch_norm", input, input.output, in_channels=channels)


@rule()
def linear(id: str, input: Op, weight: Given, bias: Any = None) -> Op:
    """A fully connected layer on the last dimension."""
    outputs, inputs = weight.shape
    options = {"bias": bias is not None, "in_channels": inputs}
    if input.output.rank == 2 and not input.output.dims:
        return unary(id, "linear", input, Tensor(outputs, ()), **options)
    dims = [*input.output.sizes[:-1], Expression.constant(outputs)]
    return reshaped(id, "linear", input, dims, **options)


@rule()
def glu(id: str, input: Op, dim: int = -1) -> Op:
    """One half of the channels times the sigmoid of the other."""
    dims = list(input.output.sizes)
    dims[dim] = dims[dim] // 2
    return reshaped(id, "glu", input, dims)
