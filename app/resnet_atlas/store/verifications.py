"""Networks verified by PyTorch itself, in a worker."""

from resnet_atlas.errors import BadParameter
from resnet_atlas.graph.difference import Difference
from resnet_atlas.messages import Message
from resnet_atlas.network.size import Size
from resnet_atlas.network.spec import ResNetSpec
from resnet_atlas.parse import as_text
from resnet_atlas.store.graphs import Graphs
from resnet_atlas.store.single_flight import SingleFlight
from resnet_atlas.workers.pool import WorkerPool

VERIFY = "resnet_atlas.graph.jobs:verify_spec"
"""The job that verifies a spec: a name, since importing it loads torch."""

MOST_LAYERS = 5000
"""Layers that PyTorch runs for a stranger, some two milliseconds each; ResNet-1202 has 4210."""

MOST_AT_ONCE = 5
"""Verifications under way, the waiting ones included."""

BUSY = Message("Too many networks are being verified.")
FAILED = Message("The network could not be verified: {reason}")

Verification = tuple[int, list[Difference]]
"""How many shapes were compared, and the ops whose shapes differ."""


class Verifications:
    """Compares the closed form of networks with PyTorch's own run of the module."""

    def __init__(self, graphs: Graphs, pool: WorkerPool) -> None:
        self.graphs = graphs
        self.pool = pool
        self._flight: SingleFlight[Verification] = SingleFlight(MOST_AT_ONCE, BUSY)

    async def verify(self, spec: ResNetSpec, size: Size, batch: int = 1) -> Verification:
        """Verify every shape of ``spec`` for an input."""
        key = spec, size, batch
        return await self._flight.run(key, lambda: self._verify(spec, size, batch))

    async def _verify(self, spec: ResNetSpec, size: Size, batch: int) -> Verification:
        graph = await self.graphs.load(spec)
        if len(graph.layers) > MOST_LAYERS:
            problem = Message("PyTorch would take too long to run it")
            allowed = Message("blocks of at most {most} layers in all", most=MOST_LAYERS)
            raise BadParameter("depths", as_text(spec.depths), problem, allowed)
        graph.shapes(size, batch)  # refused here, without a worker
        differences = await self.pool.run(VERIFY, spec, graph, size, batch, failure=FAILED)
        return len(graph.layers), differences
