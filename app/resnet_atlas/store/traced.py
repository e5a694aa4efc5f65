"""The graphs of traced networks, for as long as the process runs: its operator brought them."""

from dataclasses import replace
from hashlib import blake2b

from pydantic import TypeAdapter

from resnet_atlas.errors import BadInput
from resnet_atlas.graph.graph import Graph
from resnet_atlas.graph.names import with_plain_names
from resnet_atlas.network.network import Network
from resnet_atlas.network.reference import Reference
from resnet_atlas.network.relatives import RELATIVES
from resnet_atlas.network.size import DEFAULT_SIZE, USUAL_SIDES, Size
from resnet_atlas.network.traced import REGISTRY, Traced, forget, plain_name, register
from resnet_atlas.store.relatives import relatives_graph

_graphs: dict[Traced, Graph] = {}


def add(
    name: str, graph: Graph, reference: Reference | None = None, usual_size: Size | None = None
) -> Network:
    """Let a graph be known by a name, in place of an earlier one of that name.

    What an address can't hold is replaced, in that name and in those of the graph.
    """
    name, graph = plain_name(name), with_plain_names(graph)
    network = identified(graph, reference, usual_size)
    earlier = REGISTRY.get(name)
    register(name, network)
    _graphs[network] = graph
    drop(earlier)
    return Network(name, network)


def identified(graph: Graph, reference: Reference | None, usual_size: Size | None) -> Traced:
    """What tells a graph from others."""
    digest = blake2b(TypeAdapter(Graph).dump_json(graph), digest_size=16).hexdigest()
    return Traced(digest, reference, usual_size or usual_size_of(graph))


def usual_size_of(graph: Graph) -> Size:
    """The first of the usual sizes that a network takes; 224 where it takes none of them."""
    for side in USUAL_SIDES:
        try:
            graph.shapes(size := Size(side, side))
        except BadInput:
            continue
        return size
    return DEFAULT_SIZE


def remove(network: Network) -> None:
    """Forget a network that ``add`` made known."""
    assert isinstance(network.origin, Traced)
    forget(network.name)
    drop(network.origin)


def drop(network: Traced | None) -> None:
    """Let go of a graph that no name leads to any longer."""
    if network and network not in REGISTRY.values():
        _graphs.pop(network, None)


def at_size(network: Network, size: Size) -> Network:
    """The network as it is at an input of ``size``: where its graph doesn't hold, a further run.

    Without the module there is none; then the graph says itself what it doesn't know.
    """
    origin = network.origin
    if not isinstance(origin, Traced) or not origin.reference or origin not in _graphs:
        return network
    return network if _graphs[origin].holds_at(size) else with_run(network, origin, size)


def with_run(network: Network, origin: Traced, size: Size) -> Network:
    """The network by a further run at ``size``."""
    return replace(network, origin=replace(origin, run_at=size))


def traced_graph(network: Traced) -> Graph:
    """The graph of a traced network."""
    return relatives_graph(network.version) if network.version in RELATIVES else _graphs[network]
