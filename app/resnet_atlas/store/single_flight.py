"""Work in progress: done once for all who ask for it at the same time."""

import asyncio
from collections.abc import Callable, Coroutine, Hashable
from typing import Any, Generic, TypeVar

from resnet_atlas.errors import Busy
from resnet_atlas.messages import Message

Value = TypeVar("Value")


class SingleFlight(Generic[Value]):
    """At most ``limit`` pieces of work at a time, by key; one more is ``Busy`` with ``refusal``.

    Work that was begun is finished, even if nobody waits for it any longer: the next request may
    ask for it.
    """

    def __init__(self, limit: int, refusal: Message) -> None:
        self.limit = limit
        self.refusal = refusal
        self._tasks: dict[Hashable, asyncio.Task[Value]] = {}

    def __len__(self) -> int:
        return len(self._tasks)

    async def run(self, key: Hashable, work: Callable[[], Coroutine[Any, Any, Value]]) -> Value:
        """Return the result of ``work``, which begins unless that of ``key`` is in progress."""
        if key not in self._tasks:
            if len(self._tasks) >= self.limit:
                raise Busy(self.refusal)
            task = asyncio.create_task(work())
            task.add_done_callback(lambda done: self._end(key, done))
            self._tasks[key] = task
        return await asyncio.shield(self._tasks[key])

    def _end(self, key: Hashable, task: asyncio.Task[Value]) -> None:
        del self._tasks[key]
        if not task.cancelled():
            task.exception()  # asyncio logs an error that nobody has looked at
