"""All options of all dialects: shapes are PyTorch's, weights are those of the module."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from resnet_atlas.errors import BadInput
from resnet_atlas.facts.state_dict import state_dict, state_dict_of
from resnet_atlas.graph.tracing.trace import trace
from resnet_atlas.graph.tracing.verify import differences, run
from resnet_atlas.network.catalogue import named
from resnet_atlas.network.module import build
from resnet_atlas.network.size import DEFAULT_SIZE, Size
from resnet_atlas.store.local_graphs import graph_of

from tests import oracle
from tests.depth import FULL, examples, full
from tests.strategies import dialects, sizes

SIZES_PER_SPEC = 10 if FULL else 3


@pytest.mark.slow
@examples(1000 if FULL else 300)
@given(spec=dialects(), shapes=st.lists(sizes, min_size=SIZES_PER_SPEC, max_size=SIZES_PER_SPEC))
def test_no_shape_of_any_dialect_differs_from_pytorch(spec, shapes):
    module = build(spec)
    graph = trace(module)
    for size in shapes:
        try:
            graph.shapes(size)
        except BadInput:  # a pooling without padding needs three pixels
            with pytest.raises(RuntimeError):
                run(module, (1, spec.in_channels, size.height, size.width))
        else:
            assert differences(module, graph, size) == []


@examples(50)
@given(spec=dialects())
def test_the_graph_that_is_kept_is_the_one_traced(spec):
    deeper = spec if spec.multi_grid else replace(spec, depths=(4, *spec.depths[1:]))
    assert graph_of(deeper) == trace(build(deeper))


@examples(100)
@given(spec=dialects())
def test_the_weights_of_any_dialect_are_those_of_its_module(spec):
    module = build(spec)
    expected = {name: tuple(value.shape) for name, value in module.state_dict().items()}
    assert state_dict_of(spec) == expected == dict(state_dict(trace(module)))
    assert list(state_dict_of(spec)) == list(expected)


@pytest.mark.parametrize(
    ("name", "output_stride"), [("resnet18", 8), *full([("resnet34", 16), ("resnet50", 8)])]
)
def test_a_dilated_network_is_timms(name, output_stride):
    stages = {8: "3,4", 16: "4"}[output_stride]
    ours = build(named(name).with_options({"dilated_stages": stages}))
    theirs = oracle.timms(name, output_stride=output_stride)
    assert sum(it.numel() for it in ours.parameters()) == sum(
        it.numel() for it in theirs.parameters()
    )
    assert oracle.flops(ours, DEFAULT_SIZE) == oracle.flops(theirs, DEFAULT_SIZE)
    for stage in ("layer2", "layer3", "layer4"):
        shapes = [oracle.outputs(net, Size(97, 64))[stage] for net in (ours, theirs)]
        assert shapes[0] == shapes[1]
