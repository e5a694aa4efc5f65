"""The page that explains the size formula, how floors nest into one, and what follows from that."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import Field, PlainValidator
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from resnet_atlas.diagram.view import THEMES, View
from resnet_atlas.errors import BadParameter
from resnet_atlas.facts.chain import Step, branch, neat, steps, trunk
from resnet_atlas.facts.decoder import junctions, nearest
from resnet_atlas.graph.expression import Axis
from resnet_atlas.graph.extent import Extent
from resnet_atlas.graph.graph import Graph
from resnet_atlas.graph.group import Group
from resnet_atlas.graph.op import Op
from resnet_atlas.graph.window import Window
from resnet_atlas.messages import Message
from resnet_atlas.network.families import by_family
from resnet_atlas.network.network import Network
from resnet_atlas.network.size import DEFAULT_SIZE, LARGEST
from resnet_atlas.web import urls
from resnet_atlas.web.drawings.windows import draw
from resnet_atlas.web.pages.articles import playground
from resnet_atlas.web.pages.articles.playground import PRESETS, Play, PlayQuery, Preset
from resnet_atlas.web.request.facts import load_graph
from resnet_atlas.web.request.lenient import read_leniently
from resnet_atlas.web.request.query import PageQuery
from resnet_atlas.web.request.view_query import SizeText, Theme
from resnet_atlas.web.templates import page

router = APIRouter(include_in_schema=False)

MODEL = Network.parse("resnet50", {})

HALVING = Window(2, 2)
"""The window that a shortcut might have instead: half the size, but rounded down."""

DRAWN = 44
"""How many cells of the first row are drawn without a cut."""


class FormulaQuery(PageQuery, PlayQuery):
    """A network, the reader's size, and the window of the playground."""

    model: Annotated[
        Network,
        PlainValidator(lambda name: Network.parse(name, {}), json_schema_input_type=str),
        Field(description="A network by name."),
    ] = MODEL
    size: SizeText = None
    theme: Theme = THEMES[0]

    @property
    def view(self) -> View:
        """The size and the colours in which networks are linked to."""
        return View(size=self.size or DEFAULT_SIZE, theme=self.theme)

    @property
    def texts(self) -> dict[str, str]:
        """What differs from the page at its bare address."""
        model = {"model": self.model.name} if self.model != MODEL else {}
        return {**model, **self.view.texts(), **self.play.texts()}


@router.get("/formula")
async def formula(request: Request) -> Response:
    """From the formula of one window to the closed form of a network, in the reader's numbers."""

    async def load(query: FormulaQuery) -> tuple[FormulaQuery, Graph]:
        graph = await load_graph(request, query.model.origin)
        if not meetings(graph):
            problem = Message("no block’s shortcut strides in this network, as this page needs")
            raise BadParameter("model", query.model.name, problem, Message("a ResNet"), MODEL.name)
        return query, graph

    reading = await read_leniently(request, FormulaQuery, load)
    query, graph = reading.result
    given = {name for name in request.query_params if name in FormulaQuery.model_fields}
    if given - query.texts.keys() and not reading.ignored:
        # A form sends every field. The address that people keep has what differs from the default.
        return RedirectResponse(urls.page("/formula", **query.texts), 303)
    presets = {
        preset: preset.play(await load_graph(request, preset.network.origin), query.input)
        for preset in PRESETS
    }
    ignored = {"ignored": reading.ignored}
    return await run_in_threadpool(
        lambda: page("formula.html", context(query, graph, presets) | ignored)
    )


@dataclass(frozen=True, slots=True)
class Meeting:
    """The two branches of a block that strides, and what enters both."""

    block: Group
    before: Axis
    residual: tuple[Step, ...]
    shortcut: tuple[Step, ...]

    @property
    def strided(self) -> Step:
        """The step of the residual branch that strides."""
        return next(step for step in self.residual if not step.keeps)


@dataclass(frozen=True, slots=True)
class Band:
    """The inputs, first and last, that end at ``size``; ``x`` and ``width`` are parts of a line."""

    size: int
    first: int
    last: int
    x: float
    width: float


def context(query: FormulaQuery, graph: Graph, presets: Mapping[Preset, Play]) -> dict[str, Any]:
    """All that the page states, computed from the graph."""
    view, n = query.view, query.view.size.height
    walk = trunk(graph)
    chain = [step for step in walk if not step.keeps]
    met = meetings(graph)
    last = walk[-1].after
    usual = last.size(DEFAULT_SIZE.height)
    joined = junctions(graph)
    additions = [op for op in graph.layers if op.kind == "add"]
    # Of both branches, so they don't all follow one another; what was nested is not looked at.
    strided = steps(graph, (op for op in graph.layers if op.stride > 1))

    def link(op: Op) -> str:
        part = replace(view, focus=op.block or op.stage, detail="conv")
        return f"{urls.model(query.model, part)}#{op.id}"

    return {
        "model": query.model.name,
        "size": view.size,
        "texts": query.texts,
        "theme": view.theme,
        "n": n,
        "families": by_family(query.model.name),
        "largest": LARGEST,
        "link": link,
        "first": walk[0],
        "drawing": draw(walk[0].reach(n), DRAWN),
        "chain": chain,
        "kept": len(walk) - len(chain),
        "met": met,
        "halving": HALVING,
        "halving_own": HALVING.extent(Extent()),
        "sizes": around(n, int(met[0].before.s)),
        "additions": len(additions),
        "agreeing": sum(agrees(graph, op) for op in additions),
        "last": last,
        "usual": usual,
        "usual_input": DEFAULT_SIZE.height,
        "bands": bands(last, usual),
        "own_bands": bands(last, last.size(n)),
        "strided_steps": strided,
        "alone": {step.op.id: neat([step], n, LARGEST) for step in strided},
        "neat": neat(strided, n, LARGEST),
        "dropping": [step for step in strided if step.reach(n).dropped],
        "junctions": joined,
        "fitting": nearest(joined, view.size),
        "losing": [step for step in strided if step.reach(n).dropped_elements],
        **playing(query, presets),
    }


def playing(query: FormulaQuery, presets: Mapping[Preset, Play]) -> dict[str, Any]:
    """What the playground shows."""
    rest = {name: text for name, text in query.texts.items() if name not in playground.NAMES}

    def address(play: Play) -> str:
        return urls.page("/formula", "playground", **rest, **play.texts())

    return {
        "play": query.play,
        "own": query.play.reach.window.extent(Extent()),
        "kinds": playground.KINDS,
        "limits": playground.LIMITS,
        "labels": playground.LABELS,
        "start": playground.START,
        "presets": [(preset.title, play, address(play)) for preset, play in presets.items()],
        "sample_url": address(presets[playground.SAMPLING]),
        "here": urls.page("/formula", "playground", **query.texts),
    }


def meetings(graph: Graph) -> list[Meeting]:
    """The blocks that stride: one at the start of each stage but the first."""
    found = []
    for group in graph.groups:
        if group.kind == "block" and any(op.stride > 1 for op in graph.members(group.id)):
            residual = branch(graph, group.id, "residual")
            shortcut = branch(graph, group.id, "shortcut")
            if shortcut and any(not step.keeps for step in residual):
                found.append(Meeting(group, residual[0].before, residual, shortcut))
    return found


def agrees(graph: Graph, addition: Op) -> bool:
    """Whether the branches that meet are the same function of the input's size."""
    return len({graph.op[source].output for source in addition.inputs}) == 1


def around(n: int, step: int) -> list[int]:
    """Sizes near ``n``: next to it, and ``step`` away, where the block's own input is another."""
    return [each for each in (n - step, n - 1, n, n + 1, n + step) if 1 <= each <= LARGEST]


def bands(extent: Axis, middle: int) -> list[Band]:
    """The inputs that end at ``middle`` and at its neighbours, side by side on a line."""
    inputs = {size: extent.inputs(size) for size in range(max(middle - 1, 1), middle + 2)}
    ranges = {size: its for size, its in inputs.items() if its}
    low = min(its.start for its in ranges.values())
    high = max(its.stop for its in ranges.values())
    return [
        Band(
            size,
            its.start,
            its.stop - 1,
            (its.start - low) / (high - low),
            len(its) / (high - low),
        )
        for size, its in ranges.items()
    ]
