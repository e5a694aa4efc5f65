"""Graphs by what they are made from: from memory, from package data, or traced."""

from anyio import to_thread

from resnet_atlas.graph.graph import Graph
from resnet_atlas.graph.names import with_plain_names
from resnet_atlas.messages import Message
from resnet_atlas.network.network import Origin
from resnet_atlas.network.spec import ResNetSpec
from resnet_atlas.network.traced import Traced
from resnet_atlas.store.baked import baked, grown, shortened
from resnet_atlas.store.lru_cache import LRUCache
from resnet_atlas.store.single_flight import SingleFlight
from resnet_atlas.store.traced import traced_graph
from resnet_atlas.workers.pool import WorkerPool

OP_BYTES = 400
"""What an op of a graph takes in memory, about."""

TRACE = "resnet_atlas.graph.tracing.jobs:trace_spec"
"""The job that traces a spec: a name, since importing it loads torch."""

RUN = "resnet_atlas.graph.tracing.jobs:trace_reference"
"""The job that runs an operator's own module: a name, too."""

MANY_BLOCKS = 60
"""A graph of more blocks is grown in a thread: it takes longer than others should wait."""

BUSY = Message("Too many new networks are being built.")
FAILED = Message("The network could not be traced: {reason}")


class Graphs:
    """Graphs kept in at most ``capacity`` bytes; the workers of ``pool`` trace a new one."""

    def __init__(self, pool: WorkerPool, capacity: int = 2**26) -> None:
        self.pool = pool
        self.cache: LRUCache[Graph] = LRUCache(capacity)
        self._tracing: SingleFlight[Graph] = SingleFlight(pool.queue, BUSY)

    def known(self, origin: Origin) -> Graph | None:
        """The graph of ``origin`` if it needn't be traced: from memory or package data."""
        if isinstance(origin, Traced):
            return self.cache.get(origin) if origin.run_at else traced_graph(origin)
        if graph := self.cache.get(origin):
            return graph
        short = shortened(origin)
        graph = baked(origin) if short == origin else self.known(short)
        return graph and self.keep(origin, grown(graph, origin))

    async def load(self, origin: Origin) -> Graph:
        """The graph of ``origin``, traced in a worker where it is a new spec or a further run."""
        if isinstance(origin, Traced) and not origin.run_at:
            return traced_graph(origin)
        if graph := self.cache.get(origin):
            return graph
        if isinstance(origin, Traced):
            return await self._tracing.run(origin, lambda: self._run(origin))
        spec = origin
        short = shortened(spec)
        traced = self.known(short) or await self._tracing.run(short, lambda: self._trace(short))
        if sum(spec.depths) <= MANY_BLOCKS:
            return self.keep(spec, grown(traced, spec))
        return self.keep(spec, await to_thread.run_sync(grown, traced, spec))

    async def _trace(self, spec: ResNetSpec) -> Graph:
        return self.keep(spec, await self.pool.run(TRACE, spec, failure=FAILED))

    async def _run(self, origin: Traced) -> Graph:
        """Have a worker run the operator's own module at the size of ``origin``."""
        graph, _ = await self.pool.run(RUN, origin.reference, origin.run_at, failure=FAILED)
        return self.keep(origin, with_plain_names(graph))

    def keep(self, origin: Origin, graph: Graph) -> Graph:
        """Keep the graph of ``origin`` in memory."""
        self.cache.put(origin, graph, OP_BYTES * len(graph.ops))
        return graph
