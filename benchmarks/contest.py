"""Two ways to do the same, timed by turns: ours, theirs, ours, theirs and so on.

What slows the machine for a while slows both, so their ratio says more than either time.
"""

import gc
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter

Racer = Callable[[], Awaitable[int]]
"""Does a piece of work and returns how many times it did it."""


@dataclass(frozen=True, slots=True)
class Goal:
    """Ours is to be at least ``least`` times as fast as theirs at what ``title`` says."""

    title: str
    theirs: str
    least: float


@dataclass(frozen=True, slots=True)
class Result:
    """The medians of a contest, in seconds for doing the work once; None where it couldn't run."""

    goal: Goal
    ours: float | None = None
    theirs: float | None = None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """How many times as fast as theirs ours is."""
        return self.theirs / self.ours if self.ours and self.theirs else None

    @property
    def met(self) -> bool | None:
        """Whether the goal is met; None if nobody knows."""
        return None if self.ratio is None else self.ratio >= self.goal.least


async def race(goal: Goal, ours: Racer, theirs: Racer, rounds: int, note: str = "") -> Result:
    """The medians over ``rounds``, after a first round that only warms up."""
    times = [(await clock(ours), await clock(theirs)) for _ in range(rounds + 1)][1:]
    return Result(goal, *(median(column) for column in zip(*times, strict=True)), note=note)


async def clock(racer: Racer) -> float:
    """Seconds for doing the work once. Nobody pays for rubbish that the other left behind."""
    gc.collect()
    start = perf_counter()
    count = await racer()
    return (perf_counter() - start) / count
