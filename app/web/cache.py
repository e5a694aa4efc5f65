"""Finished answers, kept as bytes: what was asked before is sent again without being made again.

Everything served is a pure function of the URL and of the kind and language of answer the client
would rather have, so nothing ever has to be dropped but for room.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from app.kept import Kept
from app.web import language
from app.web.accept import preferred

Handler = Callable[[Request], Awaitable[Response]]


class KeptRoute(APIRoute):
    """A route whose answers (only those with status 200) are kept in ``app.state.answers``."""

    def get_route_handler(self) -> Callable[[Request], Any]:
        """FastAPI's handler, asked only for what isn't kept."""
        handler: Handler = super().get_route_handler()

        async def keep(request: Request) -> Response:
            answers: Kept[Response] = request.app.state.answers
            path, query = request.scope["path"], request.scope["query_string"]
            kind = preferred(request, "application/json", "text/csv")
            key = path, query, kind, language.current.get()
            if kept := answers.get(key):
                return kept
            response = await handler(request)
            if response.status_code == 200:
                answers.keep(key, response, len(response.body) + len(path) + len(query))
            return response

        return keep
