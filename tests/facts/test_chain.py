import pytest
from hypothesis import given
from hypothesis import strategies as st
from resnet_atlas.facts.chain import branch, neat, trunk
from resnet_atlas.graph.extent import Extent
from resnet_atlas.network.catalogue import CATALOGUE
from resnet_atlas.network.size import LARGEST, Size
from resnet_atlas.store.local_graphs import graph_of

from tests.strategies import specs


@pytest.fixture(scope="module")
def graph():
    return graph_of(CATALOGUE["resnet50"])


@given(spec=specs(), n=st.integers(1, LARGEST))
def test_the_steps_lead_from_the_input_to_the_last_map(spec, n):
    graph = graph_of(spec)
    size = n
    for step in trunk(graph):
        assert step.before.size(n) == size
        size = step.reach(n).outputs
        assert graph.op[step.op.id].output.shape(Size(n, n))[2] == size


@given(n=st.integers(1, LARGEST))
def test_floors_in_floors_are_the_closed_form(n):
    for step in trunk(graph_of(CATALOGUE["resnet18"])):
        assert step.after.size(n) == value(step.nested, n)


def value(text, n):
    """A nested floor by Python's own arithmetic."""
    python = text.replace("⌊", "(").replace("⌋", ")").replace("/", "//").replace("−", "-")
    return eval(python, {"n": n})


def test_the_chain_of_a_resnet(graph):
    strided = [step for step in trunk(graph) if not step.keeps]
    assert [step.op.id for step in strided] == [
        "conv1",
        "maxpool",
        "layer2.0.conv2",
        "layer3.0.conv2",
        "layer4.0.conv2",
    ]
    assert [step.after for step in strided] == [Extent(2**k - 1, 2**k) for k in range(1, 6)]
    assert strided[1].nested == "⌊(⌊(n+1)/2⌋+1)/2⌋"


def test_branches(graph):
    residual = [step.op.id for step in branch(graph, "layer2.0", "residual")]
    assert residual == [f"layer2.0.conv{k}" for k in (1, 2, 3)]
    (shortcut,) = branch(graph, "layer2.0", "shortcut")
    assert shortcut.op.id == "layer2.0.downsample.0"
    assert branch(graph, "layer2.1", "shortcut") == ()


@given(n=st.integers(1, LARGEST))
def test_neat_inputs_are_the_nearest_that_drop_nothing(n):
    steps = trunk(graph_of(CATALOGUE["resnet18"]))
    below, above = neat(steps, n, LARGEST)

    def drops(size):
        return any(step.reach(size).dropped for step in steps)

    assert below is None or not (drops(below) or below > n)
    assert above is None or not (drops(above) or above < n)
    assert all(drops(it) for it in range((below or 0) + 1, n + 1) if it != below)
    assert all(drops(it) for it in range(n, above or LARGEST + 1) if it != above)
    if below == n:
        assert above == n
