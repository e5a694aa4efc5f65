"""Compare the closed form with the shapes that PyTorch gives when the module runs.

The module runs on meta tensors. Its calls of PyTorch's functions are recorded, so the comparison
doesn't rely on the trace.
"""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor as Array
from torch import nn

from resnet_atlas.graph.difference import Difference
from resnet_atlas.graph.graph import Graph
from resnet_atlas.graph.tensor import Shape
from resnet_atlas.graph.tracing.arguments import on_meta
from resnet_atlas.graph.tracing.recorder import SAME, SILENT, WHOLE, WRITES, Recorder, evaluating
from resnet_atlas.network.size import Size


class Listener(Recorder):
    """Records the shape of every tensor that is computed from the input, in order."""

    def __init__(self, module: nn.Module, input: Array) -> None:
        super().__init__(module)
        self.heard: list[Shape] = []
        input.heard = True  # type: ignore[attr-defined]

    def call(
        self, name: str, function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Any:
        """Have PyTorch call a function, and record what it returns."""
        heard = any(map(is_heard, (*args, *kwargs.values())))
        if heard:  # with what forward makes anew, perhaps on another device
            args, kwargs = on_meta(args), on_meta(kwargs)
        result = function(*args, **kwargs)
        if name in WRITES and heard:
            args[0].heard = True
            self.heard.append(tuple(args[0].shape))
            return result
        single = name == "cat" and args and len(args[0]) == 1
        if single:
            result.heard = True
        elif name not in SILENT and heard:
            for array in result if isinstance(result, (tuple, list)) else [result]:
                if isinstance(array, Array):
                    array.heard = True  # type: ignore[attr-defined]
                    if name not in SAME:
                        self.heard.append(tuple(array.shape))
        return result

    def enter(self, module: nn.Module, args: Any, kwargs: Any) -> Any:
        """Call a module; one that is an op of its own is heard as one."""
        if type(module).__qualname__ not in WHOLE:
            return super().enter(module, args, kwargs)
        before = len(self.heard)
        result = super().enter(module, args, kwargs)
        del self.heard[before:]
        self.heard.append(tuple((result[0] if isinstance(result, tuple) else result).shape))
        return result


def is_heard(arg: Any) -> bool:
    """Whether an argument is computed from the input, or has a part that is."""
    if isinstance(arg, (tuple, list)):
        return any(map(is_heard, arg))
    return hasattr(arg, "heard")


def run(module: nn.Module, shape: Shape) -> list[Shape]:
    """The output shapes of all ops of ``module`` for an input of ``shape``, in order."""
    x = torch.empty(shape, device="meta")
    listener = Listener(module, x)
    with evaluating(listener.parts.values()), torch.no_grad(), listener:
        module(x)
    return listener.heard


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
