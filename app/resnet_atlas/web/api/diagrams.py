"""Diagrams as files: pictures, drawings to go on with, and plain data."""

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from resnet_atlas.network.size import DEFAULT_SIZE
from resnet_atlas.render.pictures import PAIR_FORMATS, Pictures
from resnet_atlas.web.api.comparison import ComparisonQuery
from resnet_atlas.web.api.responses import ERRORS, PROBLEM, Name, file_response
from resnet_atlas.web.drawings.comparison import find_groups, own_view
from resnet_atlas.web.request.facts import load_graph
from resnet_atlas.web.request.query import ONCE
from resnet_atlas.web.request.side import with_default_sizes
from resnet_atlas.web.request.spec_query import FileQuery, FinishQuery
from resnet_atlas.web.request.view_query import PictureQuery

MEDIA = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "pdf": "application/pdf",
    "dot": "text/vnd.graphviz",
    "json": "application/json",
    "tikz": "text/x-tex",
    "drawio": "application/vnd.jgraph.mxfile",
    "mmd": "text/vnd.mermaid",
}

CONTENT: dict[int | str, dict[str, Any]] = {
    200: {"content": {media: {} for media in MEDIA.values()}},
    503: {**PROBLEM, "description": "Graphviz crashed or took too long, twice, or is busy."},
}

router = APIRouter(tags=["pictures"], responses=ERRORS, dependencies=[ONCE])
PairFormat = Annotated[str, Path(description=", ".join(PAIR_FORMATS))]
Format = Annotated[
    str, Path(description=", ".join(MEDIA), openapi_examples={"svg": {"value": "svg"}})
]


class PairQuery(FinishQuery, PictureQuery, ComparisonQuery):
    """Two networks, and what both pictures are looked at with."""


@router.get(
    "/diagrams/compare.{format}",
    summary="Two diagrams side by side",
    responses=CONTENT,
    response_class=Response,
)
async def draw_pair(
    request: Request, format: PairFormat, query: Annotated[PairQuery, Query()]
) -> Response:
    """Two networks in one picture, each under its name: SVG, PNG or PDF."""
    pictures: Pictures = request.app.state.pictures
    left, right, size = query.left, query.right, query.size or DEFAULT_SIZE
    if not query.size:
        left, right, size = with_default_sizes(left, right)
    views = [replace(query.view_at(size), size=side.size(size)) for side in (left, right)]
    graphs = [await load_graph(request, side.network.origin) for side in (left, right)]
    shared = find_groups(views[0], graphs)
    sides = [
        (side.network, own_view(replace(shared, size=view.size), graph))
        for side, view, graph in zip((left, right), views, graphs, strict=True)
    ]
    content = await pictures.draw_pair(sides, format, query.finish)
    name = f"{left.network.name}-{right.network.name}-{shared.focus}.{format}"
    return file_response(content, MEDIA[format], name)


@router.get(
    "/diagrams/{name}.{format}",
    summary="A diagram",
    responses=CONTENT,
    response_class=Response,
)
async def draw(
    request: Request, name: Name, format: Format, query: Annotated[FileQuery, Query()]
) -> Response:
    """A view of a network as a picture, as DOT, TikZ, draw.io or Mermaid, or as plain data."""
    pictures: Pictures = request.app.state.pictures
    view = query.view(name)
    content = await pictures.draw(query.network(name), view, format, query.finish)
    return file_response(content, MEDIA[format], f"{name}-{view.focus}-{view.detail}.{format}")
