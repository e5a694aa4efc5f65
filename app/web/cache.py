"""Finished answers, kept as bytes: what was asked before is sent again without being made again.

Everything served is a pure function of the URL and of the kind of answer the client accepts, so
nothing ever has to be dropped but for room.
"""

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any

from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

Handler = Callable[[Request], Awaitable[Response]]
Key = tuple[str, bytes, str]


class Answers:
    """Responses by request, the least recently used dropped when they exceed ``room`` bytes."""

    def __init__(self, room: int) -> None:
        self.room = room
        self.used = 0
        self._kept: OrderedDict[Key, Response] = OrderedDict()

    def get(self, key: Key) -> Response | None:
        """The response kept for ``key``."""
        if key in self._kept:
            self._kept.move_to_end(key)
        return self._kept.get(key)

    def keep(self, key: Key, response: Response) -> None:
        """Keep a response, unless it alone would take a tenth of the room."""
        size = len(response.body) + len(key[0]) + len(key[1]) + len(key[2])
        if size > self.room // 10:
            return
        self._kept[key] = response
        self.used += size
        while self.used > self.room:
            gone, dropped = self._kept.popitem(last=False)
            self.used -= len(dropped.body) + len(gone[0]) + len(gone[1]) + len(gone[2])


class KeptRoute(APIRoute):
    """A route whose answers (only those with status 200) are kept in ``app.state.answers``."""

    def get_route_handler(self) -> Callable[[Request], Any]:
        """FastAPI's handler, asked only for what isn't kept."""
        handler: Handler = super().get_route_handler()

        async def keep(request: Request) -> Response:
            answers: Answers = request.app.state.answers
            accept = request.headers.get("accept", "")
            key = request.scope["path"], request.scope["query_string"], accept
            if kept := answers.get(key):
                return kept
            response = await handler(request)
            if response.status_code == 200 and answers.get(key) is None:
                answers.keep(key, response)
            return response

        return keep
