"""A connection that no client can hold for nothing: bounds that uvicorn's own has not.

A client has so long to send the head of a request, and may send so much of one; has so long to take
what waits for it; and there may be so many of them. What is refused here never meets a route.
"""

import json
import logging
from asyncio import BaseTransport, TimerHandle
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from secrets import token_hex
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

logger = logging.getLogger("resnet_atlas")

RETRY = {503: b"Retry-After: 2\r\n"}
SAID = {
    400: "This is no HTTP request.",
    408: "The request took too long to arrive.",
    413: "No request needs a body here.",
    414: "This address is too long.",
    431: "The headers of this request are too long.",
    503: "Too many clients are connected.",
}


@dataclass(frozen=True)
class Bounds:
    """``seconds`` without progress, bytes of a ``head``, ``connections`` at once.

    ``told`` hears the status of every refusal.
    """

    seconds: float
    head: int
    connections: int
    told: Callable[[int], None]


class Connection(HttpToolsProtocol):
    """uvicorn's connection, within ``bounds``.

    Whenever no answer is being made, either uvicorn's timer for idle connections runs or ours,
    which nothing but a whole head stops.
    """

    def __init__(self, *args: Any, bounds: Bounds, **more: Any) -> None:
        super().__init__(*args, **more)
        self.bounds = bounds
        self._in_head = False
        self._head = 0  # bytes of the head that is arriving
        self._refused = False
        self._surplus = False  # came when there were too many clients already
        self._deadline: TimerHandle | None = None
        self._unread: TimerHandle | None = None

    # ---- The head of a request

    def connection_made(self, transport: BaseTransport) -> None:
        """Expect a head; of far too many clients, the last ones hear nothing at all."""
        super().connection_made(transport)  # type: ignore[arg-type]
        self._expect_head()
        self._surplus = len(self.connections) > self.bounds.connections
        if len(self.connections) > 2 * self.bounds.connections:
            self.transport.abort()

    def data_received(self, data: bytes) -> None:
        """Read on, unless this is one client too many or its head is too long."""
        if self._refused:
            return
        if self._surplus and len(self.connections) > self.bounds.connections:
            self.refuse(503)
            return
        self._surplus = False
        in_head = self._in_head
        super().data_received(data)
        if in_head and self._in_head:  # neither its beginning nor its end is in here
            self._head += len(data)
            if self._head > self.bounds.head:
                self._refuse_head()
        if self._deadline is None and (not self._answering):
            self._expect_head()

    @property
    def _answering(self) -> bool:
        cycle: RequestResponseCycle | None = self.cycle  # uvicorn's type leaves the None out
        return cycle is not None and not cycle.response_complete

    def on_message_begin(self) -> None:
        """Begin a head."""
        super().on_message_begin()
        self._in_head, self._head = True, 0

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header, or what is sent as one behind a body."""
        if not self._refused:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Answer, unless the head is too long or there is a body that is, or may be."""
        self._in_head = False
        if self._refused:
            return
        hosts = sum(name == b"host" for name, _ in self.headers)
        if hosts > 1 or (not hosts and self.parser.get_http_version() == "1.1"):
            self.refuse(400)  # RFC 9112, 3.2
            return
        length = next((int(it) for name, it in self.headers if name == b"content-length"), 0)
        if length > self.bounds.head or any(it[0] == b"transfer-encoding" for it in self.headers):
            self.refuse(413)
            return
        if len(self.url) + sum(len(name) + len(it) for name, it in self.headers) > self.bounds.head:
            self._refuse_head()
            return
        if self._deadline:
            self._deadline.cancel()
            self._deadline = None
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Take a part of a body, which none of our routes asks for."""
        if not self._refused:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """End a request."""
        if not self._refused:
            super().on_message_complete()

    def _expect_head(self) -> None:
        self._deadline = self.loop.call_later(self.bounds.seconds, self._late)

    def _late(self) -> None:
        if self._in_head:
            self.refuse(408)
        else:
            self.transport.close()

    def _refuse_head(self) -> None:
        self.refuse(414 if 2 * len(self.url) > self.bounds.head else 431)

    # ---- Refusals

    def send_400_response(self, msg: str) -> None:
        """Say what is wrong in the form of all errors."""
        self.refuse(400)

    def refuse(self, status: int) -> None:
        """Answer ``status`` and close."""
        if self._refused or self.transport.is_closing():
            return
        self._refused = True
        self.bounds.told(status)
        id = token_hex(8)
        logger.info("refused", extra={"fields": {"request": id, "status": status}})
        title = HTTPStatus(status).phrase
        problem = {"type": "about:blank", "title": title, "status": status, "detail": SAID[status]}
        body = json.dumps(problem).encode()
        self.transport.write(
            b"HTTP/1.1 %d %s\r\n" % (status, title.encode())
            + b"Content-Type: application/problem+json\r\nContent-Length: %d\r\n" % len(body)
            + b"X-Request-Id: %s\r\nX-Content-Type-Options: nosniff\r\n" % id.encode()
            + b"Cache-Control: no-store\r\n"
            + RETRY.get(status, b"")
            + b"Connection: close\r\n\r\n"
            + body
        )
        self.transport.close()
        self._watch()

    # ---- What waits to be read

    def pause_writing(self) -> None:
        """Wait for the client to read, though not for ever."""
        super().pause_writing()
        self._watch()

    def on_response_complete(self) -> None:
        """Go on to the next request; or close, once the client has read all."""
        super().on_response_complete()
        if self.transport.is_closing():
            self._watch()

    def timeout_keep_alive_handler(self) -> None:
        """Close an idle connection."""
        super().timeout_keep_alive_handler()
        self._watch()

    def _watch(self, before: int | None = None) -> None:
        """Give up on a client that has read nothing since there were ``before`` bytes to read."""
        if self._unread:
            self._unread.cancel()
        self._unread = None
        waiting = self.transport.get_write_buffer_size()
        if waiting and waiting == before:
            self.transport.abort()
        elif waiting:
            self._unread = self.loop.call_later(self.bounds.seconds, self._watch, waiting)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the clocks."""
        for timer in (self._deadline, self._unread):
            if timer:
                timer.cancel()
        super().connection_lost(exc)
