"""A burst of pictures of new networks, while one client asks for something cheap."""

import asyncio
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count

from benchmarks.bound import Bound

PICTURES, CONNECTIONS = 1000, 500
CHEAP = "/api/v1/models/resnet18/layers"
PERIOD = 0.05
"""Seconds from one cheap request to the next."""

ROUNDS = 5
"""Rounds of the other measures to one burst here."""

classes = count(2000)
"""Each picture is of a network with another number of classes: nobody has asked for it before."""


@dataclass
class Burst:
    """What became of a burst: answers by status, 0 for none, and seconds of the cheap ones."""

    pictures: Counter[int] = field(default_factory=Counter)
    without_retry_after: int = 0
    cheap: Counter[int] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)

    @property
    def dropped(self) -> int:
        """Requests that got neither what they asked for nor 503 with ``Retry-After``."""
        pictures = self.pictures.total() - self.pictures[200] - self.pictures[503]
        cheap = self.cheap.total() - self.cheap[200]
        return pictures + self.without_retry_after + cheap

    @property
    def percentile_95(self) -> float:
        """Seconds that 95 of 100 cheap requests stay within."""
        return sorted(self.seconds)[int(0.95 * (len(self.seconds) - 1))]


async def get(port: int, path: str) -> tuple[int, bytes]:
    """Status and headers of an answer over a connection of its own; 0 for none."""
    try:
        async with asyncio.timeout(120):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(f"GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode())
            head = await reader.readuntil(b"\r\n\r\n")
            await reader.read()
            writer.close()
    except (OSError, EOFError):
        return 0, b""
    return int(head.split()[1]), head.lower()


async def measure(port: int, pictures: int = PICTURES, connections: int = CONNECTIONS) -> Burst:
    """Ask a server for ``pictures`` over ``connections``, and meanwhile for what is cheap."""
    burst, over = Burst(), asyncio.Event()
    numbers = iter([next(classes) for _ in range(pictures)])

    async def client() -> None:
        for number in numbers:
            status, head = await get(port, f"/diagrams/resnet18.svg?num_classes={number}")
            burst.pictures[status] += 1
            burst.without_retry_after += status == 503 and b"retry-after:" not in head

    async def ask() -> None:
        start = time.perf_counter()
        status, _ = await get(port, CHEAP)
        burst.cheap[status] += 1
        burst.seconds.append(time.perf_counter() - start)

    async def ask_again_and_again() -> None:
        async with asyncio.TaskGroup() as group:
            while not over.is_set():
                group.create_task(ask())
                await asyncio.sleep(PERIOD)

    await get(port, CHEAP)
    cheap = asyncio.create_task(ask_again_and_again())
    await asyncio.gather(*[client() for _ in range(connections)])
    over.set()
    await cheap
    return burst


@contextmanager
def server() -> Iterator[int]:
    """The port of a server with its usual settings, as people run it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "resnet_atlas", "serve", "--port", str(port)]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdout=quiet, stderr=quiet) as process:
        try:
            yield port
        finally:
            process.terminate()


async def burst_of_new_networks(rounds: int) -> list[Bound]:
    """Who is dropped, and how long cheap requests take; the worst of some bursts."""
    with server() as port:
        while (await get(port, "/readyz"))[0] != 200:
            await asyncio.sleep(0.05)
        bursts = [await measure(port) for _ in range(max(1, rounds // ROUNDS))]
    what = f"{PICTURES} new networks over {CONNECTIONS} connections"
    slowest = max(second for burst in bursts for second in burst.seconds)
    typical = max(burst.percentile_95 for burst in bursts)
    answered = Counter[int]()
    for burst in bursts:
        answered += burst.pictures
    said = f"{answered[200]} drawn, {answered[503]} asked to try later"
    return [
        Bound(f"{what}: {said}; dropped", sum(burst.dropped for burst in bursts), "", 0),
        Bound(f"{what}: 95 of 100 cheap requests meanwhile", typical * 1000, "ms", 100),
        Bound(f"{what}: the slowest of them", slowest * 1000, "ms", 500),
    ]
