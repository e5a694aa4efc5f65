"""The package data with the graphs of named networks."""

import gzip

import pytest
from resnet_atlas.graph.tracing.jobs import trace_spec
from resnet_atlas.store.baked import PATH, baked, specs_to_bake, texts, write

SPECS = sorted(specs_to_bake(), key=repr)


def test_the_file_is_there_and_small():
    assert PATH.stat().st_size < 50_000


@pytest.mark.parametrize("spec", SPECS, ids=str)
def test_a_baked_graph_is_the_trace(spec):
    assert baked(spec) == trace_spec(spec)


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: b"",
        lambda content: content[:500],
        lambda content: b"not gzip at all",
        lambda content: gzip.compress(b"other sources\n" + gzip.decompress(content)[65:]),
        lambda content: gzip.compress(gzip.decompress(content).replace(b'"ops"', b'"op"')),
        lambda content: gzip.compress(gzip.decompress(content).replace(b"\t{", b"\t[")),
    ],
)
def test_a_damaged_or_stale_file_holds_nothing(damage, tmp_path):
    path = tmp_path / "graphs"
    write({SPECS[0]: trace_spec(SPECS[0])}, path)
    assert baked(SPECS[0], path)
    path.write_bytes(damage(path.read_bytes()))
    texts.cache_clear()
    assert baked(SPECS[0], path) is None


def test_a_missing_file_holds_nothing(tmp_path):
    assert baked(SPECS[0], tmp_path / "none") is None
