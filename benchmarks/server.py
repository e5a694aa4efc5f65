"""A real server in a process of its own: our application, and beside it one that is bare."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context

import uvicorn
from fastapi import FastAPI
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from app.atlas import Network, Pictures
from app.catalogue import named
from app.diagram.view import View
from app.web.main import create_app

DIAGRAM = "/diagrams/resnet50.svg?focus=layer2"
BARE = "/bare"


def bare_app(body: bytes) -> FastAPI:
    """FastAPI with a single endpoint that returns ``body``."""
    bare = FastAPI()

    @bare.get(BARE)
    async def answer() -> Response:
        return Response(body, media_type="image/svg+xml")

    return bare


def side_by_side(ours: ASGIApp, bare: ASGIApp) -> ASGIApp:
    """Both applications as one; neither passes through the other's middleware and routes."""

    async def either(scope: Scope, receive: Receive, send: Send) -> None:
        await (bare if scope.get("path") == BARE else ours)(scope, receive, send)

    return either


def serve(listener: socket.socket) -> None:
    """Answer what comes in at ``listener`` until the process ends."""
    network, view = Network("resnet50", named("resnet50")), View("layer2", "conv")
    body = asyncio.run(Pictures().draw(network, view, "svg"))
    both = side_by_side(create_app(), bare_app(body))
    uvicorn.Server(uvicorn.Config(both, log_level="warning")).run([listener])


@contextmanager
def running() -> Iterator[int]:
    """The port of a server that runs in the meantime."""
    with socket.create_server(("127.0.0.1", 0), backlog=128) as listener:
        process = get_context("spawn").Process(target=serve, args=(listener,))
        process.start()
        try:
            yield listener.getsockname()[1]
        finally:
            process.terminate()
            process.join()
