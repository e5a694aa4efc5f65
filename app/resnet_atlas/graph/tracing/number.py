"""Sizes that ``forward`` reads (``x.size(2)``) and computes with: numbers with a formula.

They are no ``int`` but PyTorch's symbolic numbers, which its functions take and which pass for
``int`` and ``float`` in ``isinstance``. So Python has to ask before it takes one as a plain number:
nothing loses its formula unseen.
"""

import operator
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import torch

from resnet_atlas.graph.expression import Expression, NotWhole
from resnet_atlas.graph.guard import Notes, WithFormula

MOST_UNDER = 2**16
"""The largest denominator of a factor such as 0.5 that is followed exactly."""


class Number(WithFormula, torch.SymInt):
    """A whole number, ``value`` in this run, with its formula in the input's sizes."""

    form: Expression
    value: int
    notes: Notes

    def __init__(self, form: Expression, value: int, notes: Notes) -> None:
        self.form, self.value, self.notes = form, value, notes

    @classmethod
    def of(cls, form: Expression, value: int, notes: Notes) -> Any:
        """The number; a plain one where the input's size doesn't change it."""
        if form.is_constant:
            return form.number
        notes.asked = True
        return cls(form, value, notes)

    @property
    def __class__(self) -> type:
        """What ``isinstance`` sees."""
        return int

    @__class__.setter
    def __class__(self, _: type) -> None:
        raise TypeError

    @property
    def ratio(self) -> "Ratio":
        """The number as a float that keeps the formula."""
        return Ratio(self.form, 1, float(self.value), self.notes)

    # ---- Taken as a plain number ---------------------------------------------------------------

    def plain(self) -> int:
        """The number without its formula."""
        self.notes.lost = True
        return self.value

    def __index__(self) -> int:
        return self.plain()

    __int__ = __index__

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

    def __copy__(self) -> "Number":
        return self

    def __deepcopy__(self, _: Any) -> "Number":
        return self

    # ---- Arithmetic ----------------------------------------------------------------------------

    def _with(self, other: Any, name: str, turned: bool = False) -> Any:
        """The result of an operation; a plain one where there is no formula."""
        if not isinstance(other, (int, float)):
            return NotImplemented
        compute = getattr(operator, name)
        if isinstance(other, float):
            return self.ratio._with(other, name, turned)
        pair = (other, self) if turned else (self, other)
        value = compute(*map(value_of, pair))
        try:
            return Number.of(lifted(compute(*map(form_of, pair))), value, self.notes)
        except (NotWhole, TypeError):
            self.notes.lost = True
            return value

    def __add__(self, other: Any) -> Any:
        return self._with(other, "add")

    def __radd__(self, other: Any) -> Any:
        return self._with(other, "add", turned=True)

    def __sub__(self, other: Any) -> Any:
        return self._with(other, "sub")

    def __rsub__(self, other: Any) -> Any:
        return self._with(other, "sub", turned=True)

    def __mul__(self, other: Any) -> Any:
        if isinstance(other, (list, tuple, str)):
            return self.plain() * other
        return self._with(other, "mul")

    def __rmul__(self, other: Any) -> Any:
        if isinstance(other, (list, tuple, str)):
            return other * self.plain()
        return self._with(other, "mul", turned=True)

    def __floordiv__(self, other: Any) -> Any:
        return self._with(other, "floordiv")

    def __rfloordiv__(self, other: Any) -> Any:
        return self._with(other, "floordiv", turned=True)

    def __mod__(self, other: Any) -> Any:
        if not isinstance(other, int):
            return self._plainly(operator.mod, other)
        return self - (self // other) * other

    def __rmod__(self, other: Any) -> Any:
        return self._plainly(lambda one, two: two % one, other)

    def __divmod__(self, other: Any) -> Any:
        return self // other, self % other

    def __rdivmod__(self, other: Any) -> Any:
        return other // self, other % self

    def __truediv__(self, other: Any) -> Any:
        if not isinstance(other, (int, float)):
            return NotImplemented
        return self.ratio / other

    def __rtruediv__(self, other: Any) -> Any:
        return self._plainly(lambda one, two: two / one, other)

    def __pow__(self, other: Any) -> Any:
        if type(other) is not int or not 0 < other <= 4:
            return self._plainly(operator.pow, other)
        found: Any = 1
        for _ in range(other):
            found = self * found
        return found

    def __rpow__(self, other: Any) -> Any:
        return self._plainly(lambda one, two: two**one, other)

    def __lshift__(self, other: Any) -> Any:
        return self * (1 << other) if type(other) is int else self._plainly(operator.lshift, other)

    def __rshift__(self, other: Any) -> Any:
        if type(other) is int and other >= 0:
            return self // (1 << other)
        return self._plainly(operator.rshift, other)

    def __and__(self, other: Any) -> Any:
        if type(other) is int and other > 0 and other & (other + 1) == 0:  # the last digits
            return self % (other + 1)
        return self._plainly(operator.and_, other)

    __rand__ = __and__

    def __or__(self, other: Any) -> Any:
        return self._plainly(operator.or_, other)

    __ror__ = __or__

    def __xor__(self, other: Any) -> Any:
        return self._plainly(operator.xor, other)

    __rxor__ = __xor__

    def _plainly(self, compute: Callable[[Any, Any], Any], other: Any) -> Any:
        """The result of an operation that has no formula."""
        if not isinstance(other, (int, float)):
            return NotImplemented
        return compute(self.plain(), value_of(other))

    def __neg__(self) -> Any:
        return self._with(-1, "mul")

    def __pos__(self) -> "Number":
        return self

    def __invert__(self) -> Any:
        return -self - 1

    def __abs__(self) -> Any:
        return -self if self < 0 else self

    def __round__(self, digits: Any = None) -> Any:
        return self if digits is None or digits >= 0 else round(self.plain(), digits)

    def __floor__(self) -> "Number":
        return self

    def __ceil__(self) -> "Number":
        return self

    def __trunc__(self) -> "Number":
        return self

    # ---- Conditions ----------------------------------------------------------------------------

    def _ask(self, relation: str, other: Any, turned: bool = False) -> Any:
        return compared(self.form, 1, relation, other, self.notes, turned)

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


class Ratio(torch.SymFloat):
    """``form / by``, as a division makes it: rounded up or down it is a size again.

    ``value`` is the number in this run. It is exact where ``by`` is a power of 2. Else it is the
    nearest to the quotient, close enough to round, compare and add whole numbers rightly.
    """

    def __init__(self, form: Expression, by: int, value: float, notes: Notes) -> None:
        self.form, self.by, self.value, self.notes = form, by, value, notes

    @property
    def __class__(self) -> type:
        """What ``isinstance`` sees."""
        return float

    @__class__.setter
    def __class__(self, _: type) -> None:
        raise TypeError

    def plain(self) -> float:
        """The number without its formula."""
        self.notes.lost = True
        return self.value

    def __float__(self) -> float:
        return self.plain()

    def __int__(self) -> int:
        return int(self.plain())

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

    def _with(self, other: Any, name: str, turned: bool = False) -> Any:
        if not isinstance(other, (int, float)):
            return NotImplemented
        pair = (other, self) if turned else (self, other)
        value = getattr(operator, name)(*map(value_of, pair))
        made = self._exactly(other, name, turned)
        if made is None or not isinstance(value, float):
            self.notes.lost = True
            return value
        form, by = made
        if form.is_constant:
            return form.number / by
        return Ratio(form, by, value, self.notes)

    def _exactly(self, other: Any, name: str, turned: bool) -> tuple[Expression, int] | None:
        """The formula of a result and what it is divided by; None where rounding could show."""
        part = quotient(other)
        if part is None:
            return None
        form, by = part
        exact = is_power(self.by) and is_power(by)
        if name in ("add", "sub") and (exact or by == 1):
            one, two = self.form * by, form * self.by
            if name == "sub":
                one, two = (-one, two) if turned else (one, -two)
            return one + two, self.by * by
        if name == "mul" and exact and (form.is_constant or self.form.is_constant or by == 1):
            return self.form * form, self.by * by
        if name == "truediv" and not turned and form.is_constant and form.number > 0:
            if is_power(self.by) and by == 1:
                return self.form, self.by * form.number
            if is_power(self.by) and is_power(form.number):
                return self.form * by, self.by * form.number
        if name == "floordiv" and not turned and form.is_constant and form.number > 0 and exact:
            return self.form * by // (self.by * form.number), 1
        return None

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

    def __pow__(self, other: Any) -> Any:
        return self._with(other, "pow")

    def __rpow__(self, other: Any) -> Any:
        return self._with(other, "pow", turned=True)

    def __neg__(self) -> Any:
        return self._with(-1, "mul")

    def __pos__(self) -> "Ratio":
        return self

    def __abs__(self) -> Any:
        return -self if self < 0 else self

    def __floor__(self) -> Any:
        return self._whole(self.form // self.by)

    def __ceil__(self) -> Any:
        return self._whole(-(-self.form // self.by))

    def __trunc__(self) -> Any:
        return self.__ceil__() if self < 0 else self.__floor__()

    def __round__(self, digits: Any = None) -> Any:
        """The nearest whole number, of two the even one."""
        if digits is not None:
            return round(self.plain(), digits)
        up = (2 * self.form + self.by) // (2 * self.by)
        if self.by % 2:
            return self._whole(up)
        half, period = self.by // 2, 2 * self.by
        down = (self.form - half) // period - (self.form - half - 1) // period
        return self._whole(up - down)

    def _whole(self, form: Expression) -> Any:
        """The number of a formula, whose value follows from that of this one."""
        value = form.value(self.notes.sizes)
        return Number.of(form, value, self.notes)

    def _ask(self, relation: str, other: Any, turned: bool = False) -> Any:
        return compared(self.form, self.by, relation, other, self.notes, turned)

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


def compared(
    form: Expression, by: int, relation: str, other: Any, notes: Notes, turned: bool
) -> Any:
    """Whether ``form / by relation other``; the run depends on it from now on."""
    if not isinstance(other, (int, float)):
        return NotImplemented
    if type(other) is float and other in (float("inf"), float("-inf")):
        return relation != "==" and (other > 0) != turned
    part = quotient(other)
    if part is None:
        notes.lost = True
        compute = {"==": operator.eq, "<": operator.lt, "<=": operator.le}[relation]
        pair = (form.value(notes.sizes) / by, value_of(other))
        return bool(compute(*(pair[::-1] if turned else pair)))
    given, under = part
    left = form * under - given * by
    return notes.ask(-left if turned else left, relation)


def quotient(given: Any) -> tuple[Expression, int] | None:
    """A number as a formula and what it is divided by; None where that is no small number."""
    if type(given) is Ratio:
        return given.form, given.by
    if type(given) is Number:
        return given.form, 1
    if given != given or given in (float("inf"), float("-inf")):
        return None
    exact = Fraction(given)
    if exact.denominator > MOST_UNDER:
        return None
    return Expression.constant(exact.numerator), exact.denominator


def is_power(number: int) -> bool:
    """Whether a number is a power of 2."""
    return number & (number - 1) == 0


def value_of(given: Any) -> Any:
    """The plain value of a number, whose formula is kept elsewhere."""
    return given.value if type(given) in (Number, Ratio) else given


def form_of(given: Any) -> Any:
    """The formula of a number, or the number itself."""
    return given.form if type(given) is Number else given


def lifted(given: Any) -> Expression:
    """A formula; a number as one."""
    return given if isinstance(given, Expression) else Expression.constant(given)
