"""What is answered where a worker fails."""

import os
import signal
import threading
import time
from contextlib import contextmanager, suppress

import pytest
from resnet_atlas.settings import Settings
from resnet_atlas.web.app import create_app
from resnet_atlas.workers.pool import WorkerPool
from starlette.testclient import TestClient

from tests.html import Page
from tests.server import children, command
from tests.web.problems.problem import HTML, problem


@contextmanager
def stuck_workers(before):
    """Stop every worker but those of ``before``, as soon as there is one: it never answers."""
    done = threading.Event()

    def stop():
        while not done.is_set():
            for pid in workers() - before:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGSTOP)
            time.sleep(0.005)

    thread = threading.Thread(target=stop)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def workers():
    """The layout workers of this process."""
    return {pid for pid in children(os.getpid()) if "spawn_main" in command(pid)}


@pytest.mark.full  # faults/ has a worker that hangs
@pytest.mark.slow
def test_a_layout_that_takes_too_long_is_503_and_the_next_picture_comes():
    before = workers()
    web = create_app(Settings(layout_seconds=1.5, layout_workers=1))
    with TestClient(web, raise_server_exceptions=False) as client:
        with stuck_workers(before):
            picture = client.get("/diagrams/resnet18.svg")
            page = client.get("/models/resnet18", headers=HTML)
        assert "smaller part" in problem(picture, 503)["detail"]
        assert picture.headers["retry-after"] == page.headers["retry-after"] == "2"
        assert page.status_code == 503
        assert Page(page.text).all("h1")
        assert client.get("/diagrams/resnet18.svg").status_code == 200


@pytest.mark.parametrize(
    ("path", "what"),
    [
        ("/api/v1/models/resnet18?num_classes=7", "The network could not be traced"),
        ("/api/v1/models/resnet18/verify", "The network could not be verified"),
        ("/diagrams/resnet18.svg", "The picture could not be drawn"),
    ],
)
def test_a_lost_worker_is_503_that_says_what_failed(path, what, monkeypatch):
    async def lose(*_):
        raise TimeoutError

    monkeypatch.setattr(WorkerPool, "_result", lose)
    web = create_app(Settings())
    with TestClient(web, raise_server_exceptions=False) as client:
        answer = client.get(path)
        assert problem(answer, 503)["detail"] == (
            f"{what}: it took too long, twice. Try again, or ask for a smaller part."
        )
        assert answer.headers["retry-after"] == "2"
