"""The size of one axis of a tensor as a closed form in the input's size.

A convolution or pooling maps a size ``m`` to ``⌊(m + b) / t⌋`` with ``b = 2p − d(k−1) − 1 + t``.
Floors of this kind nest into one: ``⌊(⌊(n + a)/s⌋ + b) / t⌋ = ⌊(n + a + s·b) / (s·t)⌋``. So along
any chain of them the size is ``⌊(n + a) / s⌋`` with two whole numbers ``a`` and ``s``, and a
network that was traced once needs one division to state a shape at any other input size.
"""

from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Extent:
    """``⌊(n + a) / s⌋`` for an input of ``n`` pixels; with ``s = 0`` the constant ``a``.

    ``s`` is also the axis's cumulative stride (jump, reduction): how many input pixels lie between
    two neighbouring elements. Two extents are equal exactly when they are the same function of
    ``n``, so equal extents *prove* that two branches agree at every input size.
    """

    a: int = 0
    s: int = 1

    @classmethod
    def constant(cls, size: int) -> Self:
        """A size that doesn't depend on the input, as adaptive pooling gives."""
        return cls(size, 0)

    @property
    def is_constant(self) -> bool:
        """Whether every input gives the same size."""
        return self.s == 0

    def size(self, n: int) -> int:
        """The size for an input of ``n`` pixels; 0 or less where the input is too small."""
        return (n + self.a) // self.s if self.s else self.a

    def then(self, b: int, t: int) -> "Extent":
        """The extent after a further ``⌊(m + b) / t⌋``."""
        if self.is_constant:
            return Extent.constant((self.a + b) // t)
        return Extent(self.a + self.s * b, self.s * t)

    def inputs(self, size: int) -> range | None:
        """All inputs that end at ``size`` (from 1 up); None where all do. Empty where none does.

        >>> Extent(31, 32).inputs(7)
        range(193, 225)
        """
        if self.is_constant:
            return None if size == self.a else range(0)
        first = size * self.s - self.a
        return range(max(first, 1), max(first + self.s, 1))

    @property
    def encoded(self) -> str:
        """The extent as the scripts read it: ``31/32``."""
        return f"{self.a}/{self.s}"

    @property
    def least(self) -> int:
        """The smallest input of which something is left; 1 for a constant."""
        return max(self.s - self.a, 1) if self.s else 1

    def formula(self, n: str = "n") -> str:
        """The extent in symbols.

        >>> Extent(31, 32).formula("H"), Extent(15, 32).formula("H"), Extent(-2, 1).formula("H")
        ('⌈H/32⌉', '⌊(H+15)/32⌋', 'H−2')
        """
        return f"⌈{n}/{self.s}⌉" if self.a == self.s - 1 > 0 else self.floor(n)

    def floor(self, n: str = "n") -> str:
        """The extent in symbols, as a floor even where a ceiling is shorter.

        >>> Extent(1, 2).floor(Extent(1, 2).floor())
        '⌊(⌊(n+1)/2⌋+1)/2⌋'
        """
        if self.is_constant:
            return str(self.a)
        shifted = f"{n}{self.a:+d}".replace("-", "−") if self.a else n
        if self.s == 1:
            return shifted
        return f"⌊({shifted})/{self.s}⌋" if self.a else f"⌊{n}/{self.s}⌋"
