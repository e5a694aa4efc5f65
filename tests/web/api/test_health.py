"""What whoever runs the server can see of it: signs of life, figures, the log."""

import json
import logging
import re
import sys

import pytest
from prometheus_client.parser import text_string_to_metric_families
from resnet_atlas.errors import LayoutFailed
from resnet_atlas.settings import Settings
from resnet_atlas.web.app import create_app
from resnet_atlas.web.log import CONFIG, LONGEST, Lines
from resnet_atlas.web.version import version
from starlette.testclient import TestClient

UNKNOWN = "/diagrams/nothing.svg"


def samples(client):
    """All figures, by name and labels."""
    return {
        (it.name, *sorted(it.labels.items())): it.value
        for family in text_string_to_metric_families(client.get("/metrics").text)
        for it in family.samples
    }


def answered(client, route, status):
    labels = ("route", route), ("status", str(status))
    return samples(client).get(("atlas_request_seconds_count", *labels), 0)


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_a_server_that_is_well_says_so(client, path):
    assert client.get(path).json()["status"] == "ok"


def test_the_version_is_the_one_that_addresses_name(client):
    assert client.get("/healthz").json()["version"] == version()


def test_to_be_ready_is_to_have_drawn(client):
    before = samples(client)[("atlas_layout_seconds_count",)]
    client.get("/readyz")
    assert samples(client)[("atlas_layout_seconds_count",)] == before + 1


def test_what_graphviz_refuses_is_counted_and_raised(client):
    before = samples(client)
    with pytest.raises(LayoutFailed):
        client.portal.call(client.app.state.pictures._engine, "digraph {", "plain")
    changed = {name for (name, *_), _ in samples(client).items() - before.items()}
    ours = {name for name in changed if name.startswith("atlas_layout")}
    assert ours == {"atlas_layouts_failed_total"}


# ---- Figures -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "route", "status"),
    [
        ("/api/v1/models/resnet18?size=33", "/api/v1/models/{name}", 200),
        ("/api/v1/models/resnet18?size=0", "/api/v1/models/{name}", 422),
        (UNKNOWN, "/diagrams/{name}.{format}", 404),
        ("/?lang=zh", "/", 200),
        ("/static/atlas.css", "static", 200),
        ("/static/nothing", "static", 404),
        ("/nothing/of/the/kind", "none", 404),
    ],
)
def test_answers_are_counted_by_route_and_status(client, path, route, status):
    before = answered(client, route, status)
    client.get(path)
    client.head(path)
    assert answered(client, route, status) == before + 2


def test_whatever_is_asked_for_the_figures_dont_grow_in_number(client):
    names = [f"x{number}" for number in range(30)]
    addresses = ["/{}", "/static/{}", "/models/{}", "/diagrams/x.{}", "/api/v1/models/{}/layers"]
    for address in addresses:
        client.get(address.format("first"))
    before = samples(client).keys()
    for address in addresses:
        for name in names:
            client.get(address.format(name))
            client.request(name.upper(), address.format(name))
    new = {key for key in samples(client) if key not in before}
    assert {dict(labels)["status"] for _, *labels in new} <= {"405"}


def test_what_is_kept_is_counted_as_found_or_not(client):
    def count(found):
        key = "atlas_lookups_total", ("found", found), ("kept", "answers")
        return samples(client)[key]

    found, missed = count("true"), count("false")
    for _ in range(3):
        client.get("/api/v1/models/resnet18?size=77")
    assert (count("true") - found, count("false") - missed) == (2, 1)


def test_two_servers_count_apart(client):
    with TestClient(create_app(Settings())) as other:
        before = answered(client, "none", 404)
        other.get("/nothing")
        assert answered(client, "none", 404) == before
        assert answered(other, "none", 404) == 1


# ---- The log -----------------------------------------------------------------------------------


@pytest.fixture
def logged():
    """A client, and the lines that are written about its requests."""
    lines = []
    with TestClient(create_app(Settings(), lines.append), raise_server_exceptions=False) as it:
        yield it, lines


def test_an_answer_is_a_line_with_the_id_that_went_back(logged):
    client, lines = logged
    answer = client.get("/api/v1/models/nothing?size=3")
    (line,) = lines
    assert line.endswith("}\n")
    said = json.loads(line)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", said.pop("time"))
    assert said.pop("milliseconds") > 0
    assert said == {
        "level": "info",
        "event": "request",
        "request": answer.headers["x-request-id"],
        "method": "GET",
        "path": "/api/v1/models/nothing",
        "status": 404,
    }


def test_an_id_from_outside_is_kept_if_it_is_one(logged):
    client, lines = logged
    for given in ("a-b_c.1", "A" * 64):
        answer = client.get("/healthz", headers={"X-Request-Id": given})
        assert answer.headers.get_list("x-request-id") == [given]
    for given in ("", "a b", '"', "A" * 65, "a\\nb", "é".encode()):
        answer = client.get("/healthz", headers={"X-Request-Id": given})
        assert re.fullmatch("[0-9a-f]{16}", answer.headers["x-request-id"])
    ids = [json.loads(line)["request"] for line in lines]
    assert len({*ids}) == len(ids) == 8


@pytest.mark.parametrize(
    "path", ['/"}%0a{"level":"x', "/%00%0a%0d", "/%e2%80%a8", "/" + "a" * 9000]
)
def test_no_address_can_forge_a_line(logged, path):
    client, lines = logged
    client.get(path)
    (line,) = lines
    assert line.count("\n") == 1
    assert line.isascii()
    assert len(json.loads(line)["path"]) <= LONGEST


def test_no_line_says_who_asked(logged):
    client, lines = logged
    who = {"X-Forwarded-For": "203.0.113.7", "Cookie": "lang=zh; a=secret", "User-Agent": "spy"}
    client.get("/tour", headers=who)
    for word in ("203.0.113.7", "testclient", "secret", "spy", "client"):
        assert word not in lines[0]


def test_a_fault_of_ours_is_told_with_its_request_and_answered_as_any_other(logged, caplog):
    client, lines = logged
    client.app.state.pictures = None  # what no request could do
    answer = client.get("/diagrams/resnet18.svg")
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert "Traceback" not in answer.text
    assert json.loads(lines[0])["status"] == 500
    (record,) = [it for it in caplog.records if it.exc_info]
    assert record.getMessage() == "/diagrams/{name}.{format} failed"


def test_a_line_of_the_log_is_json_with_the_fault():
    try:
        raise ValueError("no\nway")
    except ValueError:
        record = logging.LogRecord(
            "resnet_atlas", logging.ERROR, "", 1, "%s failed", ("x",), sys.exc_info()
        )
    line = Lines().format(record)
    said = json.loads(line)
    assert (said["level"], said["event"]) == ("error", "x failed")
    assert "ValueError: no" in said["error"]
    assert "\n" not in line


def test_there_is_no_second_line_for_an_answer():
    assert "uvicorn.access" not in CONFIG["loggers"]


# ---- Limits ------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/" + "a" * 17_000, "/tour?" + "a" * 17_000])
def test_an_address_that_is_too_long_is_414(client, path):
    answer = client.get(path)
    assert answer.status_code == 414
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"] == "This address is too long."
    page = client.get(path, headers={"Accept": "text/html", "Accept-Language": "zh"})
    assert page.status_code == 414
    assert "这个地址太长" in page.text
    assert len(page.content) < 8000
