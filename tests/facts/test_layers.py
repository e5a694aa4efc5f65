import pytest
from resnet_atlas.facts.facts import Facts
from resnet_atlas.network.size import DEFAULT_SIZE, Size

from tests import oracle

SIZE = Size(225, 320)


def row(graph, id, size=SIZE, batch=1):
    return {layer.id: layer for layer in Facts(graph, size, batch).layers}[id]


def test_a_row_for_every_op_but_the_input(graph):
    assert [layer.id for layer in Facts(graph, SIZE).layers] == [op.id for op in graph.layers]


def test_options_are_pytorchs(name, graph):
    module = oracle.named(name)
    for layer in Facts(graph, SIZE).layers:
        if layer.kind == "conv":
            conv = module.get_submodule(layer.id)
            assert (layer.kernel, layer.stride) == (conv.kernel_size, conv.stride)
            assert (layer.padding, layer.dilation) == (conv.padding, conv.dilation)
            assert layer.groups == conv.groups


def test_inputs_are_the_outputs_of_the_sources(graph):
    rows = Facts(graph, SIZE, 2).layers
    outputs = {"input": (2, 3, 225, 320)} | {layer.id: layer.output for layer in rows}
    for layer in rows:
        assert layer.inputs == tuple(outputs[source] for source in layer.sources)


def test_an_addition_has_two_inputs_and_no_window(graphs):
    add = row(graphs["resnet18"], "layer2.0.add")
    assert add.inputs == ((1, 128, 29, 40),) * 2
    assert add.sources == ("layer2.0.bn2", "layer2.0.downsample.1")
    assert (add.kernel, add.stride, add.formula, add.dropped) == (None,) * 4


def test_a_formula_says_what_its_floor_drops(graphs):
    conv = row(graphs["resnet18"], "conv1")
    assert conv.formula == {
        "height": "⌊(225 + 2·3 − 7) / 2⌋ + 1 = 113",
        "width": "⌊(320 + 2·3 − 7) / 2⌋ + 1 = 160",
    }
    assert conv.dropped == {"height": 0, "width": 1}


@pytest.mark.parametrize("id", ["fc", "flatten"])
def test_what_has_no_height_has_no_extent(graphs, id):
    layer = row(graphs["resnet18"], id)
    assert layer.extent is None
    assert layer.symbolic in ("512", "1000")


def test_costs_are_those_of_the_op(graph):
    cost = Facts(graph, DEFAULT_SIZE, 3).costs
    for layer in Facts(graph, DEFAULT_SIZE, 3).layers:
        assert (layer.parameters, layer.macs, layer.activations) == (
            cost[layer.id].parameters,
            cost[layer.id].macs,
            cost[layer.id].activations,
        )
