"""The paper's table, computed here."""

from resnet_atlas.facts.paper.published import specs
from resnet_atlas.facts.paper.table import Table, table
from resnet_atlas.network.size import Size
from resnet_atlas.store.local_graphs import graph_of


def paper_table(size: Size, stride_in_1x1: bool = False, option_a: bool = False) -> Table:
    """The table for an input of ``size``."""
    graphs = {name: graph_of(spec) for name, spec in specs(stride_in_1x1, option_a).items()}
    return table(graphs, size)
