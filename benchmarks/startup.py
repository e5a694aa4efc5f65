"""Processes that know their networks from disk: how soon they answer, and what memory they take.

A process that imports torch is the measure: that is what is done without.
"""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from itertools import product
from pathlib import Path

from resnet_atlas.diagram.view import DETAILS, DIRECTIONS
from resnet_atlas.network.catalogue import CATALOGUE
from resnet_atlas.store.local_graphs import graph_of

from benchmarks.bound import Bound
from benchmarks.contest import Goal, Racer, Result, race

ROOT = Path(__file__).parents[1]
PICTURE = "/diagrams/resnet50.svg"
USUAL_ROUNDS = 25  # in which all of the memory is measured; in fewer, as much less of it

LAYERS = Goal("resnet-atlas layers resnet50, the second time", "python -c 'import fastapi'", 1 / 3)
ALIVE = Goal(
    "The server, from nothing to its first answer", "python -c 'import torch, fastapi'", 1 / 1.2
)
DRAWN = Goal(
    "The server, from nothing to a picture of a network that has a name",
    "python -c 'import torch'",
    2,
)


class Processes:
    """Starts processes as a user does."""

    def __init__(self) -> None:
        # A user's Python keeps the bytecode of what it imports.
        usual = {name: it for name, it in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        self.environment = {**usual, "PYTHONPATH": str(ROOT / "app")}

    def run(self, *words: str) -> str:
        """What a process of Python says, once it has ended."""
        command = [sys.executable, *words]
        env = self.environment
        return subprocess.run(
            command, env=env, check=True, stdout=subprocess.PIPE, text=True
        ).stdout

    @contextmanager
    def serve(self) -> Iterator[tuple[Path, HTTPConnection]]:
        """A server as ``resnet-atlas serve`` starts it: its state, and a connection to it."""
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        command = [sys.executable, "-m", "resnet_atlas", "serve", "--port", str(port)]
        quiet = subprocess.DEVNULL
        with subprocess.Popen(command, env=self.environment, stdout=quiet, stderr=quiet) as process:
            try:
                yield Path(f"/proc/{process.pid}/status"), connected(process, port)
            finally:
                process.kill()  # at once: what is timed ends with the answer


def connected(process: subprocess.Popen[bytes], port: int) -> HTTPConnection:
    """A connection to a server, as soon as that listens."""
    while process.poll() is None:
        connection = HTTPConnection("127.0.0.1", port)
        try:
            connection.connect()
        except ConnectionRefusedError:
            time.sleep(0.005)
        else:
            return connection
    raise ConnectionError("the server ended")


def get(connection: HTTPConnection, path: str) -> bytes:
    """The body of an answer."""
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise ConnectionError(f"{path}: {answer.status}")
    return body


def resident(status: str) -> float:
    """Megabytes of memory that a process takes, from its ``/proc/…/status``."""
    return next(int(it.split()[1]) for it in status.splitlines() if it.startswith("VmRSS:")) / 1000


async def start(rounds: int) -> list[Result | Bound]:
    """All that is promised of processes that know their networks."""
    processes = Processes()
    processes.run(str(ROOT / "scripts/bake.py"))
    results = await contests(processes, rounds)
    return [*results, *memory(processes, min(1, rounds / USUAL_ROUNDS))]


async def contests(processes: Processes, rounds: int) -> list[Result]:
    """How soon a command and a server answer."""

    async def layers() -> int:
        processes.run("-m", "resnet_atlas", "layers", "resnet50")
        return 1

    def serving(path: str) -> Racer:
        async def serve() -> int:
            with processes.serve() as (_, connection):
                get(connection, path)
            return 1

        return serve

    def importing(modules: str) -> Racer:
        async def import_() -> int:
            processes.run("-c", f"import {modules}")
            return 1

        return import_

    return [
        await race(LAYERS, layers, importing("fastapi"), rounds),
        await race(ALIVE, serving("/healthz"), importing("torch, fastapi"), rounds),
        await race(DRAWN, serving(PICTURE), importing("torch"), rounds),
    ]


def memory(processes: Processes, share: float) -> list[Bound]:
    """What a server takes after one picture, after all of the catalogue, and after any network.

    ``share`` is how much of the last two is done.
    """
    own = "from pathlib import Path; print(Path('/proc/self/status').read_text())"
    torch = resident(processes.run("-c", f"import torch; {own}"))
    views, others = some(list(catalogue()), share), some(list(networks()), share)
    with processes.serve() as (status, connection):
        get(connection, PICTURE)
        first = resident(status.read_text())
        for path in views:
            get(connection, path)
        whole = resident(status.read_text())
    full = len(others) * 2 // 5  # by then every bounded memory is, in a quick run too
    with processes.serve() as (status, connection):
        for path in others[:full]:
            get(connection, path)
        before = resident(status.read_text())
        for path in others[full:]:
            get(connection, path)
        after = resident(status.read_text())
    return [
        Bound(
            "Memory after one picture; a third of what importing torch takes",
            first,
            "MB",
            torch / 3,
        ),
        Bound(
            "after every view of the catalogue; one and a half times that", whole, "MB", torch * 1.5
        ),
        Bound(
            f"after {len(others):,} networks, over that after two fifths of them",
            after / before,
            "",
            1.1,
        ),
    ]


def some(paths: list[str], share: float) -> list[str]:
    """Evenly spread ones."""
    return paths[:: round(1 / share)]


def catalogue() -> Iterator[str]:
    """Every view of every network of the catalogue: all parts, details and directions."""
    for name, spec in CATALOGUE.items():
        parts = ["network", *[group.id for group in graph_of(spec).groups]]
        for focus, detail, direction in product(parts, DETAILS, DIRECTIONS):
            yield f"/diagrams/{name}.svg?focus={focus}&detail={detail}&direction={direction}"


def networks() -> Iterator[str]:
    """Ten thousand different networks, a new one to be traced for every twentieth.

    The answers are large, so that all memories are full after some hundreds.
    """
    view = "detail=conv&fold=false"
    for number, depths in enumerate(product(range(2, 12), repeat=4)):
        depths_ = ",".join(map(str, depths))
        yield f"/diagrams/resnet50.json?{view}&depths={depths_}&num_classes={number // 20 + 1}"
