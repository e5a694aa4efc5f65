"""The home page: all networks, the paper's table, the figures of the article."""

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from resnet_atlas.facts.count import Count
from resnet_atlas.facts.facts import Facts
from resnet_atlas.facts.paper.published import BILLIONS, macs_at
from resnet_atlas.network.catalogue import CATALOGUE
from resnet_atlas.network.network import Network
from resnet_atlas.network.size import LARGEST
from resnet_atlas.web import urls
from resnet_atlas.web.drawings.chart import chart, family
from resnet_atlas.web.drawings.picture import Picture, draw
from resnet_atlas.web.drawings.profile import profile
from resnet_atlas.web.pages.articles.figures import FIGURES
from resnet_atlas.web.pages.table import TableForm, TableView, load_table
from resnet_atlas.web.request.facts import load_facts
from resnet_atlas.web.request.query import ONCE, PageQuery
from resnet_atlas.web.templates import page

router = APIRouter(include_in_schema=False)

PAPER = tuple(BILLIONS)
"""The networks of the paper."""

NETWORKS = {name: Network(name, spec) for name, spec in CATALOGUE.items()}

FIRST = NETWORKS["resnet50"]
"""The network of the picture at the top."""


class HomeQuery(TableForm, PageQuery):
    """The home page, with its table for an input."""


@router.get("/", dependencies=[ONCE])
async def home(request: Request, query: Annotated[HomeQuery, Query()]) -> Response:
    """What there is: networks, the paper's table, the article's figures."""
    view = replace(query.view, focus="layer2.0", detail="conv")
    hero = await draw(request, FIRST, view, lambda item: f"{urls.model(FIRST, view)}#{item.id}")
    facts = {
        name: await load_facts(request, network, view.size) for name, network in NETWORKS.items()
    }
    table = await load_table(request, query, "/#table")
    return await run_in_threadpool(lambda: page("home.html", context(query, facts, table, hero)))


def context(
    query: HomeQuery, facts: dict[str, Facts], table: TableView, hero: Picture
) -> dict[str, Any]:
    """What the page shows."""
    view = query.view
    summaries = {name: each.summary for name, each in facts.items()}
    return {
        "networks": NETWORKS,
        "bars": {name: profile(summary) for name, summary in summaries.items()},
        "summaries": summaries,
        "counts": {name: Count.of(each.graph, macs_at) for name, each in facts.items()},
        "paper": table,
        "paper_names": PAPER,
        "chart": chart(
            {name: summary.total for name, summary in summaries.items()},
            {name: family(spec) for name, spec in CATALOGUE.items()},
        ),
        "link_of": lambda name: urls.model(NETWORKS[name], view),
        "largest": LARGEST,
        "figures": FIGURES,
        "overview": view,
        "view_of": lambda focus: replace(view, focus=focus, detail="conv"),
        "hero": hero.svg,
        "theme": view.theme,
    }
