import csv
import io
from dataclasses import fields

import pytest

from app.cost import costs
from app.layers import Layer, flat, layers, to_csv
from app.size import DEFAULT_SIZE, Size
from tests import oracle

SIZE = Size(225, 320)


def row(graph, id, size=SIZE, batch=1):
    return {layer.id: layer for layer in layers(graph, size, batch)}[id]


def test_a_row_for_every_op_but_the_input(graph):
    assert [layer.id for layer in layers(graph, SIZE)] == [op.id for op in graph.layers]


def test_options_are_pytorchs(name, graph):
    module = oracle.named(name)
    for layer in layers(graph, SIZE):
        if layer.kind == "conv":
            conv = module.get_submodule(layer.id)
            assert (layer.kernel, layer.stride) == (conv.kernel_size, conv.stride)
            assert (layer.padding, layer.dilation) == (conv.padding, conv.dilation)
            assert layer.groups == conv.groups


def test_inputs_are_the_outputs_of_the_sources(graph):
    rows = layers(graph, SIZE, 2)
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
    cost = costs(graph, DEFAULT_SIZE, 3)
    for layer in layers(graph, DEFAULT_SIZE, 3):
        assert (layer.parameters, layer.macs, layer.activations) == (
            cost[layer.id].parameters,
            cost[layer.id].macs,
            cost[layer.id].activations,
        )


def test_csv_has_a_column_for_every_fact(graph):
    rows = list(csv.reader(io.StringIO(to_csv(layers(graph, SIZE)))))
    assert rows[0] == [field.name for field in fields(Layer)]
    assert {len(row) for row in rows} == {len(rows[0])}
    assert len(rows) == len(graph.layers) + 1


def test_a_cell_of_csv(graphs):
    text = to_csv([row(graphs["resnet50"], "layer2.0.add", batch=2)])
    (cells,) = csv.DictReader(io.StringIO(text))
    assert cells["inputs"] == "2x512x29x40 2x512x29x40"
    assert cells["sources"] == "layer2.0.bn3 layer2.0.downsample.1"
    assert cells["extent"] == "⌈n/8⌉"
    assert cells["kernel"] == ""


def test_axes_that_differ_are_both_written():
    assert flat({"height": 3, "width": 3}) == "3"
    assert flat({"height": 3, "width": 4}) == "3; 4"
    assert flat(None) == ""
