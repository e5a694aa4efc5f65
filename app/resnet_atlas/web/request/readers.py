"""How query models read a text, and what OpenAPI says of it. The reading itself is the domain's."""

from collections.abc import Callable
from functools import partial
from typing import Annotated, Any, Literal

from pydantic import Field, PlainValidator

from resnet_atlas.network.options import (
    LARGEST_DILATION,
    LARGEST_STRIDE,
    MOST_BLOCKS,
    MOST_STAGES,
    READERS,
    WIDEST,
)
from resnet_atlas.network.size import LARGEST
from resnet_atlas.parse import NO_NUMBERS, truth

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


def read_decimal(read: Reader, least: float, most: float) -> PlainValidator:
    """Read a decimal number."""
    return PlainValidator(read, json_schema_input_type=Annotated[float, Field(ge=least, le=most)])


def read_free_text(read: Reader) -> PlainValidator:
    """Read a text that only the network can check."""
    return PlainValidator(read, json_schema_input_type=str)


def up_to(most: int) -> str:
    """A pattern of the whole numbers from 1 to ``most``."""
    text = str(most)
    ways = [f"[1-9][0-9]{{0,{len(text) - 2}}}"] if len(text) > 1 else []
    for place, digit in enumerate(text):
        least, less = int(place == 0), int(digit) - 1
        if less >= least:
            ways.append(f"{text[:place]}[{least}-{less}]{'[0-9]' * (len(text) - place - 1)}")
    return f"({'|'.join([*ways, text])})"


def list_of(number: str, most: int = MOST_STAGES) -> str:
    """A pattern of one to ``most`` numbers with commas between them."""
    return f"{number}(,{number}){{0,{most - 1}}}"


SIZE = f"^{up_to(LARGEST)}(x{up_to(LARGEST)})?$"
DEPTHS = f"^{list_of(up_to(MOST_BLOCKS))}$"
STRIDES = f"^({NO_NUMBERS}|{list_of(f'[1-{LARGEST_STRIDE}]')})$"
MULTI_GRID = f"^({NO_NUMBERS}|{list_of(up_to(LARGEST_DILATION), MOST_BLOCKS)})$"
WIDTHS = f"^({NO_NUMBERS}|{list_of(up_to(WIDEST))})$"
DILATED_STAGES = f"^({NO_NUMBERS}|{list_of(f'[2-{MOST_STAGES}]', MOST_STAGES - 1)})$"

SIDE = f"^[A-Za-z0-9._-]+(;({'|'.join((*READERS, 'size'))})=[0-9a-z_.,]+)*$"
"""A side of a comparison. It does not say that each option is given once and what it may be."""
