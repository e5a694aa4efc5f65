"""How long an address may be."""

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Receive, Scope, Send

LONGEST = 16 * 1024
"""Bytes of path and query; nginx.conf has the same limit for the whole request line."""


class URLLimit:
    """Refuses an address of more than ``LONGEST`` bytes with 414."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, unless its address is too long."""
        if len(scope.get("raw_path", b"")) + len(scope.get("query_string", b"")) > LONGEST:
            raise HTTPException(414)
        await self.app(scope, receive, send)
