"""What a way does when it is its turn, in the process that it has for itself."""

import gc
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from itertools import product
from time import perf_counter
from types import ModuleType
from typing import Any

from app.graph import Shape

LEAST = 0.005
"""Seconds: what is quicker is done again and again for as long, or the clock would be too rough."""

FIRST = (224, 224)
OTHERS: Iterator[tuple[int, int]] = product(range(64, 513), range(65, 513))
"""Sizes, none of them twice."""


def load(way: str) -> ModuleType:
    """Its module."""
    return import_module(f"benchmarks.ways.{way}")


def offers(way: str) -> set[str]:
    """Which of ``shapes`` and ``picture`` it has."""
    return {"shapes", "picture"} & set(dir(load(way)))


@cache
def in_hand(way: str, network: str, act: str) -> Any:
    """What it has of a network that was seen at one size."""
    it = load(way).make(network)
    getattr(load(way), act)(it, FIRST)
    return it


def turn(way: str, network: str, act: str, again: bool) -> float:
    """Seconds for ``act``, from nothing or (``again``) at a second size."""
    module = load(way)
    do, it = getattr(module, act), in_hand(way, network, act) if again else None
    gc.collect()
    start, times = perf_counter(), 0
    while (taken := perf_counter() - start) < LEAST:
        if again:
            do(it, next(OTHERS))
        else:
            do(module.make(network), FIRST)
        times += 1
    return taken / times


def truth(way: str, network: str, size: tuple[int, int]) -> list[tuple[str, Shape]]:
    """Kind and shape of every op, as we (who alone offer that) say."""
    found: list[tuple[str, Shape]] = load(way).truth(network, size)
    return found


def check(way: str, network: str, size: tuple[int, int], said: list[tuple[str, Shape]]) -> None:
    """Every shape of a way has to be ours, or the contest would mean nothing."""
    module = load(way)
    unheard = getattr(module, "UNHEARD", ())
    expected = sorted(shape for kind, shape in said if kind not in unheard)
    if sorted(module.shapes(module.make(network), size)) != expected:
        raise AssertionError(f"{way} sees other shapes in {network} than we do")


def use(way: str, network: str) -> None:
    """All that it offers, once: what its memory is measured by."""
    module = load(way)
    it = module.make(network)
    for act in sorted(offers(way), reverse=True):
        getattr(module, act)(it, FIRST)


def only_torch() -> None:
    """What all of them start from."""
    import_module("torch")
