import os
import signal
import subprocess
import sys
import time
from asyncio import gather
from collections import Counter
from contextlib import closing
from pathlib import Path

import anyio
import pytest
from resnet_atlas.errors import Busy, LayoutFailed, WorkerFailed
from resnet_atlas.workers.pool import WorkerPool

from tests.server import state, until

JOBS = "tests.workers.jobs:"
ROOT = Path(__file__).parents[2]


def run(work, **limits):
    """Run ``work(pool)`` with a pool of one worker, and count how its attempts end."""
    ends = Counter()

    async def body():
        options = {"workers": 1, "seconds": 60, **limits}
        observe = lambda seconds, end: ends.update([end])  # noqa: E731
        with closing(WorkerPool(**options, observe=observe)) as pool:
            return await work(pool)

    return anyio.run(body), ends


def test_a_worker_is_kept_for_the_next_job():
    async def twice(pool):
        return {await pool.run(JOBS + "pid") for _ in range(3)}

    pids, ends = run(twice)
    assert len(pids) == 1
    assert ends == {"done": 3}


@pytest.mark.parametrize(
    ("job", "arguments", "limits", "reason"),
    [
        ("crash", (), {}, "exit code -11"),
        ("spin", (), {"seconds": 0.3}, "too long"),
        ("allocate", (600,), {"megabytes": 512}, "exit code 1"),
    ],
)
def test_a_job_that_loses_its_worker_is_tried_twice_and_the_next_one_works(
    job, arguments, limits, reason
):
    async def lose(pool):
        before = await pool.run(JOBS + "pid")
        with pytest.raises(WorkerFailed, match=reason):
            await pool.run(JOBS + job, *arguments)
        return before, await pool.run(JOBS + "pid")

    (before, after), ends = run(lose, **limits)
    assert before != after
    assert ends == {"done": 2, "lost": 2}


def test_a_job_whose_worker_dies_once_succeeds_in_another(tmp_path):
    async def crash_once(pool):
        return await pool.run(JOBS + "pid"), await pool.run(
            JOBS + "crash_once", str(tmp_path / "x")
        )

    (before, after), ends = run(crash_once)
    assert before != after
    assert ends == {"done": 2, "lost": 1}


@pytest.mark.parametrize("workers", [1, 2])
def test_workers_that_end_before_they_have_a_job_are_replaced(workers):
    async def kill_idle(pool):
        before = await pool.run(JOBS + "pid")
        os.kill(before, signal.SIGKILL)
        after = [await pool.run(JOBS + "pid") for _ in range(2)]
        return before, after

    (before, after), ends = run(kill_idle, workers=workers)
    assert before not in after
    assert ends["done"] == 3


def test_the_others_jobs_go_on_while_a_worker_is_lost():
    async def both(pool):
        done = []

        async def work(job, *arguments):
            done.append(await pool.run(JOBS + job, *arguments))

        async with anyio.create_task_group() as group:
            for _ in range(10):
                group.start_soon(work, "pid_after", 0.02)
            with pytest.raises(WorkerFailed):
                await pool.run(JOBS + "crash")
        return done

    done, ends = run(both, workers=2)
    assert len(done) == 10
    # Where the worker ends before pebble has heard that it took its job, pebble gives up all
    # workers: then each of the ten is lost once, too, and done by new ones.
    assert ends in ({"done": 10, "lost": 2}, {"done": 10, "lost": 12})


def test_an_error_of_the_job_is_raised_here_and_the_worker_goes_on():
    async def refuse(pool):
        before = await pool.run(JOBS + "pid")
        with pytest.raises(LayoutFailed, match="a refusal"):
            await pool.run(JOBS + "refuse")
        return before == await pool.run(JOBS + "pid")

    assert run(refuse) == (True, {"done": 2, "failed": 1})


def test_a_full_queue_refuses_and_takes_jobs_again_later():
    async def fill(pool):
        async with anyio.create_task_group() as group:
            for _ in range(3):
                group.start_soon(pool.run, JOBS + "pid_after", 0.1)
            await anyio.sleep(0)
            await anyio.sleep(0)
            with pytest.raises(Busy):
                await pool.run(JOBS + "pid")
        return pool.under_way, await pool.run(JOBS + "pid")

    (left, pid), _ = run(fill, queue=3)
    assert left == 0
    assert pid


def test_the_server_goes_on_while_a_worker_computes():
    async def tick(pool):
        ticks = 0

        async def count():
            nonlocal ticks
            while True:
                await anyio.sleep(0.01)
                ticks += 1

        async with anyio.create_task_group() as group:
            group.start_soon(count)
            with pytest.raises(WorkerFailed):
                await pool.run(JOBS + "spin")
            group.cancel_scope.cancel()
        return ticks

    ticks, _ = run(tick, seconds=0.5)
    assert ticks > 20


def test_a_worker_yields_to_the_server_and_is_silent(capfd):
    async def look(pool):
        await pool.run(JOBS + "complain")
        return await pool.run(JOBS + "niceness")

    assert run(look)[0] >= 10
    assert capfd.readouterr().err == ""


def test_workers_end_with_the_pool_and_with_their_server():
    async def pid(pool):
        return await pool.run(JOBS + "pid")

    worker, _ = run(pid)
    until(lambda: state(worker) in ("", "Z"))
    code = (
        "import anyio, os, sys\n"
        "from resnet_atlas.workers.pool import WorkerPool\n"
        f"print(anyio.run(WorkerPool(1).run, {JOBS + 'pid'!r}), flush=True)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    until(lambda: state(int(done.stdout)) in ("", "Z"))


def test_the_wait_for_a_worker_does_not_count_as_its_time():
    async def queue(pool):
        start = time.monotonic()
        async with anyio.create_task_group() as group:
            for _ in range(4):
                group.start_soon(pool.run, JOBS + "pid_after", 0.4)
        return time.monotonic() - start

    seconds, ends = run(queue, seconds=1)
    assert seconds > 1
    assert ends == {"done": 4}


@pytest.mark.full
def test_idle_workers_that_hang_are_replaced_and_no_job_is_lost():
    async def stop_idle_workers(pool):
        before = {await pool.run(JOBS + "pid") for _ in range(3)}
        for pid in before:
            os.kill(pid, signal.SIGSTOP)
        return before, await pool.run(JOBS + "pid")

    (before, after), ends = run(stop_idle_workers, seconds=2)
    assert after not in before
    assert ends == {"done": 4, "lost": 1}


@pytest.mark.full
def test_a_job_that_waits_long_for_busy_workers_is_not_lost():
    async def many(pool):
        await pool.run(JOBS + "pid")  # the worker has started
        return await gather(*[pool.run(JOBS + "pid_after", 0.8) for _ in range(4)])

    _, ends = run(many, seconds=1.5)
    assert ends == {"done": 5}
