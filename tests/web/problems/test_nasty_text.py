"""Text that is no name and no number, wherever it stands."""

from urllib.parse import quote

import pytest
from resnet_atlas.web.language import UNTRANSLATED

from tests.depth import representatives
from tests.html import Page
from tests.web.problems.problem import HTML, PAGES, ROUTES

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
