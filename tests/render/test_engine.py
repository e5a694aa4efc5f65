import os
import signal
import time
from pathlib import Path
from random import Random
from xml.etree import ElementTree

import anyio
import pytest
from anyio import CapacityLimiter, to_thread

from app.errors import LayoutFailed
from app.render import engine

SMALL = "digraph { a -> b }"
MAGIC = {"svg": b"<?xml", "png": b"\x89PNG\r\n", "pdf": b"%PDF-"}


def tangle(nodes, edges):
    """A graph that takes Graphviz long: arrows between places drawn by lot."""
    lots = Random(1)
    ends = [sorted(lots.sample(range(nodes), 2)) for _ in range(edges)]
    return f"digraph {{ {'; '.join(f'{a} -> {b}' for a, b in ends)} }}"


SLOW = tangle(200, 800)  # a second or so
ENDLESS = tangle(2000, 8000)  # minutes


def workers():
    """The processes that this one has started, by id."""
    tasks = Path("/proc/self/task")
    children = " ".join((task / "children").read_text() for task in tasks.iterdir())
    return {int(pid) for pid in children.split()}


def busy(pid):
    """Seconds of processor time that a process has had."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@pytest.mark.parametrize("format", engine.FORMATS)
def test_a_picture_in_each_format(format):
    content = anyio.run(engine.draw, SMALL, format, 60.0)
    assert content.startswith(MAGIC[format])


def test_what_a_worker_draws_is_what_this_process_would():
    assert anyio.run(engine.draw, SMALL, "svg", 60.0) == engine.layout(SMALL, "svg")


@pytest.mark.parametrize("label", ["×→↓⊕⌈H/32⌉·–", "&amp;", "<b>&lt;</b>", '\\"'])
def test_our_signs_come_out_as_they_went_in(label):
    quoted = label if label.startswith("<") else f'"{label}"'
    quoted = f"<{label}>" if label.startswith("<") else quoted
    svg = engine.layout(f"digraph {{ a [label={quoted}] }}", "svg")
    texts = [it.text for it in ElementTree.fromstring(svg).iter() if it.tag.endswith("}text")]
    assert texts == [{"&amp;": "&", "<b>&lt;</b>": "<", '\\"': '"'}.get(label, label)]


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
        drawn.append(await engine.draw(SLOW, "svg", 120, CapacityLimiter(1)))

    drawn: list[bytes] = []
    anyio.run(kill_the_first)
    assert len(victims) == 1
    assert drawn[0].startswith(MAGIC["svg"])
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
                await engine.draw(ENDLESS, "svg", 0.6, limiter)
            taken = time.monotonic() - start
            group.cancel_scope.cancel()
        alive = {pid for pid in seen if Path(f"/proc/{pid}").exists()}
        assert not alive
        return taken, seen, await engine.draw(SMALL, "svg", 60, limiter)

    taken, seen, picture = anyio.run(two_requests)
    assert len(seen) == 2
    assert 1.2 <= taken < 10
    assert picture.startswith(MAGIC["svg"])


def test_a_worker_is_kept_for_the_next_picture():
    async def pids() -> list[int]:
        limiter = CapacityLimiter(1)
        answers = []
        for _ in range(3):
            await engine.draw(SMALL, "svg", 60, limiter)
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
            await engine.draw(SLOW, "svg", 120)
            group.cancel_scope.cancel()
        return count

    assert anyio.run(ticks) > 20
