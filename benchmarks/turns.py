"""What a way does when it is its turn: ``python -m benchmarks.turns WAY`` is its own process.

A line on standard input is a function and what it is given, the line it answers with what came out.
"""

import gc
import json
import os
import sys
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from itertools import product
from time import perf_counter
from types import ModuleType
from typing import Any

LEAST = 0.005
"""Seconds: what is quicker is done again and again for as long, or the clock would be too rough."""

FIRST = (224, 224)
OTHERS: Iterator[tuple[int, int]] = product(range(64, 513), range(65, 513))
"""Sizes, none of them twice."""


@cache
def way() -> ModuleType:
    """The module of the way that this process is for."""
    return import_module(f"benchmarks.ways.{sys.argv[1]}")


def offers() -> list[str]:
    """Which of ``shapes`` and ``picture`` it has."""
    return [act for act in ("shapes", "picture") if hasattr(way(), act)]


@cache
def in_hand(network: str, act: str) -> Any:
    """What it has of a network that was seen at one size."""
    it = way().make(network)
    getattr(way(), act)(it, FIRST)
    return it


def turn(network: str, act: str, again: bool) -> float:
    """Seconds for ``act``, from nothing or (``again``) at a second size."""
    make, do = way().make, getattr(way(), act)
    it = in_hand(network, act) if again else None
    gc.collect()
    start, times = perf_counter(), 0
    while (taken := perf_counter() - start) < LEAST:
        if again:
            do(it, next(OTHERS))
        else:
            do(make(network), FIRST)
        times += 1
    return taken / times


def truth(network: str, height: int, width: int) -> list[Any]:
    """Kind and shape of every op, as we (who alone offer that) say."""
    found: list[Any] = way().truth(network, (height, width))
    return found


def check(network: str, height: int, width: int, said: list[Any]) -> None:
    """Every shape of a way has to be ours, or the contest would mean nothing.

    Of a ResNet all have to be there. Of other networks ways list what does nothing here (stochastic
    depth) and leave functions out, so that only the shapes themselves are compared.
    """
    unheard = getattr(way(), "UNHEARD", ())
    expected = [shape for kind, shape in said if kind not in unheard]
    seen = way().shapes(way().make(network), (height, width))
    if network.startswith("resnet"):
        same = sorted(map(list, seen)) == sorted(expected)
    else:
        same = {*map(tuple, seen)} <= {tuple(shape) for _, shape in said}
    if not same:
        raise AssertionError(f"other shapes of {network} than ours")


def use(network: str) -> None:
    """All that it offers, once: what its memory is measured by."""
    it = way().make(network)
    for act in offers():
        getattr(way(), act)(it, FIRST)


def only_torch() -> None:
    """What all of them start from."""
    import_module("torch")


def answer() -> None:
    """Do what each line says."""
    out = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)  # what others print is no answer
    known = {it.__name__: it for it in (offers, turn, truth, check, use, only_torch)}
    for line in sys.stdin:
        what, *given = json.loads(line)
        try:
            said = {"value": known[what](*given)}
        except Exception as error:
            said = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(said), file=out)


if __name__ == "__main__":
    answer()
