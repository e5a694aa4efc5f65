"""Graphs for the command line: traced in its own process, which loads torch for a new network."""

from pkgutil import resolve_name
from threading import Lock

from resnet_atlas.graph.graph import Graph
from resnet_atlas.graph.names import with_plain_names
from resnet_atlas.network.network import Network, Origin
from resnet_atlas.network.size import Size
from resnet_atlas.network.traced import Traced
from resnet_atlas.store.baked import grown, shortened
from resnet_atlas.store.graphs import RUN, TRACE, Graphs
from resnet_atlas.store.traced import at_size
from resnet_atlas.workers.pool import WorkerPool

GRAPHS = Graphs(WorkerPool(1))
LOCK = Lock()


def graph_at(network: Network, size: Size) -> Graph:
    """The graph of a network at an input of ``size``."""
    return graph_of(at_size(network, size).origin)


def graph_of(origin: Origin) -> Graph:
    """The graph of ``origin``, traced in this process where it is new: not for the server."""
    if graph := GRAPHS.known(origin):
        return graph
    with LOCK:
        if isinstance(origin, Traced):
            graph, _ = resolve_name(RUN)(origin.reference, origin.run_at)
            return GRAPHS.keep(origin, with_plain_names(graph))
        spec = origin
        short = shortened(spec)
        traced: Graph = GRAPHS.known(short) or GRAPHS.keep(short, resolve_name(TRACE)(short))
        return GRAPHS.keep(spec, grown(traced, spec))
