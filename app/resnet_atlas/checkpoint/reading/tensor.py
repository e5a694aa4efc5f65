"""The shape and type of a tensor, read from what PyTorch would call to make it again."""

from dataclasses import dataclass
from typing import Any, TypeGuard

from resnet_atlas.checkpoint.reading.values import Call, Global, Persistent

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
    return Tensor(tuple(size), dtype) if is_shape(size) else None


def is_shape(value: object) -> TypeGuard[list[int] | tuple[int, ...]]:
    """Whether a value is a list of sizes."""
    if not isinstance(value, tuple | list) or len(value) > 16:
        return False
    return all(type(side) is int and 0 <= side < 2**48 for side in value)


def dtype_of(storage: Any) -> str:
    """What the numbers of a storage are: its second part names its class."""
    if not isinstance(storage, Persistent) or not isinstance(storage.id, tuple):
        return ""
    kind = storage.id[1] if len(storage.id) > 1 else None
    return DTYPES.get(kind.name.removesuffix("Storage"), "") if isinstance(kind, Global) else ""
