"""Sizes that ``forward`` reads (``x.size(2)``) and computes with: numbers with a formula."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from resnet_atlas.graph.expression import Expression, NotWhole


@dataclass(frozen=True, slots=True)
class Guard:
    """A condition on the input's size that ``forward`` asked for: ``left relation 0`` is ``holds``.

    The graph is the one of the sizes at which it comes out the same.
    """

    left: Expression
    relation: str
    holds: bool

    def passes(self, sizes: dict[str, int]) -> bool:
        """Whether an input of these sizes takes the same way."""
        return RELATIONS[self.relation](self.left.value(sizes)) == self.holds


RELATIONS: dict[str, Callable[[int], bool]] = {
    "==": lambda left: left == 0,
    "<": lambda left: left < 0,
    "<=": lambda left: left <= 0,
}


@dataclass(slots=True)
class Notes:
    """What a run did with sizes: the conditions it asked for, and whether it lost a formula."""

    guards: dict[Guard, None] = field(default_factory=dict)
    lost: bool = False


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
        return made

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
        return self._with(other, int.__mul__(self, other), lambda x, y: x * y)

    __rmul__ = __mul__

    def __floordiv__(self, other: Any) -> Any:
        return self._with(other, int.__floordiv__(self, other), lambda x, y: x // y)

    def __rfloordiv__(self, other: Any) -> Any:
        return self._with(other, int.__rfloordiv__(self, other), lambda x, y: y // x)

    def __mod__(self, other: Any) -> Any:
        return self._with(other, int.__mod__(self, other), lambda x, y: x - (x // y) * y)

    def __neg__(self) -> Any:
        return self._with(0, int.__neg__(self), lambda x, _: -x)

    def __truediv__(self, other: Any) -> Any:
        whole = isinstance(other, int) and other > 0
        self.notes.lost |= not whole
        value = int.__truediv__(self, other)
        return Quotient.of(self, int(other), value) if whole else value

    def __int__(self) -> int:
        self.notes.lost = True
        return int.__int__(self)

    def __float__(self) -> float:
        self.notes.lost = True
        return int.__float__(self)

    def _ask(self, relation: str, other: Any, holds: Any, turned: bool = False) -> Any:
        """Note a condition that depends on the input's size."""
        if isinstance(other, int):
            left = self.form - form_of(other)
            left = -left if turned else left
            if not left.is_constant:
                self.notes.guards[Guard(left, relation, bool(holds))] = None
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


class Quotient(float):
    """A size divided by a whole number: rounded up or down it is a size again."""

    number: Number
    by: int

    @classmethod
    def of(cls, number: Number, by: int, value: float) -> "Quotient":
        """``number / by``."""
        made = cls(value)
        made.number, made.by = number, by
        return made

    def __floor__(self) -> Any:
        return self.number // self.by

    def __ceil__(self) -> Any:
        return -(-self.number // self.by)

    def __int__(self) -> int:
        self.number.notes.lost = True
        return float.__int__(self)


def form_of(given: Any) -> Any:
    """The formula of a number, or the number itself."""
    return given.form if isinstance(given, Number) else given
