"""How long one request may take.

How long a client may take is the business of ``connection.py``, how much may be under way at once
that of ``resnet_atlas.store.single_flight``.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import perf_counter
from typing import Any

from fastapi import FastAPI


class Deadlines:
    """Cancels requests that take longer than ``seconds``, or a little more.

    One clock looks at all of them: one for each would cost as much as a kept answer.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._begun: dict[asyncio.Task[Any], float] = {}
        self._late: set[asyncio.Task[Any]] = set()

    def begin(self, task: asyncio.Task[Any], now: float) -> None:
        """Let a request run from ``now`` on, in seconds of ``perf_counter``."""
        self._begun[task] = now

    def end(self, task: asyncio.Task[Any]) -> None:
        """Let it be."""
        self._begun.pop(task, None)
        self._late.discard(task)

    def passed(self, task: asyncio.Task[Any]) -> bool:
        """Whether it was cancelled for being late, and for nothing else."""
        return task in self._late

    async def watch(self) -> None:
        """Go round, for ever."""
        while True:
            await asyncio.sleep(min(1, self.seconds / 4))
            now = perf_counter()
            for task, begun in [*self._begun.items()]:
                if now - begun < self.seconds:
                    break  # those after it began later
                self.end(task)
                self._late.add(task)
                task.cancel()


@asynccontextmanager
async def limited(web: FastAPI) -> AsyncIterator[None]:
    """While the application runs, no request does so for ever."""
    clock = asyncio.create_task(web.state.deadlines.watch())
    yield
    clock.cancel()
