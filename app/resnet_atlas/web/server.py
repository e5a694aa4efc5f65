"""The server: uvicorn, with our connections and our log."""

import asyncio
import gc
import logging
import resource
import signal
import socket
import sys
from collections.abc import Callable
from functools import partial
from math import ceil

import uvicorn
from starlette.types import ASGIApp

from resnet_atlas.settings import Settings, misspelt
from resnet_atlas.web.app import create_app
from resnet_atlas.web.connection import Bounds, Connection
from resnet_atlas.web.log import CONFIG, to_stderr

SPARE = 256
"""File descriptors for all but clients: files, workers, pipes."""

LINGER = 0.2
"""Seconds that it takes to read what has been sent already."""


class Server(uvicorn.Server):
    """uvicorn's server, which answers those as well who asked just before it was told to stop."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close, once all that had come has been read: what closes before is a reset to them."""
        await asyncio.sleep(LINGER)
        await super().shutdown(sockets)


def run(settings: Settings) -> None:
    """Serve until told to stop by SIGTERM or SIGINT, and then until all is answered."""
    most = affordable(settings.connections)
    within = settings.model_copy(update={"connections": most})
    web = create_app(within, to_stderr)
    gc.freeze()  # what is there now stays
    gc.enable()
    server = Server(config(web, within, web.state.metrics.refused))
    logger = logging.getLogger("resnet_atlas")
    for said in misspelt():
        logger.warning(said)
    if most < settings.connections:
        said = "%d clients may be connected, and no more: there are too few file descriptors"
        logger.warning(said, most)
    # uvicorn raises the signal again once it has stopped; to stop when told to is no failure.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    server.run()


def config(
    web: ASGIApp, settings: Settings, told: Callable[[int], None] = lambda status: None
) -> uvicorn.Config:
    """How ``web`` is served; ``told`` hears of those who never meet it."""
    bounds = Bounds(settings.client_seconds, settings.head_bytes, settings.connections, told)
    return uvicorn.Config(
        web,
        host=settings.host,
        port=settings.port,
        http=partial(Connection, bounds=bounds),  # type: ignore[arg-type]
        ws="none",
        lifespan="on",
        log_config=dict(CONFIG),
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=ceil(settings.request_seconds) + 1,
    )


def affordable(connections: int) -> int:
    """So many clients, or as many as this process can be allowed descriptors for.

    Twice as many may connect: those who are one too many are told so (see ``Connection``).
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    need = 2 * connections + SPARE
    may = need if hard == resource.RLIM_INFINITY else min(need, hard)
    if soft != resource.RLIM_INFINITY and soft < may:
        resource.setrlimit(resource.RLIMIT_NOFILE, (may, hard))
    return connections if may == need else max(1, (may - SPARE) // 2)
