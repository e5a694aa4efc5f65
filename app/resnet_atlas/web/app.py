"""The application: settings in, routes and error handlers together."""

from collections.abc import Callable
from functools import partial

from anyio import CapacityLimiter
from fastapi import FastAPI
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

import resnet_atlas
from resnet_atlas.render.pictures import Pictures
from resnet_atlas.resources import resource_folder
from resnet_atlas.settings import Settings, read
from resnet_atlas.store.lru_cache import Kept
from resnet_atlas.web import problems
from resnet_atlas.web.api.openapi import describe
from resnet_atlas.web.language import Languages
from resnet_atlas.web.metrics import Metrics
from resnet_atlas.web.middleware.cache import Answers
from resnet_atlas.web.middleware.deadlines import Deadlines, limited
from resnet_atlas.web.middleware.isolation import isolation
from resnet_atlas.web.middleware.monitor import Watch
from resnet_atlas.web.routers import ROUTERS
from resnet_atlas.web.version import Versions

DESCRIPTION = """\
Every shape, closed form and cost of a ResNet, and its diagrams.

MACs are multiply-adds of convolutions and fully connected layers; FLOPs are twice as many.
Module paths are torchvision's. Errors are `application/problem+json` and name the parameter.
"""

HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (
        b"content-security-policy",
        b"default-src 'self'; img-src 'self' data:; object-src 'none'; "
        b"frame-ancestors 'self'; base-uri 'none'; form-action 'self'",
    ),
]
FRAMED = [(name, value.replace(b"frame-ancestors 'self'; ", b"")) for name, value in HEADERS]
"""For what is made to stand in others' pages, be it one opened from a disk."""


VARY = [(b"vary", b"accept-encoding")], [(b"vary", b"accept, accept-encoding")]
"""What answers depend on beside the address: tables and errors on the form that is preferred."""


class Headers:
    """Adds what every answer carries, and answers HEAD wherever GET is answered."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and the answer back with more headers."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def add(message: Message) -> None:
            if message["type"] == "http.response.start":
                path = scope["path"]
                more = FRAMED if path.startswith("/embed/") else HEADERS
                vary = VARY[path.startswith("/api/") or message["status"] >= 400]
                message["headers"] = [*message["headers"], *more, *vary, *isolation(path)]
            await send(message)

        if scope["method"] == "HEAD":
            scope = {**scope, "method": "GET"}  # the server leaves out the body
        await self.app(scope, receive, add)


def create_app(
    settings: Settings | None = None, write: Callable[[str], object] | None = None
) -> FastAPI:
    """The web application; ``write`` is given a line for each answer, if anything is."""
    settings = settings or read()
    web = FastAPI(
        title="ResNet Atlas",
        version=resnet_atlas.__version__,
        description=DESCRIPTION,
        docs_url=None,  # ours, at /docs, needs no other server
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
        lifespan=limited,
        redirect_slashes=False,  # it would lead to wherever the client says that we are
    )
    room = settings.cache_megabytes * 2**20 // 2
    web.state.metrics = metrics = Metrics()
    web.state.pictures = Pictures(
        settings.layout_seconds,
        settings.layout_workers,
        room,
        settings.layout_queue,
        settings.layout_megabytes,
        metrics.laid_out,
    )
    web.state.answers = Kept(room)
    web.state.deadlines = Deadlines(settings.request_seconds)
    metrics.watch(web.state.pictures, web.state.answers)
    web.state.verifying = CapacityLimiter(1)
    web.mount("/static", StaticFiles(directory=resource_folder("static")), name="static")
    for router in ROUTERS:
        web.include_router(router)
    # Each around those before it.
    web.add_middleware(Answers, web.state.answers, settings.connections)
    web.add_middleware(Watch, metrics, web.state.deadlines, settings.url_bytes, write)
    web.add_middleware(Headers)
    web.add_middleware(Languages)  # errors speak it, too
    web.add_middleware(Versions)
    web.openapi = partial(describe, web)  # type: ignore[method-assign]  # FastAPI's documented way
    problems.install(web)
    return web
