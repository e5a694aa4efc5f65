"""Sizes that ``forward`` reads (``x.size(2)``) and computes with: numbers with a formula."""

from collections.abc import Callable
from typing import Any

from resnet_atlas.graph.expression import Expression, NotWhole
from resnet_atlas.graph.guard import Notes, note


class Number(int):
    """A whole number with its formula in the input's sizes. PyTorch takes it as the number."""

    form: Expression
    notes: Notes

    @classmethod
    def of(cls, form: Expression, value: int, notes: Notes) -> "int":
        """The number; a plain one where the input's size doesn't change it."""
        if form.is_constant:
            return form.number
        made = cls(value)
        made.form, made.notes = form, notes
        notes.asked = True
        return made

    @property
    def ratio(self) -> Any:
        """The number as a float that keeps the formula."""
        return Ratio.of(self.form, 1, int.__int__(self), self.notes)

    def _with(
        self, other: Any, value: Any, compute: Callable[[Expression, Any], Expression]
    ) -> Any:
        """The result of an operation; without a formula where there is none."""
        if value is NotImplemented or not isinstance(value, int):
            self.notes.lost = True
            return value
        try:
            return Number.of(compute(self.form, form_of(other)), value, self.notes)
        except NotWhole:
            self.notes.lost = True
            return value

    def __add__(self, other: Any) -> Any:
        return self._with(other, int.__add__(self, other), lambda x, y: x + y)

    __radd__ = __add__

    def __sub__(self, other: Any) -> Any:
        return self._with(other, int.__sub__(self, other), lambda x, y: x - y)

    def __rsub__(self, other: Any) -> Any:
        return self._with(other, int.__rsub__(self, other), lambda x, y: y - x)

    def __mul__(self, other: Any) -> Any:
        if isinstance(other, float):
            return self.ratio * other
        return self._with(other, int.__mul__(self, other), lambda x, y: x * y)

    __rmul__ = __mul__

    def __floordiv__(self, other: Any) -> Any:
        return self._with(other, int.__floordiv__(self, other), lambda x, y: x // y)

    def __rfloordiv__(self, other: Any) -> Any:
        return self._with(other, int.__rfloordiv__(self, other), lambda x, y: y // x)

    def __mod__(self, other: Any) -> Any:
        return self._with(other, int.__mod__(self, other), lambda x, y: x - (x // y) * y)

    def __divmod__(self, other: Any) -> Any:
        return self // other, self % other

    def __rshift__(self, other: Any) -> Any:
        return self // 2**other

    def __neg__(self) -> Any:
        return self._with(0, int.__neg__(self), lambda x, _: -x)

    def __abs__(self) -> Any:
        return -self if self < 0 else self

    def __pos__(self) -> Any:
        return self

    __floor__ = __ceil__ = __trunc__ = __pos__

    def __truediv__(self, other: Any) -> Any:
        return self.ratio / other

    def __int__(self) -> int:
        self.notes.lost = True
        return int.__int__(self)

    def __float__(self) -> float:
        self.notes.lost = True
        return int.__float__(self)

    def _ask(self, relation: str, other: Any, holds: Any, turned: bool = False) -> Any:
        """Note a condition that depends on the input's size."""
        if isinstance(other, int):
            note(self.notes, self.form - form_of(other), relation, holds, turned)
        elif isinstance(other, float):
            self.notes.lost = True
        return holds

    def __eq__(self, other: object) -> Any:
        return self._ask("==", other, int.__eq__(self, other))

    def __ne__(self, other: object) -> Any:
        return not self.__eq__(other)

    def __lt__(self, other: Any) -> Any:
        return self._ask("<", other, int.__lt__(self, other))

    def __le__(self, other: Any) -> Any:
        return self._ask("<=", other, int.__le__(self, other))

    def __gt__(self, other: Any) -> Any:
        return self._ask("<", other, int.__gt__(self, other), turned=True)

    def __ge__(self, other: Any) -> Any:
        return self._ask("<=", other, int.__ge__(self, other), turned=True)

    def __bool__(self) -> bool:
        return not self._ask("==", 0, int.__eq__(self, 0))

    __hash__ = int.__hash__


EXACT = 2**10
"""Halves, quarters and so on down to this part of a size are exact in floating point."""


class Ratio(float):
    """``form / by`` as a float: rounded up or down it is a whole number with a formula again."""

    form: Expression
    by: int
    over: int
    notes: Notes

    @classmethod
    def of(cls, form: Expression, by: int, over: int, notes: Notes) -> float:
        """The ratio, where ``over`` is the value of ``form``."""
        if form.is_constant:
            return over / by
        made = cls(over / by)
        made.form, made.by, made.over, made.notes = form, by, over, notes
        return made

    def _times(self, value: Any, over: int, under: int) -> Any:
        """The ratio times a fraction; ``value`` is the result in floating point."""
        by = self.by * under
        if under < 1 or ((by > EXACT or by & (by - 1)) and (self.by, over) != (1, 1)):
            self.notes.lost = True
            return value
        return Ratio.of(self.form * over, by, self.over * over, self.notes)

    def __mul__(self, other: Any) -> Any:
        if type(other) not in (int, float):
            self.notes.lost = True
            return float.__mul__(self, other)
        return self._times(float.__mul__(self, other), *other.as_integer_ratio())

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Any:
        if type(other) not in (int, float) or not other:
            self.notes.lost = True
            return float.__truediv__(self, other)
        over, under = other.as_integer_ratio()
        return self._times(float.__truediv__(self, other), under, over)

    def __add__(self, other: Any) -> Any:
        if type(other) is not int:
            self.notes.lost = True
            return float.__add__(self, other)
        return Ratio.of(
            self.form + self.by * other, self.by, self.over + self.by * other, self.notes
        )

    __radd__ = __add__

    def __sub__(self, other: Any) -> Any:
        return self + -other if type(other) is int else self._lose(float.__sub__, other)

    def __floor__(self) -> Any:
        return Number.of(self.form // self.by, self.over // self.by, self.notes)

    def __ceil__(self) -> Any:
        return Number.of(-(-self.form // self.by), -(-self.over // self.by), self.notes)

    def __trunc__(self) -> Any:
        return self.__ceil__() if self < 0 else self.__floor__()

    def __int__(self) -> int:
        self.notes.lost = True
        return float.__int__(self)

    def _lose(self, method: Callable[..., Any], *others: Any) -> Any:
        self.notes.lost = True
        return method(self, *others)

    def _ask(self, relation: str, other: Any, holds: Any, turned: bool = False) -> Any:
        """Note a condition that depends on the input's size."""
        if type(other) is int:
            note(self.notes, self.form - other * self.by, relation, holds, turned)
        elif other is not None:
            self.notes.lost = True
        return holds

    def __eq__(self, other: object) -> Any:
        return self._ask("==", other, float.__eq__(self, other))

    def __ne__(self, other: object) -> Any:
        return not self.__eq__(other)

    def __lt__(self, other: Any) -> Any:
        return self._ask("<", other, float.__lt__(self, other))

    def __le__(self, other: Any) -> Any:
        return self._ask("<=", other, float.__le__(self, other))

    def __gt__(self, other: Any) -> Any:
        return self._ask("<", other, float.__gt__(self, other), turned=True)

    def __ge__(self, other: Any) -> Any:
        return self._ask("<=", other, float.__ge__(self, other), turned=True)

    def __bool__(self) -> bool:
        return not self._ask("==", 0, float.__eq__(self, 0.0))

    def is_integer(self) -> bool:
        """Whether nothing is left of the division."""
        holds = not self.over % self.by
        note(self.notes, self.form % self.by, "==", holds)
        return holds

    __hash__ = float.__hash__


def losing(kind: type, name: str) -> Callable[..., Any]:
    """A method of ``int`` or ``float`` whose result has no formula."""
    method = getattr(kind, name)

    def lose(self: Any, *others: Any) -> Any:
        self.notes.lost = True
        return method(self, *others)

    return lose


LOST = {
    Number: "pow rpow rmod rdivmod rtruediv and rand or ror xor rxor lshift rlshift rrshift "
    "invert round",
    Ratio: "pow rpow mod rmod divmod rdivmod rtruediv floordiv rfloordiv rsub neg abs round float",
}
"""The operations whose results have no formula."""

for kind, names in LOST.items():
    for name in names.split():
        setattr(kind, f"__{name}__", losing(float if kind is Ratio else int, f"__{name}__"))


def form_of(given: Any) -> Any:
    """The formula of a number, or the number itself."""
    return given.form if isinstance(given, Number) else given
