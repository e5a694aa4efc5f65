"""The guided tour: what an article on ResNet's structure shows, from the live networks."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from resnet_atlas.diagram.view import THEMES, View
from resnet_atlas.facts.cost import compact, in_depth, parameters
from resnet_atlas.facts.facts import Facts
from resnet_atlas.facts.layers import Layer
from resnet_atlas.facts.paper.published import BILLIONS
from resnet_atlas.facts.summary import Part, Summary
from resnet_atlas.graph.graph import Graph
from resnet_atlas.graph.op import Op
from resnet_atlas.network.network import Network
from resnet_atlas.network.size import DEFAULT_SIZE, LARGEST
from resnet_atlas.render.marks import NONE, Marks
from resnet_atlas.render.shapes import Item
from resnet_atlas.web import urls
from resnet_atlas.web.drawings.picture import Picture, draw_for_any_width
from resnet_atlas.web.drawings.profile import profile
from resnet_atlas.web.pages.articles import residuals
from resnet_atlas.web.pages.articles.figures import FIGURES
from resnet_atlas.web.pages.home import PAPER
from resnet_atlas.web.pages.model import SIZES
from resnet_atlas.web.request.facts import load_facts
from resnet_atlas.web.request.lenient import read_page_leniently
from resnet_atlas.web.request.query import PageQuery
from resnet_atlas.web.request.view_query import SizeText, Theme
from resnet_atlas.web.templates import page

router = APIRouter(include_in_schema=False)

AS_IN_PAPER = Network.parse("resnet50", {"stride_in_1x1": "true"})
PADDED = Network.parse("resnet34", {"shortcut": "padded"})


class TourQuery(PageQuery):
    """The tour at an input."""

    size: SizeText = None
    theme: Theme = THEMES[0]


@dataclass(frozen=True, slots=True)
class Subject:
    """A network as the text speaks of it: its facts, with its layers and parts by id."""

    network: Network
    graph: Graph
    summary: Summary
    layer: dict[str, Layer]
    part: dict[str, Part]

    @classmethod
    def of(cls, network: Network, facts: Facts) -> "Subject":
        """The network with its facts."""
        layers = {row.id: row for row in facts.layers}
        parts = {part.id: part for part in with_blocks(facts.summary.parts)}
        return cls(network, facts.graph, facts.summary, layers, parts)

    @property
    def blocks(self) -> list[Part]:
        """All its blocks."""
        return [block for stage in self.summary.stages for block in stage.blocks]

    @property
    def projections(self) -> list[Part]:
        """The blocks with a conv on the shortcut."""
        return [block for block in self.blocks if block.shortcut == "projection"]

    @property
    def norms(self) -> int:
        """The learned numbers of its batch norms."""
        return sum(parameters(op) for op in self.graph.layers if op.kind == "batch_norm")

    @property
    def counted(self) -> list[Op]:
        """The layers that the number in its name counts."""
        return in_depth(self.graph)


@router.get("/tour")
async def show(request: Request) -> Response:
    """The page that is read from top to bottom."""
    reading = await read_page_leniently(request, TourQuery)
    query = reading.result
    view = View(size=query.size or DEFAULT_SIZE, theme=query.theme)
    networks = {name: Network.parse(name, {}) for name in PAPER}
    block = replace(view, focus="layer2.0", detail="conv")

    async def draw_figure(network: Network, shown: View, marks: Marks) -> Picture:
        def link(item: Item) -> str:
            return urls.model(network, shown) + (f"#{item.id}" if item.link == "op" else "")

        return await draw_for_any_width(request, network, shown, link, marks)

    pictures = await asyncio.gather(
        *[draw_figure(figure.network, figure.view(view), figure.numbers) for figure in FIGURES],
        draw_figure(networks["resnet50"], block, {1: ["layer2.0.conv2"]}),
        draw_figure(AS_IN_PAPER, block, {1: ["layer2.0.conv1"]}),
    )
    compared = await asyncio.gather(
        *[draw_figure(one.network, one.view(view), NONE) for one in residuals.PICTURES]
    )
    facts = {
        network: await load_facts(request, network, view.size)
        for network in (
            *networks.values(),
            AS_IN_PAPER,
            PADDED,
            *[one.network for one in residuals.PICTURES],
        )
    }
    at_usual_size = {
        network: each if view.size == DEFAULT_SIZE else Facts(each.graph)
        for network, each in facts.items()
    }

    def context() -> dict[str, Any]:
        subjects = {name: Subject.of(network, facts[network]) for name, network in networks.items()}
        return {
            "view": view,
            "theme": view.theme,
            "ignored": reading.ignored,
            "figures": {figure.number: figure for figure in FIGURES},
            "pictures": {
                figure.number: picture.svg
                for figure, picture in zip(FIGURES, pictures, strict=False)
            },
            "residuals": residuals.context(
                facts,
                {
                    one.id: drawn.svg
                    for one, drawn in zip(residuals.PICTURES, compared, strict=True)
                },
            ),
            "places": [picture.svg for picture in pictures[len(FIGURES) :]],
            "block": block,
            "at": lambda focus, detail="conv": replace(view, focus=focus, detail=detail),
            "facts": subjects,
            "paper": Subject.of(AS_IN_PAPER, facts[AS_IN_PAPER]),
            "padded": Subject.of(PADDED, facts[PADDED]),
            "usual": DEFAULT_SIZE,
            "billions": {
                "ours": compact(at_usual_size[networks["resnet50"]].total.macs),
                "theirs": compact(at_usual_size[AS_IN_PAPER].total.macs),
                "printed": BILLIONS["resnet50"],
            },
            "bars": {name: profile(subject.summary) for name, subject in subjects.items()},
            "presets": SIZES,
            "largest": LARGEST,
        }

    return await run_in_threadpool(lambda: page("tour.html", context()))


def with_blocks(parts: tuple[Part, ...]) -> Iterator[Part]:
    """Parts, and the parts within them."""
    for part in parts:
        yield part
        yield from with_blocks(part.blocks)
