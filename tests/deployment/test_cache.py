"""The cache of nginx in front of two replicas."""

import os
import shutil
import signal
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.deployment.nginx import PICTURE, nginx
from tests.server import ask_for, problem, serving, until

pytestmark = pytest.mark.slow


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


ENGLISH = {"Accept-Language": "en-GB,en;q=0.8", "Accept-Encoding": "gzip, deflate, br, zstd"}
CHINESE = {"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.8", "Accept-Encoding": "gzip"}


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


@pytest.mark.full
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


def test_scripts_may_read_the_errors_that_nginx_answers_itself(front):
    _, port = front
    for path, allowed in ((f"/api/v1/models?{'a' * 20_000}", ["*"]), (f"/?{'a' * 20_000}", None)):
        status, headers, _ = ask_for(port, path)
        assert status == 414
        assert headers.get_all("access-control-allow-origin") == allowed
    answer = ask_for(port, "/api/v1/models/nothing")
    assert answer[1].get_all("access-control-allow-origin") == ["*"]
