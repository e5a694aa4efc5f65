"""The facade that the web and the command line call: networks by name, graphs and pictures once."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import inf
from threading import Lock
from typing import TYPE_CHECKING

from anyio import CapacityLimiter

from app.diagram.project import project
from app.diagram.view import View
from app.graph import Graph
from app.render import engine
from app.render.dot import write
from app.render.paint import Link, Template, no_link, paint_dot, paint_svg, tidy
from app.render.theme import PALETTES
from app.size import Size
from app.spec import CATALOGUE, ResNetSpec, named

if TYPE_CHECKING:  # it imports torch, which a picture of a known graph does without
    from app.verify import Difference


@dataclass(frozen=True, slots=True)
class Network:
    """A named network, or a variation of one: ``spec`` may differ from the one of that name."""

    name: str
    spec: ResNetSpec

    @classmethod
    def parse(cls, name: str, texts: Mapping[str, str]) -> "Network":
        """The network of that name with the options in ``texts`` changed."""
        return cls(name, named(name).with_options(texts))

    @property
    def changes(self) -> dict[str, str]:
        """The options, as text, in which it differs from the network it is named after."""
        return self.spec.changes(CATALOGUE[self.name])

    @property
    def title(self) -> str:
        """Its name, and what is different."""
        changes = ", ".join(f"{name}={text}" for name, text in self.changes.items())
        return f"{self.name} ({changes})" if changes else self.name


_torch = Lock()
"""Held while torch works: torch.fx patches ``nn.Module`` for all threads while it traces."""


def graph_of(spec: ResNetSpec) -> Graph:
    """The graph of a spec; traced once, since nothing in it depends on an input."""
    with _torch:
        return _traced(spec)


@lru_cache(maxsize=256)
def _traced(spec: ResNetSpec) -> Graph:
    from app.model import build  # late: this is what loads torch
    from app.trace import trace

    return trace(build(spec))


def verify(spec: ResNetSpec, size: Size, batch: int = 1) -> "list[Difference]":
    """The ops whose shapes are not what PyTorch gives when it runs the module; none, we trust."""
    from app.model import build
    from app.verify import differences

    graph = graph_of(spec)
    with _torch:
        return differences(build(spec), graph, size, batch)


class Pictures:
    """Draws views of networks, each layout once.

    A layout depends on neither size nor theme, so the SVG of a view that differs only in these is a
    substitution of text. ``seconds`` bounds one layout, ``workers`` how many run at once.
    """

    LAYOUTS = 256

    def __init__(self, seconds: float = inf, workers: int = 2) -> None:
        self.seconds = seconds
        self.workers = workers
        self._limiter: CapacityLimiter | None = None  # made within the event loop that it is for
        self._layouts: OrderedDict[tuple[ResNetSpec, View], Template] = OrderedDict()

    def dot(self, network: Network, view: View) -> str:
        """The picture in Graphviz's language."""
        view = checked(network, view)
        return paint_dot(template(network.spec, view), view)

    async def draw(self, network: Network, view: View, format: str) -> bytes:
        """The picture as a file: SVG, PNG or PDF."""
        if format == "svg":
            return (await self.svg(network, view, PALETTES[view.theme])).encode()
        return await self._engine(self.dot(network, view), format)

    async def svg(
        self, network: Network, view: View, palette: Mapping[str, str], link: Link = no_link
    ) -> str:
        """The picture as text, to stand alone or in a page."""
        view = checked(network, view)
        key = network.spec, view.layout()
        if key not in self._layouts:
            drawing = template(network.spec, view)
            svg = tidy((await self._engine(drawing.text, "svg")).decode())
            self._layouts[key] = Template(svg, drawing.tensors)
            while len(self._layouts) > self.LAYOUTS:
                self._layouts.popitem(last=False)
        self._layouts.move_to_end(key)
        title = f"{network.title}, {view.focus}, input {view.size}"
        return paint_svg(self._layouts[key], view, title, palette, link)

    async def _engine(self, dot: str, format: str) -> bytes:
        self._limiter = self._limiter or CapacityLimiter(self.workers)
        return await engine.draw(dot, format, self.seconds, self._limiter)


def checked(network: Network, view: View) -> View:
    """The view with its focus by module path; refused where focus or size is not for it."""
    graph = graph_of(network.spec)
    view = view.of(graph)
    graph.shapes(view.size)
    return view


def template(spec: ResNetSpec, view: View) -> Template:
    """The DOT of a view, before size and theme."""
    return Template(*write(project(graph_of(spec), view), view.direction))
