"""The builder: any spec by controls, what comes of it, and the PyTorch source that makes it."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from fastapi import APIRouter
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from resnet_atlas.diagram.view import View
from resnet_atlas.facts.facts import Facts
from resnet_atlas.facts.summary import Summary
from resnet_atlas.network.catalogue import CATALOGUE, PRESETS
from resnet_atlas.network.network import Network
from resnet_atlas.network.size import LARGEST
from resnet_atlas.network.source import source
from resnet_atlas.render.pictures import checked
from resnet_atlas.render.shapes import Item
from resnet_atlas.store.graphs import graph_of
from resnet_atlas.web import urls
from resnet_atlas.web.pages.explorer import drawing
from resnet_atlas.web.request.lenient import sensibly
from resnet_atlas.web.request.query import PAGE, SPEC, Query
from resnet_atlas.web.request.sides import Side
from resnet_atlas.web.templates import page

router = APIRouter(include_in_schema=False)

ASKED = ("size", "theme")


@dataclass(frozen=True, slots=True)
class Built:
    """A network as its builder shows it."""

    network: Network
    view: View
    picture: Markup
    summary: Summary
    source: str


@router.get("/build")
def start(request: Request) -> Response:
    """The builder, where nothing is said of the network to begin with."""
    query = Query.of(request, *ASKED, *SPEC, *PAGE)
    return RedirectResponse(urls.page("/build/resnet50", **query.texts), 307)


@router.get("/build/{name}")
async def show(request: Request, name: str) -> Response:
    """A network by all its options; one that can't be is the nearest that can, and says why."""
    sensible = await sensibly(request, partial(built, request, name), *ASKED, *SPEC, *PAGE)
    made = sensible.made
    here = urls.builder(made.network, made.view)
    texts = made.view.texts_for(made.network)
    given = request.query_params
    # The form sends every field; the address people keep holds what differs from the default, and
    # what was wrong as long as there is something to be said of it.
    if sensible.ignored:
        if not all(given.values()):
            return RedirectResponse(urls.asked(request, "", {}), 303)
    elif len(sensible.query.texts) > len(texts.keys() - {"detail"}):
        return RedirectResponse(here, 303)

    def facts() -> dict[str, Any]:
        network = made.network
        return {
            "network": network,
            "base": network.plain.spec,
            "view": made.view,
            "theme": made.view.theme,
            "here": here,
            "picture": made.picture,
            "summary": made.summary,
            "source": made.source,
            "ignored": sensible.ignored,
            "refused": sensible.refused(request, *ASKED, *SPEC),
            "side": Side(network).text,
            "largest": LARGEST,
            "catalogue": [Network(it, spec) for it, spec in CATALOGUE.items()],
            "presets": [
                (Network(it, preset.spec), preset, at(preset.pixels))
                for it, preset in PRESETS.items()
            ],
            "view_of": lambda: View(theme=made.view.theme, size=made.view.size),
        }

    return await run_in_threadpool(lambda: page("build.html", facts()))


async def built(request: Request, name: str, query: Query) -> Built:
    """What a query asks for; ``BadParameter`` where there is no such network."""
    network = query.network(name)
    view = View("network", "block", theme=query.view.theme, size=query.size)
    view = await run_in_threadpool(checked, network, view)

    def link(item: Item) -> str:
        group = item.id if item.id in graph_of(network.spec).group else "network"
        return urls.part(network, View(theme=view.theme, size=view.size), group)

    drawn = await drawing(request, network, view, link)
    summary = await run_in_threadpool(lambda: Facts(graph_of(network.spec), view.size).summary)
    return Built(network, view, drawn, summary, source(network.spec, network.title, view.size))


def at(pixels: int) -> View:
    """The view of a preset: at the size of image that it was made for."""
    return View.parse({"size": str(pixels)})
