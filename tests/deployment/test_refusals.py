"""What nginx refuses or passes on, and what is kept of it."""

import json
from contextlib import closing
from http.client import HTTPConnection

import pytest
from resnet_atlas.facts.state_dict import state_dict_of
from resnet_atlas.network.catalogue import named

from tests.server import until

pytestmark = pytest.mark.slow


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
