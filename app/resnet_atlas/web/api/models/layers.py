"""The layers of a network, as JSON or as a table to save."""

from typing import Annotated, Any

from fastapi import Query
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from resnet_atlas.facts.layers import Layer, matching
from resnet_atlas.facts.texts.layer_table import LISTINGS
from resnet_atlas.network.options import CONVS_PER_BLOCK
from resnet_atlas.web.api.responses import (
    JSON,
    TEXTS,
    Name,
    TableFormat,
    facts_router,
    json_response,
    table_response,
)
from resnet_atlas.web.api.schemas import Input
from resnet_atlas.web.request.facts import load_facts
from resnet_atlas.web.request.query import QueryModel
from resnet_atlas.web.request.readers import read_free_text
from resnet_atlas.web.request.spec_query import SpecQuery
from resnet_atlas.web.request.view_query import InputQuery

router = facts_router()


class LayerList(BaseModel):
    """The layers of a network in the order of execution."""

    model: str
    input: Input
    layers: list[Layer]


class LayerFilter(QueryModel):
    """Which layers to list, and as what."""

    stage: Annotated[
        str | None,
        read_free_text(str),
        Field(description="Only layers of this stage, by any of its names."),
    ] = None
    kind: Annotated[
        str | None, read_free_text(str), Field(description="Only layers of this kind, as `conv`.")
    ] = None
    format: TableFormat = JSON


class LayersQuery(SpecQuery, LayerFilter, InputQuery):
    """The layers of a network that may be varied, at an input."""

    block: Annotated[
        str | None,
        read_free_text(str),
        Field(
            description="Only layers of this block, as `layer2.0`; or `basic` or `bottleneck` to "
            "build from it."
        ),
    ] = None

    @property
    def path(self) -> str:
        """The block that is asked for. No block has the name of a type of block."""
        return "" if self.block in CONVS_PER_BLOCK else self.block or ""

    @property
    def changes(self) -> dict[str, Any]:
        """The options of the spec, without the block that is asked for."""
        return {name: value for name, value in super().changes.items() if value != self.path}


@router.get(
    "/models/{name}/layers", summary="Its layers", responses=TEXTS, response_model=LayerList
)
async def list_layers(
    request: Request, name: Name, query: Annotated[LayersQuery, Query()]
) -> Response:
    """Every op in the order of execution: shapes, options, closed forms and costs."""
    network, size = query.network(name), query.size_for(name)
    facts = await load_facts(request, network, size, query.batch)

    def rows() -> list[Layer]:
        return matching(facts.layers, facts.graph, query.stage or "", query.path, query.kind or "")

    if query.format in LISTINGS:
        text = await run_in_threadpool(lambda: LISTINGS[query.format](rows()))
        return table_response(text, query.format, name)
    given = Input.of(facts.graph, size, query.batch)
    return await json_response(lambda: LayerList(model=network.name, input=given, layers=rows()))
