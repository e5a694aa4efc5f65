"""Sizes that ``forward`` reads (``x.size(2)``), and what it makes of them by arithmetic."""

import operator
from typing import Any

import torch

from resnet_atlas.graph.expression import Expression, NotWhole
from resnet_atlas.graph.guard import Notes
from resnet_atlas.graph.tracing.symbolic import Symbolic, quotient, value_of


class Number(Symbolic, torch.SymInt):
    """A whole number with its formula in the input's sizes."""

    by = 1
    kind = int

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
    def ratio(self) -> "Ratio":
        """The number as a float that keeps the formula."""
        return Ratio(self.form, 1, float(self.value), self.notes)

    def _with(self, other: Any, name: str, turned: bool = False) -> Any:
        """The result of an operation; a plain one where there is no formula."""
        if not isinstance(other, (int, float)):
            return NotImplemented
        if isinstance(other, float):
            return self.ratio._with(other, name, turned)
        compute = getattr(operator, name)
        pair = (other, self) if turned else (self, other)
        value = compute(*map(value_of, pair))
        try:
            form = compute(*(each.form if type(each) is Number else each for each in pair))
        except (NotWhole, TypeError):
            self.notes.lost = True
            return value
        return Number.of(form, value, self.notes)

    def __index__(self) -> Any:
        return self.plain()

    def __truediv__(self, other: Any) -> Any:
        return self.ratio / other if isinstance(other, (int, float)) else NotImplemented

    def __pow__(self, other: Any) -> Any:
        if type(other) is not int or not 0 < other <= 4:
            return super().__pow__(other)
        found: Any = 1
        for _ in range(other):
            found = self * found
        return found

    def __lshift__(self, other: Any) -> Any:
        is_plain = type(other) is int and other >= 0
        return self * (1 << other) if is_plain else self._with(other, "lshift")

    def __rshift__(self, other: Any) -> Any:
        is_plain = type(other) is int and other >= 0
        return self // (1 << other) if is_plain else self._with(other, "rshift")

    def __and__(self, other: Any) -> Any:
        if type(other) is int and other > 0 and is_power(other + 1):  # the last digits
            return self % (other + 1)
        return self._with(other, "and_")

    __rand__ = __and__

    def __or__(self, other: Any) -> Any:
        return self._with(other, "or_")

    __ror__ = __or__

    def __xor__(self, other: Any) -> Any:
        return self._with(other, "xor")

    __rxor__ = __xor__

    def __invert__(self) -> Any:
        return -self - 1

    def __round__(self, digits: Any = None) -> Any:
        return self if digits is None or digits >= 0 else round(self.plain(), digits)

    def __floor__(self) -> "Number":
        return self

    def __ceil__(self) -> "Number":
        return self

    def __trunc__(self) -> "Number":
        return self


class Ratio(Symbolic, torch.SymFloat):
    """A size divided by a number: rounded up or down it is a size again.

    ``value`` is exact where ``by`` is a power of 2. Else it is the nearest to the quotient, close
    enough to round, compare and add whole numbers rightly.
    """

    kind = float

    def __init__(self, form: Expression, by: int, value: float, notes: Notes) -> None:
        self.form, self.by, self.value, self.notes = form, by, value, notes

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
        return Number.of(form, form.value(self.notes.sizes), self.notes)


def is_power(number: int) -> bool:
    """Whether a number is a power of 2."""
    return number & (number - 1) == 0
