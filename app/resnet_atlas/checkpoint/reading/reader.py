"""A file of weights → the names, shapes and types of its tensors, a few kilobytes of it read.

Four formats are told apart by their first bytes: the zip that ``torch.save`` writes since PyTorch
1.6, the row of pickles that it wrote before, a bare pickle, and safetensors.
"""

import stat
from pathlib import Path
from typing import BinaryIO

from resnet_atlas.checkpoint.reading.archive import read_zip
from resnet_atlas.checkpoint.reading.checkpoint import Checkpoint
from resnet_atlas.checkpoint.reading.formats import foreign
from resnet_atlas.checkpoint.reading.problem import unreadable
from resnet_atlas.checkpoint.reading.safetensors import read_safetensors
from resnet_atlas.checkpoint.reading.source import Source, Stream
from resnet_atlas.checkpoint.reading.unpickle import Machine
from resnet_atlas.errors import UnreadableFile

LEGACY_MAGIC = 0x1950A86A20F9469CFC6C
"""The number that PyTorch's older format begins with (``torch/serialization.py``)."""

START = 512
"""Bytes by which a format is told."""


def read(path: Path) -> Checkpoint:
    """The file of that name; ``UnreadableFile`` says what is wrong with it."""
    try:
        if not stat.S_ISREG(path.stat().st_mode) and not path.is_dir():
            raise UnreadableFile("Not a regular file")  # a pipe may have no end
        with path.open("rb") as file:
            return read_file(file, path.stat().st_size)
    except OSError as error:
        raise UnreadableFile(str(error.strerror)) from None


def read_file(file: BinaryIO, size: int) -> Checkpoint:
    """An open file of that many bytes."""
    source = Source(file, size)
    start = source.slice(0, min(size, START))
    if not start:
        raise unreadable("empty")
    if start[8:9] == b"{":  # first: the length of the header before it may be spelt PK, too
        return read_safetensors(source)
    if start.startswith(b"PK"):
        return read_zip(source)
    if start.startswith(b"\x80"):
        return read_pickles(source)
    raise unreadable(foreign(start, source.slice(max(0, size - 8), min(size, 8))))


def read_pickles(source: Source) -> Checkpoint:
    """A magic number, the protocol's, what the system was, then the object; or one bare pickle."""
    machine = Machine(Stream(source, 0, source.size))
    try:
        value = machine.load()
        if value != LEGACY_MAGIC:
            return Checkpoint.of("pickle", value, source)
        machine.load()
        machine.load()
        return Checkpoint.of("legacy", machine.load(), source)
    except UnreadableFile:
        if machine.makes_arrays:
            raise unreadable("numpy") from None
        raise
