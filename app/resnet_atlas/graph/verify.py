"""The module itself, run on meta tensors, against the closed form: every shape of every op.

It doesn't rely on the trace: PyTorch's own calls are listened to while the module runs.
"""

from typing import Any

import torch
from torch import nn
from torch.overrides import TorchFunctionMode

from resnet_atlas.graph.difference import Difference
from resnet_atlas.graph.graph import Graph
from resnet_atlas.graph.tensor import Shape
from resnet_atlas.network.size import Size


class Listener(TorchFunctionMode):
    """Notes the shape of every tensor that a function of PyTorch returns, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[Shape] = []

    def __torch_function__(
        self,
        function: Any,
        types: Any,
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        """Call ``function`` as it is; what it calls in turn is not heard."""
        out = function(*args, **(kwargs or {}))
        if isinstance(out, torch.Tensor):
            self.heard.append(tuple(out.shape))
        return out


def run(module: nn.Module, shape: Shape) -> list[Shape]:
    """The output shapes of all ops of ``module`` for an input of ``shape``, in order."""
    x = torch.empty(shape, device="meta")
    listener = Listener()
    with torch.no_grad(), listener:
        module(x)
    return listener.heard


def differences(module: nn.Module, graph: Graph, size: Size, batch: int = 1) -> list[Difference]:
    """Where the graph and the module disagree; empty for a true graph."""
    expected, *shapes = graph.shapes(size, batch)
    heard = run(module, expected)
    ids = [op.id for op in graph.layers]
    length = max(len(ids), len(heard))
    rows = zip(
        pad([*ids], length, "(not in the graph)"),
        pad([*shapes], length, None),
        pad([*heard], length, None),
        strict=True,
    )
    return [Difference(*row) for row in rows if row[1] != row[2]]


def pad(items: list[Any], length: int, filler: Any) -> list[Any]:
    """``items`` and as many fillers as it takes."""
    return items + [filler] * (length - len(items))
