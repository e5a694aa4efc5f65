"""Real faults in a real server: what breaks, breaks alone, and is said."""

import asyncio
import os
import re
import signal
import socket
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path
from statistics import median

import pytest

from tests.server import SERVE, problem, serving, state, until

pytestmark = pytest.mark.slow

PICTURE = "/diagrams/resnet18.svg?focus=layer1"
LARGE = "/diagrams/resnet101.svg?detail=full&fold=false"  # a second or more


# ---- Layout workers ----------------------------------------------------------------------------


@contextmanager
def in_thread(work, *given):
    """What ``work`` returns, later."""
    with ThreadPoolExecutor(1) as pool:
        yield pool.submit(work, *given)


@pytest.fixture(scope="module")
def small():
    """A server with one worker and for few connections."""
    with serving(
        connections=20, layout_seconds=60, layout_workers=1, request_seconds=120
    ) as server:
        assert server.get(LARGE)[0] == 200
        yield server


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
            assert 2 <= time.monotonic() - start < 10
            assert body["detail"] == "This took too long. Try again in a moment."
            assert server.get("/healthz")[0] == 200


# ---- The disk ----------------------------------------------------------------------------------


EVERYTHING = [
    PICTURE,
    "/diagrams/resnet18.png",
    "/diagrams/resnet18.pdf",
    "/models/resnet18",
    "/?lang=zh",
    "/api/v1/models",
    "/static/atlas.css",
]


@pytest.mark.full
def test_a_server_needs_no_disk_that_can_be_written_to():
    """As in the container: root read-only, and not even a place for temporary files."""
    words = 'mount --make-rprivate / && mount -o remount,ro,bind / && exec "$@"'
    read_only = ("unshare", "-rm", "sh", "-c", words, "sh")
    if subprocess.run([*read_only, "true"], capture_output=True).returncode:
        pytest.skip("no namespaces here")
    with serving(*read_only, layout_seconds=60) as server:
        assert {path: server.get(path)[0] for path in EVERYTHING} == dict.fromkeys(EVERYTHING, 200)


@pytest.mark.full
def test_a_log_that_cannot_be_written_keeps_no_answer_back():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with (
        Path("/dev/full").open("w") as full,
        subprocess.Popen([*SERVE[:-1], str(port)], stderr=full) as process,
    ):
        try:
            until(lambda: not refused(port))
            with closing(HTTPConnection("127.0.0.1", port, timeout=60)) as client:
                for _ in range(3):  # over one connection
                    client.request("GET", "/healthz")
                    assert client.getresponse().read().startswith(b'{"status":"ok"')
            process.terminate()
            assert process.wait(60) == 0
        finally:
            process.kill()


# ---- The end -----------------------------------------------------------------------------------


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
            clients.enter_context(connected(server, sent=asking("/healthz"))) for _ in range(10)
        ]
        time.sleep(0.2)  # until it looks whether it has been told to stop
        server.process.send_signal(signal.SIGTERM)
        server.process.send_signal(signal.SIGCONT)
        assert [all_of(client)[:12] for client in asked] == [b"HTTP/1.1 200"] * 10
        assert server.process.wait(60) == 0


def refused(port):
    try:
        socket.create_connection(("127.0.0.1", port), 5).close()
    except ConnectionRefusedError:
        return True
    return False


# ---- Clients -----------------------------------------------------------------------------------


@contextmanager
def connected(server, *, sent=b""):
    with socket.create_connection(("127.0.0.1", server.port), 60) as client:
        client.sendall(sent)
        yield client


def asking(path, **headers):
    more = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"GET {path} HTTP/1.1\r\nHost: x\r\n{more}\r\n".encode()


def all_of(client):
    """What comes until the server closes."""
    data = b""
    with suppress(ConnectionResetError):
        while part := client.recv(65536):
            data += part
    return data


def sockets(server):
    return server.figures()["process_open_fds"]


def test_who_hangs_up_leaves_nothing_behind(small):
    labels = 'method="GET",route="/diagrams/{name}.{format}",status="200"'
    answers = f"atlas_request_seconds_count{{{labels}}}"
    before = small.figures()
    for number in range(2, 6):
        with connected(small, sent=asking(f"{PICTURE}&num_classes={number}")):
            pass
    until(lambda: small.figures()[answers] == before[answers] + 4)
    assert small.figures()["atlas_layout_queue"] == 0
    until(lambda: sockets(small) <= before["process_open_fds"])
    assert [line for line in small.log() if line["level"] not in ("info", "warning")] == []


@pytest.mark.full
def test_who_reads_in_small_pieces_gets_all(small):
    whole = small.get(LARGE)[2]
    with connected(small) as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.sendall(asking(LARGE, Connection="close"))
        data = b""
        while part := client.recv(1000):
            data += part
    assert data.endswith(whole)


def test_one_connection_too_many_is_503_and_those_before_are_served(small):
    with ExitStack() as clients:
        connection = HTTPConnection("127.0.0.1", small.port, timeout=60)
        first = clients.enter_context(closing(connection))
        first.connect()
        for _ in range(19):
            clients.enter_context(connected(small))
        with connected(small, sent=asking("/healthz")) as client:
            assert all_of(client).startswith(b"HTTP/1.1 503 ")
    until(lambda: small.get("/healthz")[0] == 200)


def test_what_is_no_http_is_400(small):
    for sent in (b"what is this?\r\n\r\n", b"GET \xff\xff HTTP/1.1\r\n\r\n"):
        with connected(small, sent=sent) as client:
            assert all_of(client).startswith(b"HTTP/1.1 400 ")
    assert small.get("/healthz")[0] == 200


@pytest.mark.full  # five seconds
def test_an_idle_connection_is_closed(small):
    with connected(small, sent=asking("/healthz")) as client:
        client.settimeout(30)
        assert all_of(client).startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize(
    ("limits", "most"),
    [
        pytest.param("ulimit -Sn 64", 100, marks=pytest.mark.full),
        ("ulimit -Sn 64; ulimit -Hn 300", 44),
    ],
)
def test_there_are_no_more_connections_than_file_descriptors(limits, most):
    within = ("sh", "-c", f'{limits}; exec "$@"', "sh")
    given = {"connections": 100, "layout_seconds": 60, "layout_second": 1}
    with serving(*within, **given) as server, ExitStack() as clients:
        for _ in range(most - 2):
            clients.enter_context(connected(server))
        assert {server.get(path)[0] for path in EVERYTHING} == {200}
        for _ in range(2):
            clients.enter_context(connected(server))
        assert server.get("/static/atlas.css")[0] == 503
    warnings = [line["event"] for line in server.log() if line["level"] == "warning"]
    assert warnings[0] == "ATLAS_LAYOUT_SECOND is no setting: ATLAS_LAYOUT_SECONDS is one"
    assert any(f"at most {most} clients" in it for it in warnings) == (most < 100)


# ---- A burst -----------------------------------------------------------------------------------


async def ask(port, path):
    """Status, head and seconds of one request on a connection of its own."""
    start = time.monotonic()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(asking(path, Connection="close"))
    data = await reader.read()
    writer.close()
    return int(data[9:12]), data.partition(b"\r\n\r\n")[0].lower(), time.monotonic() - start


@pytest.mark.full
def test_of_many_networks_to_be_verified_few_wait():
    paths = [f"/api/v1/models/resnet152/verify?size={size}" for size in range(200, 220)]
    with serving() as server, ThreadPoolExecutor(len(paths)) as pool:
        answers = [*pool.map(server.get, paths)]
    refused = [answer for answer in answers if answer[0] != 200]
    assert 5 <= len(answers) - len(refused) < len(answers)
    assert {problem(answer, 503)["detail"] for answer in refused} == {
        "Too many networks are being verified. Try again in a moment."
    }


COLD = "/api/v1/models/resnet18/graph?num_classes="
CHEAP = ("/healthz", PICTURE, f"{PICTURE}&size={{}}", "/api/v1/models/resnet18/layers?size={}")
"""What must go on: a sign of life, a kept answer, a kept scene and arithmetic at another size."""


@pytest.mark.parametrize(
    "path", [f"{PICTURE}&num_classes=", pytest.param(COLD, marks=pytest.mark.full)]
)
@pytest.mark.full
def test_of_a_thousand_cold_requests_some_are_refused_and_all_else_goes_on(path):
    async def burst(port):
        pictures = asyncio.gather(*[ask(port, f"{path}{number}") for number in range(2, 1002)])
        seconds = {cheap: [] for cheap in CHEAP}
        size = 1
        while not pictures.done():
            size += 1
            for cheap in CHEAP:
                status, _, taken = await ask(port, cheap.format(size))
                assert status == 200
                seconds[cheap].append(taken)
        return await pictures, seconds

    with serving(layout_seconds=60, request_seconds=120) as server:
        for cheap in CHEAP:
            assert server.get(cheap.format(1))[0] == 200
        pictures, seconds = asyncio.run(burst(server.port))
        figures = server.figures()
    drawn = [it for it in pictures if it[0] == 200]
    refused = [it for it in pictures if it[0] == 503]
    assert len(drawn) >= 32
    assert len(drawn) + len(refused) == 1000
    assert refused
    assert all(re.search(rb"\r\nretry-after: \d", head) for _, head, _ in refused)
    assert figures["atlas_layout_queue"] == 0
    for cheap, taken in seconds.items():
        assert median(taken) < 1, cheap
        assert max(taken) < 10, cheap  # those before the queue is full; all of it takes minutes
