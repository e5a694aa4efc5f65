"""The server that people run, in a process of its own, and beside our application one that is bare.

Both are behind our connection; of ours a line is logged for each answer, to nowhere.
"""

import gc
import os
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr
from multiprocessing import get_context
from pathlib import Path
from urllib.parse import urlsplit

import uvicorn
from fastapi import FastAPI
from resnet_atlas import settings
from resnet_atlas.web.app import create_app
from resnet_atlas.web.log import write_line
from resnet_atlas.web.server import server_config
from starlette.responses import Response
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Receive, Scope, Send

KEPT = {
    "A diagram": "/diagrams/resnet50.svg?focus=layer2",
    "The layers of ResNet-50": "/api/v1/models/resnet50/layers",
}
BARE = "/bare"
"""What a path of ours begins with to have the same bytes from the application that is bare."""


def bare_app(answers: Mapping[str, tuple[bytes, str]]) -> FastAPI:
    """FastAPI with an endpoint for each path, that returns a body of a media type."""
    bare = FastAPI()

    def endpoint(path: str, body: bytes, media: str) -> None:
        @bare.get(path)
        async def answer() -> Response:
            return Response(body, media_type=media)

    for path, (body, media) in answers.items():
        endpoint(path, body, media)
    return bare


def side_by_side(ours: ASGIApp, bare: ASGIApp) -> ASGIApp:
    """Both applications as one; neither passes through the other's middleware and routes."""

    async def either(scope: Scope, receive: Receive, send: Send) -> None:
        await (bare if scope.get("path", "").startswith(BARE) else ours)(scope, receive, send)

    return either


def serve(listener: socket.socket) -> None:
    """Answer what comes in at ``listener`` until the process ends."""
    answers: dict[str, tuple[bytes, str]] = {}
    with TestClient(create_app()) as client:
        for path in KEPT.values():
            given = client.get(path, headers={"Accept-Encoding": "identity"})
            answers[BARE + urlsplit(path).path] = given.content, given.headers["content-type"]
    its = settings.read()
    both = side_by_side(create_app(its, write_line), bare_app(answers))
    gc.freeze()
    with Path(os.devnull).open("w", buffering=1) as nowhere, redirect_stderr(nowhere):
        uvicorn.Server(server_config(both, its)).run([listener])


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
