"""The log: one line of JSON on standard error for each request and each event.

A line has ``time`` (UTC), ``level`` and ``event``; one about a request has its id as ``request``.
No line says who asked: addresses of visitors and cookies are never written.
"""

import json
import logging
import sys
from collections.abc import Mapping
from contextvars import ContextVar
from json.encoder import encode_basestring_ascii
from time import gmtime, strftime, time
from typing import Any

from resnet_atlas.errors import shorten

LONGEST_PATH = 300
"""Characters of a path that a line repeats."""

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""The id of the request that is being answered, set by ``middleware.request_id``."""


class JsonFormatter(logging.Formatter):
    """Formats a log record as a line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        line = {"time": now(), "level": record.levelname.lower(), "event": record.getMessage()}
        if request := request_id.get():
            line["request"] = request
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line)


LOGGING: Mapping[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": JsonFormatter}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"resnet_atlas": {"level": "INFO"}, "uvicorn.error": {"level": "INFO"}},
}
"""For ``logging.config.dictConfig``. ``request_line`` replaces uvicorn's own line for a request."""


def request_line(method: str, path: str, status: int, seconds: float) -> str:
    """The line about an answered request, with its end.

    It is put together by hand because every request pays for it; only the path needs escaping.
    """
    return (
        f'{{"time": "{now()}", "level": "info", "event": "request", '
        f'"request": "{request_id.get()}", "method": "{method}", '
        f'"path": {encode_basestring_ascii(shorten(path, LONGEST_PATH))}, "status": {status}, '
        f'"milliseconds": {1000 * seconds:.2f}}}\n'
    )


def now() -> str:
    """The time in UTC, with milliseconds: 2026-01-31T23:59:59.999Z."""
    seconds = time()
    return f"{strftime('%Y-%m-%dT%H:%M:%S', gmtime(seconds))}.{int(seconds % 1 * 1000):03}Z"


def write_line(line: str) -> None:
    """Write a line to standard error; if that fails (a full disk), requests are still answered."""
    try:
        sys.stderr.write(line)
    except OSError:
        return
