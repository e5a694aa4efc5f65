"""Us and what a user would pick instead: the same work by turns, each in a process of its own."""

import asyncio
import sys
from collections.abc import Awaitable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from benchmarks.memory import peak
from benchmarks.room import Failed, Room, room
from benchmarks.ways import WAYS, Way

RESNETS = ("resnet18", "resnet50", "resnet152")
MODULES = ("efficientnet_b0", "densenet121", "convnext_tiny")
"""Networks that we are given as a module, too, as a reader's own."""

NETWORKS = RESNETS + MODULES

ODD = (225, 320)
"""A size at which every floor matters."""

FEW, LONG = 3, 2.0
"""A turn of so many seconds is taken so many times only, after the one that warms up."""


@dataclass(frozen=True, slots=True)
class Column:
    """What is measured, and how many times as good as the best other we are to be.

    ``resnets`` is the goal for them, ``modules`` that for networks that come as a module.
    """

    title: str
    act: str
    again: bool
    resnets: float
    modules: float | None

    def least(self, network: str) -> float | None:
        """The goal for a network."""
        return self.resnets if network in RESNETS else self.modules


TIMES = (
    Column("Every shape, from nothing", "shapes", False, 1, 1),
    Column("Every shape, second size", "shapes", True, 500, 500),
    Column("A picture, from nothing", "picture", False, 5, 1),
    Column("A picture, second size", "picture", True, 100, 100),
)
MEMORY = Column("Peak memory", "", False, 1, None)
COLUMNS = (*TIMES, MEMORY)


@dataclass(slots=True)
class Comparison:
    """Medians in seconds, peaks in bytes; what a way doesn't offer or couldn't do is not there."""

    cells: dict[tuple[str, Column, Way], float] = field(default_factory=dict)
    failures: dict[str, None] = field(default_factory=dict)
    torch: float | None = None
    """Bytes of a process that has only imported PyTorch."""

    def best(self, network: str, column: Column) -> Way | None:
        """The best of the others that do all of it."""
        rivals = [it for it in WAYS if not (it.ours or it.partly)]
        others = [it for it in rivals if (network, column, it) in self.cells]
        return min(others, key=lambda it: self.cells[network, column, it], default=None)

    def ratio(self, network: str, column: Column) -> float | None:
        """How many times as good as the best other we are, in our usual form."""
        ours, best = self.cells.get((network, column, WAYS[0])), self.best(network, column)
        return self.cells[network, column, best] / ours if ours and best else None

    async def attempt(self, way: Way, network: str, work: Awaitable[Any]) -> Any:
        """What comes of it; None where the way fails, which is noted."""
        try:
            return await work
        except Failed as error:
            self.failures[f"{way.title}, {network}: {str(error).splitlines()[0]}"] = None

    @property
    def missed(self) -> Iterator[str]:
        """The goals that are not met, in words."""
        for network in NETWORKS:
            for column in COLUMNS:
                ratio, least = self.ratio(network, column), column.least(network)
                if least is None:
                    continue
                if ratio is None and self.best(network, column):
                    yield f"{network}, {column.title.lower()}: not measured"
                elif ratio is not None and ratio < least:
                    yield f"{network}, {column.title.lower()}: {ratio:.3g} of {least}"


async def compare(rounds: int) -> Comparison:
    """Everything, network by network."""
    found = Comparison(torch=await peak("", "only_torch"))
    async with AsyncExitStack() as stack:
        rooms = {way: await stack.enter_async_context(room(way.module)) for way in WAYS}
        offered = await asyncio.gather(*(it.run("offers") for it in rooms.values()))
        offers = dict(zip(WAYS, offered, strict=True))
        for network in NETWORKS:
            said = await rooms[WAYS[0]].run("truth", network, *ODD)
            for way in WAYS:
                if "shapes" in offers[way] and not way.ours:
                    await found.attempt(way, network, rooms[way].run("check", network, *ODD, said))
            for column in TIMES:
                print(f"{network}: {column.title.lower()} …", file=sys.stderr, flush=True)
                some = {way: it for way, it in rooms.items() if column.act in offers[way]}
                await race(found, network, column, some, rounds)
    for network in NETWORKS:
        print(f"{network}: memory …", file=sys.stderr, flush=True)
        for way in WAYS:
            most = await found.attempt(way, network, peak(way.module, "use", network))
            if most:
                found.cells[network, MEMORY, way] = most
    return found


async def race(
    found: Comparison, network: str, column: Column, rooms: dict[Way, Room], rounds: int
) -> None:
    """Note the medians of a column. Who takes long has fewer turns, who fails has none."""
    times: dict[Way, list[float]] = {way: [] for way in rooms}
    for _ in range(rounds + 1):
        for way, so_far in times.items():
            if len(so_far) > FEW and so_far[-1] > LONG:
                continue
            turn = rooms[way].run("turn", network, column.act, column.again)
            seconds = await found.attempt(way, network, turn)
            so_far += [seconds] if seconds else []
    for way, seen in times.items():
        if seen[1:]:  # the first one warms up
            found.cells[network, column, way] = median(seen[1:])
