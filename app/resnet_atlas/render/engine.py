"""DOT → places, PNG or PDF: the only place that runs Graphviz.

Graphviz holds the interpreter lock while it works and its C code can crash, so the server lays out
in worker processes. A worker imports this file and nothing else of the app.
"""

import logging
import os
import resource
import sys
from collections.abc import Callable, Sequence
from functools import cache
from math import inf
from tempfile import TemporaryFile
from time import perf_counter
from typing import IO, Literal

import anyio
from anyio import BrokenWorkerProcess, CapacityLimiter, to_process

from resnet_atlas.errors import LayoutFailed
from resnet_atlas.messages import Message

logger = logging.getLogger(__name__)

ENGINES = {"plain": "dot", "png": "nop2", "pdf": "nop2"}
"""What can be had, and Graphviz's engine for it: pictures come with everything in its place."""

MEGABYTES = 1024
"""Address space that a worker may take unless told otherwise; the largest pictures need 310."""

End = Literal["drawn", "lost", "failed"]
"""How an attempt ends: its worker may be lost by it, or go on but have nothing to show for it."""

Told = Callable[[float, End], None]
"""Who is told of each attempt: the seconds it took, and how it ended."""


def layout(dot: str, format: str) -> bytes:
    """What Graphviz makes of ``dot``, one of ``ENGINES``, in this process."""
    from pygraphviz import AGraph  # late, so that the server itself never loads Graphviz

    graph = AGraph()
    with in_memory(dot.encode()) as file:
        graph.read(file)
    picture: bytes = graph.draw(format=format, prog=ENGINES[format])
    graph.close()
    return picture


def in_memory(content: bytes) -> IO[bytes]:
    """A file to read ``content`` from, without a disk on Linux: that may be full or read-only."""
    memory = sys.platform == "linux"
    file: IO[bytes] = os.fdopen(os.memfd_create("dot"), "w+b") if memory else TemporaryFile()  # noqa: SIM115
    file.write(content)
    file.seek(0)
    return file


def work(dot: str, format: str, megabytes: int) -> bytes:
    """``layout`` as a worker runs it: in silence, within bounds, with no error that is not ours."""
    silence()
    bound(megabytes)
    try:
        return layout(dot, format)
    except Exception as error:
        reason = Message("Graphviz refuses the drawing: {error}", error=str(error))
        raise LayoutFailed(reason) from None


@cache
def silence() -> None:
    """Throw away what Graphviz remarks on words larger than their node, once a process."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)


@cache
def bound(megabytes: int) -> None:
    """Let this process have so much address space and no more: it dies, not its server."""
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * 2**20,) * 2)


async def draw(
    dot: str,
    format: str,
    seconds: float = inf,
    workers: CapacityLimiter | None = None,
    megabytes: int = MEGABYTES,
    told: Told = lambda seconds, end: None,
) -> bytes:
    """``layout`` in a worker process, which is killed when it takes longer than ``seconds``.

    ``workers`` is how many run at once; the wait for one doesn't count. A crash, a timeout and more
    memory than ``megabytes`` are tried once more, in another worker; then it is ``LayoutFailed``.
    """
    async with workers or CapacityLimiter(1):
        for _ in range(2):
            start = perf_counter()
            try:
                with anyio.fail_after(seconds):
                    drawn = await to_process.run_sync(
                        work, dot, format, megabytes, cancellable=True, limiter=CapacityLimiter(1)
                    )
                told(perf_counter() - start, "drawn")
                return drawn
            except (TimeoutError, BrokenWorkerProcess) as error:
                told(perf_counter() - start, "lost")
                reason = f"{type(error).__name__}: {error}".rstrip(": ")
                logger.warning("a layout worker was lost: %s", reason)
            except Exception:
                told(perf_counter() - start, "failed")
                raise
    raise LayoutFailed(Message("the layout failed twice ({reason})", reason=reason))


def places(plain: bytes, names: Sequence[str]) -> dict[str, tuple[float, float]]:
    """The middles of nodes in points, y downwards, from Graphviz's format ``plain``.

    Nodes are called by their places in ``names`` (https://graphviz.org/docs/outputs/plain/).
    """
    found: dict[str, tuple[float, float]] = {}
    for line in plain.decode().splitlines():
        word, *values = line.split()
        if word == "graph":
            height = float(values[2])
        elif word == "node":
            x, y = (float(value) for value in values[1:3])
            found[names[int(values[0])]] = (round(72 * x), round(72 * (height - y)))
    return found
