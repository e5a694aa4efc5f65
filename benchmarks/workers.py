"""Worker pools that all benchmarks of this process share, warm as in a server."""

from resnet_atlas.render.pictures import Pictures
from resnet_atlas.store.graphs import Graphs
from resnet_atlas.workers.pool import WorkerPool

LAYOUT = WorkerPool(2)
TORCH = WorkerPool(1, megabytes=4096)


def new_pictures() -> Pictures:
    """Pictures that know no graph and no layout yet."""
    return Pictures(Graphs(TORCH), LAYOUT)
