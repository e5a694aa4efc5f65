"""A cache of bounded size in bytes: the least recently used entry goes when it is full."""

from collections.abc import Hashable
from threading import Lock
from typing import Generic, TypeVar

import cachetools

Value = TypeVar("Value")

OVERHEAD = 1024
"""Bytes that an entry takes besides its content, about: keys, headers, objects."""


class LRUCache(Generic[Value]):
    """Values by key in at most ``capacity`` bytes. Threads may share it.

    A value that would take a tenth of the capacity is not kept.
    """

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.hits = 0
        self.misses = 0
        self._entries: cachetools.LRUCache[Hashable, tuple[Value, int]]
        self._entries = cachetools.LRUCache(capacity, getsizeof=lambda entry: entry[1])
        self._lock = Lock()

    @property
    def used(self) -> int:
        """The bytes taken."""
        return int(self._entries.currsize)

    def get(self, key: Hashable) -> Value | None:
        """Return the value of ``key``, or None."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is None:
                self.misses += 1
                return None
            self.hits += 1
            return entry[0]

    def put(self, key: Hashable, value: Value, size: int) -> None:
        """Keep a value of ``size`` bytes, in place of an earlier one of ``key``."""
        size += OVERHEAD
        with self._lock:
            self._entries.pop(key, None)
            if size <= self.capacity // 10:
                self._entries[key] = value, size
