"""safetensors: eight bytes of length, then JSON with a type, a shape and a place for every name."""

import json
from typing import Any

from resnet_atlas.checkpoint.reading.checkpoint import Checkpoint
from resnet_atlas.checkpoint.reading.contents import LONGEST_NAME, MOST_NAMES
from resnet_atlas.checkpoint.reading.problem import unreadable
from resnet_atlas.checkpoint.reading.source import Source
from resnet_atlas.checkpoint.reading.tensor import Tensor, is_shape

MOST_HEADER = 2**22
"""Bytes of a header of safetensors. 20,000 names take some 3 MB."""

DTYPES = {
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


def read_safetensors(source: Source) -> Checkpoint:
    """What the header lists."""
    length = int.from_bytes(source.slice(0, 8), "little")
    if length > MOST_HEADER:
        raise unreadable("header")
    try:
        header = json.loads(source.slice(8, length))
    except (ValueError, RecursionError):
        raise unreadable("damaged") from None
    if not isinstance(header, dict):
        raise unreadable("damaged")
    header.pop("__metadata__", None)
    if len(header) > MOST_NAMES:
        raise unreadable("many")
    tensors = {name: entry_of(item) for name, item in header.items() if len(name) <= LONGEST_NAME}
    found = {name: tensor for name, tensor in tensors.items() if tensor}
    if len(found) < len(header):
        raise unreadable("damaged")
    if not found:
        raise unreadable("none")
    return Checkpoint("safetensors", found, size=source.size, read=source.read)


def entry_of(item: Any) -> Tensor | None:
    """One tensor; None where it isn't described as one."""
    if not isinstance(item, dict):
        return None
    dtype, shape = item.get("dtype"), item.get("shape")
    if not isinstance(dtype, str) or not isinstance(shape, list) or not is_shape(shape):
        return None
    return Tensor(tuple(shape), DTYPES.get(dtype, dtype.lower()[:20]))
