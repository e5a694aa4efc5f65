"""Graphs for the command line: traced in its own process, which loads torch for a new network."""

from pkgutil import resolve_name
from threading import Lock

from resnet_atlas.graph.graph import Graph
from resnet_atlas.network.network import Origin
from resnet_atlas.network.traced import Traced
from resnet_atlas.store.baked import grown, shortened
from resnet_atlas.store.graphs import TRACE, Graphs
from resnet_atlas.store.traced import traced_graph
from resnet_atlas.workers.pool import WorkerPool

GRAPHS = Graphs(WorkerPool(1))
LOCK = Lock()


def graph_of(origin: Origin) -> Graph:
    """The graph of ``origin``, traced in this process where it is new: not for the server."""
    if isinstance(origin, Traced):
        return traced_graph(origin)
    if graph := GRAPHS.known(origin):
        return graph
    with LOCK:
        spec = origin
        short = shortened(spec)
        traced: Graph = GRAPHS.known(short) or GRAPHS.keep(short, resolve_name(TRACE)(short))
        return GRAPHS.keep(spec, grown(traced, spec))
