"""Networks verified by PyTorch itself, in a worker."""

from resnet_atlas.errors import BadParameter
from resnet_atlas.graph.difference import Difference
from resnet_atlas.messages import Message
from resnet_atlas.network.network import Network
from resnet_atlas.network.reference import Reference
from resnet_atlas.network.size import Size
from resnet_atlas.network.spec import ResNetSpec
from resnet_atlas.network.traced import Traced
from resnet_atlas.parse import as_text
from resnet_atlas.store.graphs import Graphs
from resnet_atlas.store.single_flight import SingleFlight
from resnet_atlas.store.traced import at_size
from resnet_atlas.workers.pool import WorkerPool

VERIFY, VERIFY_REFERENCE = (
    f"resnet_atlas.graph.tracing.jobs:{job}" for job in ("verify_spec", "verify_reference")
)
"""The jobs that verify a spec and a reader's own module: names, as importing them loads torch."""

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

    async def verify(self, network: Network, size: Size, batch: int = 1) -> Verification:
        """Verify every shape of ``network`` for an input."""
        key = network.origin, size, batch
        return await self._flight.run(key, lambda: self._verify(network, size, batch))

    async def _verify(self, network: Network, size: Size, batch: int) -> Verification:
        graph = await self.graphs.load(at_size(network, size).origin)
        job: str = VERIFY
        module: ResNetSpec | Reference | None
        if isinstance(network.origin, Traced):
            job, module = VERIFY_REFERENCE, network.origin.reference
            if module is None:
                problem = Message("its graph was given, but no module that PyTorch could run")
                raise BadParameter("model", network.name, problem, Message("a module"))
        elif len(graph.layers) > MOST_LAYERS:
            problem = Message("PyTorch would take too long to run it")
            allowed = Message("blocks of at most {most} layers in all", most=MOST_LAYERS)
            raise BadParameter("depths", as_text(network.spec.depths), problem, allowed)
        else:
            module = network.spec
        graph.shapes(size, batch)  # refused here, without a worker
        differences = await self.pool.run(job, module, graph, size, batch, failure=FAILED)
        return len(graph.layers), differences
