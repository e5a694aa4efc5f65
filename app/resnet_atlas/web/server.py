"""The server: uvicorn with our limits and our log."""

import asyncio
import gc
import logging
import resource
import signal
import socket
import sys
from collections.abc import Callable
from math import ceil

import uvicorn
from starlette.types import ASGIApp

from resnet_atlas.settings import Settings, misspelt
from resnet_atlas.store.own_networks import OwnNetworks
from resnet_atlas.web.app import create_app
from resnet_atlas.web.log import LOGGING, write_line

SPARE_DESCRIPTORS = 256
"""File descriptors for everything but clients: files, workers, pipes."""

IDLE_SECONDS = 5
"""How long an idle connection stays open; longer than nginx.conf keeps one to a replica."""

READ_SECONDS = 0.2
"""How long it takes to read requests that have been sent already."""


COLLECTIONS = (700, 10, 1000)
"""When Python looks for unreachable cycles (``gc.set_threshold``): among new objects as often as it
does by default, among all a hundred times less often. All are mostly what the caches hold, and
looking through them stops the server for 0.1 s and more.
"""


class Server(uvicorn.Server):
    """uvicorn's server; it also answers requests that arrived just before it was told to stop."""

    listening: Callable[[str], object]

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen, and say where."""
        await super().startup(sockets)
        for server in self.servers:
            host, port, *_ = server.sockets[0].getsockname()
            self.listening(f"http://{f'[{host}]' if ':' in host else host}:{port}")

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Read what has arrived, then shut down: closing with unread data is a reset."""
        await asyncio.sleep(READ_SECONDS)
        await super().shutdown(sockets)


def run(
    settings: Settings,
    own: OwnNetworks | None = None,
    listening: Callable[[str], object] = lambda address: None,
) -> None:
    """Serve until SIGTERM or SIGINT, then until all requests are answered.

    The files of ``own`` networks are followed. ``listening`` is called with the server's address as
    soon as it can be asked.
    """
    logger = logging.getLogger("resnet_atlas")
    web = create_app(settings, write_line, own)
    gc.freeze()  # what exists now stays
    gc.set_threshold(*COLLECTIONS)
    gc.enable()
    server = Server(server_config(web, settings))
    server.listening = listening
    for warning in misspelt():
        logger.warning(warning)
    if server.config.limit_concurrency != settings.connections:
        few = "at most %d clients may connect, because there are too few file descriptors"
        logger.warning(few, server.config.limit_concurrency)
    # uvicorn raises the signal again once it has stopped; stopping as told is no failure.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    server.run()


def server_config(web: ASGIApp, settings: Settings) -> uvicorn.Config:
    """The configuration under which ``web`` is served."""
    return uvicorn.Config(
        web,
        host=settings.host,
        port=settings.port,
        http="httptools",
        ws="none",
        lifespan="on",
        log_config=dict(LOGGING),
        access_log=False,
        server_header=False,
        limit_concurrency=affordable(settings.connections),
        timeout_keep_alive=IDLE_SECONDS,
        timeout_graceful_shutdown=ceil(settings.request_seconds) + 1,
    )


def affordable(connections: int) -> int:
    """So many connections, or fewer where the system allows fewer file descriptors."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = connections + SPARE_DESCRIPTORS
    allowed = needed if hard == resource.RLIM_INFINITY else min(needed, hard)
    if soft != resource.RLIM_INFINITY and soft < allowed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
    return connections if allowed == needed else max(1, allowed - SPARE_DESCRIPTORS)
