"""``int`` and ``float`` for the code that is followed: Python's own drop a number's formula."""

from typing import Any

from resnet_atlas.graph.number import Number, Ratio


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
