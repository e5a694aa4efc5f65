"""How query models read a text, and what OpenAPI says of it. The reading itself is the domain's."""

from collections.abc import Callable
from functools import partial
from typing import Annotated, Any, Literal

from pydantic import Field, PlainValidator

from resnet_atlas.parse import truth

Reader = Callable[[str], Any]
"""Turns a text into a value, or raises ``BadParameter``."""


def read_text(pattern: str, read: Reader) -> PlainValidator:
    """Read a text, which OpenAPI describes by a pattern."""
    return PlainValidator(read, json_schema_input_type=Annotated[str, Field(pattern=pattern)])


def read_choice(read: Reader, *values: str) -> PlainValidator:
    """Read one of some words."""
    return PlainValidator(read, json_schema_input_type=Literal[values])


def read_truth(name: str) -> PlainValidator:
    """Read true or false."""
    return PlainValidator(partial(truth, name), json_schema_input_type=bool)


def read_number(read: Reader, least: int, most: int) -> PlainValidator:
    """Read a whole number."""
    return PlainValidator(read, json_schema_input_type=Annotated[int, Field(ge=least, le=most)])


def read_free_text(read: Reader) -> PlainValidator:
    """Read a text that only the network can check."""
    return PlainValidator(read, json_schema_input_type=str)
