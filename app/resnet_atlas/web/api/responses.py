"""What the routes of the API have in common: errors, the path's name, JSON and files."""

from collections.abc import Callable
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field, PlainValidator
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from resnet_atlas.facts.texts.layer_table import TEXT_FORMATS
from resnet_atlas.parse import one_of
from resnet_atlas.web.request.query import ONCE


class Problem(BaseModel):
    """What was wrong (RFC 9457); ``parameter`` and what follows where a parameter was."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    parameter: str | None = None
    given: str | None = None
    problem: str | None = None
    allowed: str | None = None
    nearest: str | None = None


PROBLEM: dict[str, Any] = {
    "description": "What was wrong, and what is allowed.",
    "content": {"application/problem+json": {"schema": Problem.model_json_schema()}},
}
BUSY: dict[str, Any] = {**PROBLEM, "description": "More is asked for than can be done in time."}
ERRORS: dict[int | str, dict[str, Any]] = {404: PROBLEM, 422: PROBLEM, 503: BUSY}

Name = Annotated[
    str,
    Path(
        description="A network by name.",
        openapi_examples={"resnet50": {"value": "resnet50"}},
    ),
]

JSON = "json"
FORMATS = (JSON, *TEXT_FORMATS)

TableFormat = Annotated[
    str,
    PlainValidator(
        lambda text: one_of("format", text, FORMATS), json_schema_input_type=Literal[FORMATS]
    ),
    Field(description="A table to save: `csv`, `markdown` or `latex`."),
]

TEXTS: dict[int | str, dict[str, Any]] = {
    200: {"content": {each.media: {"schema": {"type": "string"}} for each in TEXT_FORMATS.values()}}
}
"""What a table can be had as, beside JSON."""


def facts_router() -> APIRouter:
    """A router for facts as JSON, below ``/api/v1``."""
    return APIRouter(prefix="/api/v1", tags=["facts"], responses=ERRORS, dependencies=[ONCE])


async def json_response(make: Callable[[], BaseModel]) -> Response:
    """The answer that ``make`` computes. A thread makes and writes it, as it may be large."""
    content = await run_in_threadpool(lambda: make().model_dump_json(by_alias=True))
    return Response(content, media_type="application/json")


def file_response(content: str | bytes, media: str, filename: str) -> Response:
    """A file to look at, or to save under its name."""
    headers = {"Content-Disposition": f'inline; filename="{filename}"'}
    return Response(content, media_type=media, headers=headers)


def table_response(text: str, format: str, name: str) -> Response:
    """A table as a file."""
    _, media, ending = TEXT_FORMATS[format]
    return file_response(text, media, f"{name}.{ending}")
