"""How much memory a piece of work takes at most, all its processes together."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from benchmarks.room import room

PROC = Path("/proc")
PAUSE = 0.02
"""Seconds between two looks."""


async def peak(way: str, *work: str) -> int | None:
    """Most bytes resident for what a way does in a fresh process; None without ``/proc``."""
    if not (PROC / "self/status").exists():
        return None
    async with room(way) as own:
        working = asyncio.ensure_future(own.run(*work))
        most = 0
        while not working.done():
            await asyncio.sleep(PAUSE)
            most = max(most, sum(map(high_water, family(own.process.pid))))
        await working
        return most


def family(process: int) -> Iterator[int]:
    """A process and all below it, but for those that are still a copy of the one that starts it."""
    yield process
    for children in PROC.glob(f"{process}/task/*/children"):
        with suppress(OSError):  # one of them has ended
            for child in map(int, children.read_text().split()):
                if command(child) != command(process):
                    yield from family(child)


def command(process: int) -> bytes:
    """What a process was started as."""
    return (PROC / f"{process}/cmdline").read_bytes()


def high_water(process: int) -> int:
    """The most bytes that were resident for a process; 0 once it has ended."""
    with suppress(OSError):
        for line in (PROC / f"{process}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return 1024 * int(line.split()[1])
    return 0
