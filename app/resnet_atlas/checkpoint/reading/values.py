"""The inert values that a pickle is read as."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Global:
    """The name of a class or a function."""

    module: str
    name: str

    def __str__(self) -> str:
        """As it is imported."""
        return f"{self.module}.{self.name}"


@dataclass(slots=True, eq=False)
class Call:
    """What a function would have given: the function, its arguments, the state it was left in.

    ``items`` are what was put into it, where it is a dictionary.
    """

    function: Any
    arguments: Any
    state: Any = None
    items: dict[Any, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Persistent:
    """What the file keeps elsewhere: in a checkpoint, the numbers of a tensor."""

    id: Any
