"""What the server tells who runs it: a line of JSON on standard error for each thing that happens.

A line has ``time`` (UTC), ``level`` and ``event``; one about a request has its id as ``request``.
No line says who asked: neither an address nor a cookie is ever written.
"""

import json
import logging
import sys
from collections.abc import Mapping
from contextvars import ContextVar
from functools import lru_cache
from json.encoder import encode_basestring_ascii
from time import gmtime, strftime, time
from typing import Any

from starlette.types import Scope

from resnet_atlas.errors import shorten

LONGEST = 300
"""Characters of a path that a line repeats."""

current: ContextVar[bytes | None] = ContextVar("request", default=None)
"""The id of the request that is being answered."""


class Lines(logging.Formatter):
    """A record as a line of JSON; what stands in its ``fields`` comes along."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        line = {"time": now(), "level": record.levelname.lower(), "event": record.getMessage()}
        if request := current.get():
            line["request"] = request.decode()
        line.update(getattr(record, "fields", {}))
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line)


CONFIG: Mapping[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": Lines}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"resnet_atlas": {"level": "INFO"}, "uvicorn.error": {"level": "INFO"}},
}
"""For ``logging.config.dictConfig``. uvicorn's own line for each request gives way to ours."""


def answered(id: bytes, scope: Scope, status: int, seconds: float) -> str:
    """The line about an answer, with its end. It is put together by hand: there is one each time.

    ``scope`` is that of a GET where HEAD was asked, as the routes are given it.
    """
    path = encode_basestring_ascii(shorten(scope["path"], LONGEST))
    return (
        f'{{"time": "{now()}", "level": "info", "event": "request", "request": "{id.decode()}", '
        f'"method": "{scope["method"]}", "path": {path}, "status": {status}, '
        f'"milliseconds": {1000 * seconds:.2f}}}\n'
    )


def now() -> str:
    """The time in UTC, as the lines have it: 2026-01-31T23:59:59.999Z."""
    seconds = time()
    return f"{to_second(int(seconds))}.{int(seconds % 1 * 1000):03}Z"


@lru_cache(maxsize=1)
def to_second(seconds: int) -> str:
    """The same without what follows the second; made once a second."""
    return strftime("%Y-%m-%dT%H:%M:%S", gmtime(seconds))


def to_stderr(line: str) -> None:
    """Write a line, if it can be: a full disk is no reason not to answer."""
    try:
        sys.stderr.write(line)
    except OSError:
        return
