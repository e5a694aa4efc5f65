"""Keep the graphs of all networks that have a name, and of the paper's own, where settings say.

What runs with the same ``ATLAS_CACHE_FOLDER`` then loads torch only for networks made up by a user.
"""

from app.atlas import graph_of, graphs
from app.catalogue import CATALOGUE, PRESETS, named
from app.paper import specs

papers = [*specs(stride_in_1x1=True).values(), *specs(option_a=True).values()]
for spec in [*map(named, (*CATALOGUE, *PRESETS)), *papers]:
    graph_of(spec)
print(f"{len(CATALOGUE) + len(PRESETS)} networks and the paper's own in {graphs().shelf.folder}")
