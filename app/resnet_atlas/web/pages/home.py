"""The pages that are about all networks; those about one are in ``explorer.py``."""

from dataclasses import replace
from typing import Any

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import (
    HTMLResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
)

from resnet_atlas.facts.count import Count
from resnet_atlas.facts.facts import Facts
from resnet_atlas.facts.paper.published import BILLIONS, macs_at
from resnet_atlas.network.catalogue import CATALOGUE
from resnet_atlas.network.network import Network
from resnet_atlas.network.size import LARGEST
from resnet_atlas.render.theme import DARK, LIGHT
from resnet_atlas.store.graphs import graph_of
from resnet_atlas.web import language, urls
from resnet_atlas.web.drawings.chart import chart, family
from resnet_atlas.web.drawings.profile import profile
from resnet_atlas.web.pages.explorer import drawing
from resnet_atlas.web.pages.figures import FIGURES
from resnet_atlas.web.pages.paper_table import ASKED, shown
from resnet_atlas.web.request.address import local
from resnet_atlas.web.request.address import query as as_query
from resnet_atlas.web.request.query import PAGE, Query
from resnet_atlas.web.templates import page

router = APIRouter(include_in_schema=False)

PAPER = tuple(BILLIONS)
"""The networks of the paper."""


@router.get("/")
async def home(request: Request) -> Response:
    """What there is: networks, the paper's table, the article's figures."""
    query = Query.of(request, *PAGE, *ASKED)
    view = replace(query.view, focus="layer2.0", detail="conv")
    networks = {name: Network(name, spec) for name, spec in CATALOGUE.items()}
    first = networks["resnet50"]
    hero = await drawing(request, first, view, lambda it: f"{urls.model(first, view)}#{it.id}")

    def facts() -> dict[str, Any]:
        graphs = {name: graph_of(network.spec) for name, network in networks.items()}
        summaries = {name: Facts(graph, query.size).summary for name, graph in graphs.items()}
        return {
            "networks": networks,
            "bars": {name: profile(summary) for name, summary in summaries.items()},
            "summaries": summaries,
            "counts": {name: Count.of(graph, macs_at) for name, graph in graphs.items()},
            "paper": shown(query, "/#table"),
            "paper_names": PAPER,
            "chart": chart(
                {name: summary.total for name, summary in summaries.items()},
                {name: family(spec) for name, spec in CATALOGUE.items()},
            ),
            "link_of": lambda name: urls.model(networks[name], query.view),
            "largest": LARGEST,
            "figures": FIGURES,
            "overview": query.view,
            "view_of": lambda focus: replace(query.view, focus=focus, detail="conv"),
            "hero": hero,
            "theme": query.view.theme,
        }

    return await run_in_threadpool(lambda: page("home.html", facts()))


@router.get("/{path:path}/")
def without_slash(request: Request, path: str) -> RedirectResponse:
    """Where there is what was asked for with a slash too many."""
    if not request.scope["path"].endswith("/"):  # but with a new line, which the pattern overlooks
        raise HTTPException(404)
    texts = [*request.query_params.multi_items(), *language.current.get().texts.items()]
    return RedirectResponse(local(path) + as_query(texts), 307)


@router.get("/robots.txt")
def robots() -> Response:
    """Each page once for who reads all there is: not for every option that an address may have."""
    return PlainTextResponse("User-agent: *\nDisallow: /*?\nDisallow: /api/\nDisallow: /embed/\n")


@router.get("/docs")
def docs(request: Request) -> HTMLResponse:
    """The description of the API, by Swagger UI from our own server."""
    Query.of(request, *PAGE)
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
        # Paper is light, whatever the screen is.
        f"@media print{{:root,:root[data-theme]{{color-scheme:light;{light}}}}}\n"
    )
    return Response(css, media_type="text/css")
