"""A disk that is full or read-only."""

import socket
import subprocess
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.clients import refused
from tests.server import SERVE, serving, until
from tests.web.faults.paths import EVERYTHING

pytestmark = pytest.mark.slow


@pytest.mark.full
def test_a_server_needs_no_disk_that_can_be_written_to():
    """As in the container: root read-only, and not even a place for temporary files."""
    words = 'mount --make-rprivate / && mount -o remount,ro,bind / && exec "$@"'
    read_only = ("unshare", "-rm", "sh", "-c", words, "sh")
    if subprocess.run([*read_only, "true"], capture_output=True).returncode:
        pytest.skip("no namespaces here")
    with serving(*read_only, layout_seconds=60) as server:
        assert {path: server.get(path)[0] for path in EVERYTHING} == dict.fromkeys(EVERYTHING, 200)


@pytest.mark.full
def test_a_log_that_cannot_be_written_keeps_no_answer_back():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with (
        Path("/dev/full").open("w") as full,
        subprocess.Popen([*SERVE[:-1], str(port)], stderr=full) as process,
    ):
        try:
            until(lambda: not refused(port))
            with closing(HTTPConnection("127.0.0.1", port, timeout=60)) as client:
                for _ in range(3):  # over one connection
                    client.request("GET", "/healthz")
                    assert client.getresponse().read().startswith(b'{"status":"ok"')
            process.terminate()
            assert process.wait(60) == 0
        finally:
            process.kill()
