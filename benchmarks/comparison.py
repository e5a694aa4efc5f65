"""Us and what a user would pick instead: the same work by turns, each in a process of its own."""

import asyncio
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from multiprocessing import get_context
from statistics import median
from typing import Any

from benchmarks import turns
from benchmarks.memory import peak
from benchmarks.ways import WAYS, Way

NETWORKS = ("resnet18", "resnet50", "resnet152")
ODD = (225, 320)
"""A size at which every floor matters."""

FEW, LONG = 3, 2.0
"""A turn of so many seconds is taken so many times only, after the one that warms up."""


@dataclass(frozen=True, slots=True)
class Column:
    """What is measured, and how many times as good as the best other we are to be."""

    title: str
    act: str
    again: bool
    least: float


TIMES = (
    Column("Every shape, from nothing", "shapes", False, 1),
    Column("Every shape, second size", "shapes", True, 500),
    Column("A picture, from nothing", "picture", False, 5),
    Column("A picture, second size", "picture", True, 100),
)
MEMORY = Column("Peak memory", "", False, 1)
COLUMNS = (*TIMES, MEMORY)


@dataclass(slots=True)
class Comparison:
    """Medians in seconds, peaks in bytes; what a way doesn't offer or couldn't do is not there."""

    cells: dict[tuple[str, Column, Way], float] = field(default_factory=dict)
    failures: dict[str, None] = field(default_factory=dict)
    torch: float | None = None
    """Bytes of a process that has only imported PyTorch."""

    def best(self, network: str, column: Column) -> Way | None:
        """The best of the others."""
        others = [it for it in WAYS if not it.ours and (network, column, it) in self.cells]
        return min(others, key=lambda it: self.cells[network, column, it], default=None)

    def ratio(self, network: str, column: Column) -> float | None:
        """How many times as good as the best other we are, in our usual form."""
        ours, best = self.cells.get((network, column, WAYS[0])), self.best(network, column)
        return self.cells[network, column, best] / ours if ours and best else None

    @property
    def missed(self) -> Iterator[str]:
        """The goals that are not met, in words."""
        for network in NETWORKS:
            for column in COLUMNS:
                ratio = self.ratio(network, column)
                if ratio is not None and ratio < column.least:
                    yield f"{network}, {column.title.lower()}: {ratio:.3g} of {column.least}"


@dataclass(frozen=True, slots=True)
class Room:
    """A way's own process."""

    way: Way
    pool: ProcessPoolExecutor

    async def run(self, what: Callable[..., Any], *given: Any) -> Any:
        """What ``what`` returns there."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.pool, what, self.way.module, *given)


async def compare(rounds: int) -> Comparison:
    """Everything, network by network."""
    found = Comparison(torch=await peak(turns.only_torch))
    with ExitStack() as stack:
        spawn = get_context("spawn")
        rooms = [Room(way, stack.enter_context(ProcessPoolExecutor(1, spawn))) for way in WAYS]
        offered = await asyncio.gather(*(room.run(turns.offers) for room in rooms))
        offers = dict(zip(rooms, offered, strict=True))
        for network in NETWORKS:
            expected = await rooms[0].run(turns.truth, network, ODD)
            for column in TIMES:
                print(f"{network}: {column.title.lower()} …", file=sys.stderr, flush=True)
                some = [room for room in rooms if column.act in offers[room]]
                if column is TIMES[0]:
                    for room in some[1:]:
                        await room.run(turns.check, network, ODD, expected)
                await race(found, network, column, some, rounds)
    for network in NETWORKS:
        print(f"{network}: memory …", file=sys.stderr, flush=True)
        for way in WAYS:
            if bytes_ := await peak(turns.use, way.module, network):
                found.cells[network, MEMORY, way] = bytes_
    return found


async def race(
    found: Comparison, network: str, column: Column, rooms: list[Room], rounds: int
) -> None:
    """Note the medians of a column; who fails is out of it, and the error noted."""
    seconds: dict[Room, list[float]] = {room: [] for room in rooms}
    for _ in range(rounds + 1):
        for room, so_far in seconds.items():
            if len(so_far) > FEW and so_far[-1] > LONG:
                continue
            try:
                so_far.append(await room.run(turns.turn, network, column.act, column.again))
            except Exception as error:
                problem = f"{room.way.title}, {network}, {column.title.lower()}: {error!r}"
                found.failures[problem.splitlines()[0]] = None
    for room, times in seconds.items():
        if times[1:]:  # the first one warms up
            found.cells[network, column, room.way] = median(times[1:])
