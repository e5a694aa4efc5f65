"""Layout workers that are killed, hang or are all busy."""

import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress

import pytest

from tests.server import problem, serving, state, until
from tests.web.faults.paths import LARGE, PICTURE

pytestmark = pytest.mark.slow


@contextmanager
def in_thread(work, *given):
    """What ``work`` returns, later."""
    with ThreadPoolExecutor(1) as pool:
        yield pool.submit(work, *given)


def test_a_worker_that_is_killed_in_mid_request_is_replaced_and_nobody_notices(small):
    lost = "atlas_layout_workers_lost_total"
    before = small.figures().get(lost, 0)
    (worker,) = small.workers()
    os.kill(worker, signal.SIGSTOP)  # so that the picture is still on its way
    with in_thread(small.get, f"{PICTURE}&num_classes=77") as answer:
        until(lambda: small.figures()["atlas_layout_queue"] == 1)
        os.kill(worker, signal.SIGKILL)
        assert answer.result()[0] == 200
    assert small.figures()[lost] == before + 1
    assert worker not in small.workers()


@pytest.mark.full
def test_a_worker_that_hangs_is_replaced_and_nobody_notices():
    with serving(layout_workers=1, layout_seconds=8) as server:
        assert server.get("/readyz")[0] == 200
        (worker,) = server.workers()
        os.kill(worker, signal.SIGSTOP)
        assert server.get(PICTURE)[0] == 200
        assert server.figures()["atlas_layout_workers_lost_total"] == 1
        until(lambda: state(worker) == "")
        (said,) = [line for line in server.log() if line["level"] == "warning"]
        assert said["event"].startswith("a worker was lost: TimeoutError")
        assert said["request"] in [line.get("request") for line in server.log() if line is not said]


@contextmanager
def all_workers_stopped(server):
    """Stop every worker there is and will be."""
    done = threading.Event()

    def stop():
        for worker in server.workers():
            with suppress(ProcessLookupError):
                os.kill(worker, signal.SIGSTOP)

    def keep_on():
        while not done.wait(0.005):
            stop()

    stop()  # those there are, before anything is asked of them
    thread = threading.Thread(target=keep_on)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


@pytest.mark.full
def test_a_server_that_cannot_draw_is_alive_but_not_ready():
    with serving(layout_workers=1, layout_seconds=4) as server:
        assert server.get("/readyz")[0] == 200
        with all_workers_stopped(server):
            assert "takes more than 5 s" in problem(server.get("/readyz"), 503)["detail"]
            until(lambda: "twice" in problem(server.get("/readyz"), 503)["detail"])
            assert server.get("/healthz")[0] == 200
        assert server.get("/readyz")[0] == 200


@pytest.mark.full
def test_a_full_queue_is_seen_and_a_server_that_still_draws_is_ready():
    with serving(layout_workers=2, layout_queue=1, layout_seconds=60) as server:
        assert server.get(PICTURE)[0] == 200
        workers = server.workers()
        for worker in workers:
            os.kill(worker, signal.SIGSTOP)
        with in_thread(server.get, PICTURE.replace("svg", "png")) as answer:
            until(lambda: server.figures()["atlas_layout_queue"] == 1)
            assert server.get(PICTURE.replace("svg", "pdf"))[0] == 503
            with in_thread(server.get, "/readyz") as ready:
                until(lambda: server.figures()["atlas_layout_queue"] == 2)
                for worker in workers:
                    os.kill(worker, signal.SIGCONT)
                assert ready.result()[0] == 200
            assert answer.result()[0] == 200


@pytest.mark.full
def test_a_server_that_draws_for_others_is_ready():
    drawn = "atlas_layout_seconds_count"
    with serving(layout_workers=1, layout_seconds=60, request_seconds=120) as server:
        assert server.get(LARGE)[0] == 200
        (worker,) = server.workers()
        os.kill(worker, signal.SIGSTOP)
        paths = [f"{LARGE}&closed=layer3.{block}" for block in range(1, 7)]
        with ThreadPoolExecutor(len(paths) + 1) as pool:
            answers = [pool.submit(server.get, path) for path in paths]
            until(lambda: server.figures()["atlas_layout_queue"] == len(paths))
            ready = pool.submit(server.get, "/readyz")
            until(lambda: server.figures()["atlas_layout_queue"] == len(paths) + 1)
            before = server.figures()[drawn]
            os.kill(worker, signal.SIGCONT)
            until(lambda: server.figures()[drawn] > before)
            os.kill(worker, signal.SIGSTOP)  # before the turn of what is tried has come
            said, waiting = ready.result()[0], server.figures()["atlas_layout_queue"]
            os.kill(worker, signal.SIGCONT)
            assert (said, waiting > 0) == (200, True)
            assert [answer.result()[0] for answer in answers] == [200] * len(paths)


def test_nothing_takes_longer_than_a_request_may():
    with serving(layout_workers=1, layout_seconds=60, request_seconds=2) as server:
        assert server.get("/api/v1/models/resnet18?size=64")[0] in (200, 503)  # torch is loaded
        with all_workers_stopped(server):
            start = time.monotonic()
            body = problem(server.get(PICTURE), 503)
            assert 2 <= time.monotonic() - start < 60  # which the layout may take
            assert body["detail"] == "This took too long. Try again in a moment."
            assert server.get("/healthz")[0] == 200
