"""DOT → SVG, PNG or PDF: the only place that runs Graphviz.

Graphviz holds the interpreter lock while it works and its C code can crash, so the server lays out
in worker processes. A worker imports this file and nothing else of the app.
"""

import os
from math import inf

import anyio
from anyio import BrokenWorkerProcess, CapacityLimiter, to_process

from app.errors import LayoutFailed

FORMATS = ("svg", "png", "pdf")


def layout(dot: str, format: str) -> bytes:
    """The picture of ``dot`` in one of ``FORMATS``, by Graphviz's ``dot``, in this process."""
    from pygraphviz import AGraph  # late, so that the server itself never loads Graphviz

    graph = AGraph(string=dot)
    picture: bytes = graph.draw(format=format, prog="dot")
    graph.close()
    return picture


def quiet_layout(dot: str, format: str) -> bytes:
    """``layout``, with Graphviz's remarks on cells of a fixed size thrown away."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    return layout(dot, format)


async def draw(
    dot: str, format: str, seconds: float = inf, workers: CapacityLimiter | None = None
) -> bytes:
    """``layout`` in a worker process, which is killed after ``seconds``.

    A crash or a timeout is tried once more, in a new worker; then it is ``LayoutFailed``.
    """
    for _ in range(2):
        try:
            with anyio.fail_after(seconds):
                return await to_process.run_sync(
                    quiet_layout, dot, format, cancellable=True, limiter=workers
                )
        except (TimeoutError, BrokenWorkerProcess, OSError) as error:
            reason = f"{type(error).__name__}: {error}".rstrip(": ")
    raise LayoutFailed(f"the layout failed twice ({reason})")
