"""What numbers with a formula have in common: arithmetic, and being asked.

They are PyTorch's symbolic numbers, which its functions take and which pass for ``int`` and
``float`` in ``isinstance``. So Python has to ask before it takes one as a plain number: nothing
loses its formula unseen.
"""

import operator
from fractions import Fraction
from typing import Any

from resnet_atlas.graph.expression import Expression
from resnet_atlas.graph.guard import Notes

MOST_UNDER = 2**16
"""The largest denominator of a factor such as 0.5 that is followed exactly."""


class Symbolic:
    """``form / by``, which is ``value`` in the run that ``notes`` are of."""

    form: Expression
    by: int
    value: Any
    notes: Notes
    kind: type
    """What ``isinstance`` takes it for."""

    @property
    def __class__(self) -> type:
        return self.kind

    @__class__.setter
    def __class__(self, _: type) -> None:
        raise TypeError

    # ---- Taken as a plain number ---------------------------------------------------------------

    def plain(self) -> Any:
        """The number without its formula."""
        self.notes.lost = True
        return self.value

    def __int__(self) -> int:
        return int(self.plain())

    def __float__(self) -> float:
        return float(self.plain())

    def __complex__(self) -> complex:
        return complex(self.plain())

    def __hash__(self) -> int:
        return hash(self.plain())

    def __str__(self) -> str:
        return str(self.plain())

    def __format__(self, spec: str) -> str:
        return format(self.plain(), spec)

    def __repr__(self) -> str:  # as forward prints a shape
        return str(self.value)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self.plain(), name)

    def __copy__(self) -> Any:
        return self

    def __deepcopy__(self, _: Any) -> Any:
        return self

    # ---- Arithmetic ----------------------------------------------------------------------------

    def _with(self, other: Any, name: str, turned: bool = False) -> Any:
        """The result of ``operator.name``, with ``other`` first if ``turned``."""
        raise NotImplementedError

    def __add__(self, other: Any) -> Any:
        return self._with(other, "add")

    def __radd__(self, other: Any) -> Any:
        return self._with(other, "add", turned=True)

    def __sub__(self, other: Any) -> Any:
        return self._with(other, "sub")

    def __rsub__(self, other: Any) -> Any:
        return self._with(other, "sub", turned=True)

    def __mul__(self, other: Any) -> Any:
        return self._with(other, "mul")

    def __rmul__(self, other: Any) -> Any:
        return self._with(other, "mul", turned=True)

    def __truediv__(self, other: Any) -> Any:
        return self._with(other, "truediv")

    def __rtruediv__(self, other: Any) -> Any:
        return self._with(other, "truediv", turned=True)

    def __floordiv__(self, other: Any) -> Any:
        return self._with(other, "floordiv")

    def __rfloordiv__(self, other: Any) -> Any:
        return self._with(other, "floordiv", turned=True)

    def __mod__(self, other: Any) -> Any:
        return self._with(other, "mod")

    def __rmod__(self, other: Any) -> Any:
        return self._with(other, "mod", turned=True)

    def __divmod__(self, other: Any) -> Any:
        return self // other, self % other

    def __rdivmod__(self, other: Any) -> Any:
        return other // self, other % self

    def __pow__(self, other: Any) -> Any:
        return self._with(other, "pow")

    def __rpow__(self, other: Any) -> Any:
        return self._with(other, "pow", turned=True)

    def __neg__(self) -> Any:
        return self._with(-1, "mul")

    def __pos__(self) -> Any:
        return self

    def __abs__(self) -> Any:
        return -self if self < 0 else self

    # ---- Conditions ----------------------------------------------------------------------------

    def _ask(self, relation: str, other: Any, turned: bool = False) -> Any:
        """Whether ``self relation other``; the run depends on it from now on."""
        if not isinstance(other, (int, float)):
            return NotImplemented
        if type(other) is float and other in (float("inf"), float("-inf")):
            return relation != "==" and (other > 0) != turned
        part = quotient(other)
        if part is None:
            self.notes.lost = True
            compute = {"==": operator.eq, "<": operator.lt, "<=": operator.le}[relation]
            pair = (self.value, value_of(other))
            return bool(compute(*(pair[::-1] if turned else pair)))
        form, by = part
        left = self.form * by - form * self.by
        return self.notes.ask(-left if turned else left, relation)

    def __eq__(self, other: object) -> Any:
        return self._ask("==", other)

    def __ne__(self, other: object) -> Any:
        same = self._ask("==", other)
        return same if same is NotImplemented else not same

    def __lt__(self, other: Any) -> Any:
        return self._ask("<", other)

    def __le__(self, other: Any) -> Any:
        return self._ask("<=", other)

    def __gt__(self, other: Any) -> Any:
        return self._ask("<", other, turned=True)

    def __ge__(self, other: Any) -> Any:
        return self._ask("<=", other, turned=True)

    def __bool__(self) -> bool:
        return not self._ask("==", 0)


def is_symbolic(given: Any) -> bool:
    """Whether a number has a formula."""
    return issubclass(type(given), Symbolic)


def value_of(given: Any) -> Any:
    """The plain value of a number, whose formula is kept elsewhere."""
    return given.value if is_symbolic(given) else given


def quotient(given: Any) -> tuple[Expression, int] | None:
    """A number as a formula and what it is divided by; None where that is no small number."""
    if is_symbolic(given):
        return given.form, given.by
    if given != given or given in (float("inf"), float("-inf")):
        return None
    exact = Fraction(given)
    if exact.denominator > MOST_UNDER:
        return None
    return Expression.constant(exact.numerator), exact.denominator
