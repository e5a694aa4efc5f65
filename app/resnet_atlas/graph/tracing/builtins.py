"""``int`` and ``float`` for the code that is followed: Python's own drop a number's formula."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from torch import nn

from resnet_atlas.graph.tracing.number import Number, Ratio


class _Kept(type):
    """Classes that every number of a kind is an instance of."""

    kind: type

    def __instancecheck__(cls, value: object) -> bool:
        return isinstance(value, cls.kind)

    def __subclasscheck__(cls, kind: type) -> bool:
        return issubclass(kind, cls.kind)


class Int(int, metaclass=_Kept):
    """``int`` for the code that is followed: Python's own would drop the formula of a number."""

    kind = int

    def __new__(cls, given: Any = 0, *base: Any) -> Any:  # noqa: D102
        if isinstance(given, Number):
            return given
        return given.__trunc__() if isinstance(given, Ratio) else int(given, *base)


class Float(float, metaclass=_Kept):
    """``float`` for the code that is followed."""

    kind = float

    def __new__(cls, given: Any = 0.0) -> Any:  # noqa: D102
        if isinstance(given, Ratio):
            return given
        return given.ratio if isinstance(given, Number) else float(given)


BUILTINS = {"int": Int, "float": Float}
"""Names of Python that stand for others in the code that is followed."""


@contextmanager
def with_formulas(parts: Iterable[nn.Module]) -> Iterator[None]:
    """Let ``int`` and ``float`` keep formulas in the files of a module's parts, for a while."""
    spaces = [space for space in namespaces(parts) if not BUILTINS.keys() & space.keys()]
    for space in spaces:
        space.update(BUILTINS)
    try:
        yield
    finally:
        for space in spaces:
            for name in BUILTINS:
                del space[name]


def namespaces(parts: Iterable[nn.Module]) -> list[dict[str, Any]]:
    """The names that are known in the files of a module's parts, those of PyTorch left out."""
    names = {type(part).__module__ for part in parts}
    return [vars(sys.modules[name]) for name in names if name in sys.modules and is_own(name)]


def is_own(name: str) -> bool:
    """Whether a Python module is neither PyTorch nor Python."""
    return name.partition(".")[0] not in {"torch", "builtins"}
