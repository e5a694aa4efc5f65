"""DOT → positions, PNG or PDF: the only file that runs Graphviz.

Graphviz holds the interpreter lock while it works and its C code can crash, so a server runs it in
worker processes.
"""

import os
import sys
from collections.abc import Sequence
from tempfile import TemporaryFile
from typing import IO

from pygraphviz import AGraph

from resnet_atlas.errors import LayoutFailed
from resnet_atlas.messages import Message

ENGINES = {"plain": "dot", "png": "nop2", "pdf": "nop2"}
"""The formats, and Graphviz's engine for each: PNG and PDF are made of fixed positions."""


def layout(dot: str, format: str) -> bytes:
    """Run Graphviz for a format of ``ENGINES``; ``LayoutFailed`` if it refuses ``dot``."""
    graph = AGraph()
    try:
        with in_memory(dot.encode()) as file:
            graph.read(file)
        picture: bytes = graph.draw(format=format, prog=ENGINES[format])
    except MemoryError:
        raise
    except Exception as error:
        reason = Message("Graphviz refuses the drawing: {error}", error=str(error))
        raise LayoutFailed(reason) from None
    finally:
        graph.close()
    return picture


def in_memory(content: bytes) -> IO[bytes]:
    """A file to read ``content`` from, without a disk on Linux: that may be full or read-only."""
    memory = sys.platform == "linux"
    file: IO[bytes] = os.fdopen(os.memfd_create("dot"), "w+b") if memory else TemporaryFile()  # noqa: SIM115
    file.write(content)
    file.seek(0)
    return file


def routes(
    plain: bytes, names: Sequence[str]
) -> dict[tuple[str, str], tuple[tuple[float, float], ...]]:
    """The points of each edge's line, as ``places`` has those of nodes."""
    found: dict[tuple[str, str], tuple[tuple[float, float], ...]] = {}
    for line in plain.decode().splitlines():
        word, *values = line.split()
        if word == "graph":
            height = float(values[2])
        elif word == "edge":
            numbers = [float(value) for value in values[3 : 3 + 2 * int(values[2])]]
            points = [
                (round(72 * x), round(72 * (height - y)))
                for x, y in zip(numbers[::2], numbers[1::2], strict=True)
            ]  # of Bézier curves: every third is on the line
            found[names[int(values[0])], names[int(values[1])]] = tuple(points[::3])
    return found


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
