"""Graphs made once: in memory, on the shelf, by torch."""

import gc
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from resnet_atlas.graph.trace import trace
from resnet_atlas.network.catalogue import named
from resnet_atlas.network.module import build
from resnet_atlas.network.size import DEFAULT_SIZE
from resnet_atlas.network.spec import MOST_BLOCKS, ResNetSpec
from resnet_atlas.store.graphs import OP_BYTES, Graphs
from resnet_atlas.store.shelf import Shelf

SPEC = ResNetSpec("basic", (1,))


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path, 2**20)


def test_a_graph_in_memory_is_not_asked_for_elsewhere(shelf):
    graphs = Graphs(shelf)
    graph = graphs.of(SPEC)
    for path in shelf.folder.iterdir():
        path.unlink()
    assert graphs.of(replace(SPEC)) is graph
    assert list(shelf.folder.iterdir()) == []


def test_a_graph_on_the_shelf_is_read_from_there(shelf):
    Graphs(shelf).of(SPEC)
    (path,) = shelf.folder.iterdir()
    written = path.stat().st_ino  # another one, had it been written again
    assert Graphs(shelf).of(SPEC) == trace(build(SPEC))
    assert path.stat().st_ino == written


def test_a_file_that_was_altered_is_made_anew(shelf):
    Graphs(shelf).of(SPEC)
    (path,) = shelf.folder.iterdir()
    content = path.read_bytes()
    path.write_bytes(content.replace(b"layer1", b"layer2"))
    assert Graphs(shelf).of(SPEC) == trace(build(SPEC))
    assert path.read_bytes() == content


def test_a_network_of_hundreds_of_blocks_takes_a_small_file(shelf):
    Graphs(shelf).of(named("resnet1202"))
    (path,) = shelf.folder.iterdir()
    assert path.stat().st_size < 20_000
    assert len(Graphs(shelf).of(named("resnet1202")).groups) > 600


def test_threads_that_ask_for_a_new_network_at_once_get_one_graph():
    graphs = Graphs(Shelf(None, 0))
    with ThreadPoolExecutor(8) as pool:
        assert len({id(graph) for graph in pool.map(graphs.of, [SPEC] * 8)}) == 1


def test_graphs_fill_the_memory_they_may_have_and_no_more():
    graphs = Graphs(Shelf(None, 0), room=2**18)
    for number in range(1, 61):
        graphs.of(replace(SPEC, num_classes=number))
    assert 0.9 * 2**18 < graphs._kept.used <= 2**18


def test_an_op_takes_about_as_much_as_is_reckoned_and_the_largest_network_is_kept():
    graphs = Graphs(Shelf(None, 0))
    largest = ResNetSpec("bottleneck", (1, 1, 1, MOST_BLOCKS - 3), squeeze=16, preactivation=True)
    graphs.of(replace(largest, depths=(1, 1, 1, 2)))
    gc.collect()
    tracemalloc.start()
    try:
        graph = graphs.of(largest)
        graph.shapes(DEFAULT_SIZE)
        assert all((graph.group, graph.op, graph.edges))
        gc.collect()
        taken = tracemalloc.get_traced_memory()[0] / len(graph.ops)
    finally:
        tracemalloc.stop()
    assert 0.5 * OP_BYTES < taken < 1.5 * OP_BYTES
    assert graphs.of(largest) is graph
