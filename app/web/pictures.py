"""Diagrams as files: SVG, PNG, PDF, DOT and JSON."""

from typing import Annotated, Any

from fastapi import APIRouter, Path
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.atlas import Pictures, graph_of
from app.diagram.project import project
from app.errors import UnknownName
from app.parse import nearest
from app.render.json import to_json
from app.web.api import ERRORS, PROBLEM, Name
from app.web.cache import KeptRoute
from app.web.parameters import described
from app.web.query import SPEC, VIEW, Query

MEDIA = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "pdf": "application/pdf",
    "dot": "text/vnd.graphviz",
    "json": "application/json",
}

CONTENT: dict[int | str, dict[str, Any]] = {
    200: {"content": {media: {} for media in MEDIA.values()}},
    503: {**PROBLEM, "description": "Graphviz crashed or took too long, twice."},
}

router = APIRouter(route_class=KeptRoute, tags=["pictures"], responses=ERRORS)
Format = Annotated[str, Path(description=", ".join(MEDIA), examples=["svg"])]


@router.get(
    "/diagrams/{name}.{format}",
    summary="A diagram",
    openapi_extra=described(*VIEW, *SPEC),
    responses=CONTENT,
    response_class=Response,
)
async def draw(request: Request, name: Name, format: Format) -> Response:
    """A view of a network as a picture, as Graphviz's DOT, or as plain data."""
    if format not in MEDIA:
        raise UnknownName(
            "format", format, "there is no such format", ", ".join(MEDIA), nearest(format, MEDIA)
        )
    query = Query.of(request, *VIEW, *SPEC)
    network = query.network(name)
    graph = await run_in_threadpool(graph_of, network.spec)
    view = query.view.of(graph)
    pictures: Pictures = request.app.state.pictures
    if format == "json":
        graph.shapes(view.size)
        return JSONResponse(to_json(project(graph, view), view))
    if format == "dot":
        content: str | bytes = pictures.dot(network, view)
    else:
        content = await pictures.draw(network, view, format)
    filename = f"{name}-{view.focus}-{view.detail}.{format}"
    headers = {"Content-Disposition": f'inline; filename="{filename}"'}
    return Response(content, media_type=MEDIA[format], headers=headers)
