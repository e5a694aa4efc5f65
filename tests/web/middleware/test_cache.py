import asyncio
import gzip
from collections.abc import Awaitable, Callable

import anyio
import pytest
from resnet_atlas.store.lru_cache import LRUCache
from resnet_atlas.web.middleware import cache
from resnet_atlas.web.middleware.cache import ResponseCache
from starlette.types import Message, Scope

FILES = [
    "/diagrams/resnet18.svg?focus=layer1",
    "/api/v1/models/resnet18/layers?size=61",
    "/static/atlas.css",
    "/theme.css",
    "/models/resnet18?focus=layer1",
]


def test_the_second_answer_comes_from_the_cache(client):
    answers = client.app.state.answers
    named = {"X-Request-Id": "one"}
    first = client.get("/api/v1/models/resnet18?size=111", headers=named)
    counted = answers.hits, answers.misses
    second = client.get("/api/v1/models/resnet18?size=111", headers=named)
    assert (answers.hits, answers.misses) == (counted[0] + 1, counted[1])
    assert second.content == first.content
    assert dict(second.headers) == dict(first.headers)


def test_errors_and_redirects_are_not_kept(client):
    before = client.app.state.answers.used
    for path in ("/api/v1/models/nothing", "/api/v1/models/resnet18?size=0", "/diagrams/x.svg"):
        answer = client.get(path)
        assert answer.status_code >= 400
        assert answer.headers["cache-control"] == "no-store"
        assert "etag" not in answer.headers
    assert client.get("/models/resnet18?size=224").status_code == 303
    assert client.get("/models/resnet18/picture?size=0").status_code == 422
    assert client.app.state.answers.used == before


def test_vary_names_what_an_answer_depends_on_once(client):
    for path in (*FILES, "/tour", "/nothing"):
        (vary,) = client.get(path).headers.get_list("vary")
        names = [it.strip() for it in vary.split(",")]
        assert "accept-encoding" in names
        # A cache in front would keep a copy for each browser.
        assert ("accept" in names) == (path == "/nothing")


def test_redirects_ignore_the_host_header(client):
    for path in ("/glossary/", "//evil.example/", "/api/v1/models/"):
        answer = client.get(f"http://testserver{path}", headers={"Host": "evil.example"})
        assert answer.status_code == 307
        assert answer.headers["location"].startswith("/")
        assert "evil.example" not in answer.headers["location"].removeprefix("/evil.example")
        assert not answer.headers["location"].startswith("//")
    assert client.get("/glossary/?lang=zh").headers["location"] == "/glossary?lang=zh"


def test_an_answer_is_compressed_once(monkeypatch):
    packed = []
    monkeypatch.setattr(cache.gzip, "compress", lambda body, level: packed.append(1) or b"small")

    async def app(scope: object, receive: object, send: Callable[[Message], Awaitable]) -> None:
        headers = [(b"content-type", b"text/plain")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"x" * 40_000})

    kept: LRUCache = LRUCache(2**20)
    answers = ResponseCache(app, kept, 99, 60)
    for _ in range(2):
        for start, body in asked(answers, 50, (b"accept-encoding", b"gzip"))[1:]:
            assert (b"content-encoding", b"gzip") in start["headers"]
            assert body["body"] == b"small"
    assert len(packed) == 1
    assert kept.used > 0


@pytest.mark.parametrize("path", FILES)
def test_a_client_that_has_the_answer_gets_304(client, path):
    plain = client.get(path, headers={"Accept-Encoding": "identity"})
    packed = client.get(path, headers={"Accept-Encoding": "gzip"})
    tags = [answer.headers["etag"] for answer in (plain, packed)]
    assert len(set(tags)) == 2  # a strong tag is of bytes as they are sent
    assert not any(tag.startswith("W/") for tag in tags)
    for tag, encoding in zip(tags, ("identity", "gzip"), strict=True):
        for held in (tag, f'"other", {tag}', f"W/{tag}", "*"):
            headers = {"Accept-Encoding": encoding, "If-None-Match": held}
            again = client.get(path, headers=headers)
            assert again.status_code == 304, held
            assert again.content == b""
            assert again.headers["etag"] == tag
            assert again.headers["cache-control"] == plain.headers["cache-control"]
    other = client.get(path, headers={"Accept-Encoding": "gzip", "If-None-Match": tags[0]})
    assert other.status_code == 200


@pytest.mark.parametrize("path", FILES)
def test_an_answer_is_compressed_for_clients_that_accept_it(client, path):
    plain = client.get(path, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    with client.stream("GET", path, headers={"Accept-Encoding": "br;q=1, gzip;q=0.5"}) as answer:
        sent = b"".join(answer.iter_raw())
    assert answer.headers["content-encoding"] == "gzip"
    assert int(answer.headers["content-length"]) == len(sent) < len(plain.content)
    assert gzip.decompress(sent) == plain.content
    for refused in ("gzip;q=0", "br", ""):
        answer = client.get(path, headers={"Accept-Encoding": refused})
        assert "content-encoding" not in answer.headers
        assert "accept-encoding" in answer.headers["vary"].lower()


def test_a_png_is_not_compressed_again(client):
    answer = client.get("/diagrams/resnet18.png", headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in answer.headers
    assert answer.content.startswith(b"\x89PNG")


def test_ranges_and_dates_are_ignored(client):
    """Else one visitor's half a file would be kept for all."""
    path = "/static/compare.css"
    later = {"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"}
    for headers in ({"Range": "bytes=0-9"}, later):
        assert client.get(path, headers=headers).status_code == 200
    assert len(client.get(path).content) > 1000


def test_proxies_keep_pages_and_browsers_ask_again(client):
    page = client.get("/glossary", headers={"Accept": "text/html"})
    assert page.headers["cache-control"] == "public, max-age=0, s-maxage=300"
    picture = client.get("/diagrams/resnet18.svg")
    assert picture.headers["cache-control"] == "public, max-age=300"


def asked(answers: ResponseCache, times: int, *headers: tuple[bytes, bytes]) -> list[list[Message]]:
    """What each of some equal requests is sent; all are under way when ``go_on`` is set."""
    go_on = asyncio.Event()
    scope = {
        "go_on": go_on,
        "type": "http",
        "method": "GET",
        "path": "/x",
        "query_string": b"",
        "headers": [(b"accept", b"*/*"), *headers],
    }

    async def one() -> list[Message]:
        sent: list[Message] = []

        async def send(message: Message) -> None:
            sent.append(message)

        await answers(scope, lambda: asyncio.sleep(0), send)
        return sent

    async def all_of_them() -> list[list[Message]]:
        tasks = [asyncio.create_task(one()) for _ in range(times)]
        await anyio.wait_all_tasks_blocked()
        tasks[0].cancel()  # whoever came first hangs up
        go_on.set()
        return await asyncio.gather(*tasks, return_exceptions=True)

    return asyncio.run(all_of_them())


@pytest.mark.parametrize("status", [200, 422])
def test_equal_requests_at_a_time_are_one_computation(status):
    runs = []

    async def slow(scope: Scope, receive: object, send: Callable[[Message], Awaitable]) -> None:
        runs.append(scope)
        await scope["go_on"].wait()
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": b"one ", "more_body": True})
        await send({"type": "http.response.body", "body": b"answer"})

    first, *others = asked(ResponseCache(slow, LRUCache(2**20), 9, 60), 20)
    assert len(runs) == 1
    assert isinstance(first, asyncio.CancelledError)
    for start, body in others:
        assert start["status"] == status
        assert body["body"] == b"one answer"


def test_a_fault_reaches_all_who_wait_and_is_not_kept():
    runs = []

    async def broken(scope: Scope, *_: object) -> None:
        runs.append(1)
        await scope["go_on"].wait()
        raise ZeroDivisionError

    answers = ResponseCache(broken, LRUCache(2**20), 9, 60)
    _, *others = asked(answers, 3)
    assert [type(it) for it in others] == [ZeroDivisionError] * 2
    asked(answers, 2)
    assert len(runs) == 2
