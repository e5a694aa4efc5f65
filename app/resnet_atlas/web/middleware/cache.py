"""A cache of finished answers: what was asked before is sent again from memory.

Every answer is a pure function of the address, the language, whether an error is a page or JSON,
for pages the origin that the request names, and the operator's own networks. So an entry is never
out of date, and leaves the cache only to make room. An answer is made once however many ask for it
at the same time, compressed once, and has a strong entity tag (RFC 9110, 8.8.3): a client that has
it already gets 304 and no body.
"""

import asyncio
import gzip
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from anyio import to_thread
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.types import Message as ASGIMessage

from resnet_atlas.errors import Busy
from resnet_atlas.messages import Message
from resnet_atlas.network.traced import REGISTRY, generation
from resnet_atlas.store.lru_cache import LRUCache
from resnet_atlas.store.single_flight import SingleFlight
from resnet_atlas.web import language, root
from resnet_atlas.web.request.accept import accepts_gzip, prefers_html
from resnet_atlas.web.request.address import LIVE

CLIENT_HEADERS = (b"if-", b"range", b"accept-encoding")
"""The beginnings of headers that concern one client: routes don't see them."""

SERVER_HEADERS = (b"content-length", b"etag", b"accept-ranges", b"last-modified")
"""Headers of Starlette's file answers that this module sends itself, or that don't hold here."""

COMPRESSIBLE = ("text/", "application/json", "application/javascript", "image/svg+xml")
"""The beginnings of media types that compression makes smaller."""

SMALLEST = 500
"""Bytes from which compression is worth it."""

FILE_AGE, PAGE_AGE = "public, max-age=300", "public, max-age=0, s-maxage=300"
"""How long files and facts, and how long pages are fresh. A browser asks for a page each time; a
cache in front may be five minutes behind."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer in full, and compressed where that is worth it.

    ``route`` is what the router wrote into the scope; metrics name the answer by it.
    """

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes
    compressed: bytes | None = None
    route: Mapping[str, Any] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """Bytes of memory that it takes."""
        return len(self.body) + len(self.compressed or b"")

    def messages(self, gzipped: bool, if_none_match: str) -> tuple[ASGIMessage, ASGIMessage]:
        """The ASGI messages for a client that has the answers with certain entity tags."""
        status, headers, body = self.status, self.headers, self.body
        if status == 200:
            gzipped = gzipped and self.compressed is not None
            etag = dict(headers)[b"etag"]
            if gzipped:
                etag = b'%s-gzip"' % etag[:-1]
                headers = [(name, value) for name, value in headers if name != b"etag"]
                headers += (b"etag", etag), (b"content-encoding", b"gzip")
                body = self.compressed or b""
            if if_none_match and matches(if_none_match, etag.decode()):
                left_out = (b"content-type", b"content-disposition", b"content-encoding")
                headers = [(name, value) for name, value in headers if name not in left_out]
                return start(304, headers), {"type": "http.response.body", "body": b""}
        headers = [*headers, (b"content-length", b"%d" % len(body))]
        return start(status, headers), {"type": "http.response.body", "body": body}


def start(status: int, headers: list[tuple[bytes, bytes]]) -> ASGIMessage:
    """The first ASGI message of an answer."""
    return {"type": "http.response.start", "status": status, "headers": headers}


def matches(if_none_match: str, etag: str) -> bool:
    """Whether a client has the answer with this entity tag, by RFC 9110, 13.1.2."""
    tags = map(str.strip, if_none_match.replace("W/", "").split(","))
    return any(tag in ("*", etag) for tag in tags)


class ResponseCache:
    """Keeps what the application answers to GET with status 200, and answers HEAD from it.

    At most ``limit`` answers are made at a time; a client waits for one at most ``seconds``.
    """

    def __init__(self, app: ASGIApp, cache: LRUCache[Answer], limit: int, seconds: float) -> None:
        self.app = app
        self.cache = cache
        self.seconds = seconds
        busy = Message("Too many answers are being made.")
        self._single_flight: SingleFlight[Answer] = SingleFlight(limit, busy)
        self._turn = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the cached answer, or have it made."""
        if (
            scope["type"] != "http"
            or scope["method"] not in ("GET", "HEAD")
            or scope["path"].startswith(LIVE)
        ):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        page = not scope["path"].startswith(language.UNTRANSLATED)
        html = page and prefers_html(headers.get("accept"))
        where = root.current.get() if page else None  # pages have absolute addresses in them
        asked = scope["path"], scope["query_string"], html, language.current.get(), where
        key = (*asked, generation())  # what a name of the operator's stands for may change
        answer = self.cache.get(key) or await self._make(key, scope, receive)
        scope.update(answer.route)
        gzipped = accepts_gzip(headers.get("accept-encoding"))
        for message in answer.messages(gzipped, headers.get("if-none-match", "")):
            await send(message)

    async def _make(self, key: Hashable, scope: Scope, receive: Receive) -> Answer:
        """Wait for an answer, which is finished and kept even if this client gives up."""
        deadline = asyncio.timeout(self.seconds)
        try:
            async with deadline:
                return await self._single_flight.run(key, lambda: self._call(key, scope, receive))
        except TimeoutError:
            if not deadline.expired():
                raise
            raise Busy(Message("This took too long.")) from None

    async def _wait_for_turn(self) -> None:
        """Let one answer begin in each round of the event loop.

        Reading a request takes a millisecond or two. Of 500 that arrive together, each round would
        otherwise begin all, and an answer from the cache would wait for them.
        """
        async with self._turn:
            await asyncio.sleep(0)

    async def _call(self, key: Hashable, scope: Scope, receive: Receive) -> Answer:
        """Call the route, and keep its answer if it is one."""
        await self._wait_for_turn()
        status = 0
        headers = MutableHeaders(raw=[])
        body: list[bytes] = []

        async def collect(message: ASGIMessage) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                given = message["headers"]
                headers.raw.extend(each for each in given if each[0] not in SERVER_HEADERS)
            else:
                body.append(message.get("body", b""))

        sent = [each for each in scope["headers"] if not each[0].startswith(CLIENT_HEADERS)]
        inner = {**scope, "method": "GET", "headers": sent}
        try:
            await self.app(inner, receive, collect)
        finally:
            names = "route", "endpoint"
            route: dict[str, Any] = {name: inner[name] for name in names if name in inner}
            scope.update(route)  # an error is logged by its route, too
        answer = await finished(status, headers, b"".join(body), route, scope["path"])
        if status == 200:
            self.cache.put(key, answer, answer.size + len(repr(key)))
        return answer


async def finished(
    status: int, headers: MutableHeaders, body: bytes, route: Mapping[str, Any], path: str
) -> Answer:
    """The answer with the headers for caches, compressed in a thread if that is worth it."""
    headers.add_vary_header("accept-encoding")
    if status != 200:
        headers["cache-control"] = "no-store"
        return Answer(status, headers.raw, body, None, route)
    age = FILE_AGE if path.startswith(language.UNTRANSLATED) else PAGE_AGE
    age = "no-cache" if REGISTRY else age
    headers.setdefault("cache-control", age)
    headers["etag"] = f'"{blake2b(body, digest_size=12).hexdigest()}"'
    compressed = None
    media_type = headers.get("content-type", "")
    if len(body) >= SMALLEST and media_type.startswith(COMPRESSIBLE):
        compressed = await to_thread.run_sync(gzip.compress, body, 6)
    return Answer(status, headers.raw, body, compressed, route)
