"""A process that a way has for itself: some patch PyTorch, and some refuse to be a child's part."""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

LONGEST = 2**20
"""Bytes of an answer."""


class Failed(Exception):
    """What a way raised, as text."""


@dataclass(frozen=True, slots=True)
class Room:
    """A program of its own that does what ``benchmarks.turns`` can, for one way."""

    process: Process

    async def run(self, what: str, *given: Any) -> Any:
        """What a function of ``benchmarks.turns`` returns there; ``Failed`` for any error."""
        stdin, stdout = self.process.stdin, self.process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(json.dumps([what, *given]).encode() + b"\n")
        line = await stdout.readline()
        answer = json.loads(line or '{"error": "its process has ended"}')
        if "error" in answer:
            raise Failed(answer["error"])
        return answer["value"]


@asynccontextmanager
async def room(way: str) -> AsyncIterator[Room]:
    """One, for a while."""
    command = [sys.executable, "-m", "benchmarks.turns", way]
    process = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE, limit=LONGEST)
    try:
        yield Room(process)
    finally:
        process.kill()
        await process.wait()
