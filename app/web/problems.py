"""Errors → ``application/problem+json`` (RFC 9457), or a page where a person is looking."""

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.errors import BadInput, BadParameter, LayoutFailed, UnknownName, UnsupportedOp, shorten
from app.web.templates import page

RETRY_SECONDS = "2"


def install(app: FastAPI) -> None:
    """Answer every error that can be raised."""
    for kind in (BadParameter, UnsupportedOp, LayoutFailed, HTTPException, Exception):
        app.add_exception_handler(kind, answer)


def answer(request: Request, error: Exception) -> Response:
    """The answer to a request that failed with ``error``."""
    problem, headers = describe(error)
    if wants_page(request):
        context = {"problem": problem, "back": without(request, problem.get("parameter"))}
        return page(request, "error.html", context, problem["status"], headers)
    return JSONResponse(problem, problem["status"], headers, media_type="application/problem+json")


def describe(error: Exception) -> tuple[dict[str, Any], dict[str, str]]:
    """The members of the problem object, and the headers that go with it."""
    headers: dict[str, str] = {}
    more: dict[str, Any] = {}
    if isinstance(error, BadParameter):
        status = 404 if isinstance(error, UnknownName) else 422
        detail = error.sentence
        more = {
            "parameter": shorten(error.parameter),
            "given": shorten(error.given),
            "problem": error.problem,
            "allowed": error.allowed,
        }
        if error.nearest:
            more["nearest"] = error.nearest
        if isinstance(error, BadInput):
            more["op"] = error.op
    elif isinstance(error, UnsupportedOp):
        status, detail = 422, str(error)
    elif isinstance(error, LayoutFailed):
        status, detail = 503, "The picture could not be laid out in time; a smaller part may work."
        headers["Retry-After"] = RETRY_SECONDS
    elif isinstance(error, HTTPException):
        status, detail = error.status_code, str(error.detail)
        headers.update(error.headers or {})
    else:
        status, detail = 500, "Something went wrong here; it is not your request's fault."
    title = HTTPStatus(status).phrase
    return {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": detail,
        **more,
    }, headers


def without(request: Request, parameter: str | None) -> str | None:
    """The address without the parameter that was refused; None where it isn't in the address."""
    if parameter is None or parameter not in request.query_params:
        return None
    return str(request.url.remove_query_params(parameter).replace(scheme="", netloc=""))


def wants_page(request: Request) -> bool:
    """Whether a person is looking: a browser asks for HTML first, and not below ``/api``."""
    return not request.url.path.startswith("/api/") and "text/html" in request.headers.get(
        "accept", ""
    )
