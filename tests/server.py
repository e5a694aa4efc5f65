"""The server as people run it, in a process of its own, and what can be seen of it from outside."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

SERVE = (sys.executable, "-m", "resnet_atlas", "serve", "--port", "0")


class Server:
    """A server that runs: its process, its port, and the lines of its log as they come."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.pid = process.pid
        self.lines: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        until(lambda: self._address() or process.poll() is not None)
        assert process.poll() is None, "".join(self.lines)
        self.port = int(self._address()[1])

    def _read(self) -> None:
        for line in self.process.stderr:
            self.lines.append(line)

    def _address(self) -> re.Match[str] | None:
        return re.search(r"http://127\.0\.0\.1:(\d+)", "".join(self.lines))

    def get(self, path: str, timeout: float = 120, **headers: str):
        """Status, headers and body of an answer."""
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        return ask_for(self.port, path, timeout, names)

    def figures(self) -> dict[str, float]:
        """What /metrics says, by name and labels."""
        lines = self.get("/metrics")[2].decode().splitlines()
        pairs = [line.rsplit(" ", 1) for line in lines if not line.startswith("#")]
        return {name: float(value) for name, value in pairs}

    def log(self) -> list[dict[str, object]]:
        """The lines of the log."""
        return [json.loads(line) for line in self.lines]

    def workers(self) -> list[int]:
        """Its worker processes."""
        return [pid for pid in children(self.pid) if "spawn_main" in command(pid)]

    def stop(self) -> int:
        """End it as a balancer or a container does; its exit status."""
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(60)
        self._reader.join(10)
        return status


def free_port() -> int:
    """A port of this machine that nobody uses."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def ask_for(port: int, path: str, timeout: float = 120, headers: dict[str, str] | None = None):
    """Status, headers and body of an answer."""
    request = Request(f"http://127.0.0.1:{port}{path}", headers=headers or {})
    try:
        with urlopen(request, timeout=timeout) as answer:
            return answer.status, answer.headers, answer.read()
    except HTTPError as error:
        with error:
            return error.code, error.headers, error.read()


def problem(answer, status: int):
    """The problem that is the body of an answer like those of ``ask_for``."""
    got, headers, body = answer
    assert got == status, body[:500]
    assert headers["content-type"] == "application/problem+json"
    assert status != 503 or int(headers["retry-after"]) > 0
    return json.loads(body)


@contextmanager
def serving(*before: str, **settings: object) -> Iterator[Server]:
    """A server with some settings, started through the command ``before``."""
    given = {f"ATLAS_{name.upper()}": str(value) for name, value in settings.items()}
    process = subprocess.Popen(
        [*before, *SERVE],
        env={**os.environ, **given},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            yield Server(process)
        finally:
            left = children(process.pid) if process.poll() is None else []
            process.kill()
            for worker in left:  # a stopped worker would not see that its server is gone
                with suppress(ProcessLookupError):
                    os.kill(worker, signal.SIGKILL)


def until(happens, seconds: float = 60) -> None:
    """Wait for something."""
    end = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.02)


def children(pid: int) -> list[int]:
    """The processes that a process has started."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        with suppress(OSError):  # a thread may have ended meanwhile
            found += map(int, (task / "children").read_text().split())
    return found


def command(pid: int) -> str:
    """What a process was started as."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:  # it has ended meanwhile
        return ""


def state(pid: int) -> str:
    """What the kernel says a process does: R, S, T for stopped, Z; empty where it's gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0]
    except OSError:
        return ""
