"""The builder: any spec by controls, what comes of it, and the PyTorch source that makes it."""

import re
from dataclasses import dataclass
from functools import partial
from typing import Any

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from resnet_atlas.diagram.view import THEMES, View
from resnet_atlas.errors import BadParameter
from resnet_atlas.facts.facts import Facts
from resnet_atlas.graph.graph import Graph
from resnet_atlas.network.catalogue import PRESETS, named
from resnet_atlas.network.families import by_family
from resnet_atlas.network.network import Network
from resnet_atlas.network.size import LARGEST, Size
from resnet_atlas.network.source import source
from resnet_atlas.render.shapes import Item
from resnet_atlas.web import language, urls
from resnet_atlas.web.drawings.picture import Picture, draw_for_any_width
from resnet_atlas.web.request.address import local, query
from resnet_atlas.web.request.facts import load_facts
from resnet_atlas.web.request.lenient import Lenient, Refused, read_leniently
from resnet_atlas.web.request.query import PageQuery
from resnet_atlas.web.request.side import Side
from resnet_atlas.web.request.spec_query import SpecQuery
from resnet_atlas.web.request.view_query import SizeQuery, Theme
from resnet_atlas.web.templates import page

router = APIRouter(include_in_schema=False)

START = "resnet50"

STARTING = ("name", "depth", "factor")
"""The fields that say which network to start from."""


class ThemedSizeQuery(SizeQuery):
    """The size of the input, and colours."""

    theme: Theme = THEMES[0]


class BuildQuery(PageQuery, SpecQuery, ThemedSizeQuery):
    """A network by its options, on a page."""


@dataclass(frozen=True, slots=True)
class Built:
    """A network as its builder shows it."""

    network: Network
    view: View
    facts: Facts
    picture: Picture


@router.get("/build")
async def start(request: Request) -> Response:
    """Lead to the builder of the network that a form names, or of the first one.

    ``name`` is any name; ``depth`` and ``factor`` are those of a Wide ResNet for CIFAR. A name that
    can't be is said at its field, above the nearest network.
    """
    given = {key: request.query_params.get(key, "").strip() for key in STARTING}
    name = given["name"] or START
    if given["depth"] or given["factor"]:
        name = f"wrn_{given['depth']}_{given['factor']}"
    rest = [(key, text) for key, text in request.query_params.multi_items() if key not in STARTING]
    try:
        named(name)
    except BadParameter as error:
        return await instead_of(request, name, "start" if given["name"] else "wide-depth", error)
    texts = [*rest, *language.current.get().texts.items()]
    address = local(f"/build/{name}") + query([each for each in texts if each[1]])
    return RedirectResponse(address, 307)


async def instead_of(request: Request, name: str, field: str, error: BadParameter) -> Response:
    """The builder of the nearest network; the field of that id says why ``name`` can't be."""
    near = error.nearest or START
    plain = Request({**request.scope, "query_string": b""})
    reading = await read_leniently(plain, BuildQuery, partial(build, plain, near))
    shown = context(plain, reading, urls.builder(reading.result.network, reading.result.view))
    shown["refused"] = {field: Refused(name, error)}
    return await run_in_threadpool(lambda: page("build.html", shown, 404))


@router.get("/build/{name}")
async def show(request: Request, name: str) -> Response:
    """A network by all its options. One that can't be is the nearest that can, and says why."""
    reading = await read_leniently(request, BuildQuery, partial(build, request, name))
    built = reading.result
    here = urls.builder(built.network, built.view)
    # A form sends every field. The address that people keep has what differs from the default, and
    # what was refused as long as there is something to be said of it.
    if reading.ignored:
        if not all(request.query_params.values()):
            return RedirectResponse(urls.asked(request, "", {}), 303)
    elif reading.texts.keys() - built.view.texts_for(built.network).keys():
        return RedirectResponse(here, 303)
    return await run_in_threadpool(lambda: page("build.html", context(request, reading, here)))


def context(request: Request, reading: Lenient[Built], here: str) -> dict[str, Any]:
    """What the page shows."""
    built = reading.result
    network, view = built.network, built.view
    return {
        "network": network,
        "base": network.plain.spec,
        "view": view,
        "theme": view.theme,
        "here": here,
        "picture": built.picture.svg,
        "summary": built.facts.summary,
        "source": source(network.spec, network.title, view.size),
        "ignored": reading.ignored,
        "refused": reading.refused(request, BuildQuery.model_fields),
        "side": Side(network).text,
        "largest": LARGEST,
        "families": by_family(),
        "start_from": lambda name: start_from(name, view),
        "wide_depth": wide_depth(built.facts.graph, network),
        "presets": [
            (Network(name, preset.spec), preset, View(size=Size(preset.pixels, preset.pixels)))
            for name, preset in PRESETS.items()
        ],
        "view_of": lambda: View(theme=view.theme, size=view.size),
    }


def start_from(name: str, view: View) -> str:
    """The builder at a listed network, for the images that it was made for."""
    network = Network(name, named(name))
    return urls.builder(network, View(theme=view.theme, size=network.usual_size))


def wide_depth(graph: Graph, network: Network) -> int | None:
    """The depth as Wide ResNets for CIFAR count it; None for other networks.

    They count all convs, those on shortcuts too, and not the classifier (arXiv:1605.07146).
    """
    if not re.match("wrn|wide", network.name) or network.spec.stem != "3x3":
        return None
    return sum(op.kind == "conv" for op in graph.layers)


async def build(request: Request, name: str, query: BuildQuery) -> Built:
    """What a query asks for; ``BadParameter`` where there is no such network."""
    network, size = query.network(name), query.size_for(name)
    facts = await load_facts(request, network, size)
    facts.shapes  # noqa: B018  # refuses an input that is too small
    view = View("network", "block", theme=query.theme, size=size)

    def link(item: Item) -> str:
        group = item.id if item.id in facts.graph.group else "network"
        return urls.part(network, View(theme=view.theme, size=view.size), group)

    return Built(network, view, facts, await draw_for_any_width(request, network, view, link))
