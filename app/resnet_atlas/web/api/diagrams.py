"""Diagrams as files: pictures, drawings to go on with, and plain data."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from resnet_atlas.render.pictures import Pictures
from resnet_atlas.web.api.responses import ERRORS, PROBLEM, Name, file_response
from resnet_atlas.web.request.query import ONCE
from resnet_atlas.web.request.spec_query import FileQuery

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
Format = Annotated[
    str, Path(description=", ".join(MEDIA), openapi_examples={"svg": {"value": "svg"}})
]


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
