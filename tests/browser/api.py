"""What the API says, to compare pages with."""

import json
from functools import cache
from urllib.request import urlopen


@cache
def api(server: str, path: str) -> dict:
    with urlopen(f"{server}/api/v1/models/{path}") as answer:
        return json.load(answer)


def shape(numbers: list[int]) -> str:
    """A shape as pages write it: without the batch where that is 1."""
    return "×".join(map(str, numbers[numbers[0] == 1 :]))


def compact(number: int) -> str:
    """A number as the inspector writes it."""
    for unit, name in ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")):
        if number >= unit:
            return f"{number / unit:.2f} {name} ({number:,})"
    return str(number) if number else ""
