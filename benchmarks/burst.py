"""A burst of pictures of new networks, while one client asks for something cheap."""

import asyncio
import os
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

PICTURES, CONNECTIONS = 1000, 500
CHEAP = "/api/v1/models/resnet18/layers"
PERIOD = 0.05
"""Seconds from one cheap request to the next."""


@dataclass
class Burst:
    """What became of a burst: pictures by status (0: no answer), and seconds of cheap answers."""

    pictures: Counter[int] = field(default_factory=Counter)
    without_retry_after: int = 0
    cheap: list[float] = field(default_factory=list)
    seconds: float = 0
    megabytes: float = 0

    @property
    def text(self) -> str:
        """The figures in one line."""
        cheap = sorted(self.cheap)
        p95 = cheap[int(0.95 * (len(cheap) - 1))]
        return (
            f"pictures {dict(self.pictures)} in {self.seconds:.1f} s, "
            f"{self.without_retry_after} refused without Retry-After; {len(cheap)} cheap requests: "
            f"95th of 100 {1000 * p95:.0f} ms, slowest {1000 * cheap[-1]:.0f} ms; "
            f"server {self.megabytes:.0f} MB"
        )


async def get(port: int, path: str) -> tuple[int, bytes]:
    """Status and headers of an answer over a connection of its own, read to its end."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(f"GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        await reader.read()
        while not reader.at_eof():
            await reader.read()
    finally:
        writer.close()
    return int(head.split()[1]), head.lower()


async def measure(port: int, pictures: int = PICTURES, connections: int = CONNECTIONS) -> Burst:
    """Ask a server for ``pictures`` over ``connections``, and meanwhile for what is cheap."""
    burst, numbers = Burst(), iter(range(2000, 2000 + pictures))
    await get(port, CHEAP)

    async def client() -> None:
        for number in numbers:
            try:
                path = f"/diagrams/resnet18.svg?num_classes={number}"
                status, head = await asyncio.wait_for(get(port, path), 120)
            except (OSError, EOFError, TimeoutError):
                status, head = 0, b""
            burst.pictures[status] += 1
            burst.without_retry_after += status == 503 and b"retry-after:" not in head

    async def ask() -> None:
        start = time.perf_counter()
        await get(port, CHEAP)
        burst.cheap.append(time.perf_counter() - start)

    async def ask_again_and_again() -> None:
        async with asyncio.TaskGroup() as group:
            while True:
                group.create_task(ask())
                await asyncio.sleep(PERIOD)

    start = time.perf_counter()
    cheap = asyncio.create_task(ask_again_and_again())
    await asyncio.gather(*[client() for _ in range(connections)])
    burst.seconds = time.perf_counter() - start
    cheap.cancel()
    return burst


def run(python: str = sys.executable, module: str = "resnet_atlas", port: int = 8765) -> Burst:
    """The burst against a server of its own."""
    command = [python, "-m", module, "serve", "--port", str(port)]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, env={**os.environ}, stdout=quiet, stderr=quiet) as server:
        try:
            asyncio.run(listening(port))
            burst = asyncio.run(measure(port))
            lines = Path(f"/proc/{server.pid}/status").read_text().splitlines()
            peak = next(line for line in lines if line.startswith("VmHWM"))
            burst.megabytes = int(peak.split()[1]) / 1000
        finally:
            server.terminate()
    return burst


async def listening(port: int) -> None:
    """Wait until a server answers."""
    while True:
        try:
            await get(port, "/readyz")
        except (OSError, EOFError):
            await asyncio.sleep(0.05)
        else:
            return


if __name__ == "__main__":
    print(run(*sys.argv[1:2], *sys.argv[2:3]).text)
