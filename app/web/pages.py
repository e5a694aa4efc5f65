"""The HTML pages, which need no JavaScript."""

from dataclasses import dataclass, replace

from fastapi import APIRouter
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from app.atlas import Network, Pictures, graph_of
from app.diagram.hide import UNSEEN
from app.diagram.view import DETAILS, DIRECTIONS, NETWORK, SHAPES, View, default_detail
from app.graph import Graph
from app.layers import layers
from app.parse import one_of
from app.render.theme import DARK, LIGHT, variables
from app.size import DEFAULT_SIZE, LARGEST
from app.spec import CATALOGUE
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
THEMES = ("auto", "light", "dark")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the article that this product grew from, as a view."""

    number: int
    model: str
    focus: str
    title: str
    look: str


FIGURES = (
    Figure(
        2, "resnet18", "stem", "The stem", "Two strides before the first stage: 224 becomes 56."
    ),
    Figure(3, "resnet18", "layer1", "ResNet-18, layer1", "Two identical blocks, no downsample."),
    Figure(4, "resnet18", "layer2", "ResNet-18, layer2", "The stride, and the shortcut it forces."),
    Figure(
        5, "resnet50", "layer1", "ResNet-50, layer1", "One projection without a stride, then ×2."
    ),
    Figure(6, "resnet50", "layer2", "ResNet-50, layer2", "The stride sits on conv2, the 3×3."),
)


@router.get("/")
async def home(request: Request) -> HTMLResponse:
    """What there is: networks, the paper's table, the article's figures."""
    query = Query.of(request, "size", "theme")
    networks = {name: Network(name, spec) for name, spec in CATALOGUE.items()}
    graphs = await run_in_threadpool(
        lambda: {name: graph_of(network.spec) for name, network in networks.items()}
    )
    view = replace(View("layer2.0", "conv"), size=query.size)
    context = {
        "networks": networks,
        "summaries": {name: summarise(graph, query.size) for name, graph in graphs.items()},
        "profile": profile,
        "table": table({name: graphs[name] for name in PAPER}, query.size),
        "figures": FIGURES,
        "view_of": lambda focus: replace(View(focus, "conv"), size=query.size),
        "hero": await picture(request, networks["resnet50"], view),
        "size": query.size,
        "theme": theme_of(query),
    }
    return page(request, "home.html", context)


@router.get("/models/{name}")
async def show(request: Request, name: str) -> Response:
    """A network: its diagram, the controls, what it comes to, and its layers."""
    query = Query.of(request, *VIEW, *SPEC)
    theme = theme_of(query)
    network = query.network(name)
    graph = await run_in_threadpool(graph_of, network.spec)
    view = View.parse({**query.texts, "theme": "light"}).of(graph)
    more = {} if theme == "auto" else {"theme": theme}
    if len(query.texts) > len(network.changes | view.texts() | more):
        # A form sends every field; the address people keep holds what differs from the default.
        return RedirectResponse(urls.model(network, view, **more), 303)
    summary = summarise(graph, view.size)
    here = {NETWORK, view.focus}
    rows = [
        row
        for row in layers(graph, view.size)
        if (view.focus == NETWORK or here & {row.stage, row.block})
        and (view.detail == "full" or row.kind not in UNSEEN)
    ]
    context = {
        "network": network,
        "base": CATALOGUE[network.name],
        "view": view,
        "theme": theme,
        "graph": graph,
        "summary": summary,
        "part": find(summary.parts, view.focus),
        "rows": rows,
        "picture": await picture(request, network, view),
        "trail": urls.parents(graph, view.focus),
        "strided": [row for row in rows if row.stride and max(row.stride) > 1],
        "options": {"detail": DETAILS, "direction": DIRECTIONS, "shapes": SHAPES, "theme": THEMES},
        "presets": PRESETS,
        "largest": LARGEST,
        "automatic": default_detail(view.focus),
        "more": more,
        "neighbours": neighbours(graph, view.focus),
    }
    return page(request, "model.html", context)


@router.get("/docs")
def docs(request: Request) -> HTMLResponse:
    """The description of the API, by Swagger UI from our own server."""
    Query.of(request)
    return page(request, "docs.html", {"theme": "light", "size": DEFAULT_SIZE})


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


def theme_of(query: Query) -> str:
    """The theme of a page: the visitor's own unless one is asked for."""
    return one_of("theme", query.texts.get("theme") or "auto", THEMES)


async def picture(request: Request, network: Network, view: View) -> Markup:
    """A picture to stand in a page: coloured by its style sheet, its parts links to their views."""
    pictures: Pictures = request.app.state.pictures

    def link(kind: str, path: str) -> str:
        if kind == "op":
            return f"#{path}"
        return urls.part(network, view, path).replace("&", "&amp;") if path != view.focus else ""

    return Markup(await pictures.svg(network, view, variables(), link))


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
