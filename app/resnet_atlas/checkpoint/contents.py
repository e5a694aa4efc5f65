"""The tensors in what a pickle holds: a state dict somewhere in it, or a module's own."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from resnet_atlas.checkpoint.unpickle import Call, Global, Persistent
from resnet_atlas.errors import UnreadableFile

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

DTYPES = {
    "Float": "float32",
    "Double": "float64",
    "Half": "float16",
    "BFloat16": "bfloat16",
    "Long": "int64",
    "Int": "int32",
    "Short": "int16",
    "Char": "int8",
    "Byte": "uint8",
    "Bool": "bool",
    "ComplexFloat": "complex64",
    "ComplexDouble": "complex128",
    "QInt8": "qint8",
    "QUInt8": "quint8",
    "QInt32": "qint32",
}
"""PyTorch's classes of storages, and what is in them."""


@dataclass(frozen=True, slots=True)
class Tensor:
    """The shape of a tensor, and the type of its numbers; empty where the file doesn't say."""

    shape: tuple[int, ...]
    dtype: str


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
        raise UnreadableFile("there are no tensors with names in it")
    first, *others = found
    if len(first.tensors) > MOST_NAMES:
        raise UnreadableFile(f"it has more than {MOST_NAMES} tensors")
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
            yield from self._module(value, parts, path)
            return
        items = self._items(value)
        tensors = {key: tensor for key, item in items.items() if (tensor := tensor_of(item))}
        if tensors:
            yield Found(path, tensors)
        for key, item in items.items():
            if key not in tensors and not key.lower().startswith(NO_WEIGHTS):
                yield from self.state_dicts(item, (*path, key))

    def _module(self, value: Call, parts: dict[str, Any], path: tuple[str, ...]) -> Iterator[Found]:
        tensors = dict(self._flat(parts, "", 0))
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
            raise UnreadableFile("its index is larger than that of any network")


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


def class_of(value: Call) -> str:
    """The class that a module was pickled from; the older format keeps its source beside it."""
    found = value.function
    if isinstance(value.arguments, tuple) and value.arguments:  # called to make an object of it
        found = value.arguments[0]
    if isinstance(found, Persistent) and isinstance(found.id, tuple) and len(found.id) > 1:
        found = found.id[1]
    return str(found) if isinstance(found, Global) else "a module"


def tensor_of(value: Any, depth: int = 0) -> Tensor | None:
    """The tensor that PyTorch's functions would make again of a call of them.

    They are those of ``torch/_utils.py`` and ``torch/_tensor.py``.
    """
    if depth > 4 or not isinstance(value, Call) or not isinstance(value.function, Global):
        return None
    name, given = value.function.name, value.arguments
    if not isinstance(given, tuple):
        return None
    try:
        if name in ("_rebuild_parameter", "_rebuild_parameter_with_state"):
            return tensor_of(given[0], depth + 1)
        if name == "_rebuild_from_type_v2":
            return tensor_of(Call(given[0], given[2]), depth + 1)
        if name == "_rebuild_meta_tensor_no_storage":
            return shaped(given[1], str(getattr(given[0], "name", "")))
        if name in ("_rebuild_tensor", "_rebuild_tensor_v2", "_rebuild_qtensor"):
            return shaped(given[2], dtype_of(given[0]))
        if name == "_rebuild_tensor_v3":
            return shaped(given[2], str(getattr(given[6], "name", "")))
        if name in ("_rebuild_wrapper_subclass", "_rebuild_device_tensor_from_numpy"):
            return shaped(given[2], str(getattr(given[1], "name", "")))
    except IndexError:
        return None
    return None


def shaped(size: Any, dtype: str) -> Tensor | None:
    """A tensor of that size, which may be in a ``torch.Size``."""
    if isinstance(size, Call) and isinstance(size.arguments, tuple) and size.arguments:
        size = size.arguments[0]
    if not isinstance(size, tuple | list) or len(size) > 16:
        return None
    if not all(type(side) is int and 0 <= side < 2**48 for side in size):
        return None
    return Tensor(tuple(size), dtype)


def dtype_of(storage: Any) -> str:
    """What the numbers of a storage are: its second part names its class."""
    if not isinstance(storage, Persistent) or not isinstance(storage.id, tuple):
        return ""
    kind = storage.id[1] if len(storage.id) > 1 else None
    return DTYPES.get(kind.name.removesuffix("Storage"), "") if isinstance(kind, Global) else ""
