"""A bounded memory of what was made before: the least recently used goes when it is full."""

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Generic, TypeVar

Value = TypeVar("Value")

OVERHEAD = 1024
"""What an entry takes besides its content, about: keys, headers, objects."""


class Kept(Generic[Value]):
    """Values by key, in at most ``room`` bytes; one that would take a tenth of it is not kept.

    Any thread may use it.
    """

    def __init__(self, room: int) -> None:
        self.room = room
        self.used = 0
        self.hits = 0
        self.misses = 0
        self._values: OrderedDict[Hashable, tuple[Value, int]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> Value | None:
        """The value kept for ``key``."""
        with self._lock:
            if key not in self._values:
                self.misses += 1
                return None
            self.hits += 1
            self._values.move_to_end(key)
            return self._values[key][0]

    def keep(self, key: Hashable, value: Value, size: int) -> None:
        """Keep a value of ``size`` bytes in place of any that was kept for ``key``."""
        size += OVERHEAD
        with self._lock:
            self.used -= self._values.pop(key, (None, 0))[1]
            if size > self.room // 10:
                return
            self._values[key] = value, size
            self.used += size
            while self.used > self.room:
                self.used -= self._values.popitem(last=False)[1][1]
