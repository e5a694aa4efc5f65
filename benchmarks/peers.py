"""What we are measured against: torchvision on the meta device, torchview, and ``dot`` itself."""

import shutil
import subprocess
from typing import Any

import torch
from pygraphviz import AGraph
from torch import Tensor, nn

from app.graph import Shape

# torchvision declares these in its compiled half, which the ResNets don't need.
for missing in ("nms", "qnms"):
    torch.library.define(
        f"torchvision::{missing}", "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor"
    )

from torchview import draw_graph  # noqa: E402
from torchvision.models import get_model  # noqa: E402

DOT = shutil.which("dot")
"""The program; None where Graphviz is not installed."""


def network(name: str) -> nn.Module:
    """The network that torchvision calls ``name``, on the meta device."""
    with torch.device("meta"):
        return get_model(name).eval()


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
            self.net(torch.empty(1, 3, height, width, device="meta"))
        return self.heard


def torchview_svg(name: str) -> bytes:
    """The picture of a network by torchview, as it draws it when told nothing else."""
    graph = draw_graph(network(name), input_size=(1, 3, 224, 224), device="meta").visual_graph
    if DOT:
        svg: bytes = graph.pipe(format="svg")
    else:
        svg = AGraph(string=graph.source).draw(format="svg", prog="dot")
    return svg


def dot_svg(dot: str) -> bytes:
    """The picture by one process of the ``dot`` program."""
    command = [DOT or "dot", "-Tsvg"]
    run = subprocess.run(
        command, input=dot.encode(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True
    )
    return run.stdout
