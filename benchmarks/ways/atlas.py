"""ResNet Atlas."""

import asyncio
from dataclasses import replace
from itertools import count

import uvloop
from resnet_atlas.diagram.view import View
from resnet_atlas.graph.tensor import Shape
from resnet_atlas.graph.tracing.trace import trace
from resnet_atlas.network.catalogue import named
from resnet_atlas.network.network import Network
from resnet_atlas.network.relatives import RELATIVES
from resnet_atlas.network.size import Size
from resnet_atlas.render.pictures import Pictures
from resnet_atlas.store.local_graphs import graph_of
from resnet_atlas.store.traced import add

from benchmarks.network import network
from benchmarks.workers import new_pictures

CLASSES = count(1001)
"""A network of classes that no other has is one that nobody keeps anything of."""

USUAL = View()
RUNNER = asyncio.Runner(loop_factory=uvloop.new_event_loop)
"""One event loop for all pictures, as in a server."""


def make(name: str) -> tuple[Network, Pictures]:
    """A spec, or a module traced as the reader's own; and a memory with nothing in it."""
    if name in RELATIVES:
        return add(f"own:{next(CLASSES)}", trace(network(name))), new_pictures()
    return Network(name, replace(named(name), num_classes=next(CLASSES))), new_pictures()


def shapes(it: tuple[Network, Pictures], size: tuple[int, int]) -> list[Shape]:
    """The closed form at a size, traced first where it isn't known."""
    return graph_of(it[0].origin).shapes(Size(*size))


def picture(it: tuple[Network, Pictures], size: tuple[int, int], view: View = USUAL) -> bytes:
    """The diagram as SVG."""
    drawn, pictures = it
    return RUNNER.run(pictures.draw(drawn, replace(view, size=Size(*size)), "svg"))


def truth(name: str, size: tuple[int, int]) -> list[tuple[str, Shape]]:
    """Kind and shape of every op of the network as torchvision has it: what others have to say."""
    graph = graph_of(Network.parse(name, {}).origin)
    kinds = [op.kind for op in graph.ops]
    return list(zip(kinds, graph.shapes(Size(*size)), strict=True))
