"""The paper's table as JSON, or as a table to save."""

from typing import Annotated, Self

from fastapi import Query
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from resnet_atlas.diagram.view import View, default_detail
from resnet_atlas.facts.paper.published import billions, specs
from resnet_atlas.facts.paper.table import Column, Row, Table
from resnet_atlas.facts.texts.paper_table import TYPESET
from resnet_atlas.graph.extent import Extent
from resnet_atlas.network.network import Network
from resnet_atlas.network.size import DEFAULT_SIZE
from resnet_atlas.web import urls
from resnet_atlas.web.api.responses import (
    JSON,
    TEXTS,
    TableFormat,
    facts_router,
    json_response,
    table_response,
)
from resnet_atlas.web.api.schemas import FromFacts
from resnet_atlas.web.request.facts import load_paper_table
from resnet_atlas.web.request.spec_query import StrideIn1x1
from resnet_atlas.web.request.view_query import SizeQuery

router = facts_router()


class TableNetwork(BaseModel):
    """A column: a network and what it comes to for one image."""

    name: str
    depth: int = Field(description="convolutions and fc, those of shortcuts left out")
    counted: str = Field(examples=["1 + 3·(3+4+6+3) + 1"])
    parameters: int
    macs: int = Field(description="multiply-adds of convolutions and fc")
    paper: str = Field(
        description="billions as the paper prints them: MACs and what is done element by element, "
        "cut off after one decimal",
        examples=["3.8"],
    )
    url: str

    @classmethod
    def of(cls, column: Column, network: Network, table: Table) -> Self:
        """A column of ``table``."""
        return cls(
            name=column.model,
            depth=column.depth,
            counted=column.counted,
            parameters=column.cost.parameters,
            macs=column.cost.macs,
            paper=billions(column.operations.at(table.size)),
            url=urls.api(network, size=table.size),
        )


class TableLine(FromFacts):
    """An op of a matrix; ``stride`` where it is above 1, ``↓2`` in a stage's first block."""

    text: str
    stride: str


class TableCell(BaseModel):
    """A matrix and how often it is there."""

    model: str
    part: str
    count: int
    lines: list[TableLine]
    diagram: str


class TableRow(BaseModel):
    """A part by the paper's name and PyTorch's, with the sides of its output."""

    name: str = Field(examples=["conv3_x"])
    layer: str = Field(examples=["layer2"])
    output: tuple[int, int]
    extents: tuple[Extent, Extent]
    cells: list[TableCell]

    @classmethod
    def of(cls, row: Row, networks: dict[str, Network], table: Table) -> Self:
        """A row of ``table``."""
        cells = [
            TableCell(
                model=cell.model,
                part=cell.focus,
                count=cell.count,
                lines=[TableLine.model_validate(line) for line in cell.lines],
                diagram=urls.diagram(
                    networks[cell.model],
                    View(cell.focus, default_detail(cell.focus), size=table.size),
                ),
            )
            for cell in row.cells
        ]
        return cls(name=row.name, layer=row.layer, output=row.sides, extents=row.axes, cells=cells)


class PaperTable(BaseModel):
    """Five networks side by side, for one image."""

    size: str = Field(examples=["224", "225x320"])
    stride_in_1x1: bool
    networks: list[TableNetwork]
    rows: list[TableRow]

    @classmethod
    def of(cls, table: Table, stride_in_1x1: bool) -> Self:
        """The table, of networks whose bottlenecks stride as is said."""
        networks = {name: Network(name, spec) for name, spec in specs(stride_in_1x1).items()}
        return cls(
            size=str(table.size),
            stride_in_1x1=stride_in_1x1,
            networks=[TableNetwork.of(each, networks[each.model], table) for each in table.columns],
            rows=[TableRow.of(row, networks, table) for row in table.rows],
        )


class TableQuery(SizeQuery):
    """The paper's table at an input."""

    stride_in_1x1: StrideIn1x1 = None
    format: TableFormat = JSON


@router.get("/table", summary="The paper's table", responses=TEXTS, response_model=PaperTable)
async def show_table(request: Request, query: Annotated[TableQuery, Query()]) -> Response:
    """Table 1 of arXiv:1512.03385, computed: matrices, output sizes and sums of five depths."""
    stride_in_1x1 = bool(query.stride_in_1x1)
    graphs, size = request.app.state.graphs, query.size or DEFAULT_SIZE
    table = await load_paper_table(graphs, size, stride_in_1x1)
    if query.format in TYPESET:
        return table_response(TYPESET[query.format](table), query.format, "table")
    return await json_response(lambda: PaperTable.of(table, stride_in_1x1))
