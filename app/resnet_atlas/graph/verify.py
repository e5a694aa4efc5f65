"""Compare the closed form with the shapes that PyTorch gives when the module runs.

The module runs on meta tensors. Its calls of PyTorch's functions are recorded, so the comparison
doesn't rely on the trace.
"""

from typing import Any

import torch
from torch import nn
from torch.overrides import TorchFunctionMode

from resnet_atlas.graph.difference import Difference
from resnet_atlas.graph.graph import Graph
from resnet_atlas.graph.tensor import Shape
from resnet_atlas.network.size import Size


class Recorder(TorchFunctionMode):
    """Records the shape of every tensor that a function of PyTorch returns, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.recorded: list[Shape] = []

    def __torch_function__(
        self,
        function: Any,
        types: Any,
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        """Call ``function`` and record the shape of its output; calls inside it aren't recorded."""
        out = function(*args, **(kwargs or {}))
        if isinstance(out, torch.Tensor):
            self.recorded.append(tuple(out.shape))
        return out


def run(module: nn.Module, shape: Shape) -> list[Shape]:
    """The output shapes of all ops of ``module`` for an input of ``shape``, in order."""
    x = torch.empty(shape, device="meta")
    recorder = Recorder()
    with torch.no_grad(), recorder:
        module(x)
    return recorder.recorded


def differences(module: nn.Module, graph: Graph, size: Size, batch: int = 1) -> list[Difference]:
    """The ops whose shape in the graph is not PyTorch's."""
    expected, *shapes = graph.shapes(size, batch)
    recorded = run(module, expected)
    ids = [op.id for op in graph.layers]
    length = max(len(ids), len(recorded))
    rows = zip(
        pad([*ids], length, "(not in the graph)"),
        pad([*shapes], length, None),
        pad([*recorded], length, None),
        strict=True,
    )
    return [Difference(*row) for row in rows if row[1] != row[2]]


def pad(items: list[Any], length: int, filler: Any) -> list[Any]:
    """``items``, filled up to ``length``."""
    return items + [filler] * (length - len(items))
