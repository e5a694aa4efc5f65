"""The code of a network: its source with the lines of each op, and lines to paste for a part."""

from typing import Annotated, Self

from fastapi import Query
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from resnet_atlas.facts.code.places import Place, places
from resnet_atlas.facts.code.usage import Usage, usages
from resnet_atlas.graph.graph import Graph
from resnet_atlas.graph.op import Op
from resnet_atlas.network.network import Network
from resnet_atlas.network.source import source
from resnet_atlas.web.api.models.source import SourceQuery
from resnet_atlas.web.api.responses import Name, facts_router, json_response
from resnet_atlas.web.request.facts import load_graph
from resnet_atlas.web.request.readers import read_free_text
from resnet_atlas.web.request.spec_query import SpecQuery

router = facts_router()


class Code(BaseModel):
    """A network's source, and the lines, from 1, that make and call each op and group."""

    model: str
    source: str
    places: dict[str, Place]

    @classmethod
    def of(cls, network: Network, graph: Graph, text: str) -> Self:
        """A network's source."""
        return cls(model=network.name, source=text, places=places(graph, text))


class UsageQuery(SpecQuery):
    """A part of a network that may be varied."""

    at: Annotated[
        str, read_free_text(str), Field(description="An op, a block or a stage, as `layer3`.")
    ] = "layer4"


class UsageList(BaseModel):
    """Lines to paste for a part: each with what it is for."""

    model: str
    at: str
    usages: list[Usage]


@router.get("/models/{name}/code", summary="Its source, line by line", response_model=Code)
async def show_code(
    request: Request, name: Name, query: Annotated[SourceQuery, Query()]
) -> Response:
    """The PyTorch source, and which lines make and call each op."""
    network = query.network(name)
    text = source(network.spec, network.title, query.size_for(name))
    graph = await load_graph(request, network.origin)
    return await json_response(lambda: Code.of(network, graph, text))


@router.get("/models/{name}/usage", summary="Lines to paste", response_model=UsageList)
async def show_usage(
    request: Request, name: Name, query: Annotated[UsageQuery, Query()]
) -> Response:
    """Lines that take a part's output, freeze up to it, replace it, or look at it by Grad-CAM."""
    network = query.network(name)
    network.spec  # noqa: B018  # refuses a network that wasn't made from options
    graph = await load_graph(request, network.origin)
    part = graph.part(query.at)
    at = part.id if isinstance(part, Op) else graph.find(query.at, "at").id
    return await json_response(
        lambda: UsageList(model=network.name, at=at, usages=usages(network, graph, at))
    )
