from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from resnet_atlas.errors import BadInput
from resnet_atlas.graph.extent import Extent
from resnet_atlas.graph.graph import Graph
from resnet_atlas.graph.tensor import Tensor
from resnet_atlas.graph.tracing.trace import trace
from resnet_atlas.graph.tracing.verify import Difference, differences, run
from resnet_atlas.network.catalogue import CATALOGUE
from resnet_atlas.network.module import build
from resnet_atlas.network.size import Size
from torch import nn

from tests import oracle
from tests.depth import examples, representatives
from tests.networks import Sum
from tests.strategies import batches, sizes, variants


@pytest.mark.slow
@examples(50)
@given(spec=variants(), sizes=st.lists(sizes, min_size=2, max_size=2), batch=batches)
def test_pytorch_agrees_with_the_graph_of_any_spec_at_any_size(spec, sizes, batch):
    module = build(spec)
    graph = trace(module)
    for size in sizes:
        assert differences(module, graph, size, batch) == []


BOTTLENECKS = [name for name, spec in CATALOGUE.items() if spec.block == "bottleneck"]


@pytest.mark.parametrize("name", representatives(BOTTLENECKS))
def test_pytorch_agrees_with_the_papers_form(name):
    module = build(replace(CATALOGUE[name], stride_in_1x1=True))
    graph = trace(module)
    for size in ("1", "33", "224", "225x320"):
        assert differences(module, graph, Size.parse(size), batch=2) == []


def test_the_graph_of_ours_is_true_of_torchvisions_module(name, graph):
    assert differences(oracle.named(name), graph, Size(225, 320), batch=2) == []


def test_every_op_is_heard_once(graph, name):
    heard = run(build(CATALOGUE[name]), (2, 3, 97, 64))
    assert heard == graph.shapes(Size(97, 64), batch=2)[1:]


def with_output(graph, path, output):
    """``graph`` with another output for one op."""
    ops = (replace(op, output=output) if op.id == path else op for op in graph.ops)
    return Graph(tuple(ops), graph.groups)


def test_a_wrong_extent_is_reported_where_it_shows(graphs):
    floor = Extent(0, 8)  # agrees with ⌈n/8⌉ at multiples of 8 only
    wrong = with_output(graphs["resnet18"], "layer2.0.bn1", Tensor(128, (floor, Extent(7, 8))))
    module = build(CATALOGUE["resnet18"])
    assert differences(module, wrong, Size(224, 224)) == []
    assert differences(module, wrong, Size(225, 225), batch=2) == [
        Difference("layer2.0.bn1", (2, 128, 28, 29), (2, 128, 29, 29))
    ]


def test_wrong_channels_are_reported(graphs):
    wrong = with_output(graphs["resnet18"], "fc", Tensor(10, ()))
    assert differences(build(CATALOGUE["resnet18"]), wrong, Size(224, 224)) == [
        Difference("fc", (1, 10), (1, 1000))
    ]


SHORT = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU()).to("meta")
LONG = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU(), nn.MaxPool2d(2)).to("meta")


def test_a_call_that_the_graph_lacks_is_reported():
    assert differences(LONG, trace(SHORT), Size(6, 6)) == [
        Difference("(not in the graph)", None, (1, 8, 2, 2))
    ]


def test_an_op_that_the_module_lacks_is_reported():
    assert differences(SHORT, trace(LONG), Size(6, 6)) == [Difference("2", (1, 8, 2, 2), None)]


def test_a_size_that_is_too_small_is_refused_before_pytorch_is_asked():
    with pytest.raises(BadInput, match=r"^size=2: 0 "):
        differences(SHORT, trace(SHORT), Size(2, 2))


def test_branches_are_heard_in_the_graphs_order():
    module = Sum(nn.MaxPool2d(2), nn.Conv2d(8, 8, 2, stride=2)).to("meta")
    assert differences(module, trace(module), Size(6, 8), batch=3) == []
