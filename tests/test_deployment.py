"""Two real replicas behind a real nginx, with the configuration that compose.yaml gives it."""

import json
import os
import shutil
import signal
import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path

import pytest
import yaml
from resnet_atlas.facts.state_dict import state_dict_of
from resnet_atlas.network.catalogue import named

from tests.depth import full
from tests.nginx import running
from tests.server import ask_for, problem, serving, until

ROOT = Path(__file__).parent.parent
PICTURE = "/diagrams/resnet18.svg?focus=layer1"


def test_no_container_can_do_more_than_it_has_to():
    services = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    assert services.keys() == {"atlas", "nginx"}
    for service in services.values():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert int(service["user"].partition(":")[0]) > 0
        assert service["mem_limit"]
        assert service["pids_limit"]
    assert services["atlas"]["deploy"]["replicas"] == 2


@contextmanager
def nginx(folder: Path, replicas, **changes):
    """The port of an nginx in front of some replicas, with some directives changed."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    text = (ROOT / "nginx.conf").read_text()
    (one,) = [line for line in text.splitlines() if "server atlas:8000" in line]
    many = [one.replace("atlas:8000", f"127.0.0.1:{replica.port}") for replica in replicas]
    text = text.replace(one, "\n".join(many)).replace("listen 8080", f"listen 127.0.0.1:{port}")
    for directive, (old, new) in changes.items():
        assert f"{directive} {old};" in text
        text = text.replace(f"{directive} {old};", f"{directive} {new};")
    text = text.replace("/tmp/", f"{folder}/").replace("/dev/stdout", f"{folder}/log")
    with running(folder, text, port):
        yield port


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("nginx"), reason="nginx is not installed")
def test_the_cache_answers_what_it_knows_and_nobody_notices_that_a_replica_dies(tmp_path):
    with (
        serving(layout_seconds=60) as first,
        serving(layout_seconds=60) as second,
        nginx(tmp_path, [first, second]) as port,
    ):
        answered = [ask_for(port, PICTURE) for _ in range(3)]
        assert [status for status, _, _ in answered] == [200] * 3
        assert [headers["x-cache"] for _, headers, _ in answered] == ["MISS", "HIT", "HIT"]
        assert len({body for _, _, body in answered}) == 1

        def drawn():
            lines = [*first.log(), *second.log()]
            return [line["request"] for line in lines if "diagrams" in str(line)]

        until(drawn)
        assert drawn() == [answered[0][1]["x-request-id"]]
        assert len({headers["x-request-id"] for _, headers, _ in answered}) == 3
        for path in ("/metrics", "/readyz"):
            assert problem(ask_for(port, path), 404)["title"] == "Not Found"

        # One replica dies while it still has to answer: the other does.
        assert first.get("/readyz")[0] == second.get("/readyz")[0] == 200
        stopped = first.workers()
        for worker in stopped:
            os.kill(worker, signal.SIGSTOP)
        with ThreadPoolExecutor(8) as pool:
            paths = [f"{PICTURE}&num_classes={number}" for number in range(2, 10)]
            answers = [pool.submit(ask_for, port, path) for path in paths]
            until(lambda: first.figures()["atlas_layout_queue"] > 0)
            first.process.kill()
            for worker in stopped:
                os.kill(worker, signal.SIGKILL)
            assert [answer.result()[0] for answer in answers] == [200] * len(paths)
            paths = [f"/api/v1/models/resnet18/layers?size={size}" for size in range(1, 101)]
            assert [it[0] for it in pool.map(lambda path: ask_for(port, path), paths)] == [
                200
            ] * 100

        # Without any, what is known is still answered.
        second.stop()
        status, headers, body = ask_for(port, PICTURE)
        assert (status, headers["x-cache"], body) == (200, "HIT", answered[0][2])
        nothing = ask_for(port, "/api/v1/models")
        assert "Try again" in problem(nothing, 502)["detail"]
        assert nothing[1].get_all("retry-after") == ["2"]
    said = (tmp_path / "log").read_text()
    assert '"cache": "HIT"' in said
    assert "127.0.0.1" not in said + (tmp_path / "errors").read_text()


@pytest.fixture(scope="module")
def front(tmp_path_factory):
    """The folder and the port of an nginx in front of one replica."""
    if not shutil.which("nginx"):
        pytest.skip("nginx is not installed")
    folder = tmp_path_factory.mktemp("nginx")
    with serving(layout_seconds=60) as replica, nginx(folder, [replica]) as port:
        yield folder, port


ENGLISH = {"Accept-Language": "en-GB,en;q=0.8", "Accept-Encoding": "gzip, deflate, br, zstd"}
CHINESE = {"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.8", "Accept-Encoding": "gzip"}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kept", "meant"),
    [
        (ENGLISH, {"Accept-Encoding": "br;q=1, GZIP;q=0.5"}),
        (ENGLISH, {"Cookie": "_ga=1; lang=en", **CHINESE}),
        (ENGLISH, {"Accept-Language": "de-DE,de;q=0.9,en;q=0.8", "Accept-Encoding": "gzip"}),
        (ENGLISH, {"Accept-Language": "*", "Accept-Encoding": "gzip;q=1.0", "Cookie": "lang=de"}),
        (CHINESE, {"Accept-Language": "zh-TW, zh;q=0.8, *;q=0.1", "Accept-Encoding": "x,gzip"}),
        (CHINESE, {**ENGLISH, "Cookie": "slang=en; lang=zh; _ga=1"}),
        ({"Accept-Language": "en"}, {"Accept-Encoding": "gzip;q=0", "Cookie": "_ga=1"}),
    ],
)
def test_who_means_the_same_is_answered_from_the_cache(front, kept, meant):
    _, port = front
    first, again = [ask_for(port, "/glossary", headers=it) for it in (kept, meant)]
    assert first[0] == again[0] == 200
    assert again[1]["x-cache"] == "HIT"
    assert again[2] == first[2]


@pytest.mark.slow
def test_the_cache_keeps_apart_what_a_replica_does(front):
    """Through the cache, twice, everybody gets what they get from a replica."""
    _, port = front
    languages = (
        *("", "en", "zh", "en, zh", "zh, en", "zh;q=0.5, en;q=0.9", "en;q=0.1, zh", "fr, ZH-hans"),
        *("zh;q=0", "*;q=0.5, en;q=0.1", "zh;q=0.9, *", "*, zh;q=0.9", "zh, en;q=1", "xzh", "zhx"),
        *("fr, zh;q=0.5, en;q=0.4", "zh;q=0.0, en", "zh-CN,*", "en;q=0, *", "zh;q=5,en;q=0.1"),
    )
    encodings = "", "gzip", "gzip;q=0", "gzip;q=0.000", "gzip;q=.5", "gzip ; q=0.01", "xgzip", "*"
    cookies = "", "lang=zh", "lang=en", "lang=en; lang=zh", "lang=zh; lang=en; a=1", "xlang=zh"
    asked = [{"Accept-Language": it} for it in languages]
    asked += [{"Accept-Encoding": it, "Accept-Language": "zh"} for it in encodings]
    asked += [{"Cookie": it} for it in cookies]
    asked += [{"Cookie": it, "Accept-Language": "zh"} for it in cookies]
    asked += [{"Accept": it} for it in ("text/html", "application/json", "*/*")]
    paths = "/glossary", "/api/v1/models/resnet18/layers", "/nothing", "/glossary?lang=zh"

    def answers(headers, port):
        for path in paths:
            status, said, _ = ask_for(port, path, headers=headers)
            names = "content-type", "content-language", "content-encoding", "set-cookie"
            yield path, status, *map(said.get, names)

    with serving() as replica:
        expected = [[*answers(headers, replica.port)] for headers in asked]
    for _ in range(2):
        for headers, those in zip(asked, expected, strict=True):
            assert [*answers(headers, port)] == those, headers


@pytest.mark.slow
@pytest.mark.parametrize(
    ("method", "address", "size", "status"),
    [
        ("POST", "/?secret", 2000, 413),
        ("GET", "/metrics?secret", 0, 404),
        ("GET", f"/tour?{'secret' * 9000}", 0, 414),
    ],
)
def test_a_refusal_is_logged_as_it_was_asked_for_and_kept_by_nobody(
    front, method, address, size, status
):
    folder, port = front
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    with closing(connection):
        connection.request(method, address, body=b"x" * size)
        answer = connection.getresponse()
        assert answer.status == status
        answer.read()  # what is not read keeps the connection, and nginx waits for its end
        named = answer.headers["x-request-id"]
        for name, value in (("cache-control", "no-store"), ("x-content-type-options", "nosniff")):
            assert answer.headers.get_all(name) == [value]
        assert answer.headers["retry-after"] is None

    def line():
        lines = (folder / "log").read_text().splitlines()
        return next((it for it in lines if named in it), "")

    until(line)
    said = json.loads(line())
    asked = method, address.partition("?")[0], status
    assert (said["method"], said["path"], said["status"]) == asked
    assert "secret" not in line()


@pytest.mark.slow
def test_weights_are_identified_through_nginx_and_their_answer_is_kept_by_nobody(front):
    _, port = front
    body = json.dumps({"tensors": state_dict_of(named("resnet152"))}).encode()
    assert len(body) > 30_000
    for _ in range(2):
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        with closing(connection):
            connection.request("POST", "/api/v1/identify", body=body)
            answer = connection.getresponse()
            assert json.loads(answer.read())["identity"]["title"] == "ResNet-152"
            assert answer.headers["x-cache"] is None
    with closing(HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        connection.request("POST", "/api/v1/identify", body=b"x" * 1_100_000)
        assert connection.getresponse().status == 413


# ---- Limits for clients ------------------------------------------------------------------------

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


def connect(port, sent=b""):
    client = socket.create_connection(("127.0.0.1", port), 30)
    client.sendall(sent)
    return closing(client)


def all_of(client):
    """What comes until the server closes or resets the connection."""
    data = b""
    with suppress(ConnectionResetError):
        while part := client.recv(65536):
            data += part
    return data


@pytest.mark.slow
@pytest.mark.parametrize(
    "sent", [b"GET /never HT", *full([b"", b"GET /never HTTP/1.1\r\nX-A: b\r\n"])]
)
def test_a_client_that_sends_no_whole_head_is_hung_up_on(impatient, sent):
    replica, port = impatient
    with connect(port, sent) as client:
        assert b" 200 " not in all_of(client)
    # By its path: what other tests asked for before may be logged only now.
    assert not [line for line in replica.log() if line.get("path") == "/never"]


@pytest.mark.slow
def test_a_client_that_sends_a_byte_now_and_then_is_hung_up_on(impatient):
    _, port = impatient
    head = iter(b"GET /?" + b"a" * 294)  # half a minute
    with connect(port) as client:
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


@pytest.mark.slow
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


@pytest.mark.slow
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


@pytest.mark.slow
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


@pytest.mark.slow
def test_a_replica_with_too_many_connections_says_when_to_come_again(tmp_path):
    if not shutil.which("nginx"):
        pytest.skip("nginx is not installed")
    with serving(connections=1) as replica, nginx(tmp_path, [replica]) as port:
        status, headers, _ = ask_for(port, "/healthz")
        assert (status, headers.get_all("retry-after")) == (503, ["2"])


@pytest.mark.slow
def test_the_cache_keeps_the_pages_of_two_hosts_apart_and_their_pictures_together(front):
    _, port = front
    hosts = "one.example", "two.example"
    for host in hosts:
        page = ask_for(port, "/tour?lang=en", headers={"Host": host, "Cookie": "lang=en"})
        others = {*hosts} - {host}
        assert f"http://{host}/tour".encode() in page[2]
        assert not any(other.encode() in page[2] for other in others)
    caches = [ask_for(port, PICTURE, headers={"Host": host})[1]["x-cache"] for host in hosts]
    assert caches[-1] == "HIT"


@pytest.mark.slow
def test_scripts_may_read_the_errors_that_nginx_answers_itself(front):
    _, port = front
    for path, allowed in ((f"/api/v1/models?{'a' * 20_000}", ["*"]), (f"/?{'a' * 20_000}", None)):
        status, headers, _ = ask_for(port, path)
        assert status == 414
        assert headers.get_all("access-control-allow-origin") == allowed
    answer = ask_for(port, "/api/v1/models/nothing")
    assert answer[1].get_all("access-control-allow-origin") == ["*"]
