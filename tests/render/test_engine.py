import os
import signal
import time
from pathlib import Path
from random import Random

import anyio
import pytest
from anyio import CapacityLimiter, to_thread
from resnet_atlas.errors import LayoutFailed
from resnet_atlas.render import engine

from tests.server import children

SMALL = 'digraph { 0 [pos="10,10"] 1 [pos="90,90"] 0 -> 1 }'
MAGIC = {"plain": b"graph 1 ", "png": b"\x89PNG\r\n", "pdf": b"%PDF-"}


def tangle(nodes, edges):
    """A graph that takes Graphviz long: arrows between places drawn by lot."""
    lots = Random(1)
    ends = [sorted(lots.sample(range(nodes), 2)) for _ in range(edges)]
    return f"digraph {{ {'; '.join(f'{a} -> {b}' for a, b in ends)} }}"


SLOW = tangle(200, 800)  # a second or so
ENDLESS = tangle(2000, 8000)  # minutes


def workers():
    """The processes that this one has started, by id."""
    return {*children(os.getpid())}


def busy(pid):
    """Seconds of processor time that a process has had."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@pytest.mark.parametrize("format", engine.ENGINES)
def test_what_can_be_had_in_each_format(format):
    content = anyio.run(engine.draw, SMALL, format, 60.0)
    assert content.startswith(MAGIC[format])


def test_what_a_worker_draws_is_what_this_process_would():
    assert anyio.run(engine.draw, SMALL, "plain", 60.0) == engine.layout(SMALL, "plain")


def test_a_layout_chooses_places_and_a_picture_keeps_those_it_is_given():
    near, far = (f'digraph {{ a [pos="0,0"] b [pos="{away},0"] }}' for away in (100, 400))
    assert engine.layout(near, "plain") == engine.layout(far, "plain")
    wide, wider = (int.from_bytes(engine.layout(dot, "png")[16:20], "big") for dot in (near, far))
    assert wider - wide == pytest.approx(300 * 96 / 72, abs=2)


@pytest.mark.parametrize("dot", ["digraph {", "no dot at all", ""])
def test_what_is_no_dot_is_refused_as_our_own_error(dot):
    with pytest.raises(LayoutFailed):
        anyio.run(engine.draw, dot, "plain", 60.0)


# ---- Places ------------------------------------------------------------------------------------


def test_places_are_middles_in_points_downwards_by_name():
    plain = b"""graph 1 3 5
node 1 1 4.5 1 0.5 "" solid box black lightgrey
node 0 2.5 0.25 1 0.5 "" solid box black lightgrey
edge 1 0 2 1 4 2.5 1 solid black
stop
"""
    assert engine.places(plain, ["a b", "c→"]) == {"c→": (72, 36), "a b": (180, 342)}


def test_places_are_whole_points():
    """Else a straight arrow would lean by a fraction of a point."""
    plain = b"graph 1 1 1\nnode 0 0.4999 0.3333 1 1 x solid box black lightgrey\nstop\n"
    assert engine.places(plain, ["a"]) == {"a": (36, 48)}


def test_places_of_what_graphviz_lays_out():
    dot = 'digraph { node [label="" shape=box width=2 height=1 fixedsize=true] 0 -> 1 -> 2 }'
    places = engine.places(engine.layout(dot, "plain"), "abc")
    assert [places[name] for name in "abc"] == [(72, 36), (72, 144), (72, 252)]


# ---- Workers -----------------------------------------------------------------------------------


def test_a_worker_that_is_killed_in_the_middle_is_replaced_and_the_picture_comes():
    victims = []

    async def kill_the_first() -> None:
        before = workers()
        async with anyio.create_task_group() as group:
            group.start_soon(draw)
            while True:
                await anyio.sleep(0.01)
                new = workers() - before
                if new and max(map(busy, new)) > 0.25:  # past its start: it lays out
                    victims.extend(new)
                    for pid in new:
                        os.kill(pid, signal.SIGKILL)
                    return

    async def draw() -> None:
        drawn.append(await engine.draw(SLOW, "plain", 120, CapacityLimiter(1)))

    drawn: list[bytes] = []
    anyio.run(kill_the_first)
    assert len(victims) == 1
    assert drawn[0].startswith(MAGIC["plain"])
    assert not set(victims) & workers()


def test_a_layout_that_takes_too_long_is_tried_twice_then_fails_and_the_next_one_works():
    async def two_requests() -> tuple[float, set[int], bytes]:
        limiter = CapacityLimiter(1)
        before = workers()
        seen: set[int] = set()
        start = time.monotonic()

        async def watch() -> None:
            while True:
                seen.update(workers() - before)
                await anyio.sleep(0.02)

        async with anyio.create_task_group() as group:
            group.start_soon(watch)
            with pytest.raises(LayoutFailed, match="TimeoutError"):
                await engine.draw(ENDLESS, "plain", 3, limiter)
            taken = time.monotonic() - start
            group.cancel_scope.cancel()
        alive = {pid for pid in seen if Path(f"/proc/{pid}").exists()}
        assert not alive
        return taken, seen, await engine.draw(SMALL, "plain", 60, limiter)

    taken, seen, picture = anyio.run(two_requests)
    assert len(seen) == 2
    assert 6 <= taken < 20
    assert picture.startswith(MAGIC["plain"])


def test_a_worker_is_kept_for_the_next_picture():
    async def pids() -> list[int]:
        limiter = CapacityLimiter(1)
        answers = []
        for _ in range(3):
            await engine.draw(SMALL, "plain", 60, limiter)
            answers.append(frozenset(workers()))
        return answers

    first, second, third = anyio.run(pids)
    assert first == second == third


def test_the_server_goes_on_while_graphviz_works():
    """Graphviz holds the interpreter lock, so in a thread of ours everything would stand still."""

    async def ticks() -> int:
        count = 0
        async with anyio.create_task_group() as group:

            async def tick() -> None:
                nonlocal count
                while True:
                    await to_thread.run_sync(time.sleep, 0.01)
                    count += 1

            group.start_soon(tick)
            await engine.draw(SLOW, "plain", 120)
            group.cancel_scope.cancel()
        return count

    assert anyio.run(ticks) > 20


def test_a_worker_that_takes_too_much_memory_dies_alone_and_the_next_one_works():
    large = 'digraph { 0 [pos="0,0"] 1 [pos="4500,4500"] }'  # 6,000 pixels a side, of 4 bytes

    async def draw_both() -> bytes:
        with pytest.raises(LayoutFailed, match="twice"):
            await engine.draw(large, "png", 60, CapacityLimiter(1), 300)
        return await engine.draw(SMALL, "png", 60, CapacityLimiter(1), 300)

    assert anyio.run(draw_both).startswith(MAGIC["png"])
