"""The graph and the facts of a network for one request."""

from starlette.requests import Request

from resnet_atlas.facts.facts import Facts
from resnet_atlas.graph.graph import Graph
from resnet_atlas.network.network import Network
from resnet_atlas.network.size import Size
from resnet_atlas.network.spec import ResNetSpec
from resnet_atlas.store.graphs import Graphs


async def load_graph(request: Request, spec: ResNetSpec) -> Graph:
    """The graph of a network."""
    graphs: Graphs = request.app.state.graphs
    return await graphs.load(spec)


async def load_facts(request: Request, network: Network, size: Size, batch: int = 1) -> Facts:
    """The facts of a network at an input. Nothing is computed before it is asked for."""
    return Facts(await load_graph(request, network.spec), size, batch)
