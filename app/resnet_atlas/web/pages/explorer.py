"""The page of one network, its picture alone, and the same to embed in another's page."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from fastapi import APIRouter
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from resnet_atlas.diagram.hide import UNSEEN
from resnet_atlas.diagram.view import DETAILS, NETWORK, SHAPES, THEMES, View, default_detail
from resnet_atlas.facts.facts import Facts
from resnet_atlas.facts.summary import Part
from resnet_atlas.graph.graph import Group
from resnet_atlas.network.catalogue import CATALOGUE, PRESETS
from resnet_atlas.network.network import Network
from resnet_atlas.network.size import LARGEST, LARGEST_BATCH
from resnet_atlas.render.formats.svg import Link
from resnet_atlas.render.marks import NONE, Marks
from resnet_atlas.render.pictures import FORMATS, Pictures, checked
from resnet_atlas.render.shapes import Item
from resnet_atlas.render.theme import variables
from resnet_atlas.store.graphs import graph_of
from resnet_atlas.web import urls
from resnet_atlas.web.drawings import wording
from resnet_atlas.web.drawings.profile import profile
from resnet_atlas.web.export.site import details
from resnet_atlas.web.request.lenient import sensibly
from resnet_atlas.web.request.query import PAGE, SPEC, VIEW, Query
from resnet_atlas.web.request.sides import Side
from resnet_atlas.web.templates import page
from resnet_atlas.web.version import exported

router = APIRouter(include_in_schema=False)

MODELS, EMBED = "/models", "/embed"

MOST_ROWS = 700
"""Layers of a network of which every block is listed; ResNet-152 has 515."""

SIZES = ("32", "64", "224", "225", "299", "384", "512")


@dataclass(frozen=True, slots=True)
class Seen:
    """What a page shows: a view of a network, and its picture."""

    network: Network
    view: View
    picture: Markup


@router.get("/models/{name}")
async def show(request: Request, name: str) -> Response:
    """A network: its diagram, the controls, what it comes to, and its layers."""
    sensible = await sensibly(request, partial(seen, request, name), *VIEW, *SPEC, *PAGE)
    network, view = sensible.made.network, sensible.made.view
    if not sensible.ignored and len(sensible.query.texts) > len(view.texts_for(network)):
        # A form sends every field; the address people keep holds what differs from the default.
        return RedirectResponse(urls.model(network, view), 303)

    def facts() -> dict[str, Any]:
        graph = graph_of(network.spec)
        known = Facts(graph, view.size, view.batch)
        summary = known.summary
        # A table of many thousand rows would take a browser longer than all the rest.
        alike = {block for run in graph.runs for block in run[1:] if block != view.focus}
        once = alike if len(graph.layers) > MOST_ROWS else ()
        groups = [group for group in graph.groups if group.id not in alike]
        rows = [
            known.layer(op.id)
            for op in graph.layers
            if op.block not in once
            and view.focus in (NETWORK, op.stage, op.block)
            and (view.detail == "full" or op.kind not in UNSEEN)
        ]
        return {
            "network": network,
            "networks": (*CATALOGUE, *PRESETS),
            "base": network.plain.spec,
            "side": Side(network).text,
            "other": other(network.name),
            "view": view,
            "theme": view.theme,
            "graph": graph,
            "summary": summary,
            "bars": profile(summary),
            "part": find(summary.parts, view.focus),
            "rows": rows,
            "once": bool(once),
            "picture": sensible.made.picture,
            "ignored": sensible.ignored,
            "refused": sensible.refused(request, *SPEC),
            "trail": urls.parents(graph, view.focus),
            "strided": [row for row in rows if row.stride and max(row.stride) > 1],
            "groups": groups,
            "details": details(view.focus) if exported.get() else DETAILS,
            "shapes": SHAPES,
            "themes": THEMES,
            "formats": FORMATS[:1] if exported.get() else FORMATS,
            "presets": SIZES,
            "largest": LARGEST,
            "largest_batch": LARGEST_BATCH,
            "automatic": default_detail(view.focus),
            "neighbours": neighbours(groups if exported.get() else graph.groups, view.focus),
        }

    return await run_in_threadpool(lambda: page("model.html", facts()))


@router.get("/embed/{name}")
async def embed(request: Request, name: str) -> Response:
    """The picture with the size of the input, for a frame in another page."""
    sensible = await sensibly(
        request, partial(seen, request, name, base=EMBED), *VIEW, *SPEC, *PAGE
    )
    network, view = sensible.made.network, sensible.made.view
    context = {
        "network": network,
        "view": view,
        "theme": view.theme,
        "picture": sensible.made.picture,
        "ignored": sensible.ignored,
        "fields": view.texts_for(network),
        "around": urls.parents(graph_of(network.spec), view.focus)[:-1],
    }
    return await run_in_threadpool(lambda: page("embed.html", context))


@router.get("/models/{name}/picture")
@router.get("/embed/{name}/picture")
async def show_picture(request: Request, name: str) -> Response:
    """The picture of a network's page alone, for the script that puts it there."""
    base = EMBED if request.url.path.startswith(EMBED) else MODELS
    made = await seen(request, name, Query.of(request, *VIEW, *SPEC), base)
    return Response(made.picture, media_type="image/svg+xml")


async def seen(request: Request, name: str, query: Query, base: str = MODELS) -> Seen:
    """What a query asks for; ``BadParameter`` where there is no such thing."""
    network = query.network(name)
    view = await run_in_threadpool(checked, network, query.view)
    return Seen(network, view, await drawing(request, network, view, turning(network, view, base)))


async def drawing(
    request: Request,
    network: Network,
    view: View,
    link: Link,
    marks: Marks = NONE,
) -> Markup:
    """The SVG of a view to stand in a page, in its style sheet's colours, its parts links."""
    pictures: Pictures = request.app.state.pictures
    return Markup(await pictures.svg(network, view, variables(), link, True, marks, wording.say))


def turning(network: Network, view: View, base: str) -> Link:
    """Where the parts of a view's picture lead to, on pages below ``base``.

    A group leads to the view in which it is open or closed, an op to its row.
    """
    graph = graph_of(network.spec)
    here = urls.model(network, view, base)

    def link(item: Item) -> str:
        if item.link == "op":
            return f"{here}#{item.id}" if base == MODELS else ""
        if item.link == "unfold":
            view_each = replace(view, unfold=tuple(sorted((*view.unfold, item.id))))
            return urls.model(network, view_each, base)
        if view.focus in item.covers:
            return ""
        turned = view.turned(graph.group[item.id].kind, item.covers)
        return urls.model(network, turned, base)

    return link


def other(name: str) -> str:
    """The network that follows among its like, to compare with; the first after the last."""
    names = list(CATALOGUE if name in CATALOGUE else PRESETS)
    return names[(names.index(name) + 1) % len(names)]


def find(parts: tuple[Part, ...], id: str) -> Part | None:
    """The stage or block of that id."""
    for part in parts:
        if part.id == id:
            return part
        if found := find(part.blocks, id):
            return found
    return None


def neighbours(groups: Sequence[Group], focus: str) -> tuple[str | None, str | None]:
    """Among ``groups``, those before and after ``focus`` of its own kind of nesting."""
    if focus == NETWORK:
        return None, None
    inner = {group.id: group.parent is not None for group in groups}
    path = [id for id in inner if inner[id] == inner[focus]]
    place = path.index(focus)
    before = path[place - 1] if place else None
    return before, path[place + 1] if place + 1 < len(path) else None
