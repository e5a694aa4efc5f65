"""A list of names, with shapes or without: as JSON, as Python prints it, or one in a line."""

import json
import re

from resnet_atlas.graph.tensor import Shape

SHAPE = r"(?:torch\.Size\()?[\[(](?P<{name}>[\d,\s]*)[\])]\)?"
LISTED = re.compile(
    r"(?<![\w.-])(?P<name>\w[\w.-]*)['\"]?\s{0,9}[:,=|\s]\s{0,99}"
    r"(?:(?:tensor|Parameter|shape)\S{0,20}\s{0,9})?" + SHAPE.format(name="shape"),
)
NAME = re.compile(
    r"(?<![\w./-])(?:\w[\w-]*\.)+(?:weight|bias|running_mean|running_var|num_batches_tracked)"
    r"(?![\w/-])"
)
"""The name of a tensor in running text."""


def shapes_in(text: str) -> dict[str, Shape]:
    """The names with shapes in a text."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        value = None
    if isinstance(value, dict):
        value = value.get("tensors", value)
    if isinstance(value, dict) and value and all(map(is_shape, value.values())):
        return {str(name): tuple(shape) for name, shape in value.items()}
    return {found["name"]: shape_of(found["shape"]) for found in LISTED.finditer(text)}


def names_in(text: str) -> tuple[str, ...]:
    """The names in a text that has no shapes."""
    return tuple(dict.fromkeys(NAME.findall(text)))


def shape_of(text: str) -> Shape:
    """A shape, its sides between commas."""
    return tuple(int(side[:18]) for side in re.findall(r"\d+", text))


def is_shape(value: object) -> bool:
    """Whether a value is a list of sizes."""
    return isinstance(value, list | tuple) and all(type(side) is int for side in value)
