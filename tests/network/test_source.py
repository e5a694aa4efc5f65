"""The source that is handed out, run."""

import ast
from dataclasses import replace

import pytest
import torch
from hypothesis import given
from resnet_atlas.graph.tracing.trace import trace
from resnet_atlas.graph.tracing.verify import differences
from resnet_atlas.network.catalogue import CATALOGUE, PRESETS, named
from resnet_atlas.network.module import build
from resnet_atlas.network.size import DEFAULT_SIZE, Size
from resnet_atlas.network.source import source
from resnet_atlas.store.local_graphs import graph_of

from tests.depth import examples, representatives
from tests.oracle import outputs
from tests.strategies import dialects, variants

NAMES = [*CATALOGUE, *[name for name in PRESETS if name != "resnet1202"]]
SOME = {"resnet18", "resnext50_32x4d", "resnet20", "resnet50d", "seresnet50", "preact_resnet50"}


def ran(text):
    """The network that a source builds, on the meta device."""
    names = {"__name__": "network"}
    exec(compile(text, "network.py", "exec"), names)
    with torch.device("meta"):
        return names["ResNet"]().eval()


def keys(module):
    return [(key, value.shape) for key, value in module.state_dict().items()]


@pytest.mark.parametrize("name", representatives(NAMES, SOME))
def test_the_source_of_every_preset_builds_it(name):
    network = ran(source(named(name), name, DEFAULT_SIZE))
    assert keys(network) == keys(build(named(name)))
    for size in (Size(225, 320), Size(33, 7)):
        assert differences(network, graph_of(named(name)), size, batch=2) == []


@pytest.mark.slow
@examples(60)
@given(spec=variants())
def test_the_source_of_any_spec_builds_it(spec):
    network, ours = ran(source(spec, "one", DEFAULT_SIZE)), build(spec)
    assert keys(network) == keys(ours)
    assert differences(network, trace(ours), Size(61, 64)) == []


@pytest.mark.slow
@examples(150)
@given(spec=dialects())
def test_the_source_of_any_dialect_gives_the_same_keys_and_shapes(spec):
    network, ours = ran(source(spec, "one", DEFAULT_SIZE)), build(spec)
    assert keys(network) == keys(ours)
    shapes, expected = (outputs(it, Size(61, 64)) for it in (network, ours))
    ours_alone = {name for name in expected if name.endswith("se.conv")}  # along the channels
    for name in (expected.keys() & shapes.keys()) - ours_alone:
        assert shapes[name] == expected[name], name


def test_it_runs_by_itself(capsys):
    text = source(replace(named("resnet20"), num_classes=7), "ResNet-20", Size(32, 33))
    exec(compile(text, "network.py", "exec"), {"__name__": "__main__"})
    assert capsys.readouterr().out == "torch.Size([1, 7])\n"


@pytest.mark.parametrize("name", [*CATALOGUE, *PRESETS])
def test_it_is_short_and_has_nothing_that_is_not_used(name):
    text = source(named(name), name, DEFAULT_SIZE)
    assert len(text.splitlines()) < 110
    assert max(map(len, text.splitlines())) <= 100
    used = {it.id for it in ast.walk(ast.parse(text)) if isinstance(it, ast.Name)}
    for it in ast.walk(ast.parse(text)):
        if isinstance(it, ast.FunctionDef):
            names = {inner.id for inner in ast.walk(it) if isinstance(inner, ast.Name)}
            assert {argument.arg for argument in it.args.args} - {"self"} <= names, it.name
        if isinstance(it, ast.ClassDef | ast.FunctionDef) and it.name[0] != "_":
            assert it.name in used | {"forward"}
