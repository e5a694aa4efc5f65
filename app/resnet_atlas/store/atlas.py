"""What the web and the command line both ask for: the paper's table, and a network verified."""

from functools import lru_cache
from typing import TYPE_CHECKING

from resnet_atlas.errors import BadParameter
from resnet_atlas.facts.paper import published as paper
from resnet_atlas.facts.paper.table import Table, table
from resnet_atlas.messages import Message
from resnet_atlas.network.size import Size
from resnet_atlas.network.spec import ResNetSpec
from resnet_atlas.parse import as_text
from resnet_atlas.store.graphs import TORCH, graph_of

if TYPE_CHECKING:  # it imports torch, which a picture of a known graph does without
    from resnet_atlas.graph.verify import Difference


@lru_cache(maxsize=64)
def paper_table(size: Size, stride_in_1x1: bool = False, option_a: bool = False) -> Table:
    """The paper's table for an input of ``size``, stride and shortcuts as PyTorch or the paper."""
    specs = paper.specs(stride_in_1x1, option_a)
    return table({name: graph_of(spec) for name, spec in specs.items()}, size)


MOST_VERIFIED = 5000
"""Layers that PyTorch runs for a stranger, some two milliseconds each; ResNet-1202 has 4210."""


def verify(spec: ResNetSpec, size: Size, batch: int = 1) -> "tuple[int, list[Difference]]":
    """How many shapes were compared with PyTorch's own run of the module, and which differ."""
    graph = graph_of(spec)
    if len(graph.layers) > MOST_VERIFIED:
        problem = Message("PyTorch would take too long to run it")
        allowed = Message("blocks of at most {most} layers in all", most=MOST_VERIFIED)
        raise BadParameter("depths", as_text(spec.depths), problem, allowed)
    with TORCH:
        from resnet_atlas.graph.verify import differences
        from resnet_atlas.network.module import build  # late: this is what loads torch

        return len(graph.layers), differences(build(spec), graph, size, batch)
