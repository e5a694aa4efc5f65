"""A short network repeated is the long one traced."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from resnet_atlas.graph.tracing.trace import trace
from resnet_atlas.network.catalogue import CATALOGUE, PRESETS, named
from resnet_atlas.network.module import build
from resnet_atlas.network.spec import ResNetSpec
from resnet_atlas.store.local_graphs import graph_of

from tests.depth import TYPICAL, examples, representatives
from tests.strategies import variants


@pytest.mark.parametrize(
    "name",
    representatives(
        [*CATALOGUE, *[it for it in PRESETS if it != "resnet1202"]],
        {*TYPICAL, "resnet20", "seresnet50", "preact_resnet50"},
    ),
)
def test_the_graph_of_every_network_is_its_trace(name):
    assert graph_of(named(name)) == trace(build(named(name)))


@examples(25)
@given(spec=variants(), data=st.data())
def test_the_graph_of_any_spec_is_its_trace(spec, data):
    depths = tuple(data.draw(st.integers(1, 5)) for _ in spec.depths)
    deeper = ResNetSpec(**{**{it: getattr(spec, it) for it in spec.__slots__}, "depths": depths})
    assert graph_of(deeper) == trace(build(deeper))


def test_a_thousand_blocks_are_traced_as_few(monkeypatch):
    traced = []
    monkeypatch.setattr(
        "resnet_atlas.graph.tracing.jobs.build",
        lambda spec: traced.append(spec.depths) or build(spec),
    )
    graph = graph_of(ResNetSpec("bottleneck", (1, 2, 998), num_classes=7))
    assert traced == [(1, 2, 2)]
    assert sum(group.kind == "block" for group in graph.groups) == 1001
