"""Clients that hang up, read slowly, or are too many."""

import socket
from contextlib import ExitStack, closing
from http.client import HTTPConnection

import pytest

from tests.clients import all_of, asking, connected
from tests.server import serving, until
from tests.web.faults.paths import EVERYTHING, LARGE, PICTURE

pytestmark = pytest.mark.slow


def sockets(server):
    return server.figures()["process_open_fds"]


def test_who_hangs_up_leaves_nothing_behind(small):
    labels = 'method="GET",route="/diagrams/{name}.{format}",status="200"'
    answers = f"atlas_request_seconds_count{{{labels}}}"
    assert small.get(f"{PICTURE}&num_classes=6")[0] == 200  # the workers that it takes are there
    before = small.figures()
    for number in range(2, 6):
        with connected(small.port, sent=asking(f"{PICTURE}&num_classes={number}")):
            pass
    until(lambda: small.figures()[answers] == before[answers] + 4)
    assert small.figures()["atlas_layout_queue"] == 0
    until(lambda: sockets(small) <= before["process_open_fds"])
    assert [line for line in small.log() if line["level"] not in ("info", "warning")] == []


@pytest.mark.full
def test_who_reads_in_small_pieces_gets_all(small):
    whole = small.get(LARGE)[2]
    with connected(small.port) as client:
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
            clients.enter_context(connected(small.port))
        with connected(small.port, sent=asking("/healthz")) as client:
            assert all_of(client).startswith(b"HTTP/1.1 503 ")
    until(lambda: small.get("/healthz")[0] == 200)


def test_what_is_no_http_is_400(small):
    for sent in (b"what is this?\r\n\r\n", b"GET \xff\xff HTTP/1.1\r\n\r\n"):
        with connected(small.port, sent=sent) as client:
            assert all_of(client).startswith(b"HTTP/1.1 400 ")
    assert small.get("/healthz")[0] == 200


@pytest.mark.full  # five seconds
def test_an_idle_connection_is_closed(small):
    with connected(small.port, sent=asking("/healthz")) as client:
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
            clients.enter_context(connected(server.port))
        assert {server.get(path)[0] for path in EVERYTHING} == {200}
        for _ in range(2):
            clients.enter_context(connected(server.port))
        assert server.get("/static/atlas.css")[0] == 503
    warnings = [line["event"] for line in server.log() if line["level"] == "warning"]
    assert warnings[0] == "ATLAS_LAYOUT_SECOND is no setting: ATLAS_LAYOUT_SECONDS is one"
    assert any(f"at most {most} clients" in it for it in warnings) == (most < 100)
