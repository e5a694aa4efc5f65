"""Every request passes here on its way to its route: named, timed, counted, logged, and ended.

It is one piece, since a piece for each would cost more than a kept answer; and it stands next to
the routes, because only there it is known which one answered.
"""

import asyncio
import logging
import re
from collections.abc import Callable
from secrets import token_hex
from time import perf_counter

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.types import Message as Event

from resnet_atlas.errors import Busy
from resnet_atlas.messages import Message
from resnet_atlas.web import log, problems
from resnet_atlas.web.metrics import Metrics, template
from resnet_atlas.web.middleware.deadlines import Deadlines

ID = b"x-request-id"
SANE = re.compile(rb"[A-Za-z0-9._-]{1,64}")
"""An id that a balancer in front may have given; anything else is replaced."""


class Watch:
    """Gives each request an id that goes back with the answer, and answers what fails.

    An address of more than ``url_bytes`` is refused. ``write`` takes the lines of the log.
    """

    def __init__(
        self,
        app: ASGIApp,
        metrics: Metrics,
        deadlines: Deadlines,
        url_bytes: int,
        write: Callable[[str], object] | None,
    ) -> None:
        self.app = app
        self.metrics = metrics
        self.deadlines = deadlines
        self.url_bytes = url_bytes
        self.write = write

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and the answer back."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        start = perf_counter()
        id = next((value for name, value in scope["headers"] if name == ID), None)
        if id is None or not SANE.fullmatch(id):
            id = token_hex(8).encode()
        status = 0

        async def note(message: Event) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (ID, id)]
            await send(message)

        async def fail(error: Exception) -> None:
            if not status:
                await problems.answer(Request(scope), error)(scope, receive, note)

        token = log.current.set(id)
        task = asyncio.current_task()
        assert task is not None  # whatever awaits is in one
        self.deadlines.begin(task, start)
        try:
            if len(scope["raw_path"]) + len(scope["query_string"]) > self.url_bytes:
                await fail(HTTPException(414))
            else:
                await self.app(scope, receive, note)
        except asyncio.CancelledError:
            if not self.deadlines.passed(task):
                raise
            task.uncancel()
            await fail(Busy(Message("This took too long.")))
        except Exception as error:
            logging.getLogger("resnet_atlas").exception("%s failed", template(scope))
            await fail(error)
        finally:
            self.deadlines.end(task)
            seconds = perf_counter() - start
            self.metrics.answered(template(scope), status, seconds)
            if self.write:
                self.write(log.answered(id, scope, status, seconds))
            log.current.reset(token)
