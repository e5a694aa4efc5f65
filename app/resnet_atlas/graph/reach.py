"""The elements of an axis that a window reads.

The size formula gives the number of outputs. The positions of the windows also show which elements
no window reads: those after the last window, and those in the gaps of a dilation or of a stride
that is larger than the kernel.
"""

from dataclasses import dataclass
from functools import cached_property

from resnet_atlas.graph.extent import Extent
from resnet_atlas.graph.window import Window


@dataclass(frozen=True)
class Reach:
    """A window on an axis of ``n`` elements, numbered from 0.

    Padding lies before 0 and from ``n`` on.
    """

    window: Window
    n: int

    @property
    def outputs(self) -> int:
        """How many positions the window takes; 0 where it doesn't fit."""
        return max(self.window.extent(Extent()).size(self.n), 0)

    def taps(self, output: int) -> range:
        """The positions that an output reads, those of padding too."""
        first = output * self.window.stride - self.window.padding_before(self.n)
        return range(first, first + self.window.span, self.window.dilation)

    def reads(self, output: int) -> tuple[int, ...]:
        """The elements that an output reads.

        >>> Reach(Window(3, 2, 1), 8).reads(0)
        (0, 1)
        """
        return tuple(tap for tap in self.taps(output) if 0 <= tap < self.n)

    @cached_property
    def unread(self) -> tuple[int, ...]:
        """The elements that no output reads.

        >>> Reach(Window(1, 2), 8).unread
        (1, 3, 5, 7)
        """
        read = {tap for output in range(self.outputs) for tap in self.taps(output)}
        return tuple(place for place in range(self.n) if place not in read)

    @property
    def unread_within(self) -> tuple[int, ...]:
        """The unread elements inside a window, in the gaps of its dilation.

        >>> Reach(Window(3, 8, 0, 2), 13).unread_within
        (1, 3, 9, 11)
        """
        covered: set[int] = set()
        for taps in map(self.taps, range(self.outputs)):
            covered.update(range(taps[0], taps[-1] + 1))
        return tuple(place for place in self.unread if place in covered)

    @property
    def unread_share(self) -> float:
        """The share, from 0 to 1, of an ``n``×``n`` map that is never read.

        A position of a map is read where both its row and its column are.
        """
        return 1 - ((self.n - len(self.unread)) / self.n) ** 2

    @property
    def blind(self) -> tuple[int, ...]:
        """The outputs that read padding alone."""
        return tuple(output for output in range(self.outputs) if not self.reads(output))

    @property
    def dropped(self) -> int:
        """The number of positions after the last window, padding included."""
        return self.window.dropped(self.n) if self.outputs else 0

    @property
    def dropped_elements(self) -> int:
        """How many of the dropped are elements of the axis; the rest is padding."""
        return min(max(self.dropped - self.window.padding, 0), self.n)
