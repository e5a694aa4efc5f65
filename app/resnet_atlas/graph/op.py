"""An op: one step of the computation, and the edges between ops."""

from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Literal

from resnet_atlas.graph.expression import Expression
from resnet_atlas.graph.tensor import Shape, Tensor
from resnet_atlas.graph.window import Window

Role = Literal["trunk", "residual", "shortcut"]
"""Where an op lies in its block: on one of the branches, or outside both."""


@dataclass(frozen=True, slots=True)
class Weight:
    """A tensor of ``state_dict``: its full name and its shape; a buffer isn't trained."""

    name: str
    shape: Shape
    trained: bool = True


@dataclass(frozen=True, slots=True)
class Op:
    """One step of the computation.

    ``id`` is the module path; a module called again gets an ordinal (``layer1.0.relu:2``), an op
    without a module its function's name (``layer1.0.add``). ``windows`` are those of height and
    width where the op is a convolution or pooling. ``stage`` and ``block`` are the outermost and
    the innermost group around the op, if there are two; ``role`` says where in its block the op
    lies, ``trunk`` being outside the branches.

    ``in_channels`` is what the op takes, which need not be what it is given. ``axis`` is the
    dimension that a concatenation joins. ``weights`` is None where the kind of op says what the
    weights are (convolution, linear layer, batch norm, ops without any). ``standardized`` weights
    have mean 0 and variance 1. ``beside`` is the shape of a weight that is added, multiplied or
    joined: its sizes have to be those of the input, or 1. ``taps`` are the elements of an axis that
    an output of an upsampling reads; 0 stands for any number.
    """

    id: str
    kind: str
    inputs: tuple[str, ...]
    output: Tensor
    stage: str
    block: str | None = None
    role: Role = "trunk"
    in_channels: int = 0
    windows: tuple[Window, Window] | None = None
    groups: int = 1
    bias: bool = False
    axis: int | None = None
    weights: tuple[Weight, ...] | None = None
    standardized: bool = False
    beside: tuple[Expression, ...] = ()
    taps: int = 1

    @property
    def stride(self) -> int:
        """The larger stride of the two axes; 1 where there is no window."""
        return max(window.stride for window in self.windows) if self.windows else 1

    @property
    def out_channels(self) -> int:
        """How many channels or features a layer gives, wherever in its output they stand."""
        return (
            self.weights[0].shape[0]
            if self.kind == "linear" and self.weights
            else self.output.channels
        )


NAMES = ("id", "inputs", "stage", "block", "weights")

OPTIONS = attrgetter(*(field.name for field in fields(Op) if field.name not in NAMES))
"""Reads all fields of an op that don't name something."""


@dataclass(frozen=True, slots=True)
class Edge:
    """The tensor that ``source`` hands to ``target`` (op ids)."""

    source: str
    target: str
    role: Role
    tensor: Tensor
