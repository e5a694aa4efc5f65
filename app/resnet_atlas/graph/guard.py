"""The conditions on the input's size that ``forward`` asks for: where it does the same."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from resnet_atlas.graph.expression import Expression


@dataclass(frozen=True, slots=True)
class Guard:
    """A condition on the input's size that ``forward`` asked for: ``left relation 0`` is ``holds``.

    The graph is the one of the sizes at which it comes out the same.
    """

    left: Expression
    relation: str
    holds: bool

    def passes(self, sizes: Mapping[str, int]) -> bool:
        """Whether an input of these sizes takes the same way."""
        return RELATIONS[self.relation](self.left.value(sizes)) == self.holds

    @property
    def is_certain(self) -> bool:
        """Whether every input passes; False where that isn't known."""
        if self.left.is_constant:
            return True
        if self.relation == "==":
            sides = (self.left - 1, -self.left - 1)
            return not self.holds and any(side.is_never_negative for side in sides)
        more = self.relation == "<="
        bound = -self.left - (not more) if self.holds else self.left - more
        return bound.is_never_negative


RELATIONS: dict[str, Callable[[int], bool]] = {
    "==": lambda left: left == 0,
    "<": lambda left: left < 0,
    "<=": lambda left: left <= 0,
}


@dataclass(slots=True)
class Notes:
    """What a run at ``sizes`` did with sizes.

    ``guards`` are the conditions that it asked for, ``asked`` says whether it read a size that the
    input changes, and ``lost`` whether it computed with one what has no formula.
    """

    sizes: Mapping[str, int]
    guards: dict[Guard, None] = field(default_factory=dict)
    asked: bool = False
    lost: bool = False

    def ask(self, left: Expression, relation: str) -> bool:
        """Whether ``left relation 0``, and note that the run depends on it."""
        guard = Guard(left, relation, RELATIONS[relation](left.value(self.sizes)))
        if left.is_observed:
            self.lost = True
        elif not guard.is_certain:
            self.guards[guard] = None
        return guard.holds
