"""A graph by Graphviz, from a command line."""

from pathlib import Path
from tempfile import TemporaryDirectory

from resnet_atlas.graph.tensor import Shape
from torch import nn

from benchmarks.network import image
from benchmarks.network import network as make

# isort: split
from nnviz.drawing import GraphvizDrawer  # after benchmarks.network: it imports torchvision, too
from nnviz.entities import NNGraph
from nnviz.inspection import TorchFxInspector

__all__ = ["make", "picture", "shapes"]


def inspect(it: nn.Module, size: tuple[int, int]) -> NNGraph:
    """Its graph, with the shapes on the edges."""
    graph = TorchFxInspector().inspect(it, inputs={"x": image(size)})
    for module in it.modules():  # the hooks that it leaves behind would slow the next time
        module._forward_hooks.clear()
    return graph


def shapes(it: nn.Module, size: tuple[int, int]) -> list[Shape]:
    """What is on the edges, once for each op that they come from."""
    graph = inspect(it, size)
    specs = {source: graph.get_spec(source, target, key) for source, target, key in graph.edges}
    return [tuple(spec.shape) for spec in specs.values()]


def picture(it: nn.Module, size: tuple[int, int]) -> bytes:
    """Its graph, closed as far as its command line does by itself, as SVG."""
    graph = inspect(it, size)
    graph.collapse_by_depth(2)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "net.svg"
        GraphvizDrawer(path).draw(graph)
        return path.read_bytes()
