"""A bounded pool of worker processes, for asyncio."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from math import inf
from multiprocessing import get_context
from time import perf_counter
from typing import Any, Literal
from weakref import finalize

from pebble import ProcessExpired, ProcessPool

from resnet_atlas.errors import Busy, WorkerFailed
from resnet_atlas.messages import Message
from resnet_atlas.workers.process import perform, prepare

logger = logging.getLogger(__name__)

End = Literal["done", "lost", "failed"]
"""How an attempt ends: its worker may be lost by it, or go on after an error."""

Observer = Callable[[float, End], None]
"""Is called after each attempt with the seconds it took and how it ended."""

START_SECONDS = 5
"""How long a process may take to start, about."""

BUSY = Message("Too many requests are waiting for a worker.")
FAILED = Message("The work failed twice: {reason}")


class WorkerPool:
    """Runs jobs in at most ``workers`` processes, which start when the first job comes.

    ``seconds`` bounds a job (its wait for a worker doesn't count), ``megabytes`` the address space
    of a worker, ``queue`` the jobs under way, the waiting ones included. A worker that hangs,
    crashes or takes too much memory is replaced. Where jobs wait and none has ended for
    ``seconds`` and the time that a process takes to start, idle workers hang: all are replaced.
    """

    def __init__(
        self,
        workers: int,
        seconds: float = inf,
        megabytes: int = 1024,
        queue: int = 64,
        busy: Message = BUSY,
        observe: Observer = lambda seconds, end: None,
    ) -> None:
        self.workers = workers
        self.seconds = seconds
        self.megabytes = megabytes
        self.queue = queue
        self.busy = busy
        self.observe = observe
        self.under_way = 0
        self._patience_ends = inf
        self._processes: ProcessPool | None = None
        self._stop: Callable[[], object] = lambda: None

    def start(self) -> None:
        """Start the processes now, so that the first job doesn't wait for them."""
        # pebble gives up a pool in which a worker ends before it has begun a job.
        if self._processes and not self._processes.active:
            self._replace(self._processes)
        if self._processes is None:
            self._processes = ProcessPool(
                max_workers=self.workers,
                initializer=prepare,
                initargs=(self.megabytes,),
                context=get_context("spawn"),
            )
            self._stop = finalize(self, stop, self._processes)
            self._extend_patience()
        _ = self._processes.active  # this is what starts them

    def close(self) -> None:
        """End the processes and whatever they do; a later job starts new ones."""
        self._stop()
        self._processes = None

    def _replace(self, processes: ProcessPool) -> None:
        """Let the next job start new processes, and end the present ones in the background."""
        if self._processes is processes:
            self._processes = None
            asyncio.get_running_loop().run_in_executor(None, self._stop)

    async def run(
        self, job: str, *arguments: Any, failure: str = FAILED, queued: bool = True
    ) -> Any:
        """Return what ``job`` (``package.module:function``) returns, and raise what it raises.

        A job whose worker was lost is tried once more; then it is ``WorkerFailed``, for a
        ``failure`` with its ``{reason}``. ``Busy`` where the queue is full, unless the job needs no
        place in it (``queued`` is False).
        """
        if queued and self.under_way >= self.queue:
            raise Busy(self.busy)
        self.under_way += 1
        try:
            return await self._attempt_twice(job, arguments, failure)
        finally:
            self.under_way -= 1

    async def _attempt_twice(self, job: str, arguments: tuple[Any, ...], failure: str) -> Any:
        seconds = None if self.seconds == inf else self.seconds
        for _ in range(2):
            self.start()
            assert self._processes
            start = perf_counter()
            try:
                result = await self._result(self._processes, job, arguments, seconds)
            except (TimeoutError, ProcessExpired, BrokenProcessPool) as error:
                reason = reason_of(error)
                self._ended(start, "lost")
                logger.warning("a worker was lost: %s: %s", type(error).__name__, error)
            except Exception:
                self._ended(start, "failed")
                raise
            else:
                self._ended(start, "done")
                return result
        raise WorkerFailed(Message(failure, reason=reason))

    async def _result(
        self, processes: ProcessPool, job: str, arguments: tuple[Any, ...], seconds: float | None
    ) -> Any:
        """Return what a job returns; ``TimeoutError`` where the processes were replaced."""
        future = processes.submit(perform, seconds, job, arguments)
        waiting = asyncio.wrap_future(future)
        if self.under_way == 1:  # nobody waited until now
            self._extend_patience()
        try:
            while True:
                done, _ = await asyncio.wait([waiting], timeout=seconds and min(seconds, 1))
                if done or self._processes is not processes:
                    break
                if not future.running() and perf_counter() >= self._patience_ends:
                    self._replace(processes)
                    break
            if not waiting.done() or waiting.cancelled():
                raise TimeoutError
            return waiting.result()
        finally:
            waiting.cancel()

    def _ended(self, start: float, end: End) -> None:
        self._extend_patience()
        self.observe(perf_counter() - start, end)

    def _extend_patience(self) -> None:
        self._patience_ends = perf_counter() + self.seconds + START_SECONDS


def reason_of(error: Exception) -> Message:
    """Why both workers of a job were lost."""
    if isinstance(error, ProcessExpired):
        return Message("the worker ended with exit code {code}, twice", code=error.exitcode)
    if isinstance(error, BrokenProcessPool):
        return Message("the workers ended, twice")
    return Message("it took too long, twice")


def stop(processes: ProcessPool) -> None:
    """End the processes of a pool at once."""
    processes.stop()  # type: ignore[no-untyped-call]
    processes.join()
