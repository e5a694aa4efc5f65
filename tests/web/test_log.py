import json
import logging
import re
import sys

import pytest
from resnet_atlas.settings import Settings
from resnet_atlas.web.app import create_app
from resnet_atlas.web.log import LOGGING, LONGEST_PATH, JsonFormatter
from starlette.testclient import TestClient


@pytest.fixture
def logged():
    """A client, and the lines that are written about its requests."""
    lines = []
    web = create_app(Settings(), lines.append)
    with TestClient(web, raise_server_exceptions=False) as client:
        yield client, lines


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_an_answer_is_a_line_with_its_method_and_id(logged, method):
    client, lines = logged
    answer = client.request(method, "/api/v1/models/nothing?size=3")
    (line,) = lines
    assert line.endswith("}\n")
    fields = json.loads(line)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", fields.pop("time"))
    assert fields.pop("milliseconds") > 0
    assert fields == {
        "level": "info",
        "event": "request",
        "request": answer.headers["x-request-id"],
        "method": method,
        "path": "/api/v1/models/nothing",
        "status": 405 if method == "POST" else 404,
    }


def test_a_valid_id_from_a_proxy_is_kept_and_any_other_replaced(logged):
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
    assert len(json.loads(line)["path"]) <= LONGEST_PATH


def test_no_line_says_who_asked(logged):
    client, lines = logged
    who = {"X-Forwarded-For": "203.0.113.7", "Cookie": "lang=zh; a=secret", "User-Agent": "spy"}
    client.get("/tour", headers=who)
    for word in ("203.0.113.7", "testclient", "secret", "spy", "client"):
        assert word not in lines[0]


def test_a_fault_is_logged_with_its_request_and_answered_like_any_error(logged, caplog):
    client, lines = logged
    client.app.state.pictures = None  # what no request could do
    answer = client.get("/diagrams/resnet18.svg")
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "Traceback" not in answer.text
    assert json.loads(lines[0])["status"] == 500
    (record,) = [it for it in caplog.records if it.exc_info]
    assert record.getMessage() == "/diagrams/{name}.{format} failed"


def test_a_logged_exception_is_one_line_of_json():
    try:
        raise ValueError("no\nway")
    except ValueError:
        record = logging.LogRecord(
            "resnet_atlas", logging.ERROR, "", 1, "%s failed", ("x",), sys.exc_info()
        )
    line = JsonFormatter().format(record)
    fields = json.loads(line)
    assert (fields["level"], fields["event"]) == ("error", "x failed")
    assert "ValueError: no" in fields["error"]
    assert "\n" not in line


def test_uvicorn_writes_no_second_line_for_an_answer():
    assert "uvicorn.access" not in LOGGING["loggers"]
