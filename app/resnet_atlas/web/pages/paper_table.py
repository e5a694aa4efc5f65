"""The paper's table as a page, and as the part of the home page that it is, too."""

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse

from resnet_atlas.diagram.view import View
from resnet_atlas.facts.paper import published as paper
from resnet_atlas.facts.paper.table import Cell, Column, Table
from resnet_atlas.network.network import Network
from resnet_atlas.network.size import DEFAULT_SIZE, LARGEST
from resnet_atlas.store.atlas import paper_table
from resnet_atlas.web import urls
from resnet_atlas.web.request.query import PAGE, Query
from resnet_atlas.web.templates import page

router = APIRouter(include_in_schema=False)

ASKED = ("size", "stride_in_1x1", "theme")
"""What the table's form sends."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The table as the page at ``path`` shows it; ``places`` has it for either of the stride.

    ``networks`` are those of its columns, ``view`` is how links show them.
    """

    path: str
    view: View
    stride_in_1x1: bool
    table: Table
    places: Mapping[bool, Table]
    networks: Mapping[str, Network]

    @property
    def bottlenecks(self) -> list[tuple[Column, Column]]:
        """The columns for which it matters: with the stride as PyTorch and as the paper has it."""
        pairs = zip(self.places[False].columns, self.places[True].columns, strict=True)
        return [(ours, theirs) for ours, theirs in pairs if ours.macs != theirs.macs]

    @property
    def printed(self) -> Mapping[str, str]:
        """What the paper prints, which is for its own size of input."""
        return paper.BILLIONS

    @property
    def comparable(self) -> bool:
        """Whether the paper prints numbers for this size."""
        return self.table.size == DEFAULT_SIZE

    def billions(self, column: Column) -> str:
        """A column's sum as the paper counts and prints it."""
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
        """The table to take along."""
        size = self.view.texts().get("size", "")
        stride = "true" if self.stride_in_1x1 else ""
        return urls.paper_table(size=size, stride_in_1x1=stride, format=format)


def shown(query: Query, path: str) -> Shown:
    """The table that a query asks for, on the page at ``path``."""
    places = {place: paper_table(query.size, place) for place in (False, True)}
    specs = paper.specs(query.stride_in_1x1)
    networks = {name: Network(name, spec) for name, spec in specs.items()}
    view = query.view
    table = places[query.stride_in_1x1]
    return Shown(path, view, query.stride_in_1x1, table, places, networks)


@router.get("/table")
def show(request: Request) -> HTMLResponse:
    """The paper's table, for any input and either place of the stride."""
    query = Query.of(request, *ASKED, *PAGE)
    context = {
        "paper": shown(query, "/table"),
        "theme": query.view.theme,
        "largest": LARGEST,
        "at_224": paper_table(DEFAULT_SIZE, stride_in_1x1=True).columns,
        "option_a": paper_table(DEFAULT_SIZE, stride_in_1x1=True, option_a=True).columns,
        "padded": Network.parse("resnet34", {"shortcut": "padded"}),
        "printed_size": DEFAULT_SIZE,
        "as_printed": paper.billions,
    }
    return page("table.html", context)
