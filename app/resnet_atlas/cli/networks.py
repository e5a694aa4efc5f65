"""What a command line names: a network of the atlas, a module of the reader's own, a graph file."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from resnet_atlas.cli.parameters import fail, options

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from resnet_atlas.network.network import Network
    from resnet_atlas.network.reference import Reference
    from resnet_atlas.network.size import Size

Args = Annotated[
    str,
    typer.Option("--args", help="Arguments of your own callable, as '{\"num_classes\": 10}'."),
]

TRACE, VERIFY_SPEC, VERIFY = (
    f"resnet_atlas.graph.tracing.jobs:{job}"
    for job in ("trace_reference", "verify_spec", "verify_reference")
)
"""Jobs that load torch, so they are named and imported when they are needed."""


def find(model: str, set_: list[str] | None = None, args: str = "") -> "Network":
    """The network that ``model`` names; ``AtlasError`` or exit status 2 where there is none."""
    from resnet_atlas.network.network import Network

    if is_reference(model) or model.endswith(".json"):
        if set_:
            fail(f"--set {set_[0]}: this is for ResNets of the atlas; your own takes --args")
        return read_graph_file(Path(model)) if model.endswith(".json") else trace(model, args)
    if args:
        fail(f"--args {args}: this is for package.module:callable; {model} takes --set")
    return Network.parse(model, options(set_))


def is_reference(model: str) -> bool:
    """Whether a text is meant as a path to a callable."""
    return ":" in model or model.endswith(".py")


def trace(model: str, args: str = "") -> "Network":
    """The reader's own network, traced in this process."""
    from resnet_atlas.network.reference import Reference
    from resnet_atlas.store.traced import add

    reference = Reference.parse(model, args)
    graph, _ = with_torch(TRACE)(reference)
    return add(model, graph, reference)


def read_graph_file(path: Path) -> "Network":
    """The network of a graph file."""
    from resnet_atlas.store.graph_file import read
    from resnet_atlas.store.traced import add

    name, graph, size = read(path)
    return add(name, graph, None, size)


def with_torch(job: str) -> Any:
    """A job by its name; ``BadNetwork`` where torch isn't installed."""
    from pkgutil import resolve_name

    from resnet_atlas.errors import without_torch

    try:
        return resolve_name(job)
    except ImportError as error:
        if "torch" in str(error):
            raise without_torch() from None
        raise


def size_for(network: "Network", text: str) -> "Size":
    """The size of the input: ``128``, ``128x96`` or ``3x128x96``; by default the usual one.

    Channels are those of the network; others are refused.
    """
    from resnet_atlas.errors import BadParameter
    from resnet_atlas.network.size import ALLOWED, Size

    parts = text.lower().replace("×", "x").split("x")
    if len(parts) != 3:
        return Size.parse(text) if text else network.usual_size
    channels = channels_of(network)
    if parts[0].strip() != str(channels):
        rest = "x".join([str(channels), *parts[1:]])
        problem = f"{network.name} takes {channels} channels"
        raise BadParameter("size", text, problem, ALLOWED, rest)
    return Size.parse("x".join(parts[1:]))


def channels_of(network: "Network") -> int:
    """How many channels the input of a network has."""
    from resnet_atlas.network.traced import Traced
    from resnet_atlas.store.traced import traced_graph

    if isinstance(network.origin, Traced):
        return traced_graph(network.origin).ops[0].output.channels
    return network.spec.in_channels


def start_server(
    references: "Sequence[Reference]",
    given: "Mapping[str, object]",
    follow: bool,
    listening: "Callable[[str], object]" = lambda address: None,
) -> None:
    """Trace the networks in a worker, then serve; ``follow`` their files while it runs.

    ``given`` are settings, None for those that the environment decides.
    """
    import gc

    gc.disable()  # nothing that is imported is ever rubbish, but looking for some takes its time
    import anyio

    from resnet_atlas import settings
    from resnet_atlas.store.own_networks import OwnNetworks
    from resnet_atlas.web import server
    from resnet_atlas.workers.pool import WorkerPool

    read = settings.read(**{name: value for name, value in given.items() if value is not None})
    own = None
    if references:
        pool = WorkerPool(
            read.torch_workers, read.torch_seconds, read.torch_megabytes, read.torch_queue
        )
        own = OwnNetworks(references, pool)
        try:
            anyio.run(own.load)
        except BaseException:
            pool.close()
            raise
        if not follow:
            pool.close()
    server.run(read, own if follow else None, listening)
