"""The jobs that need torch, for worker processes and the command line. Importing this loads torch.

Specs and graphs go in, plain data comes out.
"""

import sys
from contextlib import redirect_stdout
from pathlib import Path

from torch import nn

from resnet_atlas.errors import AtlasError, BadNetwork, UnsupportedOp
from resnet_atlas.graph.difference import Difference
from resnet_atlas.graph.graph import Graph
from resnet_atlas.graph.tracing.trace import trace
from resnet_atlas.graph.tracing.verify import differences
from resnet_atlas.network.loader import failed, load, own_files
from resnet_atlas.network.module import build
from resnet_atlas.network.reference import Reference
from resnet_atlas.network.size import DEFAULT_SIZE, Size
from resnet_atlas.network.spec import ResNetSpec


def trace_spec(spec: ResNetSpec) -> Graph:
    """Build the module of ``spec`` and trace it."""
    return trace(build(spec))


def verify_spec(spec: ResNetSpec, graph: Graph, size: Size, batch: int) -> list[Difference]:
    """Run the module of ``spec`` and list the ops whose shapes aren't those of ``graph``."""
    return differences(build(spec), graph, size, batch)


def trace_module(module: nn.Module, name: str, size: Size = DEFAULT_SIZE) -> Graph:
    """Trace a module of the reader's own; ``BadNetwork`` where it changes while it is traced."""
    before = state(module)
    try:
        graph = trace(module, size)
    except UnsupportedOp as error:
        if error.__cause__ is None:
            raise
        raise failed(name, error.__cause__, "it can't be traced") from None
    except AtlasError:
        raise
    except Exception as error:
        raise failed(name, error, "it can't be traced") from None
    if changed := sorted(key for key, value in state(module).items() if before.get(key) != value):
        problem = f"its forward changes {changed[0]}, so that another call may be another network"
        raise BadNetwork(name, problem, "a forward that leaves the module as it is")
    return graph


def trace_reference(
    reference: Reference, size: Size = DEFAULT_SIZE
) -> tuple[Graph, tuple[str, ...]]:
    """Run the reader's code, trace the module it makes, and list the files that it consists of."""
    with redirect_stdout(sys.stderr):  # what the reader's code prints
        graph = trace_module(load(reference), reference.path, size)
    return graph, own_files(Path.cwd())


def verify_reference(
    reference: Reference, graph: Graph, size: Size, batch: int
) -> list[Difference]:
    """Run the reader's module and list the ops whose shapes aren't those of ``graph``."""
    with redirect_stdout(sys.stderr):  # what the reader's code prints
        return differences(load(reference), graph, size, batch)


def state(module: nn.Module) -> dict[str, object]:
    """What decides how a module runs: its numbers, texts and truths, and which parts it has."""
    found: dict[str, object] = {}
    for path, part in module.named_modules():
        found[path or "the module"] = type(part)
        for name, value in vars(part).items():
            if isinstance(value, bool | int | float | str | None):
                found[f"{path}.{name}".lstrip(".")] = value
    found |= {name: tuple(value.shape) for name, value in module.named_parameters()}
    return found
