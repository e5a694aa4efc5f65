"""DOT → places, PNG or PDF: the only place that runs Graphviz.

Graphviz holds the interpreter lock while it works and its C code can crash, so the server lays out
in worker processes. A worker imports this file and nothing else of the app.
"""

import os
from collections.abc import Sequence
from functools import cache
from math import inf

import anyio
from anyio import BrokenWorkerProcess, CapacityLimiter, to_process

from app.errors import LayoutFailed
from app.phrase import Phrase

ENGINES = {"plain": "dot", "png": "nop2", "pdf": "nop2"}
"""What can be had, and Graphviz's engine for it: pictures come with everything in its place."""

LONGEST_QUEUE = 64
"""How many drawings may wait for a worker; who comes after is asked to try again."""


def layout(dot: str, format: str) -> bytes:
    """What Graphviz makes of ``dot``, one of ``ENGINES``, in this process."""
    from pygraphviz import AGraph  # late, so that the server itself never loads Graphviz

    graph = AGraph(string=dot)
    picture: bytes = graph.draw(format=format, prog=ENGINES[format])
    graph.close()
    return picture


def work(dot: str, format: str) -> bytes:
    """``layout`` as a worker runs it: in silence, and with no error that is not ours."""
    silence()
    try:
        return layout(dot, format)
    except Exception as error:
        reason = Phrase("Graphviz refuses the drawing: {error}", error=str(error))
        raise LayoutFailed(reason) from None


@cache
def silence() -> None:
    """Throw away what Graphviz remarks on words larger than their node, once a process."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)


async def draw(
    dot: str, format: str, seconds: float = inf, workers: CapacityLimiter | None = None
) -> bytes:
    """``layout`` in a worker process, which is killed when it takes longer than ``seconds``.

    ``workers`` is how many run at once; the wait for one doesn't count. A crash or a timeout is
    tried once more, in another worker; then, or when too many wait, it is ``LayoutFailed``.
    """
    workers = workers or CapacityLimiter(1)
    if workers.statistics().tasks_waiting >= LONGEST_QUEUE:
        raise LayoutFailed(Phrase("too many pictures are being drawn"))
    async with workers:
        for _ in range(2):
            try:
                with anyio.fail_after(seconds):
                    return await to_process.run_sync(
                        work, dot, format, cancellable=True, limiter=CapacityLimiter(1)
                    )
            except (TimeoutError, BrokenWorkerProcess) as error:
                reason = f"{type(error).__name__}: {error}".rstrip(": ")
    raise LayoutFailed(Phrase("the layout failed twice ({reason})", reason=reason))


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
