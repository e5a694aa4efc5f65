"""Two networks on one page: their pictures at one scale, what each part costs, what differs."""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from resnet_atlas.diagram.view import DETAILS, LISTS, NETWORK, View, default_detail
from resnet_atlas.errors import BadParameter, UnknownName
from resnet_atlas.facts.comparison.comparison import Comparison
from resnet_atlas.facts.comparison.difference import Difference
from resnet_atlas.graph.graph import Graph
from resnet_atlas.network.catalogue import CATALOGUE, PRESETS
from resnet_atlas.network.size import DEFAULT_SIZE, LARGEST
from resnet_atlas.store.graphs import graph_of
from resnet_atlas.web import urls
from resnet_atlas.web.drawings.pair import Seen, drawn, known, measure, nearer, turning
from resnet_atlas.web.pages.ready import READY
from resnet_atlas.web.request.lenient import sensibly
from resnet_atlas.web.request.query import PAGE, Query
from resnet_atlas.web.request.sides import BETWEEN, OPTIONS, SIDES, Side, compared, joined, usual
from resnet_atlas.web.templates import page

router = APIRouter(include_in_schema=False)

WITH = tuple(f"{side}_with" for side in SIDES)
"""The form's fields for the options of either side; an address has both in one."""

SHARED = ("focus", "detail", "fold", *LISTS, "theme", "shapes", "size")
"""What both pictures are looked at with."""

USUAL = READY[0]
"""What is compared if nothing is asked for."""


@dataclass(frozen=True, slots=True)
class Both:
    """Two sides, what both are looked at with, and what they come to."""

    sides: tuple[Seen, Seen]
    view: View
    comparison: Comparison

    @property
    def texts(self) -> tuple[str, str]:
        """The sides as an address has them."""
        left, right = self.sides
        return left.side.text, right.side.text

    @property
    def sized(self) -> bool:
        """Whether an address without a size is one of another than 224."""
        left, right = (it.side for it in self.sides)
        return usual(left, right)[2] != DEFAULT_SIZE


@router.get("/compare")
async def show(request: Request) -> Response:
    """Any two networks; what can't be compared is the nearest that can, and says why."""
    given = request.query_params
    if set(WITH) & given.keys():
        return RedirectResponse(urls.page("/compare", **gathered(given)), 303)
    sensible = await sensibly(request, partial(both, request), *SIDES, *SHARED, *PAGE)
    made = sensible.made
    shared, comparison, (left, right) = made.view, made.comparison, made.texts
    size = {"size": str(shared.size)} if made.sized else {}
    graphs = [graph_of(it.side.network.spec) for it in made.sides]
    wide, tall = map(max, zip(*[measure(it.picture) for it in made.sides], strict=True))
    context: dict[str, Any] = {
        "sides": dict(zip(SIDES, made.sides, strict=True)),
        "wide": wide,
        "tall": tall,
        "view": shared,
        "theme": shared.theme,
        "sized": made.sized,
        "here": urls.compare(left, right, shared, **size),
        "ignored": sensible.ignored,
        "comparison": comparison,
        "closer": [
            urls.compare(left, right, nearer(shared, place(it, graphs)), **size)
            for it in comparison.differences
        ],
        "swapped": urls.compare(right, left, shared, **size),
        "data": urls.api_compare(left, right, **({"size": shared.texts().get("size", "")} | size)),
        "ready": READY,
        "networks": (*CATALOGUE, *PRESETS),
        "details": DETAILS,
        "automatic": default_detail(shared.focus),
        "largest": LARGEST,
    }
    return await run_in_threadpool(lambda: page("compare.html", context))


async def both(request: Request, query: Query) -> Both:
    """What a query asks for; ``BadParameter`` where there are no such two."""
    try:
        left, right = (
            Side.parse(name, separated(query.texts.get(name) or getattr(USUAL, name)))
            for name in SIDES
        )
        view = query.view
        if not query.texts.get("size"):
            left, right, size = usual(left, right)
            view = replace(view, size=size)
        comparison = await run_in_threadpool(compared, left, right, view.size)
    except BadParameter as error:
        raise kinder(error, query.texts) from error
    numbered = list(enumerate(comparison.differences, 1))
    marks = {n: it.left for n, it in numbered}, {n: it.right for n, it in numbered}
    graphs = [graph_of(side.network.spec) for side in (left, right)]
    view = await run_in_threadpool(known, view, graphs)

    always = {"size": str(view.size)} if usual(left, right)[2] != DEFAULT_SIZE else {}

    def link(view: View) -> str:
        return urls.compare(left.text, right.text, view, **always)

    one, other = await asyncio.gather(
        *[
            drawn(request, side, view, graph, turning(side, view, graph, link), its_marks)
            for side, graph, its_marks in zip((left, right), graphs, marks, strict=True)
        ]
    )
    widths = [measure(it.picture)[0] for it in (one, other)]
    one, other = (
        replace(it, share=wide / max(widths)) for it, wide in zip((one, other), widths, strict=True)
    )
    return Both((one, other), view, comparison)


def separated(text: str) -> str:
    """A side or its options; a comma before a name and ``=`` is between two, and not in a list."""
    return re.sub(r",\s*(?=\w+\s*=)", BETWEEN, text)


def kinder(error: BadParameter, texts: Mapping[str, str]) -> BadParameter:
    """What is wrong with a side, and the side without it, unless something nearer is known."""
    given = texts.get(error.parameter)
    if error.parameter not in SIDES or given is None:
        return error
    name, *options = separated(given).split(BETWEEN)
    cause = error.__cause__
    wrong = cause.parameter if isinstance(cause, BadParameter) else ""
    rest = [it for it in options if it.partition("=")[0].strip() != wrong]
    # So many can't be right: to mend them one by one would take as many attempts.
    nearest = error.nearest if len(options) <= len(OPTIONS) else name
    if not nearest and not isinstance(error, UnknownName):
        nearest = BETWEEN.join([name, *(rest if len(rest) < len(options) else ())])
    return BadParameter(error.parameter, given, error.problem, error.allowed, nearest)


def gathered(texts: Mapping[str, str]) -> dict[str, str]:
    """What a form sends as an address has it: the options of a side behind its name."""
    rest = {name: text for name, text in texts.items() if name not in (*SIDES, *WITH)}
    if rest.get("size") == str(DEFAULT_SIZE):  # a field that is never empty
        rest.pop("size")
    sides = {
        name: joined(texts.get(name) or getattr(USUAL, name), separated(texts.get(options, "")))
        for name, options in zip(SIDES, WITH, strict=True)
    }
    return {**sides, **rest}


def place(difference: Difference, graphs: list[Graph]) -> str:
    """The least part that a difference is seen in, the first of several; all for the input."""
    graph, id = next(
        (graph, ids[0])
        for graph, ids in zip(graphs, (difference.left, difference.right), strict=True)
        if ids
    )
    if id in graph.group:
        return id
    return NETWORK if id == "input" else graph.op[id].block or graph.op[id].stage
