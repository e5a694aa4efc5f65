"""Random modules: proven shapes are PyTorch's, and what breaks is found where PyTorch raises."""

import pytest
import torch
from hypothesis import HealthCheck, given, note
from hypothesis import strategies as st
from resnet_atlas.errors import BadInput
from resnet_atlas.graph.fit import BROADCASTS
from resnet_atlas.graph.graph import Graph
from resnet_atlas.graph.tracing.trace import trace
from resnet_atlas.graph.tracing.verify import Listener
from resnet_atlas.network.size import Size
from torch import nn

from tests.depth import examples
from tests.modules import networks


def heard(module: nn.Module, size: Size) -> tuple[list[tuple[int, ...]], bool]:
    """The shapes of PyTorch's run, and whether it comes to an end."""
    x = torch.zeros(2, 3, size.height, size.width)
    listener = Listener(module, x)
    try:
        with torch.no_grad(), listener:
            module(x)
    except (RuntimeError, ValueError, TypeError):  # the last by a fault of its own, on an empty map
        return listener.heard, False
    return listener.heard, True


def refusal(graph: Graph, size: Size) -> str | None:
    """The op at which a size is refused; None where it is taken."""
    try:
        graph.shapes(size, 2)
    except BadInput as refused:
        return refused.op
    return None


def is_stretched(graph: Graph, size: Size, id: str) -> bool:
    """Whether an op repeats a side of 1 along another one, which we don't state."""
    op = graph.op[id]
    shapes = [graph.op[source].output.shape(size, 2) for source in op.inputs]
    return op.kind in BROADCASTS and any(1 in pair for pair in zip(*shapes, strict=True))


@pytest.mark.slow
@examples(60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    module=networks(),
    sizes=st.lists(st.builds(Size, st.integers(1, 30), st.integers(1, 30)), min_size=6, max_size=6),
)
def test_a_random_module_has_pytorchs_shapes_and_breaks_where_it_raises(module, sizes):
    module = module.eval()
    note(str(module))
    graph = trace(module)
    assert graph.is_proven
    for size in sizes:
        if not graph.takes(size):
            continue  # a slice that is cut, say
        shapes, ends = heard(module, size)
        if any(0 in shape for shape in shapes):
            continue  # PyTorch goes on with nothing
        ours = graph.outputs(size, 2)[1:]
        refused = refusal(graph, size)
        if refused is None:
            assert ends, size
            assert ours == shapes, size
        elif not is_stretched(graph, size, refused):
            assert not ends, (size, refused)
            assert ours[: len(shapes)] == shapes, size
            assert graph.layers[len(shapes)].id == refused, size
