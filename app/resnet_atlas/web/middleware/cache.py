"""Finished answers, kept as bytes: what was asked before is sent again without being made again.

Everything served is a pure function of the address and of the kind and language of answer the
client would rather have, so nothing ever has to be dropped but for room. An answer is made once
however many ask for it at the same time, compressed once, and has a strong entity tag (RFC 9110,
8.8.3), so that who has it already is told so in a few bytes.
"""

import gzip
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from hashlib import blake2b
from typing import Any

from anyio import to_thread
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.types import Message as Event

from resnet_atlas.messages import Message
from resnet_atlas.store.lru_cache import Kept
from resnet_atlas.store.single_flight import Making
from resnet_atlas.web import language
from resnet_atlas.web.request.accept import ERRORS, TABLES, preferred, weighed
from resnet_atlas.web.request.address import LIVE

PRIVATE = (b"if-", b"range", b"accept-encoding")
"""How headers begin that say what one client has or can do: no business of who makes an answer."""

PACKED = (b"text/", b"application/json", b"application/javascript", b"image/svg+xml")
"""How the media types begin that compression makes smaller."""

LEAST = 500
"""Bytes that are worth being compressed."""

FRESH, SHARED = b"public, max-age=300", b"public, max-age=0, s-maxage=300"
"""How long files and facts, and how long pages may be used unasked: a page that a person reloads is
the newest, one that a cache in front of us hands out may be minutes old."""


@dataclass(slots=True)
class Answer:
    """An answer in full, and what a scope says of the route that made it.

    ``packed`` is its body compressed, once somebody wants it so.
    """

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes
    route: Mapping[str, Any] = field(default_factory=dict)
    tag: bytes = field(init=False)
    packed: bytes | None = None

    def __post_init__(self) -> None:
        self.tag = blake2b(self.body, digest_size=12).hexdigest().encode()

    @property
    def size(self) -> int:
        """Bytes it takes, room for what it will be compressed to included."""
        if self.packed is None:
            return len(self.body) * (2 if self.worth_packing else 1)
        return len(self.body) + len(self.packed)

    @property
    def worth_packing(self) -> bool:
        """Whether compression makes it smaller."""
        media = dict(self.headers).get(b"content-type", b"")
        return self.status == 200 and len(self.body) >= LEAST and media.startswith(PACKED)

    def messages(self, packed: bool, held: Iterable[str]) -> tuple[Event, Event]:
        """What is sent to who holds the answers with the tags ``held``."""
        if self.status != 200:
            length = (b"content-length", b"%d" % len(self.body))
            return said(self.status, [*self.headers, length], self.body)
        tag = b'"%s%s"' % (self.tag, b"-gzip" if packed else b"")
        headers = [*self.headers, (b"etag", tag)]
        if any(it in ("*", tag.decode()) for it in held):
            unneeded = (b"content-type", b"content-disposition")
            return said(304, [it for it in headers if it[0] not in unneeded], b"")
        body = self.packed if packed and self.packed is not None else self.body
        if packed:
            headers.append((b"content-encoding", b"gzip"))
        return said(200, [*headers, (b"content-length", b"%d" % len(body))], body)


def said(status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> tuple[Event, Event]:
    """An answer in the words of ASGI."""
    start = {"type": "http.response.start", "status": status, "headers": headers}
    return start, {"type": "http.response.body", "body": body}


async def pack(body: bytes) -> bytes:
    """A body compressed, while others are answered."""
    return await to_thread.run_sync(gzip.compress, body, 6)


class Answers:
    """Keeps what the application answers to GET with status 200."""

    def __init__(self, app: ASGIApp, kept: Kept[Answer], most: int) -> None:
        self.app = app
        self.kept = kept
        busy = Message("Too many answers are being made.")
        self._making: Making[Answer] = Making(most, busy)
        self._packing: Making[bytes] = Making(most, busy)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send what is kept, or else have it made."""
        if scope["type"] != "http" or scope["method"] != "GET" or scope["path"].startswith(LIVE):
            await self.app(scope, receive, send)
            return
        headers: dict[bytes, str] = {}
        for name, value in scope["headers"]:
            headers.setdefault(name, value.decode("latin-1"))  # the first counts, as for routes
        accept = headers.get(b"accept")
        kinds = preferred(accept, *TABLES), preferred(accept, *ERRORS)
        key = scope["path"], scope["query_string"], kinds, language.current.get()
        answer = self.kept.get(key) or await self._making.once(
            key, lambda: self._make(key, scope, receive)
        )
        scope.update(answer.route)
        packed = answer.worth_packing and bool(
            weighed(headers.get(b"accept-encoding", "")).get("gzip")
        )
        if packed and answer.packed is None:
            body = await self._packing.once(key, partial(pack, answer.body))
            if answer.packed is None:  # else another who asked has it kept already
                answer.packed = body
                self._keep(key, answer)
        held = headers.get(b"if-none-match", "").replace("W/", "").split(",")
        for message in answer.messages(packed, map(str.strip, held)):
            await send(message)

    async def _make(self, key: Hashable, scope: Scope, receive: Receive) -> Answer:
        ours = [it for it in scope["headers"] if not it[0].startswith(PRIVATE)]
        start: Event = {}
        parts: list[bytes] = []

        async def gather(message: Event) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
            else:
                parts.append(message.get("body", b""))

        inner = {**scope, "headers": ours}
        try:
            await self.app(inner, receive, gather)
        finally:
            known = ("route", "endpoint")
            route = {name: it for name, it in inner.items() if name in known}
            scope.update(route)  # who asked first is told of a fault
        pages = not scope["path"].startswith(language.WORDLESS)
        fresh = (SHARED if pages else FRESH) if start["status"] == 200 else b"no-store"
        # Said anew with each answer, or by the server that made the file and not by us.
        unsaid = (b"content-length", b"etag", b"accept-ranges", b"last-modified")
        headers = [it for it in start["headers"] if it[0] not in unsaid]
        headers.append((b"cache-control", fresh))
        answer = Answer(start["status"], headers, b"".join(parts), route)
        self._keep(key, answer)
        return answer

    def _keep(self, key: Hashable, answer: Answer) -> None:
        if answer.status == 200:
            self.kept.keep(key, answer, answer.size + len(repr(key)))
