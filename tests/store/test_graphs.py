"""Graphs from memory, from package data and from workers."""

import gc
import subprocess
import sys
import tracemalloc
from contextlib import closing
from dataclasses import replace

import anyio
import pytest
from resnet_atlas.errors import Busy
from resnet_atlas.graph.tracing.trace import trace
from resnet_atlas.network.catalogue import CATALOGUE, PRESETS, named
from resnet_atlas.network.module import build
from resnet_atlas.network.options import MOST_BLOCKS
from resnet_atlas.network.size import DEFAULT_SIZE
from resnet_atlas.network.spec import ResNetSpec
from resnet_atlas.store.graphs import OP_BYTES, Graphs
from resnet_atlas.workers.pool import WorkerPool

SPEC = ResNetSpec("basic", (1,))


class Traces(WorkerPool):
    """A pool whose only worker is this process; it counts what it traces."""

    def __init__(self) -> None:
        super().__init__(1)
        self.specs: list[ResNetSpec] = []

    async def run(self, job, spec, failure):
        self.specs.append(spec)
        await anyio.sleep(0.01)
        return trace(build(spec))


@pytest.fixture
def traces() -> Traces:
    return Traces()


def test_a_new_graph_is_traced_once_for_all_who_ask(traces):
    async def ask():
        graphs, got = Graphs(traces), []

        async def load() -> None:
            got.append(await graphs.load(replace(SPEC)))

        async with anyio.create_task_group() as group:
            for _ in range(4):
                group.start_soon(load)
        return [*got, await graphs.load(SPEC), graphs.known(SPEC)]

    first, *others = anyio.run(ask)
    assert traces.specs == [SPEC]
    assert first == trace(build(SPEC))
    assert all(graph is first for graph in others)


def test_a_deep_network_is_grown_from_the_trace_of_a_short_one(traces):
    deep = ResNetSpec("basic", (3, 40), num_classes=7)
    assert anyio.run(Graphs(traces).load, deep) == trace(build(deep))
    assert traces.specs == [replace(deep, depths=(2, 2))]


@pytest.mark.parametrize("name", [*CATALOGUE, *PRESETS])
def test_a_named_network_is_known_without_a_trace(name, traces):
    graphs = Graphs(traces)
    assert graphs.known(named(name)) is anyio.run(graphs.load, named(name))
    assert traces.specs == []


def test_a_new_network_is_traced_in_a_worker_and_never_here():
    code = (
        "import anyio, sys\n"
        "from resnet_atlas.network.spec import ResNetSpec\n"
        "from resnet_atlas.store.graphs import Graphs\n"
        "from resnet_atlas.workers.pool import WorkerPool\n"
        "if __name__ == '__main__':\n"
        "    graph = anyio.run(Graphs(WorkerPool(1)).load, ResNetSpec('basic', (1,)))\n"
        "    print(len(graph.ops), 'torch' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == (f"{len(trace(build(SPEC)).ops)} False\n", "")


def test_more_new_networks_than_the_queue_takes_are_refused():
    async def ask():
        with closing(WorkerPool(1, queue=2)) as pool:
            graphs = Graphs(pool)
            async with anyio.create_task_group() as group:
                for number in (5, 6):
                    group.start_soon(graphs.load, replace(SPEC, num_classes=number))
                await anyio.sleep(0)
                await anyio.sleep(0)
                with pytest.raises(Busy, match="new networks"):
                    await graphs.load(replace(SPEC, num_classes=7))
                group.cancel_scope.cancel()

    anyio.run(ask)


def test_graphs_fill_their_memory_and_take_no_more(traces):
    async def fill():
        graphs = Graphs(traces, 2**18)
        for number in range(1, 61):
            await graphs.load(replace(SPEC, num_classes=number))
        return graphs.cache.used

    assert 0.9 * 2**18 < anyio.run(fill) <= 2**18


@pytest.mark.full
def test_an_op_takes_about_the_estimated_memory_and_the_largest_network_is_kept(traces):
    graphs = Graphs(traces)
    largest = ResNetSpec("bottleneck", (1, 1, 1, MOST_BLOCKS - 3), squeeze=16, preactivation=True)
    anyio.run(graphs.load, replace(largest, depths=(1, 1, 1, 2)))
    gc.collect()
    tracemalloc.start()
    try:
        graph = graphs.known(largest)
        graph.shapes(DEFAULT_SIZE)
        assert all((graph.group, graph.op, graph.edges))
        gc.collect()
        taken = tracemalloc.get_traced_memory()[0] / len(graph.ops)
    finally:
        tracemalloc.stop()
    assert 0.5 * OP_BYTES < taken < 1.5 * OP_BYTES
    assert graphs.known(largest) is graph
