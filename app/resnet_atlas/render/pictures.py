"""Pictures of networks: from a view to a file, each layout once."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar, TypeVarTuple

from anyio import CapacityLimiter, to_thread

from resnet_atlas.diagram.project import project
from resnet_atlas.diagram.view import View
from resnet_atlas.errors import UnknownName
from resnet_atlas.facts.facts import Facts
from resnet_atlas.graph.graph import Graph
from resnet_atlas.messages import Message
from resnet_atlas.network.network import Network, Origin
from resnet_atlas.parse import nearest
from resnet_atlas.render.finish import PLAIN, TRANSPARENT, Finish
from resnet_atlas.render.formats import dot, drawio, mermaid, svg, tikz
from resnet_atlas.render.formats.json import to_json
from resnet_atlas.render.formats.svg import Form, Link, no_link
from resnet_atlas.render.heat import heated
from resnet_atlas.render.layout.pair import side_by_side
from resnet_atlas.render.layout.rows import best_rows, wrapped
from resnet_atlas.render.layout.scene import Scene
from resnet_atlas.render.marks import NONE, Marks, standing
from resnet_atlas.render.theme import PALETTES
from resnet_atlas.store.graphs import Graphs
from resnet_atlas.store.lru_cache import LRUCache
from resnet_atlas.store.single_flight import SingleFlight
from resnet_atlas.store.traced import at_size
from resnet_atlas.workers.pool import WorkerPool

FORMATS: Mapping[str, str] = {
    "svg": "SVG",
    "png": "PNG",
    "pdf": "PDF",
    "dot": "DOT",
    "tikz": "TikZ",
    "drawio": "draw.io",
    "mmd": "Mermaid",
    "json": "JSON",
}
"""What a diagram can be had as, by the ending of its file: what people call it."""

PAIR_FORMATS = ("svg", "png", "pdf")
"""What a picture of several networks can be had as."""

FROM_DIAGRAM = ("dot", "json", "mmd")
"""The formats that say what is shown, and not where."""

FROM_SCENE: Mapping[str, Callable[[Scene, View, Mapping[str, str], str], bytes]] = {
    "tikz": tikz.write,
    "drawio": drawio.write,
}
"""The formats in which everything is where the SVG has it."""

LAY_OUT, PAINT, TRY = (
    f"resnet_atlas.render.jobs:{job}" for job in ("lay_out", "paint", "try_engine")
)
"""The jobs of layout workers: names, since importing the module loads what only they need."""

ITEM_BYTES = 2000
"""What an item of a scene takes in memory, about."""

THREADS = 2
"""Threads that work on pictures. Python runs one at a time; more would make all else wait."""

FEW_OPS, FEW_ITEMS = 600, 50
"""Of a graph, and of a scene: such work takes about as long as Python lets a thread go on for
(5 ms) or less, so it is done where it is asked for, without the way to a thread and back.
"""

BUSY = Message("Too many pictures are being drawn.")
FAILED = Message("The picture could not be drawn: {reason}")

Given = TypeVarTuple("Given")
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Svg:
    """A picture as text, with its width and height in points."""

    text: str
    width: float
    height: float


class Pictures:
    """Draws views of networks, each layout once, in the workers of ``pool``.

    A layout depends on neither size nor theme, so a view that differs only in these is written from
    the same scene, and a file of another size fills in the same form. Scenes and forms take at most
    ``capacity`` bytes.
    """

    def __init__(self, graphs: Graphs, pool: WorkerPool, capacity: int = 2**26) -> None:
        self.graphs = graphs
        self.pool = pool
        self.cache: LRUCache[Scene | Form] = LRUCache(capacity)
        self._scenes: SingleFlight[Scene] = SingleFlight(pool.queue, BUSY)
        self._files: SingleFlight[bytes] = SingleFlight(pool.queue, BUSY)
        self._tries: SingleFlight[None] = SingleFlight(1, BUSY)
        self._threads = CapacityLimiter(THREADS)

    async def ready(self) -> None:
        """Have a worker draw the smallest of pictures; ``WorkerFailed`` where it can't."""
        await self._tries.run("ready", lambda: self.pool.run(TRY, failure=FAILED, queued=False))

    async def draw(
        self, network: Network, view: View, format: str, finish: Finish = PLAIN
    ) -> bytes:
        """The picture as a file in one of ``FORMATS``."""
        if format not in FORMATS:
            problem, allowed = Message("there is no such format"), ", ".join(FORMATS)
            raise UnknownName("format", format, problem, allowed, nearest(format, FORMATS))
        finish.check_format(format)
        network = at_size(network, view.size)
        graph = await self.graphs.load(network.origin)
        view = await self._checked(graph, view)
        if format in FROM_DIAGRAM:
            return await self._in_thread(written, graph, view, format)
        if format == "svg" and not finish.heat:
            form = await self._form(network.origin, graph, view)
            return filled(form, view, titled(network, view), finish)
        scene = await self._scene(network.origin, graph, view.layout())
        palette = PALETTES[view.theme]
        if finish.heat:
            facts = Facts(graph, view.size, view.batch)
            scene, palette = await self._in_thread(heated, scene, facts, finish.heat, palette, view)
        if format == "svg":
            form = await self._in_thread(svg.form, scene, palette)
            return filled(form, view, titled(network, view), finish)
        if write := FROM_SCENE.get(format):
            return await self._in_thread(write, scene, view, palette, titled(network, view))
        finish.check_size(scene.width, scene.height)

        async def paint() -> bytes:
            painted: bytes = await self.pool.run(
                PAINT, scene, view, format, finish, palette, failure=FAILED
            )
            return painted

        return await self._files.run((network, view, format, finish), paint)

    async def draw_pair(
        self, sides: Sequence[tuple[Network, View]], format: str, finish: Finish = PLAIN
    ) -> bytes:
        """Views of several networks side by side, as one file in one of ``PAIR_FORMATS``."""
        if format not in PAIR_FORMATS:
            problem, allowed = Message("there is no such format"), ", ".join(PAIR_FORMATS)
            raise UnknownName("format", format, problem, allowed, nearest(format, PAIR_FORMATS))
        finish.check_format(format)
        scenes = []
        for given, asked in sides:
            network = at_size(given, asked.size)
            graph = await self.graphs.load(network.origin)
            view = await self._checked(graph, asked)
            scene = await self._scene(network.origin, graph, view.layout())
            scenes.append((scene, view, titled(network, view)))
        both = side_by_side(scenes)
        view = scenes[0][1]
        palette = PALETTES[view.theme]
        if format == "svg":
            form = await self._in_thread(svg.form, both, palette)
            return filled(form, view, " | ".join(title for _, _, title in scenes), finish)
        finish.check_size(both.width, both.height)

        async def paint() -> bytes:
            painted: bytes = await self.pool.run(
                PAINT, both, view, format, finish, palette, failure=FAILED
            )
            return painted

        return await self._files.run((tuple(sides), format, finish), paint)

    async def svg(
        self,
        network: Network,
        view: View,
        palette: Mapping[str, str],
        link: Link = no_link,
        in_ems: bool = False,
        marks: Marks = NONE,
        translate: Callable[[str], str] = str,
    ) -> Svg:
        """The picture as text, to stand alone or (``in_ems``) in a page; see ``svg.form``.

        Whether the network can take an input of the view's size is for the caller to check.
        """
        network = at_size(network, view.size)
        graph = await self.graphs.load(network.origin)
        view = view.of(graph)
        scene = await self._scene(network.origin, graph, view.layout())
        at = standing(marks, scene.items, graph)
        few = len(scene.items) <= FEW_ITEMS
        form = await self._do(few, svg.form, scene, palette, link, in_ems, at, translate)
        text = form.fill(view, translate(titled(network, view)))
        return Svg(text, scene.width, scene.height)

    async def fitted(self, network: Network, view: View, width: float, height: float) -> View:
        """A view from left to right in the rows in which it is large in ``width`` by ``height``.

        Any other view, and one that has its rows, stays as it is.
        """
        if view.direction != "LR" or view.rows:
            return view
        network = at_size(network, view.size)
        graph = await self.graphs.load(network.origin)
        scene = await self._scene(network.origin, graph, view.of(graph).layout())
        return replace(view, rows=await self._in_thread(best_rows, scene, width, height))

    async def _checked(self, graph: Graph, view: View) -> View:
        return await self._do(len(graph.ops) <= FEW_OPS, checked, graph, view)

    async def _scene(self, origin: Origin, graph: Graph, view: View) -> Scene:
        """The scene of a layout; who asks for it while it is made waits for it."""
        key = origin, view
        if isinstance(kept := self.cache.get(key), Scene):
            return kept
        return await self._scenes.run(key, lambda: self._new_scene(origin, graph, view))

    async def _new_scene(self, origin: Origin, graph: Graph, view: View) -> Scene:
        folded = view.fold and not view.unfold
        diagram = await self._do(folded and len(graph.ops) <= FEW_OPS, project, graph, view)
        across = view.direction == "LR"
        if across and view.rows:
            whole = await self._scene(origin, graph, replace(view, rows=0))
            rows = await self._in_thread(wrapped, whole, view.rows)
            self.cache.put((origin, view), rows, ITEM_BYTES * len(rows.items))
            return rows
        scene: Scene = await self.pool.run(LAY_OUT, diagram, across, view.narrow, failure=FAILED)
        self.cache.put((origin, view), scene, ITEM_BYTES * len(scene.items))
        return scene

    async def _form(self, origin: Origin, graph: Graph, view: View) -> Form:
        """What the files of a view have in common, whatever their size."""
        key = origin, view.layout(), view.theme
        if isinstance(kept := self.cache.get(key), Form):
            return kept
        scene = await self._scene(origin, graph, view.layout())
        few = len(scene.items) <= FEW_ITEMS
        form = await self._do(few, svg.form, scene, PALETTES[view.theme])
        self.cache.put(key, form, form.size)
        return form

    async def _do(self, quick: bool, work: Callable[[*Given], Made], *given: *Given) -> Made:
        """Return what ``work`` returns; work that isn't quick is done in a thread."""
        return work(*given) if quick else await self._in_thread(work, *given)

    async def _in_thread(self, work: Callable[[*Given], Made], *given: *Given) -> Made:
        return await to_thread.run_sync(work, *given, limiter=self._threads)


def titled(network: Network, view: View) -> Message:
    """The text that stands for a picture where it can't be seen."""
    return Message(
        "{network}, {focus}, input {size}", network=network.title, focus=view.focus, size=view.size
    )


def filled(form: Form, view: View, title: str, finish: Finish) -> bytes:
    """An SVG for the input of a view, with its ground or without."""
    text = form.fill(view, title)
    if finish.background == TRANSPARENT:
        text = svg.without_ground(text, PALETTES[view.theme])
    return text.encode()


def checked(graph: Graph, view: View) -> View:
    """The view with its groups by module path; refused where one or the size is not for it."""
    view = view.of(graph)
    if not graph.is_broken:  # that is drawn all the same
        graph.shapes(view.size)
    return view


def written(graph: Graph, view: View, format: str) -> bytes:
    """The diagram as plain data, or as DOT or Mermaid for people."""
    diagram = project(graph, view)
    if format == "dot":
        return dot.write(diagram, view).encode()
    if format == "mmd":
        return mermaid.write(diagram, view).encode()
    return json.dumps(to_json(diagram, view), ensure_ascii=False).encode()
