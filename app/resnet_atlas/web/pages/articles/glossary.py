"""The field's words, explained."""

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from resnet_atlas.diagram.view import THEMES, View
from resnet_atlas.facts.cost import in_depth
from resnet_atlas.facts.facts import Facts
from resnet_atlas.graph.graph import Graph
from resnet_atlas.graph.group import Group
from resnet_atlas.network.network import Network
from resnet_atlas.network.size import DEFAULT_SIZE
from resnet_atlas.web import urls
from resnet_atlas.web.request.facts import load_facts
from resnet_atlas.web.request.lenient import read_page_leniently
from resnet_atlas.web.request.query import PageQuery
from resnet_atlas.web.request.view_query import Theme
from resnet_atlas.web.templates import page

router = APIRouter(include_in_schema=False)

EXAMPLE = Network.parse("resnet50", {})
"""The network that stands for all where a word needs a number."""


SMALL = Network.parse("resnet20", {})
"""The one that stands for the paper's networks for CIFAR."""


@dataclass(frozen=True, slots=True)
class Row:
    """What a part is called by PyTorch and in the paper, and what it is."""

    group: Group
    pytorch: str
    paper: str
    blocks: int
    output: str


class GlossaryQuery(PageQuery):
    """The glossary in some colours."""

    theme: Theme = THEMES[0]


@router.get("/glossary")
async def glossary(request: Request) -> Response:
    """What the words mean, and the three names of every stage."""
    reading = await read_page_leniently(request, GlossaryQuery)
    facts = await load_facts(request, EXAMPLE, DEFAULT_SIZE)
    theme, ignored = reading.result.theme, {"ignored": reading.ignored}
    return await run_in_threadpool(lambda: page("glossary.html", context(facts, theme) | ignored))


def context(facts: Facts, theme: str) -> dict[str, Any]:
    """The numbers and names in the text, computed from the graph."""
    graph, summary = facts.graph, facts.summary
    in_a_row = in_depth(graph)
    last = summary.stages[-1]
    assert last.receptive_field  # the head alone sees all of the input
    return {
        "theme": theme,
        "place": lambda focus: urls.model(EXAMPLE, View(focus, "conv", theme=theme)),
        "rows": [row(graph, group) for group in graph.groups if group.parent is None],
        "last": graph.members(last.id)[-1].output.axes[0],
        "field": last.receptive_field[0],
        "convs": sum(op.kind == "conv" for op in in_a_row),
        "depth": len(in_a_row),
        "total": summary.total,
        "small": {
            "side": SMALL.usual_size.height,
            "stages": len(SMALL.spec.depths),
            "width": SMALL.spec.base_width,
            "url": urls.model(SMALL, View(size=SMALL.usual_size, theme=theme)),
        },
    }


def row(graph: Graph, group: Group) -> Row:
    """The names of a part; a stem and a head have none but those of their ops."""
    ops = [op for op in graph.members(group.id) if op.id in graph.op]
    blocks = sum(each.parent == group.id for each in graph.groups)
    if group.kind == "stage":
        _, pytorch, paper = group.names
    else:
        pytorch = ", ".join(op.id for op in ops)
        paper = ", ".join(op.id for op in ops if op.kind == "conv") or "–"
    return Row(group, pytorch, paper, blocks, ops[-1].output.symbolic)
