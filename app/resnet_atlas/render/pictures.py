"""Pictures of networks: from a view to a file, each layout once."""

import json
from collections.abc import Callable, Mapping
from math import inf
from typing import TypeVar, TypeVarTuple

from anyio import CapacityLimiter, to_thread

from resnet_atlas.diagram.diagram import Diagram
from resnet_atlas.diagram.project import project
from resnet_atlas.diagram.view import View
from resnet_atlas.errors import UnknownName
from resnet_atlas.graph.graph import Graph
from resnet_atlas.messages import Message
from resnet_atlas.network.network import Network
from resnet_atlas.network.spec import ResNetSpec
from resnet_atlas.parse import nearest
from resnet_atlas.render import engine
from resnet_atlas.render.formats import dot, ink, svg
from resnet_atlas.render.formats.json import to_json
from resnet_atlas.render.formats.svg import Form, Link, no_link
from resnet_atlas.render.layout import plan
from resnet_atlas.render.layout.boxes import box_of
from resnet_atlas.render.layout.lanes import lanes_of
from resnet_atlas.render.layout.scene import Scene, compose
from resnet_atlas.render.layout.sheet import Sheet
from resnet_atlas.render.marks import NONE, Marks, standing
from resnet_atlas.render.theme import PALETTES
from resnet_atlas.store.graphs import graph_of, graphs
from resnet_atlas.store.lru_cache import Kept
from resnet_atlas.store.single_flight import BUILT, Making

FORMATS = ("svg", "png", "pdf", "dot", "json")
"""What a diagram can be had as."""

ITEM_BYTES = 2000
"""What a part of a scene takes in memory, about."""

THREADS = 2
"""Threads that work on pictures. Python runs one at a time; more would make all else wait."""

FEW_OPS, FEW_ITEMS = 600, 50
"""Of a graph, and of a diagram or scene: such work takes about as long as Python lets a thread go
on for (5 ms) or less, so it is done where it is asked for, without the way to a thread and back.
"""

DRAWN = Message("Too many pictures are being drawn.")
"""Said where many wait for their picture."""

Given = TypeVarTuple("Given")
Made = TypeVar("Made")


class Pictures:
    """Draws views of networks, each layout once.

    A layout depends on neither size nor theme, so a view that differs only in these is written from
    the same scene, and a file of another size fills in the same form. ``seconds`` and ``megabytes``
    bound one layout, ``workers`` is how many run at once, ``queue`` how many may be under way,
    ``room`` the bytes that scenes and forms may take. ``told`` hears of every layout that a worker
    tries.
    """

    def __init__(
        self,
        seconds: float = inf,
        workers: int = 2,
        room: int = 2**26,
        queue: int = 64,
        megabytes: int = engine.MEGABYTES,
        told: engine.Told = lambda seconds, end: None,
    ) -> None:
        self._workers = CapacityLimiter(workers)
        self._bounds = seconds, self._workers, megabytes, told
        self.kept: Kept[Scene | Form] = Kept(room)
        self._making: Making[Scene] = Making(queue, DRAWN)
        self._tracing: Making[Graph] = Making(queue, BUILT)
        self._inking: Making[bytes] = Making(queue, DRAWN)
        self._trying: Making[bytes] = Making(1, DRAWN)
        self._threads = CapacityLimiter(THREADS)
        self._torch = CapacityLimiter(1)  # who waits for it keeps no thread from the others

    @property
    def under_way(self) -> int:
        """What the layout workers are at, and what waits for one."""
        now = self._workers.statistics()
        return now.borrowed_tokens + now.tasks_waiting

    async def ready(self) -> None:
        """Have a worker draw the smallest of pictures; ``LayoutFailed`` where that can't be."""
        await self._trying.once("ready", lambda: self._engine("digraph { 0 }", "plain"))

    async def draw(self, network: Network, view: View, format: str) -> bytes:
        """The picture as a file in one of ``FORMATS``."""
        if format not in FORMATS:
            problem, allowed = Message("there is no such format"), ", ".join(FORMATS)
            raise UnknownName("format", format, problem, allowed, nearest(format, FORMATS))
        view = await self._checked(network, view)
        if format == "svg":
            return (await self._form(network.spec, view)).fill(view, titled(network, view)).encode()
        if format in ("json", "dot"):
            return await self._thread(written, network, view, format)

        async def ink_it() -> bytes:
            scene = await self._scene(network.spec, view.layout())
            return await self._engine(
                await self._thread(ink.write, scene, view, PALETTES[view.theme]), format
            )

        return await self._inking.once((network, view, format), ink_it)

    async def svg(
        self,
        network: Network,
        view: View,
        palette: Mapping[str, str],
        link: Link = no_link,
        in_ems: bool = False,
        marks: Marks = NONE,
        say: Callable[[str], str] = str,
    ) -> str:
        """The picture as text, to stand alone or (``in_ems``) in a page; see ``svg.form``."""
        view = await self._checked(network, view)
        scene = await self._scene(network.spec, view.layout())
        at = standing(marks, scene.items, graph_of(network.spec))
        few = len(scene.items) <= FEW_ITEMS
        form = await self._do(few, svg.form, scene, palette, link, in_ems, at, say)
        return form.fill(view, say(titled(network, view)))

    async def _checked(self, network: Network, view: View) -> View:
        graph = await self._graph(network.spec)
        return await self._do(len(graph.ops) <= FEW_OPS, checked, network, view)

    async def _graph(self, spec: ResNetSpec) -> Graph:
        graph = graphs().at_hand(spec) or await self._thread(graphs().known, spec)
        return graph or await self._tracing.once(spec, lambda: self._trace(spec))

    async def _trace(self, spec: ResNetSpec) -> Graph:
        return await to_thread.run_sync(graph_of, spec, limiter=self._torch)

    async def _scene(self, spec: ResNetSpec, view: View) -> Scene:
        """The scene of a layout; who asks for it while it is made waits for it."""
        key = spec, view
        if isinstance(kept := self.kept.get(key), Scene):
            return kept
        return await self._making.once(key, lambda: self._make_scene(spec, view))

    async def _make_scene(self, spec: ResNetSpec, view: View) -> Scene:
        graph = await self._graph(spec)
        folded = view.fold and not view.unfold
        diagram = await self._do(folded and len(graph.ops) <= FEW_OPS, project, graph, view)
        few = len(diagram.nodes) <= FEW_ITEMS
        drawing = await self._do(few, Drawing, diagram, view)
        scene = await self._do(few, drawing.scene, await self._engine(drawing.plan, "plain"))
        self.kept.keep((spec, view), scene, ITEM_BYTES * len(scene.items))
        return scene

    async def _form(self, spec: ResNetSpec, view: View) -> Form:
        """What the files of a view have in common, whatever their size."""
        key = spec, view.layout(), view.theme
        if isinstance(kept := self.kept.get(key), Form):
            return kept
        scene = await self._scene(spec, view.layout())
        few = len(scene.items) <= FEW_ITEMS
        form = await self._do(few, svg.form, scene, PALETTES[view.theme])
        self.kept.keep(key, form, form.size)
        return form

    async def _engine(self, dot: str, format: str) -> bytes:
        return await engine.draw(dot, format, *self._bounds)

    async def _do(self, little: bool, work: Callable[[*Given], Made], *given: *Given) -> Made:
        """What comes of ``work``, which is done here where there is but little of it."""
        return work(*given) if little else await self._thread(work, *given)

    async def _thread(self, work: Callable[[*Given], Made], *given: *Given) -> Made:
        return await to_thread.run_sync(work, *given, limiter=self._threads)


class Drawing:
    """A diagram on its way to a scene: ``plan`` is what Graphviz has to place."""

    def __init__(self, diagram: Diagram, view: View) -> None:
        self.across = view.direction == "LR"
        self.diagram = diagram
        self.boxes = {node.id: box_of(node, self.across) for node in self.diagram.nodes}
        self.lanes = lanes_of(self.diagram)
        self.plan = plan.write(self.diagram, self.boxes, self.lanes, self.across)

    def scene(self, plain: bytes) -> Scene:
        """The scene, once Graphviz has said where everything is."""
        places = engine.places(plain, plan.names(self.diagram, self.lanes))
        return compose(Sheet(self.diagram, self.boxes, self.lanes, places, self.across))


def titled(network: Network, view: View) -> str:
    """What a picture is called where it can't be seen."""
    return f"{network.title}, {view.focus}, input {view.size}"


def checked(network: Network, view: View) -> View:
    """The view with its groups by module path; refused where one or the size is not for it."""
    graph = graph_of(network.spec)
    view = view.of(graph)
    graph.shapes(view.size)
    return view


def written(network: Network, view: View, format: str) -> bytes:
    """The diagram as plain data or as DOT for people."""
    diagram = project(graph_of(network.spec), view)
    if format == "dot":
        return dot.write(diagram, view).encode()
    return json.dumps(to_json(diagram, view), ensure_ascii=False).encode()
