"""Answers that were given before, over HTTP: how many a second, and how long the slowest take."""

from statistics import quantiles
from urllib.request import urlopen

from benchmarks.bound import Bound
from benchmarks.client import CONNECTIONS, load
from benchmarks.contest import Goal, Result, race
from benchmarks.server import BARE, KEPT, running

REQUESTS = 1600
"""Per timing; about half a second."""

SLOWEST = 20
"""Milliseconds that 99 of 100 answers may take."""


async def kept(rounds: int) -> list[Result | Bound]:
    """Our server's kept answers against a bare endpoint in the same process."""
    found: list[Result | Bound] = []
    with running() as port:
        for title, path in KEPT.items():
            bare = BARE + path
            if get(port, path) != get(port, bare):
                raise AssertionError(f"the bare endpoint doesn't return the bytes of {path}")
            waits: list[float] = []

            async def ours(path: str = path, waits: list[float] = waits) -> int:
                waits += await load(port, path, REQUESTS)
                return REQUESTS

            async def theirs(bare: str = bare) -> int:
                await load(port, bare, REQUESTS)
                return REQUESTS

            against = "a bare FastAPI endpoint that returns the same bytes"
            goal = Goal(f"{title} seen before, over HTTP", against, 0.8)
            found.append(await race(goal, ours, theirs, rounds))
            slowest = 1000 * quantiles(waits, n=100)[-1]
            what = f"{title} seen before, {CONNECTIONS} connections, 99th of 100"
            found.append(Bound(what, slowest, "ms", SLOWEST))
    return found


def get(port: int, path: str) -> bytes:
    """The body of an answer."""
    with urlopen(f"http://127.0.0.1:{port}{path}") as answer:
        body: bytes = answer.read()
        return body
