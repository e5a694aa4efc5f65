"""What is being made at this moment: once for all who ask for it, and only so much at a time."""

import asyncio
from collections.abc import Callable, Coroutine, Hashable
from threading import BoundedSemaphore, Lock
from typing import Any, Generic, TypeVar

from resnet_atlas.errors import Busy
from resnet_atlas.messages import Message

Value = TypeVar("Value")


BUILT = Message("Too many new networks are being built.")
"""Said where many wait for torch."""


class Making(Generic[Value]):
    """Values on their way, by key; at most ``most``, and who asks for one more is told ``refusal``.

    What was begun is finished, even where nobody waits for it any more: the next one asks for it.
    """

    def __init__(self, most: int, refusal: Message) -> None:
        self.most = most
        self.refusal = refusal
        self._tasks: dict[Hashable, asyncio.Task[Value]] = {}

    def __len__(self) -> int:
        return len(self._tasks)

    async def once(self, key: Hashable, make: Callable[[], Coroutine[Any, Any, Value]]) -> Value:
        """What ``make`` makes, begun unless it is under way; ``Busy`` where there is no room."""
        if key not in self._tasks:
            if len(self._tasks) >= self.most:
                raise Busy(self.refusal)
            task = asyncio.create_task(make())
            task.add_done_callback(lambda _: self._tasks.pop(key))
            self._tasks[key] = task
        return await asyncio.shield(self._tasks[key])


class Turns:
    """A lock that at most ``most`` threads hold or wait for: those that wait do nothing else."""

    def __init__(self, most: int) -> None:
        self._lock = Lock()
        self._places = BoundedSemaphore(most)

    def __enter__(self) -> None:
        if not self._places.acquire(blocking=False):
            raise Busy(BUILT)
        self._lock.acquire()

    def __exit__(self, *_: object) -> None:
        self._lock.release()
        self._places.release()
