"""What all processes of one test run share: a folder, and in it the server that browsers visit."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from fcntl import LOCK_EX, flock
from pathlib import Path

from tests.server import SERVE, ask_for, free_port, until

FOLDER = "ATLAS_TEST_FOLDER"
"""The environment variable that names the folder."""

_started: list[subprocess.Popen[bytes]] = []
"""Keeps what was started from being taken for forgotten."""


@contextmanager
def locked(name: str) -> Iterator[Path]:
    """A file in the folder of this run, while no other process of this run uses it."""
    path = Path(os.environ[FOLDER]) / name
    with path.with_suffix(".lock").open("w") as lock:
        flock(lock, LOCK_EX)
        yield path


def shared_server() -> str:
    """The address of one server for all processes of this run, started by the first that asks."""
    with locked("server") as note:
        if not note.exists():
            port = free_port()
            process = subprocess.Popen(
                [*SERVE[:-1], str(port)],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # it ends with the run, not with the process that began it
            )
            _started.append(process)
            note.write_text(f"{process.pid} {port}")
            until(lambda: answers(port))
        return f"http://127.0.0.1:{note.read_text().split()[1]}"


def stop_shared_server() -> None:
    """End the server, if any test has asked for it."""
    with locked("server") as note:
        if note.exists():
            with suppress(ProcessLookupError):
                os.kill(int(note.read_text().split()[0]), signal.SIGTERM)


def answers(port: int) -> bool:
    """Whether a server answers at a port."""
    try:
        return ask_for(port, "/healthz", timeout=5)[0] == 200
    except OSError:
        return False
