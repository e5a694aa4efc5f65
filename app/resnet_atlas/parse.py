"""Text that somebody typed → a value, or a ``BadParameter`` that says what is allowed.

The web and the command line use the same readers, so both give the same errors.
"""

import re
from collections.abc import Iterable
from difflib import get_close_matches

from resnet_atlas.errors import BadParameter
from resnet_atlas.messages import Message

NO_NUMBERS = "none"
"""How an empty list of numbers is written; an empty text means the default."""


FULL_WIDTH = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}
"""The full-width forms of ASCII, which Chinese keyboards make, to ASCII itself."""


def plain(text: str) -> str:
    r"""``text`` without surrounding blanks, full-width forms replaced by ASCII.

    >>> plain(" \uff12\uff12\uff14 ")
    '224'
    """
    return text.translate(FULL_WIDTH).strip()


def whole_number(
    parameter: str, text: str, least: int, most: int, allowed: str | None = None
) -> int:
    """A decimal whole number from ``least`` to ``most``; ``allowed`` replaces the usual text."""
    allowed = allowed or Message("a whole number from {least} to {most}", least=least, most=most)
    digits = plain(text)
    if not re.fullmatch(r"[+-]?[0-9]+", digits):
        raise BadParameter(parameter, text, Message("this is not a whole number"), allowed)
    number = int(digits[:4000])  # beyond 4300 digits Python refuses, and all is out of range
    if not least <= number <= most:
        raise BadParameter(parameter, text, Message("this is out of range"), allowed)
    return number


def whole_numbers(parameter: str, text: str, least: int, most: int) -> tuple[int, ...]:
    """Whole numbers separated by commas (ASCII or Chinese) or blanks; ``none`` is empty."""
    numbers = plain(text)
    if numbers.lower() == NO_NUMBERS:
        return ()
    allowed = Message(
        "whole numbers from {least} to {most}, with commas between them", least=least, most=most
    )
    parts = re.split(r"\s*[,、]\s*|\s+", numbers) if numbers else ()
    return tuple(whole_number(parameter, part, least, most, allowed) for part in parts)


def positive_number(parameter: str, text: str, least: float, most: float) -> float:
    """A decimal number from ``least`` to ``most``, as ``11.5`` or ``312e12``."""
    allowed = Message("a number from {least} to {most}", least=f"{least:g}", most=f"{most:g}")
    digits = plain(text)
    if not re.fullmatch(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?", digits):
        raise BadParameter(parameter, text, Message("this is not a number"), allowed)
    number = float(digits)
    if not least <= number <= most:
        raise BadParameter(parameter, text, Message("this is out of range"), allowed)
    return number


def truth(parameter: str, text: str) -> bool:
    """``true`` or ``false``, in the usual spellings."""
    spellings = {"true": True, "1": True, "yes": True, "on": True}
    spellings |= {"false": False, "0": False, "no": False, "off": False}
    try:
        return spellings[plain(text).lower()]
    except KeyError:
        raise BadParameter(
            parameter, text, Message("this is neither true nor false"), "true, false"
        ) from None


def one_of(parameter: str, text: str, names: Iterable[str]) -> str:
    """One of ``names``; the error for another text suggests the nearest."""
    names = list(names)
    if text not in names:
        problem = Message("there is no such value")
        raise BadParameter(parameter, text, problem, ", ".join(names), nearest(text, names))
    return text


def nearest(text: str, names: Iterable[str]) -> str | None:
    """The one of ``names`` that ``text`` begins, or else resembles most."""
    text, names = text[:100].lower(), list(names)
    begun = [name for name in names if text and name.startswith(text)]
    # Of an op's path, its block: layer2.0 for layer2.0.conv2.
    begun += [name for name in names if "." in name and text.startswith(f"{name}.")]
    return next(iter(begun or get_close_matches(text, names, n=1, cutoff=0.5)), None)


def as_text(value: object) -> str:
    """A value as it is written in a query string, the inverse of the readers above.

    >>> as_text(True), as_text((3, 4, 6, 3)), as_text(None)
    ('true', '3,4,6,3', '')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return ",".join(map(str, value)) or NO_NUMBERS
    return str(value)
