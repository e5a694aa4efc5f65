"""Two networks on one page: their pictures at one scale, what each part costs, what differs."""

import asyncio
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from fastapi import APIRouter
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from app.atlas import graph_of
from app.catalogue import CATALOGUE, PRESETS
from app.diagram.view import DETAILS, LISTS, NETWORK, View, default_detail
from app.difference import Difference
from app.graph import Graph
from app.render.marks import Marks
from app.render.shapes import Item
from app.render.svg import Link
from app.size import DEFAULT_SIZE, LARGEST
from app.web import urls
from app.web.explorer import drawing
from app.web.query import PAGE, Query
from app.web.ready import READY
from app.web.sides import SIDES, Side, compared, joined, usual
from app.web.templates import page

router = APIRouter(include_in_schema=False)

WITH = tuple(f"{side}_with" for side in SIDES)
"""The form's fields for the options of either side; an address has both in one."""

SHARED = ("focus", "detail", "fold", *LISTS, "theme", "shapes", "size")
"""What both pictures are looked at with."""

USUAL = READY[0]
"""What is compared if nothing is asked for."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A side, with its picture unless it hasn't the part that is looked at.

    ``share`` is how broad the picture is, of the broader of the two: what holds both at one scale.
    """

    side: Side
    view: View
    picture: Markup | None
    share: float = 1.0


@router.get("/compare")
async def show(request: Request) -> Response:
    """Any two networks."""
    query = Query.of(request, *SIDES, *WITH, *SHARED, *PAGE)
    if set(WITH) & query.texts.keys():
        return RedirectResponse(urls.page("/compare", **gathered(query.texts)), 303)
    left, right = (
        Side.parse(name, query.texts.get(name) or getattr(USUAL, name)) for name in SIDES
    )
    view = query.view
    if not query.texts.get("size"):
        left, right, size = usual(left, right)
        if size != view.size:  # an address without a size is one of 224
            here = urls.compare(left.text, right.text, replace(view, size=size))
            return RedirectResponse(here, 303)
    comparison = await run_in_threadpool(compared, left, right, view.size)
    numbered = list(enumerate(comparison.differences, 1))
    marks = {n: it.left for n, it in numbered}, {n: it.right for n, it in numbered}
    both = [graph_of(side.network.spec) for side in (left, right)]
    shared = await run_in_threadpool(known, view, both)

    def link(view: View) -> str:
        return urls.compare(left.text, right.text, view)

    pictures = await asyncio.gather(
        *[
            drawn(request, side, shared, graph, turning(side, shared, graph, link), its_marks)
            for side, graph, its_marks in zip((left, right), both, marks, strict=True)
        ]
    )
    widths, heights = zip(*[measure(it.picture) for it in pictures], strict=True)
    sides = [
        replace(it, share=wide / max(widths)) for it, wide in zip(pictures, widths, strict=True)
    ]
    context: dict[str, Any] = {
        "sides": dict(zip(SIDES, sides, strict=True)),
        "tall": max(heights),
        "view": shared,
        "theme": shared.theme,
        "comparison": comparison,
        "closer": [link(nearer(shared, place(it, both))) for it in comparison.differences],
        "swapped": urls.compare(right.text, left.text, shared),
        "data": urls.api_compare(left.text, right.text, size=shared.texts().get("size", "")),
        "ready": READY,
        "networks": (*CATALOGUE, *PRESETS),
        "details": DETAILS,
        "automatic": default_detail(shared.focus),
        "largest": LARGEST,
    }
    return await run_in_threadpool(lambda: page("compare.html", context))


def gathered(texts: Mapping[str, str]) -> dict[str, str]:
    """What a form sends as an address has it: the options of a side behind its name."""
    rest = {name: text for name, text in texts.items() if name not in (*SIDES, *WITH)}
    if rest.get("size") == str(DEFAULT_SIZE):  # a field that is never empty
        rest.pop("size")
    sides = {
        name: joined(texts.get(name) or getattr(USUAL, name), texts.get(options, ""))
        for name, options in zip(SIDES, WITH, strict=True)
    }
    return {**sides, **rest}


def known(view: View, graphs: list[Graph]) -> View:
    """The view with its groups by module path, each of which one of the graphs has to have."""

    def find(parameter: str, name: str, **more: Any) -> str:
        graph = next((it for it in graphs if name in it.named), graphs[-1])
        return graph.find(name, parameter, **more).id

    lists: dict[str, Any] = {
        name: tuple(sorted({find(name, it, kinds=kinds) for it in getattr(view, name)}))
        for name, kinds in LISTS.items()
    }
    focus = view.focus if view.focus == NETWORK else find("focus", view.focus, also=NETWORK)
    return replace(view, focus=focus, **lists)


async def drawn(
    request: Request, side: Side, view: View, graph: Graph, link: Link, marks: Marks
) -> Seen:
    """A side as the shared view shows it: what it hasn't got is neither open nor closed."""
    lists: dict[str, Any] = {
        name: tuple(it for it in getattr(view, name) if it in graph.group) for name in LISTS
    }
    own = replace(view, size=side.size(view.size), **lists)
    if own.focus != NETWORK and own.focus not in graph.group:
        return Seen(side, own, None)
    return Seen(side, own, await drawing(request, side.network, own, link, marks))


def turning(side: Side, view: View, graph: Graph, link: Callable[[View], str]) -> Link:
    """Where the parts of a side's picture lead: a group to both with it open, or closed.

    An op leads to its place on the page of its network.
    """

    def to(item: Item) -> str:
        if item.link == "op":
            op = graph.op[item.id]
            own = replace(nearer(view, op.block or op.stage), size=side.size(view.size))
            return f"{urls.model(side.network, own)}#{item.id}"
        if item.link == "unfold":
            return link(replace(view, unfold=tuple(sorted({*view.unfold, item.id}))))
        if view.focus in item.covers:
            return ""
        return link(view.turned(graph.group[item.id].kind, item.covers))

    return to


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


def nearer(view: View, focus: str) -> View:
    """A view of a part, without the groups that this one opens and the part may not have."""
    detail = default_detail(focus)
    return replace(view, focus=focus, detail=detail, open=(), closed=(), unfold=())


def measure(picture: Markup | None) -> tuple[float, float]:
    """How broad and how high a picture is, in ems of 16 points; next to nothing for none."""
    found = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', picture or "")
    return (float(found[1]) / 16, float(found[2]) / 16) if found else (1.0, 1.0)
