"""How much memory a piece of work takes at most, its processes together."""

import asyncio
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from multiprocessing import get_context
from pathlib import Path
from typing import Any

PROC = Path("/proc")
PAUSE = 0.005
"""Seconds between two looks. A process that lives on is looked at after its work, too."""


async def peak(work: Callable[..., Any], *given: Any) -> int | None:
    """Most bytes resident for ``work`` and what it starts; None where there is no ``/proc``."""
    if not (PROC / "self/status").exists():
        return None
    loop = asyncio.get_running_loop()
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        root = await loop.run_in_executor(pool, os.getpid)
        working = loop.run_in_executor(pool, work, *given)
        most = 0
        while not working.done():
            await asyncio.sleep(PAUSE)
            most = max(most, sum(map(high_water, family(root))))
        working.result()
        return most


def family(process: int) -> Iterator[int]:
    """A process and all below it."""
    yield process
    for children in PROC.glob(f"{process}/task/*/children"):
        with suppress(OSError):  # that thread has ended
            for child in children.read_text().split():
                yield from family(int(child))


def high_water(process: int) -> int:
    """The most bytes that were resident for a process, 0 once it has ended."""
    with suppress(OSError):
        for line in (PROC / f"{process}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return 1024 * int(line.split()[1])
    return 0
