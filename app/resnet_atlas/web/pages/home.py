"""The home page: all networks, the paper's table, the figures of the article."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from resnet_atlas.diagram.view import View
from resnet_atlas.facts.count import Count
from resnet_atlas.facts.facts import Facts
from resnet_atlas.facts.paper.published import BILLIONS, macs_at
from resnet_atlas.facts.summary import Summary
from resnet_atlas.network.catalogue import LISTED, PRESETS, named
from resnet_atlas.network.families import FAMILIES, grouped
from resnet_atlas.network.network import Network
from resnet_atlas.network.size import DEFAULT_SIZE, LARGEST, Size
from resnet_atlas.network.traced import REGISTRY
from resnet_atlas.web import urls
from resnet_atlas.web.drawings.chart import Chart, chart, shape_of
from resnet_atlas.web.drawings.picture import Picture, draw_for_any_width
from resnet_atlas.web.drawings.profile import merged, profile
from resnet_atlas.web.pages.articles.figures import FIGURES
from resnet_atlas.web.pages.table import TableForm, TableView, load_table
from resnet_atlas.web.request.facts import load_facts
from resnet_atlas.web.request.lenient import read_page_leniently
from resnet_atlas.web.request.query import PageQuery
from resnet_atlas.web.templates import page

router = APIRouter(include_in_schema=False)

PAPER = tuple(BILLIONS)
"""The networks of the paper."""

NETWORKS = {name: Network(name, named(name)) for name in LISTED}

BY_FAMILY = grouped(LISTED)

CHARTS = (("resnet", "resnext", "wide"), ("variant",), ("cifar",))
"""The families of each chart."""

FIRST = NETWORKS["resnet50"]
"""The network of the picture at the top."""


class HomeQuery(TableForm, PageQuery):
    """The home page, with its table for an input."""


@router.get("/")
async def home(request: Request) -> Response:
    """What there is: networks, the paper's table, the article's figures."""
    reading = await read_page_leniently(request, HomeQuery)
    query = reading.result
    view = replace(query.view, focus="layer2.0", detail="conv")
    hero = await draw_for_any_width(
        request, FIRST, view, lambda item: f"{urls.model(FIRST, view)}#{item.id}"
    )
    facts = {
        name: await load_facts(request, network, own_view(network, view).size)
        for name, network in NETWORKS.items()
    }
    table = await load_table(request, query, "/#table")
    ignored = {"ignored": reading.ignored}
    return await run_in_threadpool(
        lambda: page("home.html", context(query, facts, table, hero) | ignored)
    )


def context(
    query: HomeQuery, facts: dict[str, Facts], table: TableView, hero: Picture
) -> dict[str, Any]:
    """What the page shows."""
    view = query.view
    summaries = {name: each.summary for name, each in facts.items()}
    return {
        "networks": NETWORKS,
        "own": [Network(name, traced) for name, traced in REGISTRY.items()],
        "families": {FAMILIES[key]: names for key, names in BY_FAMILY.items()},
        "says": {
            name: PRESETS[name].title if name in PRESETS and name not in BY_FAMILY["cifar"] else ""
            for name in NETWORKS
        },
        "usual": DEFAULT_SIZE,
        "bars": {name: merged(profile(summary)) for name, summary in summaries.items()},
        "summaries": summaries,
        "counts": {name: Count.of(each.graph, macs_at) for name, each in facts.items()},
        "paper": table,
        "paper_names": PAPER,
        "charts": [chart_of(families, summaries, view) for families in CHARTS],
        "link_of": lambda name: urls.model(NETWORKS[name], own_view(NETWORKS[name], view)),
        "largest": LARGEST,
        "figures": FIGURES,
        "overview": view,
        "view_of": lambda focus: replace(view, focus=focus, detail="conv"),
        "hero": hero.svg,
        "theme": view.theme,
    }


def own_view(network: Network, view: View) -> View:
    """The view at the size that is asked for, or at CIFAR's for a network that was made for it."""
    made_for_others = network.usual_size != DEFAULT_SIZE
    return replace(view, size=network.usual_size) if made_for_others else view


def chart_of(
    families: tuple[str, ...], summaries: Mapping[str, Summary], view: View
) -> tuple[list[str], Size, Chart]:
    """A chart of some families, their titles, and the input that it is for."""
    names = [name for key in families for name in BY_FAMILY[key]]
    drawn = chart(
        {name: summaries[name].total for name in names},
        {name: shape_of(NETWORKS[name].spec) for name in names},
    )
    return [FAMILIES[key] for key in families], own_view(NETWORKS[names[0]], view).size, drawn
