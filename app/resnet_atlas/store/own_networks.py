"""The operator's own networks: traced in a worker, and again when a file of theirs changes."""

import asyncio
from collections.abc import Iterable
from pathlib import Path

from resnet_atlas.errors import AtlasError, without_torch
from resnet_atlas.graph.graph import Graph
from resnet_atlas.messages import Message
from resnet_atlas.network.network import Network
from resnet_atlas.network.reference import Reference
from resnet_atlas.network.traced import plain_name
from resnet_atlas.store.traced import add
from resnet_atlas.workers.pool import WorkerPool

TRACE = "resnet_atlas.graph.tracing.jobs:trace_reference"
"""The job that runs the reader's code: a name, since importing it loads torch."""

FAILED = Message("The network could not be traced: {reason}")

Stamp = tuple[tuple[str, int, int], ...]
"""The files of a network, each with when it was changed and its size."""


class OwnNetworks:
    """Networks by reference. The server process imports none of them: a worker of ``pool`` does."""

    def __init__(self, references: Iterable[Reference], pool: WorkerPool) -> None:
        self.references = {plain_name(each.path): each for each in references}
        self.pool = pool
        self._stamps: dict[str, Stamp] = {}
        self._errors: dict[str, AtlasError] = {}
        self._turn = asyncio.Lock()

    async def load(self) -> list[Network]:
        """Trace all of them; the error of the first that can't be."""
        for name in self.references:
            await self._trace(name)
        for error in self._errors.values():
            raise error
        return [Network.parse(name, {}) for name in self.references]

    async def refresh(self) -> None:
        """Trace those anew whose files have changed; what is wrong with one is kept for it."""
        if all(stamp == stamp_of(stamp) for stamp in self._stamps.values()):
            return
        async with self._turn:
            for name, stamp in self._stamps.items():
                if stamp != stamp_of(stamp):
                    await self._trace(name)

    def check(self, text: str) -> None:
        """Raise what is wrong with the first network that an address mentions."""
        for name, error in self._errors.items():
            if name in text:
                raise error

    async def _trace(self, name: str) -> None:
        """Trace a network. The stamps are from before it is read: a change meanwhile is seen."""
        reference, before = self.references[name], stamp_of(self._stamps.get(name, ()))
        try:
            graph, files = await self._traced(reference)
        except AtlasError as error:
            self._errors[name] = error
            self._stamps[name] = before
            return
        self._errors.pop(name, None)
        known = {stamp[0]: stamp for stamp in before}
        self._stamps[name] = tuple(sorted(known.get(file) or stamped(file) for file in files))
        add(name, graph, reference)

    async def _traced(self, reference: Reference) -> tuple[Graph, tuple[str, ...]]:
        traced: tuple[Graph, tuple[str, ...]]
        try:
            traced = await self.pool.run(TRACE, reference, failure=FAILED)
        except ImportError as error:
            if "torch" in str(error):
                raise without_torch() from None
            raise
        return traced


def stamp_of(files: Iterable[tuple[str, int, int]]) -> Stamp:
    """When each of the files was last changed, and its size; 0 for one that is gone."""
    return tuple(sorted(stamped(file) for file, *_ in files))


def stamped(file: str) -> tuple[str, int, int]:
    """A file with when it was changed, in nanoseconds, and its size in bytes."""
    try:
        found = Path(file).stat()
    except OSError:
        return file, 0, 0
    return file, found.st_mtime_ns, found.st_size
