"""How deep the tests go.

`make test` runs every kind of check on representatives. `make test-full` runs all of them: it
sets DEPTH=full in the environment. Three things depend on it:

- tests and parameters that carry the mark `full` run at full depth only;
- `representatives` marks the parameters that are not representative so;
- a property test, marked `examples(100)`, tries 100 examples at full depth and 10 otherwise.

EXAMPLES=40 tries forty times as many examples, at either depth.
"""

import os
from collections.abc import Collection, Iterable
from typing import Any

import pytest
from hypothesis import settings

FULL = os.environ.get("DEPTH") == "full"
TIMES = float(os.environ.get("EXAMPLES", "1"))
SHARE = 1 if FULL else 0.1

TYPICAL = ("resnet18", "resnet50", "resnext50_32x4d")
"""A network of each kind of block: basic, bottleneck, and bottleneck with groups."""


def examples(count: int, **more: Any) -> settings:
    """Settings of a property test that tries ``count`` examples at full depth."""
    return settings(max_examples=max(1, round(count * SHARE * TIMES)), **more)


def full(parameters: Iterable[Any]) -> list[Any]:
    """Parameters of a test that are for full depth only; those of several names are tuples."""
    marked = pytest.mark.full
    return [
        pytest.param(*(given if isinstance(given, tuple) else (given,)), marks=marked)
        for given in parameters
    ]


def representatives(every: Iterable[Any], some: Collection[Any] = TYPICAL) -> list[Any]:
    """All parameters of a test; those that are not among ``some`` for full depth only."""
    return [
        parameter for given in every for parameter in ([given] if given in some else full([given]))
    ]
