"""Which ResNet-50? The dialects of the libraries side by side, and questions about them."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from resnet_atlas.diagram.view import THEMES, View
from resnet_atlas.facts.dialects.libraries import BY_ID, DIALECTS
from resnet_atlas.facts.dialects.table import ODD, USUAL, Column, Table, table, window_of
from resnet_atlas.facts.paper.published import BILLIONS
from resnet_atlas.messages import Message
from resnet_atlas.network.network import Network
from resnet_atlas.network.size import Size
from resnet_atlas.render.marks import Marks
from resnet_atlas.render.shapes import Item
from resnet_atlas.web import urls
from resnet_atlas.web.drawings.picture import draw_for_any_width
from resnet_atlas.web.request.facts import load_graph
from resnet_atlas.web.request.lenient import read_page_leniently
from resnet_atlas.web.request.query import PageQuery
from resnet_atlas.web.request.view_query import Theme
from resnet_atlas.web.templates import page

router = APIRouter(include_in_schema=False)

QUESTIONS: Mapping[str, str] = {
    "keras": Message("Is Keras’s ResNet50 the same as PyTorch’s?"),
    "caffe": Message("Why has my Caffe model 56 rows after the pooling where PyTorch has 57?"),
    "v15": Message("What is v1.5?"),
    "parameters": Message("Why 25.56 M parameters here and 25.58 M there?"),
    "macs": Message("Why 3.8 G and 4.1 G?"),
    "vd": Message("What is vd?"),
    "padding": Message("What does TensorFlow’s padding change?"),
}
"""The sections of the page, by the ids that links lead to."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A part of a dialect to draw: at an input, with what the text speaks of marked."""

    dialect: str
    focus: str
    title: str
    side: int = USUAL
    marks: tuple[str, ...] = ()

    @property
    def network(self) -> Network:
        """The network that it is of."""
        return BY_ID[self.dialect].network

    @property
    def numbers(self) -> Marks:
        """What each number stands at."""
        return {number: (id,) for number, id in enumerate(self.marks, 1)}

    def view(self, theme: str) -> View:
        """What it shows."""
        return View(self.focus, "conv", theme=theme, size=Size(self.side, self.side))


FIRST = "layer2.0"
"""The block that halves its map first, where a stage strides in its first block."""

FIGURES: Mapping[str, tuple[Drawn, ...]] = {
    "keras": (
        Drawn("torchvision", FIRST, "PyTorch", marks=("layer2.0.conv2",)),
        Drawn("keras", FIRST, "Keras", marks=("layer2.0.conv1",)),
    ),
    "caffe": (
        Drawn("torchvision", "stem", Message("PyTorch’s pooling pads"), ODD, ("maxpool",)),
        Drawn("caffe", "stem", Message("Caffe’s rounds up"), ODD, ("maxpool",)),
    ),
    "v15": (
        Drawn("torchvision", FIRST, Message("v1.5, as in PyTorch"), marks=("layer2.0.conv2",)),
        Drawn("caffe", FIRST, Message("v1, as in the paper"), marks=("layer2.0.conv1",)),
    ),
    "macs": (
        Drawn(
            "slim",
            "layer1.2",
            Message("TF-Slim strides in the last block of a stage"),
            marks=("layer1.2.conv2", "layer1.2.downsample.0"),
        ),
        Drawn(
            "slim",
            FIRST,
            Message("So the next stage begins on the small map"),
        ),
    ),
    "vd": (
        Drawn("paddle", "stem", Message("The deep stem"), marks=("conv1.0",)),
        Drawn(
            "paddle",
            FIRST,
            Message("An average pooling on the shortcut"),
            marks=("layer2.0.downsample.0",),
        ),
    ),
    "padding": (
        Drawn("torchvision", "stem", Message("The same on both sides"), marks=("conv1",)),
        Drawn("tensorflow", "stem", Message("As TensorFlow’s same"), marks=("conv1",)),
    ),
}


class WhichQuery(PageQuery):
    """The page in some colours."""

    theme: Theme = THEMES[0]


@router.get("/which")
async def show(request: Request) -> Response:
    """The table, the questions with their pictures, and the source files."""
    reading = await read_page_leniently(request, WhichQuery)
    theme = reading.result.theme
    graphs = [await load_graph(request, dialect.network.origin) for dialect in DIALECTS]

    async def draw(drawn: Drawn) -> str:
        view = drawn.view(theme)

        def link(item: Item) -> str:
            return urls.model(drawn.network, view) + (f"#{item.id}" if item.link == "op" else "")

        picture = await draw_for_any_width(request, drawn.network, view, link, drawn.numbers)
        return picture.svg

    all_drawn = [drawn for figures in FIGURES.values() for drawn in figures]
    pictures = dict(zip(all_drawn, await asyncio.gather(*map(draw, all_drawn)), strict=True))

    def context() -> dict[str, Any]:
        columns = [Column(dialect, graph) for dialect, graph in zip(DIALECTS, graphs, strict=True)]
        shown = {"theme": theme, "pictures": pictures, "ignored": reading.ignored}
        return values(table(columns)) | shown

    return await run_in_threadpool(lambda: page("which.html", context()))


def values(made: Table) -> dict[str, Any]:
    """What the text says, computed from the table."""
    column = made.column
    usual = column["torchvision"]
    return {
        "questions": QUESTIONS,
        "figures": FIGURES,
        "table": made,
        "column": column,
        "usual": usual,
        "differences": made.differences("keras"),
        "poolings": {id: pooling(column[id]) for id in ("torchvision", "caffe")},
        "period": period(usual),
        "remainders": remainders(usual, column["caffe"]),
        "last_maps": {id: last_map(column[id]) for id in ("torchvision", "caffe")},
        "strides": {
            kernel: [each for each in made.columns if window_of(each.strided[0]).kernel == kernel]
            for kernel in (1, 3)
        },
        "by_parameters": made.alike(lambda column: column.parameters),
        "by_macs": made.alike(lambda column: column.macs),
        "v2": Network.parse("ResNet50V2", {}),
        "printed": BILLIONS["resnet50"],
        "odd": ODD,
        "side": USUAL,
    }


def pooling(column: Column) -> str:
    """The size formula of the stem's pooling with its numbers, for the odd input."""
    before = column.pool.inputs[0]
    place = [op.id for op in column.graph.ops].index(before)
    rows = column.graph.shapes(Size(ODD, ODD))[place][2]
    return window_of(column.pool).formula(rows)


def period(column: Column) -> int:
    """The stride of the stem: sizes behind it repeat with it."""
    return window_of(column.stem[0]).stride * window_of(column.pool).stride


def remainders(left: Column, right: Column) -> list[int]:
    """The remainders of an input's side, divided by the stem's stride, at which poolings differ."""
    step = period(left)
    sides = range(step * 8, step * 9)
    return [side % step for side in sides if left.pooled(side) != right.pooled(side)]


def last_map(column: Column) -> int:
    """The rows of the last map for the odd input."""
    ops = [op for op in column.graph.ops if op.stage == "layer4"]
    place = column.graph.ops.index(ops[-1])
    return column.graph.shapes(Size(ODD, ODD))[place][2]
