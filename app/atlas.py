"""The facade that the web and the command line call: networks by name, graphs and pictures once."""

import asyncio
import json
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import inf
from threading import Lock
from typing import TYPE_CHECKING

from anyio import CapacityLimiter, to_thread

from app.diagram.project import project
from app.diagram.view import View
from app.errors import UnknownName
from app.graph import Graph
from app.kept import Kept
from app.parse import nearest
from app.render import engine
from app.render.dot import write
from app.render.json import to_json
from app.render.paint import Link, Template, no_link, paint_dot, paint_svg
from app.render.svg import tidy
from app.render.theme import PALETTES
from app.size import Size
from app.spec import CATALOGUE, ResNetSpec, named

if TYPE_CHECKING:  # it imports torch, which a picture of a known graph does without
    from app.verify import Difference

FORMATS = (*engine.FORMATS, "dot", "json")
"""What a diagram can be had as."""


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
    def plain(self) -> "Network":
        """The network of the same name, without any change."""
        return Network(self.name, CATALOGUE[self.name])

    @property
    def changes(self) -> dict[str, str]:
        """The options, as text, in which it differs from the network it is named after."""
        return self.spec.changes(self.plain.spec)

    @property
    def title(self) -> str:
        """Its name, and what is different."""
        changes = ", ".join(f"{name}={text}" for name, text in self.changes.items())
        return f"{self.name} ({changes})" if changes else self.name


_torch = Lock()
"""Held while torch works: torch.fx patches ``nn.Module`` for all threads while it traces."""


@lru_cache(maxsize=128)
def graph_of(spec: ResNetSpec) -> Graph:
    """The graph of a spec; traced once, since nothing in it depends on an input."""
    with _torch:
        from app.model import build  # late: this is what loads torch
        from app.trace import trace

        return trace(build(spec))


def verify(spec: ResNetSpec, size: Size, batch: int = 1) -> "tuple[int, list[Difference]]":
    """How many shapes were compared with PyTorch's own run of the module, and which differ."""
    graph = graph_of(spec)
    with _torch:
        from app.model import build
        from app.verify import differences

        return len(graph.layers), differences(build(spec), graph, size, batch)


class Pictures:
    """Draws views of networks, each layout once.

    A layout depends on neither size nor theme, so the SVG of a view that differs only in these is a
    substitution of text. ``seconds`` bounds one layout, ``workers`` how many run at once, ``room``
    the bytes that finished layouts may take.
    """

    def __init__(self, seconds: float = inf, workers: int = 2, room: int = 2**26) -> None:
        self.seconds = seconds
        self._workers = CapacityLimiter(workers)
        self._layouts: Kept[Template] = Kept(room)
        self._making: dict[Hashable, asyncio.Task[Template]] = {}

    async def draw(self, network: Network, view: View, format: str) -> bytes:
        """The picture as a file in one of ``FORMATS``."""
        if format not in FORMATS:
            allowed = ", ".join(FORMATS)
            raise UnknownName(
                "format", format, "there is no such format", allowed, nearest(format, FORMATS)
            )
        if format == "svg":
            return (await self.svg(network, view, PALETTES[view.theme])).encode()
        view = await to_thread.run_sync(checked, network, view)
        if format == "json":
            return await to_thread.run_sync(as_json, network, view)
        drawing = await to_thread.run_sync(template, network.spec, view)
        dot = paint_dot(drawing, view)
        return dot.encode() if format == "dot" else await self._engine(dot, format)

    async def svg(
        self, network: Network, view: View, palette: Mapping[str, str], link: Link = no_link
    ) -> str:
        """The picture as text, to stand alone or in a page."""
        view = await to_thread.run_sync(checked, network, view)
        drawing = await self._layout(network.spec, view.layout())
        title = f"{network.title}, {view.focus}, input {view.size}"
        return await to_thread.run_sync(paint_svg, drawing, view, title, palette, link)

    async def _layout(self, spec: ResNetSpec, view: View) -> Template:
        """The laid-out SVG before size and theme; who asks for it while it is made waits for it."""
        key = spec, view
        kept = self._layouts.get(key)
        if kept:
            return kept
        if key not in self._making:
            task = asyncio.create_task(self._make_layout(spec, view))
            task.add_done_callback(lambda _: self._making.pop(key))
            self._making[key] = task
        return await asyncio.shield(self._making[key])

    async def _make_layout(self, spec: ResNetSpec, view: View) -> Template:
        drawing = await to_thread.run_sync(template, spec, view)
        svg = (await self._engine(drawing.text, "svg")).decode()
        made = Template(await to_thread.run_sync(tidy, svg), drawing.tensors)
        self._layouts.keep((spec, view), made, len(made.text.encode()))
        return made

    async def _engine(self, dot: str, format: str) -> bytes:
        return await engine.draw(dot, format, self.seconds, self._workers)


def checked(network: Network, view: View) -> View:
    """The view with its focus by module path; refused where focus or size is not for it."""
    graph = graph_of(network.spec)
    view = view.of(graph)
    graph.shapes(view.size)
    return view


def template(spec: ResNetSpec, view: View) -> Template:
    """The DOT of a view, before size and theme."""
    return Template(*write(project(graph_of(spec), view), view.direction))


def as_json(network: Network, view: View) -> bytes:
    """The diagram as plain data."""
    data = to_json(project(graph_of(network.spec), view), view)
    return json.dumps(data, ensure_ascii=False).encode()
