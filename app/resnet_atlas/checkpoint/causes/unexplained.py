"""The tensors that no cause has explained yet."""

from collections.abc import Callable

from resnet_atlas.checkpoint.causes.difference import Difference


class Unexplained:
    """What is still to be explained."""

    def __init__(self, difference: Difference) -> None:
        self.missing = dict(difference.missing)
        self.unexpected = dict(difference.unexpected)
        self.shapes = dict(difference.different)
        self.sides: dict[str, set[int]] = {}
        self.ranks: set[str] = set()
        self.cut = difference.cut
        for name, (given, expected) in self.shapes.items():
            if len(given) != len(expected):
                self.ranks.add(name)
            else:
                pairs = enumerate(zip(given, expected, strict=True))
                self.sides[name] = {place for place, (a, b) in pairs if a != b}

    def take(self, chosen: Callable[[str], object]) -> list[str]:
        """The names of which something is true, whatever is the matter with them."""
        found = []
        for held in (self.missing, self.unexpected, self.sides):
            found += [name for name in held if chosen(name)]
            for name in found:
                held.pop(name, None)
        found += [name for name in self.ranks if chosen(name)]
        self.ranks -= set(found)
        return list(dict.fromkeys(found))

    def take_side(self, name: str, side: int) -> bool:
        """Whether one side of a tensor is to be explained; then it is."""
        sides = self.sides.get(name, set())
        if side not in sides:
            return False
        sides.remove(side)
        if not sides:
            del self.sides[name]
        return True
