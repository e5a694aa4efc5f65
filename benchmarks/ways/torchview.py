"""A graph by Graphviz."""

from resnet_atlas.graph.tensor import Shape
from torch import nn
from torchview import draw_graph
from torchview.computation_node import TensorNode

from benchmarks.network import image
from benchmarks.network import network as make

__all__ = ["UNHEARD", "make", "picture", "shapes"]

UNHEARD = {"input"}
WHOLE = 10
"""Levels of modules, which no network here has more of."""


def shapes(it: nn.Module, size: tuple[int, int]) -> list[Shape]:
    """What the nodes of its graph say."""
    graph = draw_graph(it, input_data=image(size), device="meta", depth=WHOLE)
    nodes = {node.node_id: node for edge in graph.edge_list for node in edge}
    return [
        tuple(node.output_shape[0]) for node in nodes.values() if not isinstance(node, TensorNode)
    ]


def picture(it: nn.Module, size: tuple[int, int]) -> bytes:
    """Its graph as SVG, by a ``dot`` process."""
    graph = draw_graph(it, input_data=image(size), device="meta")
    svg: bytes = graph.visual_graph.pipe(format="svg")
    return svg
