"""Turns exceptions into answers: ``application/problem+json`` (RFC 9457), or a page."""

import logging
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from resnet_atlas.errors import (
    BadInput,
    BadNetwork,
    BadParameter,
    Busy,
    UnknownName,
    UnsupportedOp,
    WorkerFailed,
    shorten,
)
from resnet_atlas.messages import Message
from resnet_atlas.web import urls
from resnet_atlas.web.language import UNTRANSLATED, translate
from resnet_atlas.web.metrics import route_template
from resnet_atlas.web.request.accept import prefers_html
from resnet_atlas.web.templates import page

RETRY_SECONDS = "2"

TRANSLATED = ("detail", "problem", "allowed")
"""The members for people to read, in the language of the request."""

STATUSES = {
    404: Message("There is nothing at this address."),
    405: Message("This address is read-only."),
    413: Message("What was sent is too large."),
    414: Message("This address is too long."),
}
"""What the errors of HTTP itself mean here."""


def install(app: FastAPI) -> None:
    """Answer the exceptions of routes, and those of the middleware around them.

    The second is added to the middleware, so that its answers have the headers of all answers.
    """
    for kind in (BadParameter, BadNetwork, UnsupportedOp, WorkerFailed, Busy, HTTPException):
        app.add_exception_handler(kind, answer)
    handlers = {Exception: answer_fault, **dict(app.exception_handlers)}
    app.add_middleware(ExceptionMiddleware, handlers)


async def answer_fault(request: Request, error: Exception) -> Response:
    """The answer to a request that failed by a fault of ours, which is logged."""
    logger = logging.getLogger("resnet_atlas")
    logger.error("%s failed", route_template(request.scope), exc_info=error)
    return await answer(request, error)


async def answer(request: Request, error: Exception) -> Response:
    """The answer to a request that failed with ``error``."""
    problem, headers = describe(error)
    problem |= {name: translate(problem[name]) for name in TRANSLATED if name in problem}
    if not request.scope["path"].startswith(UNTRANSLATED):
        headers["Vary"] = "accept"
    if wants_page(request):
        name = problem.get("parameter")
        context = {
            "problem": problem,
            "back": changed(request, name, None),
            "corrected": corrected(request, name, problem.get("nearest")),
        }
        return page("error.html", context, problem["status"], headers)
    return JSONResponse(problem, problem["status"], headers, media_type="application/problem+json")


def describe(error: Exception) -> tuple[dict[str, Any], dict[str, str]]:
    """The members of the problem object, and the headers that go with it."""
    headers: dict[str, str] = {}
    more: dict[str, Any] = {}
    detail: str
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
    elif isinstance(error, BadNetwork):
        status, detail, more = 422, str(error), {"lines": error.lines}
    elif isinstance(error, UnsupportedOp):
        status, detail = 422, str(error)
    elif isinstance(error, WorkerFailed):
        status = 503
        reason = error.reason
        detail = Message("{reason}. Try again, or ask for a smaller part.", reason=reason)
        headers["Retry-After"] = RETRY_SECONDS
    elif isinstance(error, Busy):
        status = 503
        detail = Message("{reason} Try again in a moment.", reason=error.reason)
        headers["Retry-After"] = RETRY_SECONDS
    elif isinstance(error, HTTPException):
        status, detail = error.status_code, STATUSES.get(error.status_code, str(error.detail))
        headers.update(error.headers or {})
        if status == 405 and "POST" not in headers.get("Allow", ""):
            headers["Allow"] = "GET, HEAD"
    else:
        status, detail = 500, Message("Something went wrong here; it is not your request’s fault.")
    title = HTTPStatus(status).phrase
    return {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": detail,
        **more,
    }, headers


def changed(request: Request, parameter: str | None, value: str | None) -> str:
    """The address with the refused parameter as ``value``, or without it; empty if it has none.

    All other parameters stay.
    """
    if parameter is None or parameter not in request.query_params:
        return ""
    return urls.asked(request, parameter, {parameter: value} if value else {})


def corrected(request: Request, parameter: str | None, nearest: str | None) -> str:
    """The address with the nearest valid value instead; empty if there is none."""
    if nearest and "name" in request.path_params and parameter == "model":
        path = request.scope["route"].path.replace("{name}", nearest)
        return urls.asked(request, "", {}, path)
    return changed(request, parameter, nearest)


def wants_page(request: Request) -> bool:
    """Whether a person is looking: a browser prefers HTML, at an address that has pages."""
    if request.scope["path"].startswith(UNTRANSLATED):
        return False
    return prefers_html(request.headers.get("accept"))
