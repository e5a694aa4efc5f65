"""Two networks side by side as JSON."""

from functools import partial
from typing import Annotated, Self

from fastapi import Query
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from resnet_atlas.facts.comparison.comparison import Comparison, Row, compare
from resnet_atlas.facts.texts.comparison_table import COMPARISONS
from resnet_atlas.network.size import Size
from resnet_atlas.web import urls
from resnet_atlas.web.api.responses import (
    JSON,
    TEXTS,
    TableFormat,
    facts_router,
    json_response,
    table_response,
)
from resnet_atlas.web.api.schemas import Costs, FromFacts
from resnet_atlas.web.request.facts import load_sides
from resnet_atlas.web.request.query import QueryModel
from resnet_atlas.web.request.readers import SIDE, read_text
from resnet_atlas.web.request.side import Side, with_default_sizes
from resnet_atlas.web.request.view_query import SizeText

router = facts_router()


class ComparedNetwork(BaseModel):
    """One of the two, and its input."""

    name: str
    changes: dict[str, str] = Field(description="options that differ from the named network's")
    size: str = Field(examples=["224", "225x320"])
    url: str

    @classmethod
    def of(cls, side: Side, shared: Size) -> Self:
        """A side, whose size is ``shared`` unless it has its own."""
        size = side.size(shared)
        url = urls.api(side.network, size=size)
        return cls(name=side.network.name, changes=side.network.changes, size=str(size), url=url)


class ComparedPart(FromFacts):
    """What a part of one network comes to, for one image."""

    id: str
    output: tuple[int, ...]
    totals: Costs = Field(validation_alias="cost")
    receptive_field: tuple[int, ...] | None


class ComparedRow(FromFacts):
    """A part of both; None where one hasn't got it. ``delta`` is right less left."""

    name: str = Field(examples=["stem", "stage2", "head", "network"])
    left: ComparedPart | None
    right: ComparedPart | None
    delta: Costs


class ComparedDifference(FromFacts):
    """One thing that differs, and the ids of what it is to be seen on."""

    where: str = Field(examples=["stages 2 to 4, block 1"])
    what: str = Field(examples=["the stride moves from conv2 to conv1"])
    left: tuple[str, ...]
    right: tuple[str, ...]


class SharedWeights(FromFacts):
    """Tensors of the state dicts by name: of the same shape, of another, and in one alone."""

    same: int
    different: int
    left: int
    right: int


class ComparisonAnswer(BaseModel):
    """Two networks side by side; no differences where they are the same."""

    left: ComparedNetwork
    right: ComparedNetwork
    parts: list[ComparedRow]
    total: ComparedRow
    differences: list[ComparedDifference]
    weights: SharedWeights

    @classmethod
    def of(cls, left: Side, right: Side, shared: Size, comparison: Comparison) -> Self:
        """The comparison of two sides."""

        def compared(row: Row) -> ComparedRow:
            return ComparedRow.model_validate(row)

        return cls(
            left=ComparedNetwork.of(left, shared),
            right=ComparedNetwork.of(right, shared),
            parts=[compared(row) for row in comparison.rows],
            total=compared(comparison.total),
            differences=[
                ComparedDifference.model_validate(each) for each in comparison.differences
            ],
            weights=SharedWeights.model_validate(comparison.weights),
        )


class ComparisonQuery(QueryModel):
    """Two networks, and the size of the input for a side that does not give its own."""

    left: Annotated[
        Side,
        read_text(SIDE, partial(Side.parse, "left")),
        Field(
            description="A network by name, and options of it behind semicolons, its own `size` "
            "among them: `resnet50;stride_in_1x1=true;size=448`."
        ),
    ]
    right: Annotated[
        Side,
        read_text(SIDE, partial(Side.parse, "right")),
        Field(description="What to compare it with, in the same way."),
    ]
    size: SizeText = None


class ComparisonTableQuery(ComparisonQuery):
    """Two networks, as JSON or as a table to save."""

    format: TableFormat = JSON


@router.get(
    "/compare",
    summary="Two networks side by side",
    responses=TEXTS,
    response_model=ComparisonAnswer,
)
async def show_comparison(
    request: Request, query: Annotated[ComparisonTableQuery, Query()]
) -> Response:
    """What each part costs in either network, and all that differs, in words; or as a table."""
    left, right, size = query.left, query.right, query.size
    if not size:
        left, right, size = with_default_sizes(left, right)
    facts = await load_sides(request, (left, right), size)
    if query.format != JSON:
        comparison = await run_in_threadpool(compare, *facts)
        text = COMPARISONS[query.format](comparison, left.title, right.title)
        name = f"{left.network.name}-{right.network.name}"
        return table_response(text, query.format, name)
    return await json_response(lambda: ComparisonAnswer.of(left, right, size, compare(*facts)))
