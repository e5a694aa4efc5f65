"""Addresses that name a version of the site: whoever keeps their answers may do so for ever."""

from contextvars import ContextVar
from functools import cache
from hashlib import blake2b

from fastapi import APIRouter
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

import resnet_atlas as package
from resnet_atlas.resources import PACKAGE, resource_folder
from resnet_atlas.web.request.address import LIVE, local, query

router = APIRouter(include_in_schema=False)

PREFIX = "/v/"
FOR_EVER = "public, max-age=31536000, immutable"
SUFFIXES = {".py", ".po", ".html", ".css", ".js", ".svg"}
"""Of the files that answers are made from."""


exported: ContextVar[bool] = ContextVar("exported", default=False)
"""Whether the answer that is being made is for a site of files, which has one version alone."""


@cache
def version() -> str:
    """The release and a digest of all that answers are made from: the same on every replica."""
    digest = blake2b(digest_size=6)
    for folder in (PACKAGE, resource_folder("static"), resource_folder("templates")):
        for file in sorted(folder.rglob("*")):
            if file.suffix in SUFFIXES:
                digest.update(file.relative_to(folder).as_posix().encode())
                digest.update(file.read_bytes())
    return f"{package.__version__}-{digest.hexdigest()}"


def lasting(address: str) -> str:
    """The same as it is in this version; or as it is, where it is exported."""
    return address if exported.get() else f"{PREFIX}{version()}{address}"


@router.get(PREFIX + "{version}/{path:path}")
async def newest(request: Request, path: str) -> RedirectResponse:
    """Where there is now what was asked for in another version."""
    texts = request.query_params.multi_items()
    return RedirectResponse(local(path) + query(texts), 307)


class Versions:
    """Answers what is asked for in this version as it is answered without one.

    But for what is different each time, and is for nobody to keep.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on without its version."""
        if scope["type"] != "http" or not scope["path"].startswith(PREFIX):
            await self.app(scope, receive, send)
            return
        named, _, path = scope["path"].removeprefix(PREFIX).partition("/")
        if named != version() or f"/{path}".startswith(LIVE):
            await self.app(scope, receive, send)
            return

        async def keep(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] in (200, 304):
                headers = MutableHeaders(scope=message)
                if "set-cookie" not in headers:  # else it is for one visitor
                    headers["cache-control"] = FOR_EVER
            await send(message)

        await self.app({**scope, "path": f"/{path}"}, receive, keep)
