"""The bytes of a file, read in slices, no more of them than a bound allows."""

import struct
from typing import BinaryIO

from resnet_atlas.checkpoint.reading.problem import unreadable

MOST_BYTES = 2**24
"""What is read of one file in all. The names of 20,000 tensors take some 3 MB."""


class Source:
    """A file that is read here and there; ``read`` counts the bytes that were."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self.file = file
        self.size = size
        self.read = 0

    def slice(self, start: int, length: int) -> bytes:
        """Exactly ``length`` bytes from ``start``."""
        if start < 0 or length < 0 or start + length > self.size:
            raise unreadable("cut")
        self.read += length
        if self.read > MOST_BYTES:
            raise unreadable("large")
        self.file.seek(start)
        found = self.file.read(length)
        if len(found) < length:
            raise unreadable("cut")
        return found


class Stream:
    """A part of a source read from its start to its end, some kilobytes at a time."""

    STEP = 2**15

    def __init__(self, source: Source, start: int, end: int) -> None:
        self.source = source
        self.end = end
        self._next = start
        self._held = b""
        self._at = 0

    @property
    def position(self) -> int:
        """Where in the file the next byte is."""
        return self._next - len(self._held) + self._at

    def take(self, length: int) -> bytes:
        """The next ``length`` bytes."""
        stop = self._at + length
        if stop > len(self._held):
            self._fetch(length)
            stop = length
        taken = self._held[self._at : stop]
        self._at = stop
        return taken

    def _fetch(self, length: int) -> None:
        """Hold what is left and enough behind it for ``length`` bytes."""
        left = self._held[self._at :]
        wanted = max(length - len(left), self.STEP)
        step = min(wanted, self.end - self._next)
        if len(left) + step < length:
            raise unreadable("cut")
        self._held = left + self.source.slice(self._next, step)
        self._next += step
        self._at = 0

    def line(self, longest: int = 1000) -> bytes:
        """The bytes before the next line feed, which is taken, too."""
        taken = bytearray()
        while (byte := self.take(1)) != b"\n":
            taken += byte
            if len(taken) > longest:
                raise unreadable("damaged")
        return bytes(taken)

    def number(self, format: str) -> int:
        """The next number, in ``struct``'s notation."""
        found: int = struct.unpack(format, self.take(struct.calcsize(format)))[0]
        return found
