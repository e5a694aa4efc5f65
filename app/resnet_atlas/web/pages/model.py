"""The page of one network, its picture alone, and the same to embed in another's page."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from resnet_atlas.diagram.fold import PAGE
from resnet_atlas.diagram.hide import UNSEEN
from resnet_atlas.diagram.view import DETAILS, NETWORK, SHAPES, THEMES, View, default_detail
from resnet_atlas.facts.dialects.libraries import builders
from resnet_atlas.facts.facts import Facts
from resnet_atlas.facts.memory.budget import Budget
from resnet_atlas.facts.roofline import DEVICES
from resnet_atlas.facts.summary import Part
from resnet_atlas.facts.wishes import Wish, wishes
from resnet_atlas.graph.group import Group
from resnet_atlas.graph.op import Op
from resnet_atlas.network.catalogue import CATALOGUE, LISTED, PRESETS
from resnet_atlas.network.families import all_by_family
from resnet_atlas.network.network import Network
from resnet_atlas.network.size import LARGEST, LARGEST_BATCH
from resnet_atlas.render.layout.labels import limit
from resnet_atlas.render.pictures import FORMATS
from resnet_atlas.store.traced import at_size
from resnet_atlas.web import urls
from resnet_atlas.web.drawings.picture import (
    EMBED,
    MODELS,
    Draw,
    Picture,
    draw_for_any_width,
    draw_for_width,
    toggle_links,
)
from resnet_atlas.web.drawings.profile import profile
from resnet_atlas.web.export.mode import details, exported
from resnet_atlas.web.request.facts import load_facts
from resnet_atlas.web.request.lenient import Lenient, read_leniently
from resnet_atlas.web.request.query import ONCE, PageQuery
from resnet_atlas.web.request.side import Side
from resnet_atlas.web.request.spec_query import SPEC, DiagramQuery
from resnet_atlas.web.templates import page

router = APIRouter(include_in_schema=False)

MOST_ROWS = 700
"""Layers of a network whose every block is listed. ResNet-152 has 515."""

SIZES = ("32", "64", "224", "225", "299", "384", "512")


class ModelQuery(PageQuery, DiagramQuery):
    """A view of a network, on a page."""


@dataclass(frozen=True, slots=True)
class ModelView:
    """A view of a network, with the picture of it and the facts at its input."""

    network: Network
    view: View
    facts: Facts
    picture: Picture


@router.get("/models/{name}")
async def show(request: Request, name: str) -> Response:
    """A network: its diagram, the controls, what it comes to, and its layers."""
    reading = await read_leniently(request, ModelQuery, partial(load_view, request, name))
    network, view = reading.result.network, reading.result.view
    sent = reading.texts.keys() - view.texts_for(network).keys()
    if not reading.ignored and (sent or name != network.name):
        # A form sends every field. The address that people keep has what differs from the default,
        # and the network's plain name.
        return RedirectResponse(urls.model(network, view), 303)
    return await run_in_threadpool(lambda: page("model.html", context(request, reading)))


def context(request: Request, reading: Lenient[ModelView]) -> dict[str, Any]:
    """What the page shows."""
    network, view, facts = reading.result.network, reading.result.view, reading.result.facts
    graph, summary = facts.graph, facts.summary
    # A browser takes very long for a table of many thousand rows.
    identical = {block for run in graph.runs for block in run[1:] if block != view.focus}
    once = identical if len(graph.layers) > MOST_ROWS else set()
    groups = [group for group in graph.groups if group.id not in identical]
    rows = [
        facts.layer(op.id) for op in graph.layers if op.block not in once and is_listed(op, view)
    ]
    return {
        "network": network,
        "families": all_by_family(network.name),
        "base": network.plain.spec if network.has_spec else None,
        "side": Side(network).text,
        "other": other(network.name),
        "view": view,
        "theme": view.theme,
        "graph": graph,
        "summary": summary,
        "uncounted": facts.uncounted,
        "builders": [dialect.title for dialect in builders(network.origin)],
        "devices": DEVICES,
        "wishes": wishes(network, graph, facts.size) if network.has_spec else [],
        "link_of": partial(link_of, network, view),
        "budget": Budget.of(facts.memory, facts.size, facts.batch, "adamw"),
        "unproven": facts.memory.unproven,
        "bars": profile(summary),
        "part": find(summary.parts, view.focus),
        "rows": rows,
        "once": bool(once),
        "picture": reading.result.picture.svg,
        "limit": limit(PAGE) if any(len(run) > PAGE for run in graph.runs) else None,
        "ignored": reading.ignored,
        "refused": reading.refused(request, SPEC),
        "trail": urls.parents(graph, view.focus),
        "strided": [row for row in rows if row.stride and max(row.stride) > 1],
        "groups": groups,
        "details": details(view.focus) if exported.get() else DETAILS,
        "shapes": SHAPES,
        "themes": THEMES,
        "formats": {"svg": "SVG"} if exported.get() else FORMATS,
        "presets": SIZES,
        "largest": LARGEST,
        "largest_batch": LARGEST_BATCH,
        "automatic": default_detail(view.focus),
        "neighbours": neighbours(groups if exported.get() else graph.groups, view.focus),
    }


def link_of(network: Network, view: View, wish: Wish) -> str:
    """The page on which a wish can be seen fulfilled."""
    varied = Network(network.name, network.spec.with_options(wish.changes))
    focus = wish.focus or NETWORK
    place = View(theme=view.theme, focus=focus, detail=default_detail(focus), size=view.size)
    more = {name: text for name in ("size", "batch") if (text := getattr(wish, name))}
    fragment = f"#memory={wish.memory}" if wish.memory else "#memory" if wish.batch else ""
    return urls.model(varied, place, **more) + fragment


def is_listed(op: Op, view: View) -> bool:
    """Whether the table of a view lists an op."""
    shown = view.focus in (NETWORK, op.stage, op.block)
    return shown and (view.detail == "full" or op.kind not in UNSEEN)


@router.get("/embed/{name}")
async def embed(request: Request, name: str) -> Response:
    """The picture with the size of the input, for a frame in another page."""
    reading = await read_leniently(
        request, ModelQuery, partial(load_view, request, name, base=EMBED)
    )
    network, view = reading.result.network, reading.result.view
    context = {
        "network": network,
        "view": view,
        "theme": view.theme,
        "picture": reading.result.picture.svg,
        "ignored": reading.ignored,
        "fields": view.texts_for(network),
        "around": urls.parents(reading.result.facts.graph, view.focus)[:-1],
    }
    return page("embed.html", context)


@router.get("/models/{name}/picture", dependencies=[ONCE])
@router.get("/embed/{name}/picture", dependencies=[ONCE])
async def show_picture(
    request: Request, name: str, query: Annotated[DiagramQuery, Query()]
) -> Response:
    """The picture of a network's page alone, for the script that puts it there."""
    base = EMBED if request.url.path.startswith(EMBED) else MODELS
    shown = await load_view(request, name, query, base, draw_for_width)
    return Response(shown.picture.svg, media_type="image/svg+xml")


async def load_view(
    request: Request,
    name: str,
    query: DiagramQuery,
    base: str = MODELS,
    draw: Draw = draw_for_any_width,
) -> ModelView:
    """What a query asks for; ``BadParameter`` where there is no such thing.

    ``draw`` makes the picture: for any width of its frame, or just as the view has it.
    """
    size = query.size_for(name)
    network = at_size(query.network(name), size)
    facts = await load_facts(request, network, size, query.batch)
    view = query.view(name).of(facts.graph)
    facts.shapes  # noqa: B018  # refuses an input that is too small
    links = toggle_links(network, facts.graph, view, base)
    return ModelView(network, view, facts, await draw(request, network, view, links))


def other(name: str) -> str:
    """The network to compare with: the next of its catalogue, the first after the last.

    For a network that isn't listed it is ResNet-50.
    """
    if name not in LISTED:
        return "resnet50"
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
    """The groups before and after ``focus``: stages for a stage, blocks for a block."""
    if focus == NETWORK:
        return None, None
    nested = {group.id: group.parent is not None for group in groups}
    path = [id for id in nested if nested[id] == nested[focus]]
    place = path.index(focus)
    before = path[place - 1] if place else None
    return before, path[place + 1] if place + 1 < len(path) else None
