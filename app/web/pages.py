"""The HTML pages, which need no JavaScript."""

import re
from dataclasses import dataclass, replace
from typing import Any

from fastapi import APIRouter
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from app.atlas import FORMATS, Network, Pictures, checked, graph_of
from app.diagram.hide import UNSEEN
from app.diagram.view import DETAILS, NETWORK, SHAPES, THEMES, View, default_detail
from app.graph import Graph
from app.layers import layers
from app.render.theme import DARK, LIGHT, variables
from app.size import LARGEST
from app.spec import CATALOGUE, CONVS_PER_BLOCK
from app.summary import Part, summarise
from app.table import table
from app.web import urls
from app.web.cache import KeptRoute
from app.web.profile import profile
from app.web.query import SPEC, VIEW, Query
from app.web.templates import page

router = APIRouter(route_class=KeptRoute, include_in_schema=False)

PAPER = ("resnet18", "resnet34", "resnet50", "resnet101", "resnet152")
PRESETS = ("32", "64", "224", "225", "299", "384", "512")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the article that this product grew from, as a view."""

    number: int
    model: str
    focus: str
    title: str
    look: str


FIGURES = (
    Figure(2, "resnet18", "stem", "The stem", "Two strides before the first stage."),
    Figure(3, "resnet18", "layer1", "ResNet-18, layer1", "Two identical blocks, no downsample."),
    Figure(4, "resnet18", "layer2", "ResNet-18, layer2", "The stride, and the shortcut it forces."),
    Figure(
        5, "resnet50", "layer1", "ResNet-50, layer1", "One projection without a stride, then ×2."
    ),
    Figure(6, "resnet50", "layer2", "ResNet-50, layer2", "The stride sits on conv2, the 3×3."),
)


@router.get("/")
async def home(request: Request) -> Response:
    """What there is: networks, the paper's table, the article's figures."""
    query = Query.of(request, "size", "theme")
    view = replace(query.view, focus="layer2.0", detail="conv")
    networks = {name: Network(name, spec) for name, spec in CATALOGUE.items()}
    hero = await picture(request, networks["resnet50"], view, on_its_page=False)

    def facts() -> dict[str, Any]:
        graphs = {name: graph_of(network.spec) for name, network in networks.items()}
        summaries = {name: summarise(graph, query.size) for name, graph in graphs.items()}
        return {
            "networks": networks,
            "bars": {name: profile(summary) for name, summary in summaries.items()},
            "summaries": summaries,
            "table": table({name: graphs[name] for name in PAPER}, summaries),
            "figures": FIGURES,
            "overview": query.view,
            "view_of": lambda focus: replace(query.view, focus=focus, detail="conv"),
            "hero": hero,
            "theme": query.view.theme,
        }

    return await run_in_threadpool(lambda: page("home.html", facts()))


@router.get("/models/{name}")
async def show(request: Request, name: str) -> Response:
    """A network: its diagram, the controls, what it comes to, and its layers."""
    query = Query.of(request, *VIEW, *SPEC)
    network = query.network(name)
    view = await run_in_threadpool(checked, network, query.view)
    if len(query.texts) > len(network.changes | view.texts()):
        # A form sends every field; the address people keep holds what differs from the default.
        return RedirectResponse(urls.model(network, view), 303)
    drawn = await picture(request, network, view)

    def facts() -> dict[str, Any]:
        graph = graph_of(network.spec)
        summary = summarise(graph, view.size)
        rows = [
            row
            for row in layers(graph, view.size)
            if view.focus in (NETWORK, row.stage, row.block)
            and (view.detail == "full" or row.kind not in UNSEEN)
        ]
        return {
            "network": network,
            "base": network.plain.spec,
            "blocks": tuple(CONVS_PER_BLOCK),
            "view": view,
            "theme": view.theme,
            "graph": graph,
            "summary": summary,
            "part": find(summary.parts, view.focus),
            "rows": rows,
            "picture": drawn,
            "trail": urls.parents(graph, view.focus),
            "strided": [row for row in rows if row.stride and max(row.stride) > 1],
            "details": DETAILS,
            "shapes": SHAPES,
            "themes": THEMES,
            "formats": FORMATS,
            "presets": PRESETS,
            "largest": LARGEST,
            "automatic": default_detail(view.focus),
            "neighbours": neighbours(graph, view.focus),
        }

    return await run_in_threadpool(lambda: page("model.html", facts()))


@router.get("/docs")
def docs(request: Request) -> HTMLResponse:
    """The description of the API, by Swagger UI from our own server."""
    Query.of(request)
    return page("docs.html", {"theme": "light"})


@router.get("/theme.css")
def theme_css(request: Request) -> Response:
    """The colours of pictures, for the pages: one source for both."""
    Query.of(request)
    light, dark = (
        "".join(f"--{name}:{color};" for name, color in palette.items())
        for palette in (LIGHT, DARK)
    )
    css = (
        f":root{{color-scheme:light;{light}}}\n"
        f"@media (prefers-color-scheme:dark){{:root{{color-scheme:dark;{dark}}}}}\n"
        f":root[data-theme=light]{{color-scheme:light;{light}}}\n"
        f":root[data-theme=dark]{{color-scheme:dark;{dark}}}\n"
    )
    return Response(css, media_type="text/css")


async def picture(
    request: Request, network: Network, view: View, on_its_page: bool = True
) -> Markup:
    """A picture to stand in a page: coloured by its style sheet, its parts links to their views.

    An op leads to its row, which is on the page of the view.
    """
    pictures: Pictures = request.app.state.pictures
    rows = "" if on_its_page else urls.model(network, view).replace("&", "&amp;")

    def link(kind: str, path: str) -> str:
        if kind == "op":
            return f"{rows}#{path}"
        return urls.part(network, view, path).replace("&", "&amp;") if path != view.focus else ""

    svg = await pictures.svg(network, view, variables(), link)
    # In ems, so that the style sheet can set the picture's scale by a font size.
    return Markup(re.sub(r' width="([\d.]+)" height="[\d.]+"', in_ems, svg, count=1))


def in_ems(size: re.Match[str]) -> str:
    """The width in ems of 16 pixels; the height follows from the picture's proportions."""
    return f' width="{float(size[1]) / 16:.2f}em"'


def find(parts: tuple[Part, ...], id: str) -> Part | None:
    """The stage or block of that id."""
    for part in parts:
        if part.id == id:
            return part
        if found := find(part.blocks, id):
            return found
    return None


def neighbours(graph: Graph, focus: str) -> tuple[str | None, str | None]:
    """The groups before and after ``focus`` of its own kind of nesting."""
    if focus == NETWORK:
        return None, None
    parent = graph.group[focus].parent
    path = [group.id for group in graph.groups if (group.parent is None) == (parent is None)]
    place = path.index(focus)
    before = path[place - 1] if place else None
    return before, path[place + 1] if place + 1 < len(path) else None
