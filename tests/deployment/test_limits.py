"""Limits of nginx for clients that are slow, too many or no HTTP."""

import os
import shutil
import signal
import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from tests.clients import all_of, connected
from tests.deployment.nginx import PICTURE, nginx
from tests.depth import full
from tests.server import ask_for, problem, serving, until

pytestmark = pytest.mark.slow


LARGE = "/diagrams/resnet101.svg?detail=full&fold=false"


@pytest.fixture(scope="module")
def impatient(tmp_path_factory):
    """A replica and the port of an nginx of little patience in front of it."""
    if not shutil.which("nginx"):
        pytest.skip("nginx is not installed")
    changes = {
        "client_header_timeout": ("10s", "1s"),
        "send_timeout": ("10s", "1s"),
        "keepalive_timeout": ("60s", "1s"),
        "limit_conn requests": ("1000", "3"),
    }
    folder = tmp_path_factory.mktemp("nginx")
    with (
        serving(layout_seconds=60, layout_workers=1) as replica,
        nginx(folder, [replica], **changes) as port,
    ):
        assert replica.get(LARGE)[0] == 200
        yield replica, port


@pytest.mark.parametrize(
    "sent", [b"GET /never HT", *full([b"", b"GET /never HTTP/1.1\r\nX-A: b\r\n"])]
)
def test_a_client_that_sends_no_whole_head_is_hung_up_on(impatient, sent):
    replica, port = impatient
    with connected(port, sent) as client:
        assert b" 200 " not in all_of(client)
    # By its path: what other tests asked for before may be logged only now.
    assert not [line for line in replica.log() if line.get("path") == "/never"]


def test_a_client_that_sends_a_byte_now_and_then_is_hung_up_on(impatient):
    _, port = impatient
    head = iter(b"GET /?" + b"a" * 294)  # half a minute
    with connected(port) as client:
        client.settimeout(0.1)
        until(lambda: is_closed_after(client, bytes([next(head)])), 30)


def is_closed_after(client, sent):
    """Whether the other side has closed the connection, looked for during the client's timeout."""
    try:
        client.send(sent)
        return not client.recv(1)
    except TimeoutError:
        return False
    except OSError:
        return True


def test_a_client_that_never_reads_holds_neither_nginx_nor_the_replica(impatient):
    replica, port = impatient
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.connect(("127.0.0.1", port))
        before = len(replica.lines)
        with suppress(OSError):
            for number in range(40):  # more than the buffers of the kernel hold
                client.sendall(
                    f"GET {LARGE}&size={200 + number} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
                )
        until(lambda: len(replica.lines) > before)
        until(lambda: is_reset(client))
    assert ask_for(port, "/healthz")[0] == 200


def is_reset(client):
    try:
        client.send(b"\r\n")
    except OSError:
        return True
    return False


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        (f"/never?{'a' * 20_000}", {}, 414),
        (f"/never?{'a' * 400_000}", {}, 414),
        ("/never", {"Cookie": "a" * 20_000}, 400),
        ("/never", {f"X-{number}": "a" * 1000 for number in range(80)}, 400),
        ("/never", {"Content-Length": "40000"}, 413),
        ("/never", {"Content-Length": "x"}, 400),
        ("/never", {"Host": "a b"}, 400),
    ],
)
def test_what_is_too_long_or_no_http_never_meets_a_replica(impatient, path, headers, status):
    replica, port = impatient
    lines = "".join(f"{name}: {value}\r\n" for name, value in {"Host": "x", **headers}.items())
    sent = f"GET {path} HTTP/1.1\r\n{lines}\r\n".encode()
    with socket.create_connection(("127.0.0.1", port), 30) as client:
        with suppress(OSError):  # it may hang up before it has read all
            client.sendall(sent)
        said = b""
        while b"}" not in said and (part := client.recv(65536)):
            said += part
    assert said.startswith(b"HTTP/1.1 %d " % status)
    assert b"application/problem+json" in said
    assert not [line for line in replica.log() if line.get("path") == "/never"]


def test_too_many_requests_at_a_time_are_503_with_retry_after(impatient):
    replica, port = impatient
    assert replica.get("/readyz")[0] == 200
    (worker,) = replica.workers()
    os.kill(worker, signal.SIGSTOP)
    with ThreadPoolExecutor(3) as pool:
        paths = [f"{PICTURE}&num_classes={number}" for number in (20, 21, 22)]
        answers = [pool.submit(ask_for, port, path) for path in paths]
        try:
            until(lambda: replica.figures()["atlas_layout_queue"] == len(paths))
            refused = ask_for(port, "/healthz")
        finally:
            os.kill(worker, signal.SIGCONT)
    assert problem(refused, 503)["title"] == "Service Unavailable"
    assert refused[1].get_all("retry-after") == ["2"]
    assert [answer.result()[0] for answer in answers] == [200] * 3


def test_a_replica_with_too_many_connections_says_when_to_come_again(tmp_path):
    if not shutil.which("nginx"):
        pytest.skip("nginx is not installed")
    with serving(connections=1) as replica, nginx(tmp_path, [replica]) as port:
        status, headers, _ = ask_for(port, "/healthz")
        assert (status, headers.get_all("retry-after")) == (503, ["2"])
