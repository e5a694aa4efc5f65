"""One log line and one measurement for each answer."""

from collections.abc import Callable
from time import perf_counter

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from resnet_atlas.web.log import request_line
from resnet_atlas.web.metrics import Metrics, route_template


class RequestLog:
    """Times each request; ``metrics`` count it, and ``write`` takes its log line."""

    def __init__(
        self, app: ASGIApp, metrics: Metrics, write: Callable[[str], object] | None
    ) -> None:
        self.app = app
        self.metrics = metrics
        self.write = write

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and report once it is answered."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        start = perf_counter()
        status = 0

        async def note_status(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, note_status)
        finally:
            seconds = perf_counter() - start
            method = scope["method"]
            self.metrics.count_request(method, route_template(scope), status, seconds)
            if self.write:
                self.write(request_line(method, scope["path"], status, seconds))
