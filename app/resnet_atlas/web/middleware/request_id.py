"""An id for each request: it stands in the answer, in the log line and in every message logged."""

import re
from secrets import token_hex

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from resnet_atlas.web import log

HEADER = b"x-request-id"
VALID = re.compile(rb"[A-Za-z0-9._-]{1,64}")
"""An id that a proxy in front may have given; anything else is replaced."""


class RequestId:
    """Takes the id that a proxy gave, or makes one, and sends it back with the answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and the answer back with the id."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = next((value for name, value in scope["headers"] if name == HEADER), b"")
        request_id = given if VALID.fullmatch(given) else token_hex(8).encode()

        async def add(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (HEADER, request_id)]
            await send(message)

        token = log.request_id.set(request_id.decode())
        try:
            await self.app(scope, receive, add)
        finally:
            log.request_id.reset(token)
