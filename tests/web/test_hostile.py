"""Whatever a visitor sends, wherever: never 500, never reflected as it came, never passed on."""

import sys
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from resnet_atlas.web.request.spec_query import SPEC
from resnet_atlas.web.request.view_query import INPUT, VIEW
from resnet_atlas.web.routers import ROUTERS

from tests.depth import FULL, examples, representatives

pytestmark = pytest.mark.slow

MARK = "zq9"
"""In every text that is sent; nothing of ours contains it."""

TEXTS = [
    f"{MARK}\0",
    f"{MARK}\r\nX-Injected: {MARK}",
    f"<script>alert('{MARK}')</script>",
    f'"><svg/onload={MARK}>',
    f"' onmouseover='{MARK}",
    f'{MARK}"]; a -> b [label="{MARK}',
    f"&{MARK};]]><!--",
    f"../../{MARK}/etc/passwd",
    f"/{MARK}",
    f"{MARK}.__import__('os')",
    f"{{{{{MARK}}}}} ${{{MARK}}} %s%n",
    MARK + "9" * 400 + "e999",
    "-" + "9" * 5000 + MARK,
    MARK * 3000,
    f"{MARK}\u202e\ufeff\u2028",
]
ROUTES = sorted(
    {route.path.replace(":path", "") for router in ROUTERS for route in router.routes}
    | {"/static/{path}", "/{path}"}
)
STEP = 5 if FULL else 15
NAMES = sorted(
    {*VIEW, *SPEC, *INPUT, "stage", "kind", "format", "left", "right", "lang", "path", "no_such"}
)
WORKING = {"name": "resnet18", "format": "svg", "path": "x"}
HTML = {"Accept": "text/html"}


def test_every_route_of_the_application_is_tested(client):
    routes = client.app.routes
    own = {route.path for route in routes if hasattr(route, "path")}
    assert own == {"/static"}
    assert len(routes) - len(own) == len(ROUTERS)
    assert len(ROUTES) >= 25


# ---- What must never be ------------------------------------------------------------------------


noticed: list[str] = []
"""What was imported, opened or run with a visitor's text in it, while a request was answered."""


def notice(event, given):
    """See what Python itself says of all that is imported, opened, compiled and run."""
    if asking and event.partition(".")[0] in (
        "import",
        "open",
        "os",
        "subprocess",
        "compile",
        "exec",
        "shutil",
    ):
        told = ascii(given)
        if MARK in told:
            noticed.append(f"{event} {told[:200]}")


@pytest.fixture(scope="module", autouse=True)
def _watched():
    sys.addaudithook(notice)  # there is no way to take it away; it costs little


asking: list[bool] = []


def harmless(client, path, **request):
    """Ask, and check the answer and what was done for it."""
    asking.append(True)
    answer = client.get(path, **request)
    asking.clear()
    assert answer.status_code < 500, answer.url
    assert answer.status_code < 400 or answer.headers["content-type"].startswith(
        ("application/problem+json", "text/html")
    )
    for name, value in answer.headers.items():
        assert name != "x-injected"
        assert name == "location" or MARK not in value
        assert name != "location" or (value.startswith("/") and not value.startswith("//"))
        assert not {"\r", "\n", "<"} & {*value}, (name, value)
    body = answer.text
    if "json" not in answer.headers.get("content-type", ""):
        for raw in ("<script>alert", "<svg/onload", "' onmouseover='", '"]; a ->', "]]><!--"):
            assert raw not in body, (answer.url, raw)
    # A link that leaves out one parameter says all others once more, and whole.
    assert body.count(MARK) < 1000 + str(answer.url).count(MARK)
    assert noticed == []


def test_the_watch_sees_what_it_is_for():
    asking.append(True)
    with pytest.raises(OSError, match=MARK):
        open(MARK)  # noqa: PTH123, SIM115
    with pytest.raises(ImportError, match=MARK):
        __import__(MARK)
    assert len(noticed) >= 2
    noticed.clear()
    asking.clear()


@pytest.mark.parametrize("headers", [{}, HTML], ids=["program", "person"])
@pytest.mark.parametrize("route", [it for it in ROUTES if "{" in it])
def test_in_every_part_of_every_path(client, route, headers):
    for name in WORKING:
        if f"{{{name}}}" in route:
            for text in TEXTS:
                parts = {**WORKING, name: quote(text, safe="")}
                harmless(client, route.format(**parts), headers=headers)


@pytest.mark.parametrize("name", representatives(NAMES, NAMES[::12]))
def test_in_every_parameter_of_every_route(client, name):
    for number, route in enumerate(ROUTES, NAMES.index(name)):
        path = route.format(**WORKING)
        for text in TEXTS[number % STEP :: STEP]:  # in turn: all with all take too long
            harmless(client, path, params={name: text}, headers=HTML)


def test_in_the_name_of_a_parameter_and_in_headers(client):
    step = STEP if FULL else 3 * STEP
    for number, route in enumerate(ROUTES):
        path = route.format(**WORKING)
        for text in TEXTS[number % step :: step]:
            harmless(client, path, params={text: "1"}, headers=HTML)
            sent = quote(text).encode()
            for header in ("Accept", "Accept-Language", "Cookie", "X-Request-Id", "Host"):
                harmless(client, path, headers={**HTML, header: b"lang=" + sent})


usual = st.sampled_from(
    ["", "1", "224", "true", "resnet50", "layer2", "layer2.0", "3,4", "0", "-1"]
)
marked = st.text().map(lambda text: MARK + text)
anything = st.one_of(usual, marked, st.sampled_from(TEXTS), st.integers().map(str))


@examples(300, suppress_health_check=list(HealthCheck), database=None)
@given(
    route=st.sampled_from(ROUTES),
    query=st.lists(st.tuples(st.one_of(st.sampled_from(NAMES), marked), anything), max_size=4),
    headers=st.sampled_from([{}, HTML]),
)
def test_in_any_query(client, route, query, headers):
    harmless(client, route.format(**WORKING), params=query, headers=headers)


@examples(300, suppress_health_check=list(HealthCheck), database=None)
@given(path=st.binary(max_size=60), query=st.binary(max_size=60))
def test_in_any_bytes(client, path, query):
    harmless(client, f"/{MARK}{quote(path)}?{MARK}{quote(query, safe='=&;%')}", headers=HTML)
