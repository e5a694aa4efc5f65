import pytest
from resnet_atlas.errors import BadInput
from resnet_atlas.facts.cost import total
from resnet_atlas.facts.facts import Facts
from resnet_atlas.graph.tracing.trace import trace
from resnet_atlas.network.size import Size
from torch import nn

SIZE = Size(225, 320)


@pytest.fixture
def facts(graphs):
    return Facts(graphs["resnet50"], SIZE, 2)


def test_shapes_are_the_graphs_by_id(facts, graphs):
    assert [*facts.shapes] == [op.id for op in graphs["resnet50"].ops]
    assert [*facts.shapes.values()] == graphs["resnet50"].shapes(SIZE, 2)


def test_layers_summary_and_costs_agree(facts):
    assert facts.layer("layer2.0.conv2") in facts.layers
    assert facts.part("layer2") in facts.summary.parts
    assert facts.total == facts.summary.total == total(part.cost for part in facts.summary.parts)
    assert facts.total.macs == sum(layer.macs for layer in facts.layers)


def test_everything_together_computes_the_shapes_once(facts, graphs, monkeypatch):
    calls = []
    shapes = type(facts.graph).shapes

    def counted(graph, size, batch=1):
        calls.append((size, batch))
        return shapes(graph, size, batch)

    monkeypatch.setattr(type(facts.graph), "shapes", counted)
    for _ in range(2):
        assert facts.layers
        assert facts.summary.total == facts.total
    assert calls == [(SIZE, 2)]


def test_an_input_that_is_too_small_is_refused_where_shapes_are_needed():
    facts = Facts(trace(nn.Sequential(nn.Conv2d(3, 8, 3))), Size(2, 2))
    assert facts.receptive_fields["0"] == (3, 3)
    with pytest.raises(BadInput):
        assert facts.summary
