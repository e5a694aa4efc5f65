"""The tensors in what a pickle holds: a state dict somewhere in it, or a module's own."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from resnet_atlas.checkpoint.reading.problem import unreadable
from resnet_atlas.checkpoint.reading.tensor import Tensor, tensor_of
from resnet_atlas.checkpoint.reading.values import Call, Global, Persistent

MOST_NAMES = 20_000
MOST_VALUES = 400_000
"""Values that are looked at. ResNet-1202 with Adam's state beside it has 60,000."""

DEEPEST = 60
"""Modules within modules."""

LONGEST_NAME = 500

PREFERRED = (
    "state_dict",
    "model_state_dict",
    "model_state",
    "model",
    "net",
    "network",
    "module",
    "weights",
    "params",
    "backbone",
    "encoder",
    "student",
    "ema",
)
"""Of several state dicts with as many tensors, the one under the first of these names is read."""

NO_WEIGHTS = ("optim", "sched", "scaler")
"""What a key begins with under which there are tensors, but no weights."""


@dataclass(frozen=True, slots=True)
class Found:
    """A state dict: where it is, its tensors, and the class it was pickled from, if it was one."""

    path: tuple[str, ...]
    tensors: dict[str, Tensor]
    module: str = ""


def weights(value: Any) -> tuple[Found, list[Found]]:
    """The state dict that a file is about, and the others that are in it."""
    found = sorted(Search().state_dicts(value, ()), key=worth, reverse=True)
    if not found:
        raise unreadable("none")
    first, *others = found
    if len(first.tensors) > MOST_NAMES:
        raise unreadable("many")
    return first, others


def worth(found: Found) -> tuple[int, int]:
    """Sorts state dicts: the most tensors, then the name that says most."""
    key = next(iter(found.path), "")
    rank = PREFERRED.index(key) if key in PREFERRED else len(PREFERRED)
    return len(found.tensors), -rank


class Search:
    """Looks through a value, each part of it once, and never at more than a bound."""

    def __init__(self) -> None:
        self.seen: set[int] = set()
        self.values = 0

    def state_dicts(self, value: Any, path: tuple[str, ...]) -> Iterator[Found]:
        """The state dicts in a value."""
        if len(path) > 4 or not self._is_new(value):
            return
        if parts := parts_of_module(value):
            yield from self._module(value, dict(self._flat(parts, "", 0)), path)
            return
        if parts := parts_of_script(value):
            yield from self._module(value, dict(self._script(parts, "", 0)), path)
            return
        items = self._items(value)
        tensors = {key: tensor for key, item in items.items() if (tensor := tensor_of(item))}
        if tensors:
            yield Found(path, tensors)
        for key, item in items.items():
            if key not in tensors and not key.lower().startswith(NO_WEIGHTS):
                yield from self.state_dicts(item, (*path, key))

    def _module(
        self, value: Call, tensors: dict[str, Tensor], path: tuple[str, ...]
    ) -> Iterator[Found]:
        if tensors:
            yield Found(path, tensors, class_of(value))

    def _flat(self, parts: dict[str, Any], prefix: str, depth: int) -> Iterator[tuple[str, Tensor]]:
        """The tensors of a module under the names that its ``state_dict()`` would have."""
        hidden = self._names(parts.get("_non_persistent_buffers_set"))
        for kind in ("_parameters", "_buffers"):
            left_out = hidden if kind == "_buffers" else ()
            for key, item in self._items(parts.get(kind)).items():
                if key not in left_out and (tensor := tensor_of(item)):
                    yield f"{prefix}{key}", tensor
        for key, item in self._items(parts.get("_modules")).items():
            inner = parts_of_module(item)
            if inner and depth < DEEPEST and self._is_new(item):
                yield from self._flat(inner, f"{prefix}{key}.", depth + 1)

    def _script(
        self, parts: dict[str, Any], prefix: str, depth: int
    ) -> Iterator[tuple[str, Tensor]]:
        """The tensors of a module of TorchScript's, whose attributes are its state."""
        for key, item in self._items(parts).items():
            if tensor := tensor_of(item):
                yield f"{prefix}{key}", tensor
            elif (inner := parts_of_script(item)) and depth < DEEPEST and self._is_new(item):
                yield from self._script(inner, f"{prefix}{key}.", depth + 1)

    def _names(self, value: Any) -> set[str]:
        """The texts in a pickled set, which is a call with a list."""
        listed = value.arguments if isinstance(value, Call) else (value,)
        return {
            name
            for names in listed
            if isinstance(listed, tuple) and isinstance(names, list)
            for name in names
            if isinstance(name, str)
        }

    def _items(self, value: Any) -> dict[str, Any]:
        """The items of a value, all of which are counted: many values may share them."""
        found = items_of(value)
        self._count(len(found))
        return found

    def _is_new(self, value: Any) -> bool:
        """Whether a value wasn't looked at before."""
        self._count(1)
        if id(value) in self.seen:
            return False
        if isinstance(value, dict | Call):
            self.seen.add(id(value))
        return True

    def _count(self, values: int) -> None:
        self.values += values
        if self.values > MOST_VALUES:
            raise unreadable("large")


def items_of(value: Any) -> dict[str, Any]:
    """What a dictionary, or an object that is one, holds under texts; else what an object has."""
    if isinstance(value, Call):
        value = value.items or value.state
    if not isinstance(value, dict):
        return {}
    return {k: v for k, v in value.items() if isinstance(k, str) and len(k) <= LONGEST_NAME}


def parts_of_module(value: Any) -> dict[str, Any]:
    """What a pickled ``torch.nn.Module`` was made of; empty for anything else."""
    state = value.state if isinstance(value, Call) else None
    is_module = isinstance(state, dict) and "_modules" in state and "_parameters" in state
    return state if isinstance(state, dict) and is_module else {}


def parts_of_script(value: Any) -> dict[str, Any]:
    """The attributes of a module that TorchScript saved; empty for anything else."""
    if not isinstance(value, Call) or not isinstance(value.state, dict):
        return {}
    is_script = isinstance(value.function, Global) and value.function.module.startswith("__torch__")
    return value.state if is_script else {}


def class_of(value: Call) -> str:
    """The class that a module was pickled from; the older format keeps its source beside it."""
    found = value.function
    if isinstance(value.arguments, tuple) and value.arguments:  # called to make an object of it
        found = value.arguments[0]
    if isinstance(found, Persistent) and isinstance(found.id, tuple) and len(found.id) > 1:
        found = found.id[1]
    return str(found) if isinstance(found, Global) else "a module"
