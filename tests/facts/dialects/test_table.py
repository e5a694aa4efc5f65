"""Every row of the dialects' table is what modules compute that are written from the sources."""

import pytest
import torch
from resnet_atlas.facts.dialects.libraries import DIALECTS
from resnet_atlas.facts.dialects.table import COMPUTED, QUOTED, Column, table, told
from resnet_atlas.network.size import DEFAULT_SIZE
from resnet_atlas.store.local_graphs import graph_of
from torch import nn

import tests.oracle
from tests.dialects import LIBRARIES, SameConv, SamePool, on_meta

IDS = [dialect.id for dialect in DIALECTS]


@pytest.fixture(scope="module")
def made():
    return table([Column(it, graph_of(it.network.origin)) for it in DIALECTS])


@pytest.fixture(scope="module")
def modules():
    return {id: on_meta(id) for id in LIBRARIES}


def cells(made, row):
    (found,) = [it for it in made.rows if it.id == row]
    return dict(zip(IDS, map(str, found.cells), strict=True))


def convs(module):
    return [layer for layer in module.modules() if isinstance(layer, nn.Conv2d)]


def striding(module):
    """The convs of the residual branches that stride, by their paths."""
    return [
        (path, layer)
        for path, layer in module.named_modules()
        if ".body." in path and isinstance(layer, nn.Conv2d) and layer.stride[0] > 1
    ]


def after_pool(module, side):
    image = torch.empty(1, 3, side, side, device="meta")
    return module.pool(module.stem(image)).shape[2]


def test_the_sources_and_the_table_are_of_the_same_libraries(made):
    assert sorted(LIBRARIES) == sorted(IDS)
    assert [row.id for row in made.rows] == [row[0] for row in (*COMPUTED, *QUOTED)]


def test_parameters(made, modules):
    trained = {
        id: sum(it.numel() for it in module.parameters() if it.requires_grad)
        for id, module in modules.items()
    }
    assert {id: cells(made, "parameters")[id] for id in IDS} == {
        id: f"{trained[id]:,}" for id in IDS
    }


def test_numbers_of_a_file_of_weights(made, modules):
    for id, text in cells(made, "numbers").items():
        state = modules[id].state_dict()
        assert text == f"{sum(it.numel() for it in state.values() if it.dim()):,}", id


@pytest.mark.full
def test_macs(made, modules):
    for id, text in cells(made, "macs").items():
        flops = sum(tests.oracle.flops(modules[id], DEFAULT_SIZE).values())
        assert text == f"{flops // 2:,}", id


@pytest.mark.parametrize(("row", "side"), [("rows-usual", 224), ("rows-odd", 225)])
def test_rows_after_the_pooling(made, modules, row, side):
    assert cells(made, row) == {id: str(after_pool(modules[id], side)) for id in IDS}


def test_caffe_has_56_rows_where_pytorch_has_57(made):
    found = cells(made, "rows-odd")
    assert (found["caffe"], found["torchvision"]) == ("56", "57")


def test_the_stem_and_its_padding(made, modules):
    for id in IDS:
        stem = convs(modules[id].stem)
        texts = [
            f"{it.kernel_size[0]}×{it.kernel_size[0]}" + " ↓2" * (it.stride[0] > 1) for it in stem
        ]
        assert cells(made, "stem")[id] == " · ".join(texts)
        same = isinstance(stem[0], SameConv)
        before, behind = (2, 3) if same else stem[0].padding  # 111·2 + 7 − 224 = 5 pixels
        assert cells(made, "stem-padding")[id] == f"{before} before, {behind} behind"


def test_the_pooling(made, modules):
    for id, text in cells(made, "pooling").items():
        pool = modules[id].pool
        if isinstance(pool, SamePool):
            assert text.endswith("padding 0 before, 1 behind")  # 55·2 + 3 − 112 = 1 pixel
        elif pool.ceil_mode:
            assert text.endswith("no padding, rounded up")
        else:
            assert text.endswith(f"padding {pool.padding}")


def test_the_place_of_the_strides(made, modules):
    for id in IDS:
        (first, layer), *_, (last, _) = striding(modules[id])
        kernel = layer.kernel_size[0]
        block, other = first.partition(".body")[0], last.partition(".body")[0]
        assert cells(made, "stride")[id] == f"{kernel}×{kernel} ↓2 of {block}"
        assert cells(made, "last-stride")[id] == other
        padding = {1: "none: it is a 1×1", 3: "1 before, 1 behind"}[kernel]
        if isinstance(layer, SameConv):
            padding = "0 before, 1 behind"
        assert cells(made, "stride-padding")[id] == padding


def test_the_shortcut_of_the_block_that_halves(made, modules):
    words = {"Conv2d": "conv", "AvgPool2d": "average pooling"}
    for id, text in cells(made, "shortcut").items():
        block = striding(modules[id])[0][0].partition(".body")[0]
        layers = [it for it in modules[id].get_submodule(block).shortcut if hasattr(it, "stride")]
        parts = []
        for layer in layers:
            kernel = torch.Size(torch.tensor(layer.kernel_size).flatten().tolist())[0]
            stride = torch.tensor(layer.stride).flatten()[0]
            sign = f"{kernel}×{kernel}" + " ↓2" * bool(stride > 1)
            name = words.get(type(layer).__name__)
            parts.append(f"{sign} {name}" if name else "every other pixel")
        assert text == ", then ".join(parts), id


def test_biases(made, modules):
    for id, text in cells(made, "biases").items():
        layers = convs(modules[id])
        biased = [it for it in layers if it.bias is not None]
        numbers = sum(it.bias.numel() for it in biased)
        expected = f"{len(biased)} of {len(layers)} convs, {numbers:,} numbers"
        assert text == (expected if biased else "none"), id


def test_the_norm(made):
    frozen = {id for id, text in cells(made, "norm").items() if text == "frozen"}
    assert frozen == {id for id, it in LIBRARIES.items() if it.frozen}


@pytest.mark.parametrize("id", ["torchvision", "timm"])
def test_what_is_quoted_of_a_library_that_is_here_is_so(made, id):
    net = tests.oracle.named("resnet50") if id == "torchvision" else tests.oracle.timms("resnet50")
    assert float(cells(made, "epsilon")[id]) == net.bn1.eps
    assert float(cells(made, "keeps")[id]) == pytest.approx(1 - net.bn1.momentum)


def test_what_is_not_known_from_a_graph_has_a_source():
    for dialect in DIALECTS:
        assert dialect.sources
        for source in dialect.sources:
            assert source.text.startswith(f"{source.repository}/{source.path} @ ")


def test_dialects_that_are_alike_stand_together(made):
    alike = made.alike(lambda column: column.macs)
    assert list(alike) == sorted(alike)
    assert sorted(it.dialect.id for columns in alike.values() for it in columns) == sorted(IDS)


def test_an_op_in_a_few_signs(made):
    assert told(made.column["torchvision"].pool) == "3×3 ↓2"
