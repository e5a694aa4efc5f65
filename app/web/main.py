"""The application: settings in, routes and error handlers together."""

import logging
from functools import partial
from typing import Any

from anyio import CapacityLimiter
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

import app
from app.atlas import Pictures
from app.kept import Kept
from app.settings import Settings
from app.web import (
    api,
    builder,
    compare,
    explorer,
    formula,
    glossary,
    pages,
    pictures,
    problems,
    tables,
    tour,
)
from app.web.cache import Answers
from app.web.language import Languages
from app.web.openapi import describe
from app.web.version import ROOT, Versions

DESCRIPTION = """\
Every shape, closed form and cost of a ResNet, and its diagrams.

MACs are multiply-adds of convolutions and fully connected layers; FLOPs are twice as many.
Module paths are torchvision's. Errors are `application/problem+json` and name the parameter.
"""

HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"vary", b"accept"),
    (
        b"content-security-policy",
        b"default-src 'self'; img-src 'self' data:; object-src 'none'; "
        b"frame-ancestors 'self'; base-uri 'none'; form-action 'self'",
    ),
]
FRAMED = [(name, value.replace(b"frame-ancestors 'self'; ", b"")) for name, value in HEADERS]
"""For what is made to stand in others' pages, be it one opened from a disk."""


class Headers:
    """Adds what every answer carries, answers HEAD wherever GET is answered, and any fault."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and the answer back with more headers."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def add(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                more = FRAMED if scope["path"].startswith("/embed/") else HEADERS
                message["headers"] = [*message["headers"], *more]
            await send(message)

        if scope["method"] == "HEAD":
            scope = {**scope, "method": "GET"}  # the server leaves out the body
        try:
            await self.app(scope, receive, add)
        except Exception as error:
            logging.getLogger("uvicorn.error").exception("%s failed", scope["path"])
            if not started:
                await problems.answer(Request(scope), error)(scope, receive, add)


def create_app(settings: Settings | None = None) -> FastAPI:
    """The web application."""
    settings = settings or Settings()
    web = FastAPI(
        title="ResNet Atlas",
        version=app.__version__,
        description=DESCRIPTION,
        docs_url=None,  # ours, at /docs, needs no other server
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
    )
    room = settings.cache_megabytes * 2**20 // 2
    web.state.pictures = Pictures(settings.layout_seconds, settings.layout_workers, room)
    web.state.answers = Kept(room)
    web.state.verifying = CapacityLimiter(1)
    for part in (api, pictures, pages, tour, tables, formula, glossary, builder, compare, explorer):
        web.include_router(part.router)
    web.add_api_route("/healthz", health, include_in_schema=False)
    web.mount("/static", StaticFiles(directory=ROOT / "static"), name="static")
    # From the innermost to the outermost.
    web.add_middleware(Answers, kept=web.state.answers)
    web.add_middleware(Headers)
    web.add_middleware(Languages)  # errors speak it, too
    web.add_middleware(Versions)
    web.openapi = partial(describe, web)  # type: ignore[method-assign]  # FastAPI's documented way
    problems.install(web)
    return web


async def health() -> Response:
    """Whether the server is alive."""
    body: dict[str, Any] = {"status": "ok", "version": app.__version__}
    return JSONResponse(body)
