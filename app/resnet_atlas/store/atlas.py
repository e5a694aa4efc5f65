"""The paper's table, for the web and the command line."""

from functools import lru_cache

from resnet_atlas.facts.paper import published as paper
from resnet_atlas.facts.paper.table import Table, table
from resnet_atlas.network.size import Size
from resnet_atlas.store.graphs import graph_of


@lru_cache(maxsize=64)
def paper_table(size: Size, stride_in_1x1: bool = False, option_a: bool = False) -> Table:
    """The paper's table for an input of ``size``, stride and shortcuts as PyTorch or the paper."""
    specs = paper.specs(stride_in_1x1, option_a)
    return table({name: graph_of(spec) for name, spec in specs.items()}, size)
