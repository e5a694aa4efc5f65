"""Keep the graphs of all networks that have a name, and of the paper's own, where settings say.

What runs with the same ``ATLAS_CACHE_FOLDER`` then loads torch only for networks made up by a user.
Fails where not all of them can be read from there.
"""

import sys

from resnet_atlas.facts.paper.published import specs
from resnet_atlas.network.catalogue import CATALOGUE, PRESETS, named
from resnet_atlas.store.graphs import Graphs, graph_of, graphs

papers = [*specs(stride_in_1x1=True).values(), *specs(option_a=True).values()]
wanted = [*map(named, (*CATALOGUE, *PRESETS)), *papers]
for spec in wanted:
    graph_of(spec)
shelf = graphs().shelf
again = Graphs(shelf)  # which has none in memory
if lost := sum(again.known(spec) is None for spec in wanted):
    sys.exit(f"{lost} of {len(wanted)} networks are not in {shelf.folder}")
print(f"{len(CATALOGUE) + len(PRESETS)} networks and the paper's own in {shelf.folder}")
