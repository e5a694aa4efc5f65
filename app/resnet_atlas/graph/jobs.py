"""The jobs that need torch, for worker processes and the command line. Importing this loads torch.

Specs and graphs go in, plain data comes out.
"""

from resnet_atlas.graph.difference import Difference
from resnet_atlas.graph.graph import Graph
from resnet_atlas.graph.trace import trace
from resnet_atlas.graph.verify import differences
from resnet_atlas.network.module import build
from resnet_atlas.network.size import Size
from resnet_atlas.network.spec import ResNetSpec


def trace_spec(spec: ResNetSpec) -> Graph:
    """Build the module of ``spec`` and trace it."""
    return trace(build(spec))


def verify_spec(spec: ResNetSpec, graph: Graph, size: Size, batch: int) -> list[Difference]:
    """Run the module of ``spec`` and list the ops whose shapes aren't those of ``graph``."""
    return differences(build(spec), graph, size, batch)
