"""What is answered to what can't be: by the API, by pictures and by pages."""

import json
import os
import signal
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

import pytest
from resnet_atlas.errors import UnsupportedOp
from resnet_atlas.settings import Settings
from resnet_atlas.web.app import create_app
from resnet_atlas.web.language import UNTRANSLATED
from resnet_atlas.web.problems import describe
from resnet_atlas.workers.pool import WorkerPool
from starlette.testclient import TestClient

from tests.depth import representatives
from tests.html import Page

HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
ROUTES = [
    "/api/v1/models/{}",
    "/api/v1/models/{}/layers",
    "/api/v1/models/{}/graph",
    "/api/v1/models/{}/verify",
    "/diagrams/{}.svg",
    "/diagrams/{}.png",
    "/diagrams/{}.json",
    "/diagrams/{}.dot",
    "/models/{}/picture",
]
PAGES = ["/models/{}", "/embed/{}"]
"""They show the nearest view that there is, and say so; their networks have to be known."""


def problem(answer, status):
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert body["status"] == status
    assert body["type"] == "about:blank"
    assert body["title"]
    assert body["detail"]
    return body


@pytest.mark.parametrize("route", [*ROUTES, *PAGES])
def test_an_unknown_network_is_404_with_the_nearest_name(client, route):
    body = problem(client.get(route.format("resnet5O")), 404)
    assert (body["parameter"], body["given"], body["nearest"]) == ("model", "resnet5O", "resnet50")
    assert "wide_resnet101_2" in body["allowed"]


@pytest.mark.parametrize("route", [route for route in ROUTES if "graph" not in route])
@pytest.mark.parametrize(
    "size",
    ["0", "-5", "99999", "abc", "1e3", "224x", "x224", "1x2x3", "٣", "²", "224.0", "1 2", "0x5"],
)
def test_what_is_no_size_is_422(client, route, size):
    body = problem(client.get(route.format("resnet18"), params={"size": size}), 422)
    assert (body["parameter"], body["given"]) == ("size", size)
    assert "1 to 4096" in body["allowed"]


@pytest.mark.parametrize(
    ("path", "parameter", "status", "allowed", "nearest"),
    [
        ("/api/v1/models/resnet18?batch=0", "batch", 422, "from 1 to 256", None),
        ("/api/v1/models/resnet18?batch=257", "batch", 422, "from 1 to 256", None),
        ("/api/v1/models/resnet18?batch=two", "batch", 422, "from 1 to 256", None),
        ("/api/v1/models/resnet18?size=1&size=2", "size", 422, "one value", None),
        ("/api/v1/models/resnet18?sizes=1", "sizes", 422, "size, batch", "size"),
        ("/api/v1/models?size=1", "size", 422, "none", None),
        ("/api/v1/models/resnet18/layers?stage=layr2", "stage", 404, "stage2", "layer2"),
        ("/api/v1/models/resnet18/layers?block=layer9.0", "block", 404, "layer1.0", "layer4.0"),
        ("/api/v1/models/resnet18/layers?kind=konv", "kind", 404, "conv", "conv"),
        ("/api/v1/models/resnet18/layers?format=xml", "format", 422, "csv", None),
        ("/api/v1/models/resnet18?groups=2", "groups", 422, "block=bottleneck", "1"),
        ("/api/v1/models/resnet18?dilated_stages=4", "dilated_stages", 422, "bottleneck", "none"),
        ("/api/v1/models/resnet50?dilated_stages=1", "dilated_stages", 422, "from 2", "none"),
        ("/api/v1/models/resnet50?groups=0", "groups", 422, "from 1", None),
        ("/api/v1/models/resnet50?groups=1024", "groups", 422, "2048", "32"),
        ("/api/v1/models/resnet50?depths=0", "depths", 422, "from 1", None),
        ("/api/v1/models/resnet50?depths=1024,1", "depths", 422, "1024 blocks", None),
        ("/api/v1/models/resnet50?stride_in_1x1=perhaps", "stride_in_1x1", 422, "true", None),
        ("/diagrams/resnet18.gif", "format", 404, "svg, png", None),
        ("/diagrams/resnet18.sgv", "format", 404, "svg, png", "svg"),
        ("/diagrams/resnet18.svg?focus=stag2", "focus", 404, "stage2", "stage2"),
        ("/diagrams/resnet18.svg?focus=layer1.2", "focus", 404, "layer1.0", "layer1.1"),
        ("/diagrams/resnet18.svg?detail=cov", "detail", 422, "stage, block", "conv"),
        ("/diagrams/resnet18.svg?fold=perhaps", "fold", 422, "true, false", None),
        ("/diagrams/resnet18.svg?direction=up", "direction", 422, "TB, LR", None),
        ("/diagrams/resnet18.svg?theme=blue", "theme", 422, "light, dark", None),
        ("/diagrams/resnet18.svg?batch=0", "batch", 422, "from 1 to 256", None),
        ("/diagrams/resnet18.svg?kind=conv", "kind", 422, "focus", None),
        ("/diagrams/resnet18.svg?open=layer2,stag3", "open", 404, "stage3", "stage3"),
        ("/diagrams/resnet18.svg?closed=network", "closed", 404, "stem", None),
        ("/diagrams/resnet18.svg?unfold=layer2", "unfold", 404, "layer1.0", "layer2.0"),
        ("/diagrams/resnet18.svg?open=layer2&closed=conv3_x", "closed", 422, "one or", None),
        ("/models/resnet18/picture?theme=drak", "theme", 422, "auto", "dark"),
        ("/models/resnet18/picture?focus=netwrk", "focus", 404, "network", "network"),
        ("/models/resnet18/picture?foo=1", "foo", 422, "focus", "fold"),
        ("/?size=0", "size", 422, "1 to 4096", None),
        ("/docs?x=1", "x", 422, "lang", None),
    ],
)
def test_what_is_wrong_is_named_with_what_is_allowed(
    client, path, parameter, status, allowed, nearest
):
    body = problem(client.get(path), status)
    assert body["parameter"] == parameter
    assert allowed in body["allowed"]
    assert body.get("nearest") == nearest


NASTY = [
    "\0",
    "a\0b",
    "\n",
    "\u2028",
    "\ud7ff",
    "🦆",
    "٢٢٤",
    "²",
    "<script>alert(1)</script>",
    "../../etc/passwd",
    "{{7*7}}",
    "' OR 1=1 --",
    "%",
    "%00",
    "9" * 10_000,
    "a" * 10_000,
]
NASTIEST = {"\0", "\ud7ff", "²", "<script>alert(1)</script>", "9" * 10_000}


@pytest.mark.parametrize(
    "text", representatives(NASTY, NASTIEST), ids=lambda text: ascii(text)[:20]
)
def test_nasty_text_is_refused_wherever_it_stands(client, text):
    for headers in ({}, HTML):
        for route in ROUTES:
            for answer in (
                client.get(route.format(quote(text, safe="")), headers=headers),
                client.get(route.format("resnet18"), params={"depths": text}, headers=headers),
                client.get(route.format("resnet18"), params={text: "1"}, headers=headers),
            ):
                assert answer.status_code in (404, 422), answer.url
                assert len(answer.content) < 8000
                if answer.headers["content-type"].startswith("text/html"):
                    assert "<script>alert" not in answer.text
                else:
                    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "text", representatives(NASTY, NASTIEST), ids=lambda text: ascii(text)[:20]
)
@pytest.mark.parametrize("route", PAGES)
def test_nasty_text_costs_a_page_no_more_than_itself(client, route, text):
    unknown = client.get(route.format(quote(text, safe="")), headers=HTML)
    assert unknown.status_code == 404
    assert len(unknown.content) < 8000
    path = route.format("resnet18")
    plain = client.get(path, headers=HTML)
    for given in ({"depths": text}, {text: "1"}, {"focus": text}, {"open": f"layer1,{text}"}):
        answer = client.get(path, params=given, headers=HTML)
        assert answer.status_code == 200, answer.url
        assert "<script>alert" not in answer.text
        assert len(answer.content) < len(plain.content) + 8000
        Page(answer.text)


@pytest.mark.parametrize(
    "path",
    [
        "/%00",
        "/models/%00",
        "/models/%ff",
        "/diagrams/%00.svg",
        "/diagrams/resnet18.%00",
        "/diagrams/resnet18",
        "/diagrams/.svg",
        "/static/%00",
        "/static/../app/spec.py",
        "/static/%2e%2e/app/spec.py",
        "/static/",
        "/api/v1/models/",
        "/api/v1/models/resnet18/nothing",
        "/api/v2/models",
        "/models/resnet18/",
        "/favicon.ico",
        "/" + "a" * 10_000,
    ],
)
def test_addresses_of_nothing_are_404_or_lead_to_something(client, path):
    for headers in ({}, HTML):
        answer = client.get(path, headers=headers)
        if answer.status_code == 307:  # a slash too many
            assert client.get(answer.headers["location"]).status_code == 200
        else:
            assert answer.status_code == 404, path
            person = headers and not answer.url.path.startswith(UNTRANSLATED)
            expected = "text/html" if person else "application/problem"
            assert answer.headers["content-type"].startswith(expected)


@pytest.mark.parametrize("query", ["size=%ff", "size=%", "=1", "&&", "size", "%00=1", "a=1;b=2"])
def test_broken_queries_are_no_servers_error(client, query):
    assert client.get(f"/api/v1/models/resnet18?{query}").status_code in (200, 422)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_other_methods_are_405(client, method):
    for route in ROUTES:
        answer = client.request(method, route.format("resnet18"))
        assert problem(answer, 405)["title"] == "Method Not Allowed"
        assert answer.headers["allow"] == "GET, HEAD"


def test_a_person_gets_a_page_with_a_way_on(client):
    answer = client.get("/models/resnet5O", headers=HTML)
    page = Page(answer.text)
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert "/models/resnet50" in page.links
    assert "resnet5O" in answer.text


def test_a_page_offers_the_address_without_what_was_wrong(client):
    answer = client.get("/?size=0&theme=dark", headers=HTML)
    assert answer.status_code == 422
    links = [link for link in Page(answer.text).links if "theme=" in link]
    (link,) = [link for link in links if "lang=" not in link]
    assert client.get(link).status_code == 200
    assert "size" not in link


def test_what_those_add_who_pass_a_link_on_is_in_no_pages_way(client):
    added = "utm_source=mail&fbclid=x&gclid=x&from=timeline&isappinstalled=0"
    for path in ("/", "/tour", "/formula", "/table", "/glossary", "/docs", "/compare"):
        assert client.get(f"{path}?{added}", headers=HTML).status_code == 200, path
    for path in ("/models/resnet18", "/embed/resnet18"):
        text = client.get(f"{path}?{added}&foo=1", headers=HTML).text
        assert "<code>foo=1</code>" in text, path
        assert "<code>utm_source" not in text, path
    assert client.get(f"/api/v1/models?{added}").status_code == 422


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        ("/tour?foo=1&path=2", "/tour?path=2"),
        ("/formula?foo=1&path=2", "/formula?path=2"),
        ("/glossary?x=1&path=", "/glossary"),
        ("/table?foo=1&fragment=abc", "/table?fragment=abc"),
        ("/table?size=1&size=2,3&foo=1", "/table?foo=1"),
        ("/table?foo=1&lang=zh", "/table?lang=zh"),
    ],
)
def test_nothing_else_of_what_was_asked_for_is_lost(client, asked, left):
    answer = client.get(asked, headers=HTML)
    assert answer.status_code == 422
    assert left in Page(answer.text).links


def test_what_was_given_is_escaped_and_cut(client):
    given = '"><img src=x onerror=alert(1)>' + "A" * 500
    for path in ("/models/resnet18", "/models/resnet18/picture", "/"):
        text = client.get(path, params={"size": given}, headers=HTML).text
        assert "<img src=x" not in text
        assert "&#34;&gt;&lt;img src=x" in text
        assert "A" * 80 not in text
    assert len(client.get("/api/v1/models/resnet18", params={"size": given}).json()["given"]) == 80


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (
            "/models/resnet18/picture?theme=drak",
            "theme=drak：没有这个取值。你是不是想写 dark？允许的值：",
        ),
        ("/table?size=0", "size=0：输入至少要有一个像素。允许的值：1 到 4096 的整数"),
        ("/nothing", "这个地址什么也没有。"),
    ],
)
def test_scripts_are_told_in_the_language_of_the_page_what_they_are_to_say(client, path, said):
    answer = client.get(path, headers={"Accept-Language": "zh"})
    body = problem(answer, answer.status_code)
    assert body["detail"].startswith(said)
    assert body.get("problem", "") in said
    assert answer.headers["content-language"] == "zh-Hans"


@pytest.mark.parametrize("path", ["/api/v1/table?size=0", "/diagrams/resnet18.svg?size=0"])
def test_programs_are_told_in_english(client, path):
    answer = client.get(path, headers={"Accept-Language": "zh"})
    assert problem(answer, 422)["detail"].startswith("size=0: an input has at least one pixel.")
    assert "content-language" not in answer.headers


def test_a_picture_for_a_page_is_in_no_language(client):
    answer = client.get("/models/resnet18/picture", headers={"Accept-Language": "zh"})
    assert answer.status_code == 200
    assert "content-language" not in answer.headers


@pytest.mark.parametrize(
    "path", ["/api/v1/models/nothing", "/diagrams/nothing.svg", "/static/nothing", "/healthz/x"]
)
def test_where_there_are_no_pages_a_browser_gets_json_too(client, path):
    problem(client.get(path, headers={**HTML, "Accept-Language": "zh"}), 404)


def test_an_input_too_small_for_a_layer_names_the_op(client):
    """No ResNet has one; the closed form's refusal is shown as any other."""
    from resnet_atlas.errors import BadInput

    body, headers = describe(BadInput("2", "layer1.0.conv1", "has no output left", "3 or more"))
    assert (body["status"], body["parameter"], body["op"]) == (422, "size", "layer1.0.conv1")
    assert headers == {}


def test_an_op_that_cannot_be_stated_is_422():
    assert describe(UnsupportedOp("pool", "ceil_mode"))[0]["status"] == 422


def test_an_error_of_ours_tells_nothing_of_the_inside():
    body, _ = describe(KeyError("secret"))
    assert body["status"] == 500
    assert "secret" not in json.dumps(body)


@pytest.mark.parametrize("base", ["/models", "/build", "/embed"])
@pytest.mark.parametrize(("given", "meant"), [("s", "seresnet50"), ("resnet5O", "resnet50")])
def test_what_was_meant_is_one_click_away(client, base, given, meant):
    text = client.get(f"{base}/{given}?size=225", headers=HTML).text
    assert f'<a href="{base}/{meant}?size=225">{meant}</a>' in text


@contextmanager
def stuck_workers(before):
    """Stop every worker but those of ``before``, as soon as there is one: it never answers."""
    done = threading.Event()

    def stop():
        while not done.is_set():
            for pid in children() - before:
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


def children():
    """The layout workers; not a child that is still on its way to become one, which its parent
    waits for.
    """
    pids: set[str] = set()
    for task in Path("/proc/self/task").iterdir():
        with suppress(OSError):  # a thread may have ended meanwhile
            pids.update((task / "children").read_text().split())
    return {int(pid) for pid in pids if "spawn_main" in command(pid)}


def command(pid):
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:  # it has ended meanwhile
        return ""


@pytest.mark.full  # test_faults has a worker that hangs
@pytest.mark.slow
def test_a_layout_that_takes_too_long_is_503_and_the_next_picture_comes():
    before = children()
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
