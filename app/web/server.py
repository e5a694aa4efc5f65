"""The server: uvicorn, with our connections and our log."""

import gc
import signal
import sys
from functools import partial
from math import ceil

import uvicorn

from app.settings import Settings
from app.web.connection import Bounds, Connection
from app.web.log import CONFIG, to_stderr
from app.web.main import create_app


def run(settings: Settings) -> None:
    """Serve until told to stop by SIGTERM or SIGINT, and then until all is answered."""
    bounds = Bounds(settings.client_seconds, settings.head_bytes, settings.connections)
    web = create_app(settings, to_stderr)
    gc.freeze()  # what is there now stays
    gc.enable()
    config = uvicorn.Config(
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
    # uvicorn raises the signal again once it has stopped; to stop when told to is no failure.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    uvicorn.Server(config).run()
