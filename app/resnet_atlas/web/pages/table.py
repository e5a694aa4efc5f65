"""The paper's table as a page, and as the part of the home page that it is, too."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from resnet_atlas.diagram.view import THEMES, View
from resnet_atlas.facts.paper import published as paper
from resnet_atlas.facts.paper.table import Cell, Column, Table
from resnet_atlas.network.network import Network
from resnet_atlas.network.size import DEFAULT_SIZE, LARGEST
from resnet_atlas.store.graphs import Graphs
from resnet_atlas.web import urls
from resnet_atlas.web.request.facts import load_paper_table
from resnet_atlas.web.request.lenient import read_page_leniently
from resnet_atlas.web.request.query import PageQuery, QueryModel
from resnet_atlas.web.request.spec_query import StrideIn1x1
from resnet_atlas.web.request.view_query import SizeText, Theme
from resnet_atlas.web.templates import page

router = APIRouter(include_in_schema=False)


class TableForm(QueryModel):
    """What the form of the table sends."""

    size: SizeText = None
    stride_in_1x1: StrideIn1x1 = None
    theme: Theme = THEMES[0]

    @property
    def view(self) -> View:
        """The view in which networks are linked to."""
        return View(size=self.size or DEFAULT_SIZE, theme=self.theme)


class TableQuery(PageQuery, TableForm):
    """The table, on its page."""


@dataclass(frozen=True, slots=True)
class TableView:
    """The table as the page at ``path`` shows it.

    ``places`` has the table for either place of the stride. ``networks`` are those of the columns,
    ``view`` is how links show them.
    """

    path: str
    view: View
    stride_in_1x1: bool
    table: Table
    places: Mapping[bool, Table]
    networks: Mapping[str, Network]

    @property
    def bottlenecks(self) -> list[tuple[Column, Column]]:
        """The columns that differ, with the stride as in PyTorch and as in the paper."""
        pairs = zip(self.places[False].columns, self.places[True].columns, strict=True)
        return [(ours, theirs) for ours, theirs in pairs if ours.macs != theirs.macs]

    @property
    def printed(self) -> Mapping[str, str]:
        """What the paper prints, for its own size of the input."""
        return paper.BILLIONS

    @property
    def comparable(self) -> bool:
        """Whether the paper prints numbers for this size."""
        return self.table.size == DEFAULT_SIZE

    def billions(self, column: Column) -> str:
        """The sum of a column as the paper counts and prints it."""
        return paper.billions(column.operations.at(self.table.size))

    def link(self, cell: Cell) -> str:
        """The diagram that a cell describes."""
        return urls.part(self.networks[cell.model], self.view, cell.focus)

    def whole(self, name: str) -> str:
        """The diagram of a column's network."""
        return urls.model(self.networks[name], self.view)

    def papers_own(self, name: str) -> Network:
        """A network with the stride where the paper has it."""
        return Network(name, paper.specs(stride_in_1x1=True)[name])

    def text(self, format: str) -> str:
        """The address of the table as a text."""
        size = self.view.texts().get("size", "")
        stride = "true" if self.stride_in_1x1 else ""
        return urls.paper_table(size=size, stride_in_1x1=stride, format=format)


async def load_table(request: Request, query: TableForm, path: str) -> TableView:
    """The table that a query asks for, on the page at ``path``."""
    graphs: Graphs = request.app.state.graphs
    stride_in_1x1, view = bool(query.stride_in_1x1), query.view
    places = {place: await load_paper_table(graphs, view.size, place) for place in (False, True)}
    specs = paper.specs(stride_in_1x1)
    networks = {name: Network(name, spec) for name, spec in specs.items()}
    return TableView(path, view, stride_in_1x1, places[stride_in_1x1], places, networks)


@router.get("/table")
async def show(request: Request) -> Response:
    """The paper's table, for any input and either place of the stride."""
    reading = await read_page_leniently(request, TableQuery)
    query = reading.result
    graphs: Graphs = request.app.state.graphs
    paper_table = await load_table(request, query, "/table")
    if paper_table.comparable:
        at_224 = paper_table.places[True]
    else:
        at_224 = await load_paper_table(graphs, DEFAULT_SIZE, stride_in_1x1=True)
    option_a = await load_paper_table(graphs, DEFAULT_SIZE, stride_in_1x1=True, option_a=True)
    values = context(paper_table, at_224, option_a) | {"ignored": reading.ignored}
    return await run_in_threadpool(lambda: page("table.html", values))


def context(view: TableView, at_224: Table, option_a: Table) -> dict[str, Any]:
    """What the page shows. The two tables are those of the paper's size and stride."""
    return {
        "paper": view,
        "theme": view.view.theme,
        "largest": LARGEST,
        "at_224": at_224.columns,
        "option_a": option_a.columns,
        "padded": Network.parse("resnet34", {"shortcut": "padded"}),
        "printed_size": DEFAULT_SIZE,
        "as_printed": paper.billions,
    }
