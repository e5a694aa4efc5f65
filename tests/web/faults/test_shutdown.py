"""SIGTERM: what is in flight is answered."""

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest

from tests.clients import all_of, asking, connected, refused
from tests.server import serving, until
from tests.web.faults.paths import PICTURE

pytestmark = pytest.mark.slow


def test_at_sigterm_all_in_flight_is_answered_and_nothing_new_is_begun():
    with serving(layout_workers=1, layout_seconds=60, request_seconds=120) as server:
        assert server.get("/readyz")[0] == 200
        (worker,) = server.workers()
        os.kill(worker, signal.SIGSTOP)  # until the signal has been seen: all is still on its way
        paths = [f"{PICTURE}&num_classes={number}" for number in range(2, 10)]
        with ThreadPoolExecutor(len(paths)) as pool:
            answers = [pool.submit(server.get, path) for path in paths]
            until(lambda: server.figures()["atlas_layout_queue"] == len(paths))
            server.process.send_signal(signal.SIGTERM)
            until(lambda: "Shutting down" in "".join(server.lines))
            until(lambda: refused(server.port))
            os.kill(worker, signal.SIGCONT)
            assert [answer.result()[0] for answer in answers] == [200] * len(paths)
        assert server.process.wait(60) == 0


@pytest.mark.full
def test_who_asked_just_before_sigterm_is_answered():
    with serving() as server, ExitStack() as clients:
        server.process.send_signal(signal.SIGSTOP)
        asked = [
            clients.enter_context(connected(server.port, sent=asking("/healthz")))
            for _ in range(10)
        ]
        time.sleep(0.2)  # until it looks whether it has been told to stop
        server.process.send_signal(signal.SIGTERM)
        server.process.send_signal(signal.SIGCONT)
        assert [all_of(client)[:12] for client in asked] == [b"HTTP/1.1 200"] * 10
        assert server.process.wait(60) == 0
