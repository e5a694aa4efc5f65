"""Two networks on one page: their pictures at one scale, what each part costs, what differs."""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from resnet_atlas.diagram.view import DETAILS, NETWORK, View, default_detail
from resnet_atlas.errors import BadParameter, UnknownName
from resnet_atlas.facts.comparison.comparison import Comparison, compare, in_order
from resnet_atlas.facts.comparison.difference import Difference
from resnet_atlas.graph.graph import Graph
from resnet_atlas.network.families import all_by_family
from resnet_atlas.network.size import DEFAULT_SIZE, LARGEST
from resnet_atlas.render.pictures import FORMATS, PAIR_FORMATS
from resnet_atlas.web import urls
from resnet_atlas.web.drawings.comparison import (
    SidePicture,
    draw_side,
    find_groups,
    focus_on,
    side_by_side,
    side_links,
)
from resnet_atlas.web.pages.comparison_examples import EXAMPLES
from resnet_atlas.web.request.facts import load_sides
from resnet_atlas.web.request.lenient import Lenient, read_leniently
from resnet_atlas.web.request.query import PageQuery
from resnet_atlas.web.request.readers import read_free_text
from resnet_atlas.web.request.side import (
    OPTIONS,
    SEPARATOR,
    SIDES,
    Side,
    join_side,
    with_default_sizes,
)
from resnet_atlas.web.request.view_query import PictureQuery
from resnet_atlas.web.templates import page

router = APIRouter(include_in_schema=False)

OPTION_FIELDS = tuple(f"{side}_with" for side in SIDES)
"""The form's fields for the options of a side. An address has them in one with the name."""

FIRST = EXAMPLES[0]
"""What is compared if nothing is asked for."""

SideText = Annotated[str, read_free_text(str), Field(description="A network and its options.")]


class CompareQuery(PageQuery, PictureQuery):
    """Two networks, and what both pictures are looked at with."""

    left: SideText = FIRST.left
    right: SideText = FIRST.right

    @property
    def sides(self) -> list[Side]:
        """The two networks; ``BadParameter`` where there is no such network."""
        return [Side.parse(name, separated(getattr(self, name))) for name in SIDES]


@dataclass(frozen=True, slots=True)
class Compared:
    """Two sides, their graphs, the view that both share, and what they come to."""

    sides: tuple[SidePicture, SidePicture]
    graphs: list[Graph]
    view: View
    comparison: Comparison
    size: Mapping[str, str]
    """The size as every address of this comparison says it; empty where it is the usual one."""

    @property
    def texts(self) -> tuple[str, str]:
        """The sides as an address has them."""
        left, right = self.sides
        return left.side.text, right.side.text


@router.get("/compare")
async def show(request: Request) -> Response:
    """Any two networks. What can't be compared is the nearest that can, and says why."""
    given = request.query_params
    if given.keys() & set(OPTION_FIELDS):
        return RedirectResponse(urls.page("/compare", **as_address(given)), 303)
    reading = await read_leniently(request, CompareQuery, partial(load, request))
    return await run_in_threadpool(lambda: page("compare.html", context(reading)))


def context(reading: Lenient[Compared]) -> dict[str, Any]:
    """What the page shows."""
    compared = reading.result
    view, comparison, (left, right) = compared.view, compared.comparison, compared.texts
    drawn = next(side for side in compared.sides if side.picture)
    return {
        "sides": dict(zip(SIDES, compared.sides, strict=True)),
        "view": view,
        "theme": view.theme,
        "sized": bool(compared.size),
        "preview": urls.diagram(drawn.side.network, view, "png"),
        "here": urls.compare(left, right, view, **compared.size),
        "ignored": reading.ignored,
        "comparison": comparison,
        "closer": [
            urls.compare(
                left, right, focus_on(view, place(difference, compared.graphs)), **compared.size
            )
            for difference in comparison.differences
        ],
        "parts": parts(compared.graphs),
        "files": {
            FORMATS[format]: urls.pair(left, right, view, format, **compared.size)
            for format in PAIR_FORMATS
            if all(side.picture for side in compared.sides)
        },
        "swapped": urls.compare(right, left, view, **compared.size),
        "data": urls.api_compare(
            left, right, **{"size": view.texts().get("size", ""), **compared.size}
        ),
        "ready": EXAMPLES,
        "families": all_by_family(*(each.side.network.name for each in compared.sides)),
        "details": DETAILS,
        "automatic": default_detail(view.focus),
        "largest": LARGEST,
    }


def parts(graphs: list[Graph]) -> list[str]:
    """The stages of either network and their blocks, one of those that are identical, in order."""
    named: dict[str, None] = {}
    for stage in in_order(
        *[[each.id for each in graph.groups if not each.parent] for graph in graphs]
    ):
        named[stage] = None
        for graph in graphs:
            identical = {block for run in graph.runs for block in run[1:]}
            blocks = [each.id for each in graph.blocks(stage) if each.id not in identical]
            named |= dict.fromkeys(blocks)
    return list(named)


async def load(request: Request, query: CompareQuery) -> Compared:
    """What a query asks for; ``BadParameter`` where there are no such two."""
    try:
        (left, right), view = query.sides, query.view_at(query.size or DEFAULT_SIZE)
        if not query.size:
            left, right, size = with_default_sizes(left, right)
            view = replace(view, size=size)
        facts = await load_sides(request, (left, right), view.size)
    except BadParameter as error:
        raise with_nearest_side(error, query) from error
    comparison = await run_in_threadpool(compare, *facts)
    graphs = [each.graph for each in facts]
    view = find_groups(view, graphs)
    usual = with_default_sizes(left, right)[2]
    size_text = {} if usual == DEFAULT_SIZE else {"size": str(view.size)}

    def link(view: View) -> str:
        return urls.compare(left.text, right.text, view, **size_text)

    numbered = list(enumerate(comparison.differences, 1))
    marks = (
        {number: difference.left for number, difference in numbered},
        {number: difference.right for number, difference in numbered},
    )
    sides = await asyncio.gather(
        *[
            draw_side(request, side, view, graph, side_links(side, view, graph, link), numbers)
            for side, graph, numbers in zip((left, right), graphs, marks, strict=True)
        ]
    )
    return Compared(side_by_side(*sides), graphs, view, comparison, size_text)


def separated(text: str) -> str:
    """A side with semicolons between its options, also where a comma stands before ``name=``."""
    return re.sub(r",\s*(?=\w+\s*=)", SEPARATOR, text)


def with_nearest_side(error: BadParameter, query: CompareQuery) -> BadParameter:
    """The error for a side with the nearest side that may do: the one without what was refused."""
    if error.parameter not in query.model_fields_set & {*SIDES}:
        return error
    given = getattr(query, error.parameter)
    name, *options = separated(given).split(SEPARATOR)
    cause = error.__cause__
    wrong = cause.parameter if isinstance(cause, BadParameter) else ""
    rest = [option for option in options if option.partition("=")[0].strip() != wrong]
    # So many can't all be right, and to correct one by one would take as many attempts.
    nearest = error.nearest if len(options) <= len(OPTIONS) else name
    if not nearest and not isinstance(error, UnknownName):
        nearest = SEPARATOR.join([name, *(rest if len(rest) < len(options) else ())])
    return BadParameter(error.parameter, given, error.problem, error.allowed, nearest)


def as_address(texts: Mapping[str, str]) -> dict[str, str]:
    """What the form sends as an address has it: the options of a side in one with its name."""
    rest = {name: text for name, text in texts.items() if name not in (*SIDES, *OPTION_FIELDS)}
    if rest.get("size") == str(DEFAULT_SIZE):  # the field is never empty
        rest.pop("size")
    sides = {
        name: join_side(texts.get(name) or getattr(FIRST, name), separated(texts.get(options, "")))
        for name, options in zip(SIDES, OPTION_FIELDS, strict=True)
    }
    return {**sides, **rest}


def place(difference: Difference, graphs: list[Graph]) -> str:
    """The smallest part that shows a difference, or the network for one of the input."""
    pairs = zip(graphs, (difference.left, difference.right), strict=True)
    graph, id = next(((graph, ids[0]) for graph, ids in pairs if ids), (graphs[0], "input"))
    if id in graph.group:
        return id
    return NETWORK if id == "input" else graph.op[id].block or graph.op[id].stage
