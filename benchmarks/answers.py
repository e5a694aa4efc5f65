"""A diagram that was asked for before, over HTTP."""

from urllib.request import urlopen

from benchmarks.client import load
from benchmarks.contest import Goal, Result, race
from benchmarks.server import BARE, DIAGRAM, running

REQUESTS = 1600
"""Per timing; about half a second."""

SEEN = Goal(
    "A diagram seen before, over HTTP", "a bare FastAPI endpoint that returns the same bytes", 0.7
)


async def seen(rounds: int) -> Result:
    """Our server's kept answer against a bare endpoint in the same process."""
    with running() as port:
        ours, theirs = (get(port, path) for path in (DIAGRAM, BARE))
        if ours != theirs:
            raise AssertionError("the bare endpoint doesn't return the diagram's bytes")

        async def ask(path: str) -> int:
            await load(port, path, REQUESTS)
            return REQUESTS

        return await race(SEEN, lambda: ask(DIAGRAM), lambda: ask(BARE), rounds)


def get(port: int, path: str) -> bytes:
    """The body of an answer."""
    with urlopen(f"http://127.0.0.1:{port}{path}") as answer:
        body: bytes = answer.read()
        return body
