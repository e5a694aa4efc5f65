"""Pictures in the reader's own process: no server, no workers."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pkgutil import resolve_name
from threading import Lock
from typing import Any

import anyio

from resnet_atlas.diagram.view import View
from resnet_atlas.graph.graph import Graph
from resnet_atlas.network.network import Network, Origin
from resnet_atlas.render.finish import PLAIN
from resnet_atlas.render.formats.svg import no_link
from resnet_atlas.render.pictures import Pictures

LOCK = Lock()
"""Graphviz lays out one picture at a time."""


class HerePool:
    """Does what a pool of workers does, here and at once: a script starts no processes."""

    queue = 64

    async def run(self, job: str, *arguments: Any, **_: Any) -> Any:
        """Return what ``job`` returns."""
        with LOCK:
            return resolve_name(job)(*arguments)


class OneGraph:
    """The one graph that there is."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph

    async def load(self, _: Origin) -> Graph:
        """That graph."""
        return self.graph


def draw(network: Network, graph: Graph, view: View, suffix: str) -> bytes:
    """The picture as a file, in the format that ``suffix`` names; ``UnknownName`` for another."""
    format = suffix.removeprefix(".").lower()
    format = "tikz" if format == "tex" else format
    content: bytes = run(pictures(graph).draw, network, view, format, PLAIN)
    return content


def svg(network: Network, graph: Graph, view: View, palette: Mapping[str, str]) -> str:
    """The picture as text, in colours by name."""
    graph.shapes(view.size)
    text: str = run(pictures(graph).svg, network, view, palette, no_link).text
    return text


def pictures(graph: Graph) -> Pictures:
    """What draws the views of a graph."""
    return Pictures(OneGraph(graph), HerePool())  # type: ignore[arg-type]  # they do as these do


def run(work: Any, *arguments: Any) -> Any:
    """Return what an async function returns. A notebook's own loop runs in this thread already."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(anyio.run, work, *arguments).result()
