"""A pickle read on inert values: nothing is imported, nothing is called.

A pickle is a program for a small stack machine. Python's own runs whatever functions it names. This
one notes their names: ``Global`` is a name, ``Call`` what a function of that name would have been
called with. What a file then says of its tensors is read from those (``contents.py``).

The opcodes are those of the protocols 2 to 5 (``pickletools`` in the standard library describes
them), without what no checkpoint needs: text opcodes, extension codes, buffers outside the file.
Keys of dictionaries are texts and numbers; an item with another key is left out, since to hash a
value that a stranger made may take a stack that Python hasn't.
"""

import struct
from collections.abc import Callable
from typing import Any

from resnet_atlas.checkpoint.reading.problem import unreadable
from resnet_atlas.checkpoint.reading.source import Stream
from resnet_atlas.checkpoint.reading.values import Call, Global, Persistent
from resnet_atlas.errors import UnreadableFile

MOST_STEPS = 800_000
"""Opcodes of one file. ResNet-1202 with Adam's state beside it takes 560,000."""

DEEPEST = 1000
"""Containers that are begun within each other."""

LONGEST_NUMBER = 255
"""Bytes of a whole number."""


class Machine:
    """Reads pickles one behind the other from a stream."""

    def __init__(self, stream: Stream) -> None:
        self.stream = stream
        self.steps = 0
        self.makes_arrays = False
        self._begin()

    def _begin(self) -> None:
        self.stack: list[Any] = []
        self.marks: list[int] = []
        self.memo: dict[int, Any] = {}

    def load(self) -> Any:
        """The value of the next pickle."""
        self._begin()
        take = self.stream.take
        try:
            while (code := take(1)) != b".":
                self.steps += 1
                if self.steps > MOST_STEPS:
                    raise unreadable("large")
                OPCODES[code](self)
            return self.stack.pop()
        except UnreadableFile:
            raise
        except KeyError as error:
            code = error.args[0]
            if code in OPCODES or not isinstance(code, bytes):
                raise unreadable("damaged") from None
            raise unreadable("foreign") from None
        except (IndexError, ValueError, TypeError, AttributeError, struct.error, OverflowError):
            raise unreadable("damaged") from None

    # What opcodes are made of

    def push(self, value: Any) -> None:
        """Put a value on the stack."""
        self.stack.append(value)

    def since_mark(self) -> list[Any]:
        """Take what was put on the stack since the last mark."""
        place = self.marks.pop()
        found = self.stack[place:]
        del self.stack[place:]
        return found

    def text(self, format: str) -> str:
        """A text behind its length."""
        return self.bytes(format).decode("utf-8", "surrogatepass")

    def bytes(self, format: str) -> bytes:
        """Bytes behind their length."""
        return self.stream.take(self.stream.number(format))

    # Opcodes

    def mark(self) -> None:
        """Begin a container."""
        if len(self.marks) == DEEPEST:
            raise unreadable("deep")
        self.marks.append(len(self.stack))

    def integer(self, format: str) -> None:
        """A whole number of so many bytes, as many as a number before it says."""
        length = self.stream.number(format)
        if not 0 <= length <= LONGEST_NUMBER:
            raise unreadable("damaged")
        self.push(int.from_bytes(self.stream.take(length), "little", signed=True))

    def tuple_of(self, count: int) -> None:
        """A tuple of the last values."""
        if len(self.stack) < count:
            raise unreadable("damaged")
        found = tuple(self.stack[-count:])
        del self.stack[-count:]
        self.push(found)

    def name(self) -> None:
        """A name in two lines."""
        module, name = self.stream.line().decode(), self.stream.line().decode()
        self.push_name(module, name)

    def name_of_texts(self) -> None:
        """A name of two texts."""
        name, module = self.stack.pop(), self.stack.pop()
        if not isinstance(name, str) or not isinstance(module, str):
            raise unreadable("damaged")
        self.push_name(module, name)

    def push_name(self, module: str, name: str) -> None:
        """A name; NumPy's are noted, since files of its arrays are told so."""
        self.makes_arrays |= module.startswith("numpy") and name == "_reconstruct"
        self.push(Global(module, name))

    def call(self) -> None:
        """What a function would be called with."""
        arguments = self.stack.pop()
        self.push(Call(self.stack.pop(), arguments))

    def call_with_names(self) -> None:
        """The same with arguments by name, which nothing that we look for has."""
        self.stack.pop()
        self.call()

    def build(self) -> None:
        """The state of an object."""
        state = self.stack.pop()
        if isinstance(made := self.stack[-1], Call):
            made.state = state

    def persistent(self) -> None:
        """What is kept elsewhere."""
        self.push(Persistent(self.stack.pop()))

    def append(self, items: list[Any]) -> None:
        """Put values into a list or a set."""
        if isinstance(found := self.stack[-1], list):
            found.extend(items)

    def set_items(self, items: list[Any]) -> None:
        """Put keys and values into a dictionary."""
        found = self.stack[-1]
        held = found.items if isinstance(found, Call) else found
        if len(items) % 2 or not isinstance(held, dict):
            raise unreadable("damaged")
        for key, value in zip(items[::2], items[1::2], strict=True):
            if isinstance(key, str | int):
                held[key] = value

    def put(self, place: int) -> None:
        """Keep the last value under a number."""
        self.memo[place] = self.stack[-1]

    def get(self, place: int) -> None:
        """A value that was kept."""
        if place not in self.memo:
            raise unreadable("damaged")
        self.push(self.memo[place])


def constant(value: Any) -> Callable[[Machine], None]:
    """An opcode for a value that never changes."""
    return lambda machine: machine.stack.append(value)


OPCODES: dict[bytes, Callable[[Machine], Any]] = {
    b"\x80": lambda m: m.stream.take(1),  # the protocol's number
    b"\x95": lambda m: m.stream.take(8),  # the length of a frame
    b"N": constant(None),
    b"\x88": constant(True),
    b"\x89": constant(False),
    b")": constant(()),
    b"]": lambda m: m.push([]),
    b"}": lambda m: m.push({}),
    b"\x8f": lambda m: m.push([]),  # a set: our lists do
    b"K": lambda m: m.push(m.stream.take(1)[0]),
    b"M": lambda m: m.push(m.stream.number("<H")),
    b"J": lambda m: m.push(m.stream.number("<i")),
    b"\x8a": lambda m: m.integer("<B"),
    b"\x8b": lambda m: m.integer("<i"),
    b"G": lambda m: m.push(m.stream.number(">d")),
    b"X": lambda m: m.push(m.text("<I")),
    b"\x8c": lambda m: m.push(m.text("<B")),
    b"\x8d": lambda m: m.push(m.text("<Q")),
    b"U": lambda m: m.push(m.bytes("<B").decode("latin1")),
    b"T": lambda m: m.push(m.bytes("<I").decode("latin1")),
    b"C": lambda m: m.push(m.bytes("<B")),
    b"B": lambda m: m.push(m.bytes("<I")),
    b"\x8e": lambda m: m.push(m.bytes("<Q")),
    b"\x96": lambda m: m.push(m.bytes("<Q")),
    b"(": Machine.mark,
    b"t": lambda m: m.push(tuple(m.since_mark())),
    b"l": lambda m: m.push(m.since_mark()),
    b"\x91": lambda m: m.push(m.since_mark()),  # a frozen set
    b"\x85": lambda m: m.tuple_of(1),
    b"\x86": lambda m: m.tuple_of(2),
    b"\x87": lambda m: m.tuple_of(3),
    b"0": lambda m: m.stack.pop(),
    b"1": lambda m: m.since_mark(),
    b"2": lambda m: m.push(m.stack[-1]),
    b"q": lambda m: m.put(m.stream.take(1)[0]),
    b"r": lambda m: m.put(m.stream.number("<I")),
    b"\x94": lambda m: m.put(len(m.memo)),
    b"h": lambda m: m.get(m.stream.take(1)[0]),
    b"j": lambda m: m.get(m.stream.number("<I")),
    b"c": Machine.name,
    b"\x93": Machine.name_of_texts,
    b"R": Machine.call,
    b"\x81": Machine.call,
    b"\x92": Machine.call_with_names,
    b"b": Machine.build,
    b"Q": Machine.persistent,
    b"a": lambda m: m.append([m.stack.pop()]),
    b"e": lambda m: m.append(m.since_mark()),
    b"\x90": lambda m: m.append(m.since_mark()),
    b"s": lambda m: m.set_items([m.stack.pop(-2), m.stack.pop()]),
    b"u": lambda m: m.set_items(m.since_mark()),
}
