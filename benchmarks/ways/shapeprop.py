"""torch.fx's own way."""

import torch
from resnet_atlas.graph.tensor import Shape
from torch import fx
from torch.fx.passes.shape_prop import ShapeProp

from benchmarks.network import image, network


def make(name: str) -> fx.GraphModule:
    """The network, traced: that needs no size."""
    return fx.symbolic_trace(network(name))


def shapes(it: fx.GraphModule, size: tuple[int, int]) -> list[Shape]:
    """What is noted at each op."""
    with torch.no_grad():
        ShapeProp(it).propagate(image(size))
    ops = [node for node in it.graph.nodes if node.op not in ("output", "get_attr")]
    return [tuple(node.meta["tensor_meta"].shape) for node in ops]
