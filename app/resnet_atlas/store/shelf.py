"""Graphs on disk: what was traced once need not be traced again, nor torch be loaded for it.

A file is named for all that its graph depends on: the spec, torch's version, and the content of
what makes a graph. So a file is never out of date; one that nobody asks for any more goes in time.
"""

import logging
import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from pydantic import TypeAdapter

import resnet_atlas
from resnet_atlas.graph.graph import Graph
from resnet_atlas.network.spec import ResNetSpec

MAKERS = (
    *("errors", "messages", "parse", "store/shelf"),
    *("network/module", "network/size", "network/spec"),
    *("graph/extent", "graph/graph", "graph/hierarchy", "graph/ops", "graph/trace", "graph/window"),
)
"""The files of ``app`` that a graph, or its text, depends on."""

SUFFIX = ".graph"
"""Nothing in a folder but files so named is ever touched."""


class Shelf:
    """Graphs by spec, in files that take at most ``room`` bytes together.

    When it is full the least recently used goes. Any number of processes may share a ``folder``,
    and anybody may delete it: whatever is wrong with it, a graph is merely not found, or not kept.
    Without a folder none ever is.
    """

    def __init__(self, folder: Path | None, room: int) -> None:
        self.folder = folder
        self.room = room
        self._complained = False

    def get(self, spec: ResNetSpec) -> Graph | None:
        """The graph kept for ``spec``; a file that was torn or altered is dropped."""
        if not self.folder:
            return None
        path = self._path(self.folder, spec)
        try:
            graph = decode(path.name, read(path, self.room))
        except OSError:
            return None
        except ValueError:
            with suppress(OSError):
                path.unlink()
            return None
        with suppress(OSError):  # it may be another's, or gone
            os.utime(path)
        return graph

    def keep(self, spec: ResNetSpec, graph: Graph) -> None:
        """Keep the graph of ``spec``, if there is a way to; the first time there is none is logged.

        It is written aside and renamed, so that nobody ever reads half of it.
        """
        if not self.folder:
            return
        path = self._path(self.folder, spec)
        content = encode(path.name, graph)
        if len(content) > self.room:
            return
        aside = path.with_name(os.urandom(8).hex() + SUFFIX)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._make_room(path, len(content))
            aside.write_bytes(content)
            aside.replace(path)
        except OSError as error:
            with suppress(OSError):
                aside.unlink()
            if not self._complained:
                logging.getLogger(__name__).warning("graphs are not kept on disk: %s", error)
            self._complained = True

    def _path(self, folder: Path, spec: ResNetSpec) -> Path:
        return folder / (sha256(f"{makers()} {spec}".encode()).hexdigest() + SUFFIX)

    def _make_room(self, path: Path, size: int) -> None:
        """Delete what was used longest ago until ``path`` may have ``size`` bytes."""
        files = sorted(it for it in stats(path.parent) if it[2] != path)
        used = sum(size for _, size, _ in files)
        for _, gone, oldest in files:
            if used + size <= self.room:
                break
            oldest.unlink(missing_ok=True)
            used -= gone


def stats(folder: Path) -> Iterator[tuple[int, int, Path]]:
    """When each file was used last (in nanoseconds), and how many bytes it has.

    What a process that was killed had begun to write is among them, and goes like all else.
    """
    for path in folder.glob(f"*{SUFFIX}"):
        with suppress(FileNotFoundError):  # another process has just deleted it
            it = path.stat()
            yield it.st_mtime_ns, it.st_size, path


def read(path: Path, most: int) -> bytes:
    """What a file holds; ``ValueError`` for more than ``most`` bytes, and for what is no file.

    A pipe in its place is not waited for.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb") as file:
        it = os.fstat(descriptor)
        if not stat.S_ISREG(it.st_mode) or it.st_size > most:
            raise ValueError(path)
        return file.read()


def encode(name: str, graph: Graph) -> bytes:
    """The content of the file ``name``: a line with the checksum, then the graph as JSON."""
    text = adapter().dump_json(graph, exclude_defaults=True)
    return checksum(name, text) + b"\n" + text


def decode(name: str, content: bytes) -> Graph:
    """The graph that the file ``name`` holds; ``ValueError`` if it isn't what was written there."""
    sum_, _, text = content.partition(b"\n")
    if sum_ != checksum(name, text):
        raise ValueError(name)
    return adapter().validate_json(text)


def checksum(name: str, text: bytes) -> bytes:
    """Of a file's name, too: what is right elsewhere is wrong here."""
    return sha256(name.encode() + text).hexdigest().encode()


@cache
def adapter() -> TypeAdapter[Graph]:
    """What writes and reads graphs as JSON."""
    return TypeAdapter(Graph)


@cache
def makers() -> str:
    """One text for all but the spec that a graph depends on."""
    folder = Path(__file__).parents[1]
    files = sha256(b"".join((folder / f"{name}.py").read_bytes() for name in MAKERS))
    return f"{resnet_atlas.__version__} {version('torch')} {files.hexdigest()}"
