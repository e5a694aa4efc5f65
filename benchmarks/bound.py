"""A promise in absolute figures: what a person waits for."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bound:
    """Something measured, and the most (or with ``least`` the least) that it may be."""

    title: str
    seen: float
    unit: str
    bound: float
    least: bool = False

    @property
    def met(self) -> bool:
        """Whether it is within its bound."""
        return self.seen >= self.bound if self.least else self.seen <= self.bound
