"""The guided tour: what an article on ResNet's structure shows, from the live networks."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from fastapi import APIRouter
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from resnet_atlas.diagram.view import View
from resnet_atlas.facts import facts as network_facts
from resnet_atlas.facts.cost import in_depth, parameters
from resnet_atlas.facts.layers import Layer
from resnet_atlas.facts.paper.published import BILLIONS
from resnet_atlas.facts.summary import Part, Summary
from resnet_atlas.graph.graph import Graph, Op
from resnet_atlas.network.network import Network
from resnet_atlas.network.size import DEFAULT_SIZE, LARGEST
from resnet_atlas.render.marks import Marks
from resnet_atlas.store.graphs import graph_of
from resnet_atlas.web import urls
from resnet_atlas.web.drawings.profile import profile
from resnet_atlas.web.pages.explorer import SIZES, drawing
from resnet_atlas.web.pages.figures import FIGURES
from resnet_atlas.web.pages.home import PAPER
from resnet_atlas.web.request.query import PAGE, Query
from resnet_atlas.web.templates import compact, page

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the text says of one network: all of it looked up here, none of it typed."""

    network: Network
    graph: Graph
    summary: Summary
    layer: dict[str, Layer]
    part: dict[str, Part]

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
    query = Query.of(request, *PAGE, "size", "theme")
    view = query.view
    networks = {name: Network.parse(name, {}) for name in PAPER}
    as_in_paper = Network.parse("resnet50", {"stride_in_1x1": "true"})
    padded = Network.parse("resnet34", {"shortcut": "padded"})

    async def figure(network: Network, it: View, marks: Marks) -> Markup:
        def link(item: Any) -> str:
            return urls.model(network, it) + (f"#{item.id}" if item.link == "op" else "")

        return await drawing(request, network, it, link, marks)

    block = replace(view, focus="layer2.0", detail="conv")
    pictures = await asyncio.gather(
        *[figure(it.network, it.view(view), it.numbers) for it in FIGURES],
        figure(networks["resnet50"], block, {1: ["layer2.0.conv2"]}),
        figure(as_in_paper, block, {1: ["layer2.0.conv1"]}),
    )

    def context() -> dict[str, Any]:
        facts = {name: facts_of(network, view) for name, network in networks.items()}
        return {
            "view": view,
            "theme": view.theme,
            "figures": {it.number: it for it in FIGURES},
            "pictures": {it.number: svg for it, svg in zip(FIGURES, pictures, strict=False)},
            "places": pictures[len(FIGURES) :],
            "block": block,
            "at": lambda focus, detail="conv": replace(view, focus=focus, detail=detail),
            "facts": facts,
            "paper": facts_of(as_in_paper, view),
            "padded": facts_of(padded, view),
            "usual": DEFAULT_SIZE,
            "billions": {
                "ours": compact(total_macs(networks["resnet50"])),
                "theirs": compact(total_macs(as_in_paper)),
                "printed": BILLIONS["resnet50"],
            },
            "bars": {name: profile(it.summary) for name, it in facts.items()},
            "presets": SIZES,
            "largest": LARGEST,
        }

    return await run_in_threadpool(lambda: page("tour.html", context()))


def facts_of(network: Network, view: View) -> Facts:
    """All that can be said of a network at the size of a view."""
    graph = graph_of(network.spec)
    known = network_facts.Facts(graph, view.size)
    summary, rows = known.summary, {row.id: row for row in known.layers}
    return Facts(network, graph, summary, rows, {it.id: it for it in each(summary.parts)})


def total_macs(network: Network) -> int:
    """Those of a network for one image of the size that the paper prints sums for."""
    return network_facts.Facts(graph_of(network.spec), DEFAULT_SIZE).total.macs


def each(parts: tuple[Part, ...]) -> Iterator[Part]:
    """Parts, and the parts within them."""
    for part in parts:
        yield part
        yield from each(part.blocks)
