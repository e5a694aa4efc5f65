"""Finds out where the site is, and takes its path out of the address of a request."""

import re

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from resnet_atlas.web.root import Root, current

HOST = re.compile(r"([A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*|\[[0-9A-Fa-f:]+\])(:[0-9]{1,5})?")
"""A host as a browser names it; an address with anything else isn't repeated."""

LONGEST_HOST = 255


class RootMiddleware:
    """Sets ``root.current``, so that the rest of the application knows no prefix.

    A proxy may pass the prefix on or take it away: both work. Without a setting the origin is what
    the request names.
    """

    def __init__(self, app: ASGIApp, path: str = "", origin: str = "") -> None:
        self.app = app
        self.path = path
        self.origin = origin

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on without the prefix."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if self.path:
            scope = {**scope, **without_prefix(scope, self.path)}
        token = current.set(Root(self.origin or origin_of(scope), self.path))
        try:
            await self.app(scope, receive, send)
        finally:
            current.reset(token)


def without_prefix(scope: Scope, prefix: str) -> dict[str, object]:
    """The path of a request without the prefix, if it has it."""
    path, raw = scope["path"], scope.get("raw_path", b"")
    if path != prefix and not path.startswith(f"{prefix}/"):
        return {}
    encoded = prefix.encode()
    return {"path": path.removeprefix(prefix) or "/", "raw_path": raw.removeprefix(encoded) or b"/"}


def origin_of(scope: Scope) -> str:
    """The origin that a request names; empty where it names none."""
    host = Headers(scope=scope).get("host", "")
    if len(host) > LONGEST_HOST or not HOST.fullmatch(host):
        return ""
    return f"{scope.get('scheme', 'http')}://{host.lower()}"
