"""Every shape of ResNet-152: at a new size with the graph in hand, and from nothing."""

from collections.abc import Iterator
from itertools import product
from typing import Any

import torch
from resnet_atlas.graph.graph import Graph
from resnet_atlas.graph.tensor import Shape
from resnet_atlas.graph.tracing.trace import trace
from resnet_atlas.network.catalogue import named
from resnet_atlas.network.module import build
from resnet_atlas.network.size import Size
from torch import Tensor, nn

from benchmarks.contest import Goal, Result, race
from benchmarks.network import image, network

NAME = "resnet152"
AT_ONCE = 200
"""Sizes per timing of the closed form, which alone is too quick for the clock."""

NEW_SIZE = Goal(
    "Every shape of ResNet-152 at a new size, graph in hand",
    "torchvision's on the meta device, with hooks",
    500,
)
FROM_NOTHING = Goal(
    "Every shape of ResNet-152 from nothing",
    "torchvision: instantiate on meta, run once with hooks",
    1 / 0.4,
)


class Listener:
    """Hears the output shape of every layer of ``net`` whenever that runs.

    Only the layers themselves have a hook, not what contains them: that is the quickest.
    """

    def __init__(self, net: nn.Module) -> None:
        self.net = net
        self.heard: list[Shape] = []
        for module in net.modules():
            if not any(module.children()):
                module.register_forward_hook(self.hear)

    def hear(self, module: nn.Module, args: Any, output: Tensor) -> None:
        """What PyTorch calls after each layer."""
        self.heard.append(tuple(output.shape))

    def shapes(self, height: int, width: int) -> list[Shape]:
        """Every layer's output shape for one image, in the order of execution."""
        self.heard.clear()
        with torch.no_grad():
            self.net(image((height, width)))
        return self.heard


def new_sizes() -> Iterator[tuple[int, int]]:
    """Heights and widths, none of them twice."""
    return product(range(64, 513), range(64, 513))


async def new_size(rounds: int) -> list[Result]:
    """The closed form at a new size against PyTorch's own forward."""
    graph, listener = trace(build(named(NAME))), Listener(network(NAME))
    check(graph, listener)
    ours_next, theirs_next = new_sizes(), new_sizes()

    async def ours() -> int:
        for _ in range(AT_ONCE):
            graph.shapes(Size(*next(ours_next)))
        return AT_ONCE

    async def theirs() -> int:
        listener.shapes(*next(theirs_next))
        return 1

    return [await race(NEW_SIZE, ours, theirs, rounds)]


async def from_nothing(rounds: int) -> list[Result]:
    """Build, trace and evaluate against instantiate and run; nothing is kept between rounds."""

    async def ours() -> int:
        trace(build(named(NAME))).shapes(Size(224, 224))
        return 1

    async def theirs() -> int:
        Listener(network(NAME)).shapes(224, 224)
        return 1

    return [await race(FROM_NOTHING, ours, theirs, rounds)]


def check(graph: Graph, listener: Listener) -> None:
    """Both have to say the same, or the contest would mean nothing."""
    shapes = dict(zip(graph.op, graph.shapes(Size(225, 320)), strict=True))
    # Hooks hear modules only: neither the input nor functions.
    unheard = {"input", "add", "flatten"}
    ours: list[Shape] = [shapes[op.id] for op in graph.ops if op.kind not in unheard]
    if ours != listener.shapes(225, 320):
        raise AssertionError("the closed form and PyTorch differ")
