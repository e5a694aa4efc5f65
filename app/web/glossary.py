"""The field's words, explained."""

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from app.atlas import Network, graph_of
from app.diagram.view import View
from app.web import urls
from app.web.cache import KeptRoute
from app.web.query import PAGE, Query
from app.web.templates import page

router = APIRouter(route_class=KeptRoute, include_in_schema=False)


@router.get("/glossary")
async def glossary(request: Request) -> Response:
    """What the words mean, and the three names of every stage."""
    query = Query.of(request, *PAGE, "theme")
    network = Network.parse("resnet50", {})

    def made() -> Response:
        graph = graph_of(network.spec)
        groups = [group for group in graph.groups if group.parent is None]
        theme = query.view.theme
        context = {
            "theme": theme,
            "groups": groups,
            "counts": {group.id: len(graph.blocks(group.id)) for group in groups},
            "ops": {group.id: [op.id for op in graph.members(group.id)] for group in groups},
            "place": lambda focus: urls.model(network, View(focus, "conv", theme=theme)),
        }
        return page("glossary.html", context)

    return await run_in_threadpool(made)
