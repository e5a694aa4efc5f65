"""A file of weights → the names, shapes and types of its tensors, a few kilobytes of it read.

Four formats are told apart by their first bytes: the zip that ``torch.save`` writes since PyTorch
1.6, the row of pickles that it wrote before, a bare pickle, and safetensors.
"""

import json
import zipfile
from collections import Counter
from dataclasses import dataclass
from io import RawIOBase
from math import prod
from pathlib import Path
from typing import Any, BinaryIO

from resnet_atlas.checkpoint.contents import LONGEST_NAME, MOST_NAMES, Found, Tensor, weights
from resnet_atlas.checkpoint.source import CUT_OFF, MOST_BYTES, Source, Stream
from resnet_atlas.checkpoint.unpickle import Machine
from resnet_atlas.errors import UnreadableFile

LEGACY_MAGIC = 0x1950A86A20F9469CFC6C
"""The number that PyTorch's older format begins with (``torch/serialization.py``)."""

MOST_HEADER = 2**22
"""Bytes of a header of safetensors. 20,000 names take some 3 MB."""

OTHERS = (
    (b"version https://git-lfs", "it is a Git LFS pointer: fetch the file it stands for"),
    (b"<!DOCTYPE", "it is a web page: the download went wrong"),
    (b"<!doctype", "it is a web page: the download went wrong"),
    (b"<html", "it is a web page: the download went wrong"),
    (b"\x1f\x8b", "it is packed with gzip: unpack it first"),
    (b"\x89HDF", "it is an HDF5 file, as Keras writes them"),
    (b"GGUF", "it is a GGUF file"),
    (b"\x93NUMPY", "it is an array of NumPy’s"),
    (b"\x08", "it may be an ONNX file: those hold a network, not a state dict"),
)
"""What is often found in place of a checkpoint, by its first bytes."""

SAFETENSORS = {
    "F64": "float64",
    "F32": "float32",
    "F16": "float16",
    "BF16": "bfloat16",
    "I64": "int64",
    "I32": "int32",
    "I16": "int16",
    "I8": "int8",
    "U8": "uint8",
    "BOOL": "bool",
    "F8_E4M3": "float8_e4m3fn",
    "F8_E5M2": "float8_e5m2",
}
"""What safetensors call the types of numbers."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a file holds.

    ``format`` is ``zip``, ``legacy``, ``pickle`` or ``safetensors``. ``path`` are the keys under
    which its state dict is, ``module`` the class it was pickled from where it is a whole module,
    ``others`` the keys of further state dicts in it. ``read`` is how many bytes were read.
    """

    format: str
    tensors: dict[str, Tensor]
    path: tuple[str, ...] = ()
    module: str = ""
    others: tuple[tuple[str, ...], ...] = ()
    size: int = 0
    read: int = 0

    @property
    def shapes(self) -> dict[str, tuple[int, ...]]:
        """The shapes by name."""
        return {name: tensor.shape for name, tensor in self.tensors.items()}

    @property
    def dtype(self) -> str:
        """The type that most of its numbers have."""
        numbers: Counter[str] = Counter()
        for tensor in self.tensors.values():
            numbers[tensor.dtype] += prod(tensor.shape)
        return max(numbers, key=numbers.__getitem__, default="")


def read(path: Path) -> Checkpoint:
    """The file of that name; ``UnreadableFile`` says what is wrong with it."""
    try:
        with path.open("rb") as file:
            return read_file(file, path.stat().st_size)
    except OSError as error:
        raise UnreadableFile(str(error.strerror)) from None


def read_file(file: BinaryIO, size: int) -> Checkpoint:
    """An open file of that many bytes."""
    source = Source(file, size)
    start = source.slice(0, min(size, 64))
    if not start:
        raise UnreadableFile("it is empty")
    if start.startswith(b"PK"):
        return read_zip(source)
    if start.startswith(b"\x80") and start[8:9] != b"{":
        return read_pickles(source)
    if start[8:9] == b"{":
        return read_safetensors(source)
    for magic, problem in OTHERS:
        if start.startswith(magic):
            raise UnreadableFile(problem)
    raise UnreadableFile("it is neither a checkpoint of PyTorch’s nor safetensors")


class Slices(RawIOBase):
    """A source as ``zipfile`` wants a file to be."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.place = 0

    def seekable(self) -> bool:
        """It is."""
        return True

    def readable(self) -> bool:
        """It is."""
        return True

    def tell(self) -> int:
        """Where the next byte is."""
        return self.place

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go there."""
        self.place = offset + (0, self.place, self.source.size)[whence]
        if self.place < 0:
            raise OSError("before the start")
        return self.place

    def read(self, length: int = -1) -> bytes:
        """So many bytes, fewer where there are none left."""
        left = max(0, self.source.size - self.place)
        found = self.source.slice(self.place, left if length < 0 else min(length, left))
        self.place += len(found)
        return found


def read_zip(source: Source) -> Checkpoint:
    """The zip of PyTorch since 1.6: the pickle is a member of it, stored as it is."""
    try:
        with zipfile.ZipFile(Slices(source)) as archive:
            names = [info for info in archive.infolist() if info.filename.endswith("data.pkl")]
            if not names:
                raise UnreadableFile("it is a zip, but none that PyTorch wrote")
            member = min(names, key=lambda info: len(info.filename))
            if member.compress_type != zipfile.ZIP_STORED:
                raise UnreadableFile("its index is compressed, which PyTorch never does")
            header = source.slice(member.header_offset, 30)
    except UnreadableFile:
        raise
    except Exception:  # what a damaged zip can make zipfile raise is not listed anywhere
        raise UnreadableFile(CUT_OFF) from None
    if not header.startswith(b"PK\x03\x04"):
        raise UnreadableFile(CUT_OFF)
    behind = int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
    start = member.header_offset + 30 + behind
    stream = Stream(source, start, min(start + member.file_size, source.size))
    return checkpoint("zip", Machine(stream).load(), source)


def read_pickles(source: Source) -> Checkpoint:
    """A magic number, the protocol's, what the system was, then the object; or one bare pickle."""
    machine = Machine(Stream(source, 0, source.size))
    value = machine.load()
    if value != LEGACY_MAGIC:
        return checkpoint("pickle", value, source)
    machine.load()
    machine.load()
    return checkpoint("legacy", machine.load(), source)


def checkpoint(format: str, value: Any, source: Source) -> Checkpoint:
    """What a pickled value holds."""
    first, others = weights(value)
    return Checkpoint(
        format,
        first.tensors,
        first.path,
        first.module,
        tuple(found.path for found in worthwhile(first, others)),
        source.size,
        source.read,
    )


def worthwhile(first: Found, others: list[Found]) -> list[Found]:
    """Of the other state dicts those that could be a network, too: half as large or more."""
    return [found for found in others if 2 * len(found.tensors) >= len(first.tensors)]


def read_safetensors(source: Source) -> Checkpoint:
    """Eight bytes of length, then JSON: a type, a shape and a place for every name."""
    length = int.from_bytes(source.slice(0, 8), "little")
    if length > MOST_HEADER:
        raise UnreadableFile(f"its header says it has {length} bytes, more than any network’s")
    damaged = UnreadableFile("it is damaged: its header is not that of safetensors")
    try:
        header = json.loads(source.slice(8, length))
    except (ValueError, RecursionError):
        raise damaged from None
    if not isinstance(header, dict):
        raise damaged
    header.pop("__metadata__", None)
    if len(header) > MOST_NAMES:
        raise UnreadableFile(f"it has more than {MOST_NAMES} tensors")
    tensors = {name: entry_of(item) for name, item in header.items() if len(name) <= LONGEST_NAME}
    found = {name: tensor for name, tensor in tensors.items() if tensor}
    if len(found) < len(header):
        raise damaged
    if not found:
        raise UnreadableFile("there are no tensors with names in it")
    return Checkpoint("safetensors", found, size=source.size, read=source.read)


def entry_of(item: Any) -> Tensor | None:
    """One tensor of safetensors; None where it isn't described as one."""
    if not isinstance(item, dict):
        return None
    dtype, shape = item.get("dtype"), item.get("shape")
    if not isinstance(dtype, str) or not isinstance(shape, list) or len(shape) > 16:
        return None
    if not all(type(side) is int and 0 <= side < 2**48 for side in shape):
        return None
    return Tensor(tuple(shape), SAFETENSORS.get(dtype, dtype.lower()[:20]))


__all__ = ["MOST_BYTES", "Checkpoint", "read", "read_file"]
