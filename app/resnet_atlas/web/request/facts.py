"""The graph and the facts of a network, of two, and of the paper's table, for one request."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from resnet_atlas.errors import BadParameter
from resnet_atlas.facts.facts import Facts
from resnet_atlas.facts.paper import published
from resnet_atlas.facts.paper.table import Table, table
from resnet_atlas.graph.graph import Graph
from resnet_atlas.network.network import Network, Origin
from resnet_atlas.network.size import Size
from resnet_atlas.store.graphs import Graphs
from resnet_atlas.store.traced import at_size
from resnet_atlas.web.request.side import SIDES, Side, side_error


async def load_graph(request: Request, origin: Origin) -> Graph:
    """The graph of a network."""
    graphs: Graphs = request.app.state.graphs
    return await graphs.load(origin)


async def load_facts(request: Request, network: Network, size: Size, batch: int = 1) -> Facts:
    """The facts of a network at an input. Nothing is computed before it is asked for."""
    return Facts(await load_graph(request, at_size(network, size).origin), size, batch)


async def load_paper_table(
    graphs: Graphs, size: Size, stride_in_1x1: bool = False, option_a: bool = False
) -> Table:
    """The paper's table for an input of ``size``, stride and shortcuts as PyTorch or the paper."""
    specs = published.specs(stride_in_1x1, option_a)
    loaded = {name: await graphs.load(spec) for name, spec in specs.items()}
    return await run_in_threadpool(table, loaded, size)


async def load_sides(request: Request, sides: tuple[Side, Side], shared: Size) -> list[Facts]:
    """The facts of both sides. A size that a side can't take is refused as it was given."""
    loaded = []
    for parameter, side in zip(SIDES, sides, strict=True):
        facts = await load_facts(request, side.network, side.size(shared))
        try:
            await run_in_threadpool(getattr, facts, "costs")
        except BadParameter as error:
            if side.own_size is None:
                raise
            raise side_error(parameter, side.text, error) from error
        loaded.append(facts)
    return loaded
