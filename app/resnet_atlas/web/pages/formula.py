"""The page that explains the size formula, how floors nest into one, and what follows from that."""

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from resnet_atlas.diagram.view import View
from resnet_atlas.facts.chain import Step, branch, neat, steps, trunk
from resnet_atlas.graph.extent import Extent
from resnet_atlas.graph.graph import Graph, Group, Op
from resnet_atlas.graph.window import Window
from resnet_atlas.network.catalogue import CATALOGUE
from resnet_atlas.network.network import Network
from resnet_atlas.network.size import DEFAULT_SIZE, LARGEST, Size
from resnet_atlas.store.graphs import graph_of
from resnet_atlas.web import urls
from resnet_atlas.web.drawings.windows import draw
from resnet_atlas.web.pages import playground
from resnet_atlas.web.pages.playground import Play
from resnet_atlas.web.request.query import PAGE, Query
from resnet_atlas.web.templates import page

router = APIRouter(include_in_schema=False)

MODEL = "resnet50"

OWN = ("model", "size", "theme", *playground.NAMES)

HALVING = Window(2, 2)
"""The window that a shortcut might have instead: half the size, but rounded down."""

DRAWN = 44
"""How many cells of the first row are drawn without a cut."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page is about: a network, the reader's size, and the playground's window."""

    network: Network
    size: Size
    theme: str
    play: Play

    def texts(self) -> dict[str, str]:
        """What differs from the page at its bare address."""
        model = {"model": self.network.name} if self.network.name != MODEL else {}
        view = View(size=self.size, theme=self.theme).texts()
        return {**model, **view, **self.play.texts()}


def read(query: Query) -> Asked:
    """What a query asks for; ``BadParameter`` where there is no such thing."""
    network = Network.parse(query.texts.get("model") or MODEL, {})
    return Asked(network, query.view.size, query.view.theme, Play.parse(query.texts))


@router.get("/formula")
async def formula(request: Request) -> Response:
    """From the formula of one window to the closed form of a network, in the reader's numbers."""
    query = Query.of(request, *OWN, *PAGE)
    asked = read(query)
    if len(query.texts) > len(asked.texts()):
        # A form sends every field; the address people keep holds what differs from the default.
        return RedirectResponse(urls.page("/formula", **asked.texts()), 303)
    return await run_in_threadpool(lambda: page("formula.html", facts(asked)))


@dataclass(frozen=True, slots=True)
class Meeting:
    """The two branches of a block that strides, and what enters both."""

    block: Group
    before: Extent
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


def facts(asked: Asked) -> dict[str, Any]:
    """All that the page states, computed from the graph."""
    graph, n = graph_of(asked.network.spec), asked.size.height
    walk = trunk(graph)
    chain = [step for step in walk if not step.keeps]
    met = meetings(graph)
    last = walk[-1].after
    usual = last.size(DEFAULT_SIZE.height)
    additions = [op for op in graph.layers if op.kind == "add"]
    # Of both branches, so they don't all follow one another; what was nested is not looked at.
    strided = steps(graph, (op for op in graph.layers if op.stride > 1))

    def link(op: Op) -> str:
        view = View(op.block or op.stage, "conv", size=asked.size, theme=asked.theme)
        return f"{urls.model(asked.network, view)}#{op.id}"

    return {
        "asked": asked,
        "theme": asked.theme,
        "n": n,
        "networks": CATALOGUE,
        "largest": LARGEST,
        "link": link,
        "first": walk[0],
        "drawing": draw(walk[0].reach(n), DRAWN),
        "chain": chain,
        "kept": len(walk) - len(chain),
        "met": met,
        "halving": HALVING,
        "halving_own": HALVING.extent(Extent()),
        "sizes": around(n, met[0].before.s),
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
        "losing": [step for step in strided if step.reach(n).dropped_elements],
        **playing(asked),
    }


def playing(asked: Asked) -> dict[str, Any]:
    """What the playground shows."""
    rest = {name: text for name, text in asked.texts().items() if name not in playground.NAMES}
    presets = [(it, it.play(asked.play.input)) for it in playground.PRESETS]

    def address(play: Play) -> str:
        return urls.page("/formula", "playground", **rest, **play.texts())

    return {
        "play": asked.play,
        "own": asked.play.reach.window.extent(Extent()),
        "kinds": playground.KINDS,
        "limits": playground.LIMITS,
        "labels": playground.LABELS,
        "start": playground.START,
        "presets": [(it.title, play, address(play)) for it, play in presets],
        "sample_url": address(playground.SAMPLING.play(asked.play.input)),
        "here": urls.page("/formula", "playground", **asked.texts()),
    }


def meetings(graph: Graph) -> list[Meeting]:
    """The blocks that stride: one at the start of each stage but the first."""
    found = []
    for group in graph.groups:
        if group.kind == "block" and any(op.stride > 1 for op in graph.members(group.id)):
            residual = branch(graph, group.id, "residual")
            shortcut = branch(graph, group.id, "shortcut")
            found.append(Meeting(group, residual[0].before, residual, shortcut))
    return found


def agrees(graph: Graph, addition: Op) -> bool:
    """Whether the branches that meet are the same function of the input's size."""
    return len({graph.op[source].output for source in addition.inputs}) == 1


def around(n: int, step: int) -> list[int]:
    """Sizes near ``n``: next to it, and ``step`` away, where the block's own input is another."""
    return [it for it in (n - step, n - 1, n, n + 1, n + step) if 1 <= it <= LARGEST]


def bands(extent: Extent, middle: int) -> list[Band]:
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
