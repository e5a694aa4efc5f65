"""Sizes that one floor can't state: sums, products and floors of sizes, kept exact.

After upsampling a size is ``k·⌊(n + a)/s⌋``, after padding by a difference of sizes a sum, after a
flattening a product. All of them are polynomials with whole coefficients whose unknowns are the
input's batch ``N``, height ``H``, width ``W``, and floors of such polynomials.

Every expression is kept in one normal form: like terms are added up, whole multiples leave a
floor, and nested floors become one where nothing stands between them. So two sizes with the same
normal form are the same function. For sizes of one axis the converse can be decided as well: the
difference of two such functions repeats, or it grows, and one period shows which (``agreement``).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import lcm, prod
from typing import Union

from resnet_atlas.graph.extent import Extent

Atom = Union[str, "Floor", "Observed"]
"""What a polynomial is made of: ``N``, ``H``, ``W``, a floor, or a size seen in a run."""

Monomial = tuple[Atom, ...]
"""A product of atoms, in order; the empty one is 1."""


@dataclass(frozen=True, slots=True)
class Floor:
    """``⌊of / by⌋``, where the constant of ``of`` is from 0 to ``by − 1``."""

    of: "Expression"
    by: int

    def value(self, sizes: Mapping[str, int]) -> int:
        """The floor for an input of these sizes."""
        return self.of.value(sizes) // self.by


@dataclass(frozen=True, slots=True)
class Observed:
    """A size that PyTorch gave when it ran; what it is at another input size isn't known.

    ``number`` tells one from another.
    """

    size: int
    number: int

    def value(self, sizes: Mapping[str, int]) -> int:
        """The size that was seen, whatever the input."""
        return self.size


@dataclass(frozen=True)
class Expression:
    """A sum of monomials, each with its coefficient; no coefficient is 0."""

    terms: tuple[tuple[Monomial, int], ...] = ()

    # ---- Made of -----------------------------------------------------------------------------

    @classmethod
    def of(cls, terms: Iterable[tuple[Monomial, int]]) -> "Expression":
        """The sum of terms in normal form."""
        found: dict[Monomial, int] = {}
        for monomial, times in terms:
            found[monomial] = found.get(monomial, 0) + times
        kept = [(monomial, times) for monomial, times in found.items() if times]
        return cls(tuple(sorted(kept, key=lambda term: order(term[0]))))

    @classmethod
    def constant(cls, size: int) -> "Expression":
        """A number."""
        return cls((((), size),) if size else ())

    @classmethod
    def symbol(cls, name: str) -> "Expression":
        """One of the input's sizes: ``N``, ``H`` or ``W``."""
        return cls((((name,), 1),))

    @classmethod
    def axis(cls, axis: "Axis", name: str) -> "Expression":
        """An axis of a tensor as an expression in ``name``."""
        if isinstance(axis, Expression):
            return axis
        if axis.is_constant:
            return cls.constant(axis.a)
        return (cls.symbol(name) + axis.a) // axis.s

    # ---- Arithmetic --------------------------------------------------------------------------

    def __add__(self, other: "Expression | int") -> "Expression":
        """The sum."""
        return Expression.of((*self.terms, *lifted(other).terms))

    def __neg__(self) -> "Expression":
        """The negative."""
        return Expression(tuple((monomial, -times) for monomial, times in self.terms))

    __radd__ = __add__

    def __rsub__(self, other: int) -> "Expression":
        """The difference from a number."""
        return -self + other

    def __sub__(self, other: "Expression | int") -> "Expression":
        """The difference."""
        return self + -lifted(other)

    def __mul__(self, other: "Expression | int") -> "Expression":
        """The product."""
        return Expression.of(
            (tuple(sorted((*one, *two), key=order_of_atom)), times * more)
            for one, times in self.terms
            for two, more in lifted(other).terms
        )

    __rmul__ = __mul__

    def __floordiv__(self, by: "Expression | int") -> "Expression":
        """The floor of the quotient; ``NotWhole`` if it is by no number and has a remainder."""
        divisor = lifted(by)
        if not divisor.is_constant:
            return self._exact(divisor)
        by = divisor.number
        if by < 0:
            return -self // -by
        if by == 0:
            raise NotWhole
        whole = [(monomial, times // by) for monomial, times in self.terms if not times % by]
        rest = [(monomial, times) for monomial, times in self.terms if times % by]
        number = dict(rest).pop((), 0)
        whole.append(((), number // by))
        inner = [(monomial, times) for monomial, times in rest if monomial]
        if not inner:
            return Expression.of(whole)
        if len(inner) == 1 and inner[0][1] == 1 and len(inner[0][0]) == 1:
            atom = inner[0][0][0]
            if isinstance(atom, Floor):  # ⌊(⌊x/s⌋ + b)/t⌋ = ⌊(x + s·b)/(s·t)⌋
                nested = (atom.of + atom.by * (number % by)) // (atom.by * by)
                return nested + Expression.of(whole)
        if all(times < 0 for _, times in inner):  # ⌊−x/s⌋ = −⌊(x + s − 1)/s⌋
            positive = -Expression.of(inner) - number % by + (by - 1)
            return Expression.of(whole) - positive // by
        floor = Floor(Expression.of([*inner, ((), number % by)]), by)
        return Expression.of([*whole, ((floor,), 1)])

    def _exact(self, divisor: "Expression") -> "Expression":
        """The quotient by an expression that divides this one term by term."""
        if self == divisor:
            return Expression.constant(1)
        if len(divisor.terms) != 1:
            raise NotWhole
        ((atoms, by),) = divisor.terms
        found = []
        for monomial, times in self.terms:
            left = [*monomial]
            for atom in atoms:
                if atom not in left:
                    raise NotWhole
                left.remove(atom)
            if times % by:
                raise NotWhole
            found.append((tuple(left), times // by))
        return Expression.of(found)

    def __mod__(self, by: int) -> "Expression":
        """The remainder."""
        return self - (self // by) * by

    # ---- Read --------------------------------------------------------------------------------

    def value(self, sizes: Mapping[str, int]) -> int:
        """The number for an input of these sizes."""
        return sum(
            times
            * prod(sizes[atom] if isinstance(atom, str) else atom.value(sizes) for atom in monomial)
            for monomial, times in self.terms
        )

    def size(self, n: int) -> int:
        """The size of an axis for an input of ``n`` pixels along it."""
        return self.value({"N": 1, "H": n, "W": n})

    @property
    def is_constant(self) -> bool:
        """Whether it is a number."""
        return not self.terms or (len(self.terms) == 1 and not self.terms[0][0])

    @property
    def number(self) -> int:
        """The constant term."""
        return dict(self.terms).get((), 0)

    @cached_property
    def symbols(self) -> frozenset[str]:
        """The sizes of the input that it depends on."""
        found: set[str] = set()
        for monomial, _ in self.terms:
            for atom in monomial:
                if isinstance(atom, Floor):
                    found |= atom.of.symbols
                elif isinstance(atom, str):
                    found.add(atom)
        return frozenset(found)

    @cached_property
    def is_observed(self) -> bool:
        """Whether it depends on a size that was only seen in a run."""
        atoms = [atom for monomial, _ in self.terms for atom in monomial]
        return any(
            isinstance(atom, Observed) or (isinstance(atom, Floor) and atom.of.is_observed)
            for atom in atoms
        )

    @cached_property
    def growth(self) -> Fraction:
        """How much it grows with each pixel of a large input, if it is a size of one axis."""
        return sum((times * slope(*monomial) for monomial, times in self.terms), Fraction(0))

    @cached_property
    def is_never_negative(self) -> bool:
        """Whether it is 0 or more at every input; False where that isn't known."""
        if self.is_constant:
            return self.number >= 0
        one_axis = len(self.symbols) == 1 and not self.symbols & {"N"}
        if not one_axis or self.is_observed or not self.is_linear or self.growth < 0:
            return False
        return all(self.size(n) >= 0 for n in range(1, self.period + 1))

    @cached_property
    def is_linear(self) -> bool:
        """Whether it has no products of sizes: it grows alike in each period."""
        return all(
            len(monomial) <= 1
            and all(not isinstance(atom, Floor) or atom.of.is_linear for atom in monomial)
            for monomial, _ in self.terms
        )

    @property
    def s(self) -> int | float:
        """The cumulative stride: input pixels between neighbouring elements; 0 for a constant."""
        if not self.growth:
            return 0
        stride = 1 / self.growth
        return stride.numerator if stride.denominator == 1 else float(stride)

    @cached_property
    def period(self) -> int:
        """A number of pixels after which it has grown by the same amount wherever it began."""
        found = 1
        for monomial, _ in self.terms:
            for atom in monomial:
                if isinstance(atom, Floor):
                    found = lcm(found, atom.by * atom.of.period)
        return found

    @cached_property
    def simple(self) -> Extent | None:
        """The expression as one floor of one axis, or as a constant; None if it is neither."""
        if self.is_constant:
            return Extent.constant(self.number)
        others = [term for term in self.terms if term[0]]
        if len(others) > 1 or others[0][1] != 1 or len(others[0][0]) != 1:
            return None
        ((atom,), _) = others[0]
        if not isinstance(atom, Floor):
            return Extent(self.number, 1) if atom in ("H", "W") else None
        inside = [term for term in atom.of.terms if term[0]]
        if inside not in ([(("H",), 1)], [(("W",), 1)]):
            return None
        return Extent(atom.of.number + self.number * atom.by, atom.by)

    def then(self, b: int, t: int) -> "Axis":
        """The axis after a further ``⌊(m + b) / t⌋``."""
        found = (self + b) // t
        return found.simple or found

    def inputs(self, size: int) -> range | None:
        """The inputs from 1 up that end at ``size``, from the first to the last of them.

        None where all do. A size that is left out in between (as 3 is by ``2·⌊n/2⌋``) has none.
        """
        if self.is_constant:
            return None if size == self.number else range(0)
        reach = self.period + max(0, int((size - self.size(0)) / self.growth)) + self.period
        found = [n for n in range(1, reach + 1) if self.size(n) == size]
        return range(found[0], found[-1] + 1) if found else range(0)

    @property
    def least(self) -> int:
        """The smallest input of which something is left, for it and all larger ones."""
        last = max(self.period, int(-self.size(0) / self.growth) if self.growth else 0)
        return next((n + 1 for n in range(last + self.period, 0, -1) if self.size(n) < 1), 1)

    @property
    def encoded(self) -> str:
        """The expression as the scripts read it: ``2*(H+15/16)+-1``, a floor in brackets."""
        return "+".join(
            "*".join(
                [*([str(times)] if times != 1 or not monomial else []), *map(encoded, monomial)]
            )
            for monomial, times in self.terms
        )

    # ---- Written -----------------------------------------------------------------------------

    def formula(self, n: str = "") -> str:
        """The expression in symbols, the input's size called ``n`` where it is one axis.

        >>> (2 * Expression.axis(Extent(1, 2), "H") + 1).formula("H")
        '2⌈H/2⌉+1'
        """
        if simple := self.simple:
            return simple.formula(n or next(iter(self.symbols), ""))
        text = ""
        for monomial, times in sorted(self.terms, key=lambda term: not term[0]):
            factors = "·".join(written(atom, n) for atom in monomial)
            number = "" if abs(times) == 1 and factors else str(abs(times))
            text += ("−" if times < 0 else "+" if text else "") + number + factors
        return text or "0"

    floor = formula


Axis = Extent | Expression
"""The size of one axis: mostly one floor."""


class NotWhole(ArithmeticError):
    """A quotient of sizes that needn't be whole."""


def lifted(given: Expression | int) -> Expression:
    """A number as an expression."""
    return given if isinstance(given, Expression) else Expression.constant(given)


def slope(*monomial: Atom) -> Fraction:
    """How much a monomial of one axis grows with each pixel."""
    if len(monomial) != 1:
        return Fraction(0)
    (atom,) = monomial
    if isinstance(atom, Floor):
        return atom.of.growth / atom.by
    return Fraction(isinstance(atom, str))


def order_of_atom(atom: Atom) -> tuple[int, str]:
    """Where an atom stands in a monomial: names first."""
    return (0, atom) if isinstance(atom, str) else (1, repr(atom))


def order(monomial: Monomial) -> tuple[int, list[tuple[int, str]]]:
    """Where a monomial stands in a sum."""
    return len(monomial), [order_of_atom(atom) for atom in monomial]


def encoded(atom: Atom) -> str:
    """An atom as the scripts read it."""
    if isinstance(atom, Floor):
        return f"({atom.of.encoded}/{atom.by})"
    return atom if isinstance(atom, str) else str(atom.size)


def written(atom: Atom, n: str) -> str:
    """An atom in symbols."""
    if isinstance(atom, str):
        return (atom != "N" and n) or atom
    if isinstance(atom, Observed):
        return str(atom.size)
    name = n or next(iter(atom.of.symbols), "")
    if simple := Expression((((atom,), 1),)).simple:
        return simple.formula(name)
    inner = atom.of.formula(n)
    return f"⌊({inner})/{atom.by}⌋"


def agreement(one: Axis, other: Axis, name: str = "H") -> frozenset[int] | None:
    """The residues of ``n`` modulo ``period_of`` at which two sizes of one axis agree for large n.

    None stands for all ``n``. The difference of two such sizes that grow alike repeats with the
    period, so one period decides. Sizes that grow differently agree at a few ``n`` at most: none.
    """
    difference = Expression.axis(one, name) - Expression.axis(other, name)
    if not difference.terms:
        return None
    if difference.growth:
        return frozenset()
    period = difference.period
    same = frozenset(n for n in range(period) if difference.size(n) == 0)
    return None if len(same) == period else same
