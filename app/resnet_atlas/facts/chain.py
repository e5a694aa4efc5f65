"""How the size of an axis comes about, window by window: floor by floor before they nest into one.

The axis is the height. Windows of ResNets are square, so the width goes the same way.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from resnet_atlas.graph.extent import Extent
from resnet_atlas.graph.graph import Graph
from resnet_atlas.graph.op import Op, Role
from resnet_atlas.graph.reach import Reach
from resnet_atlas.graph.window import Window


@dataclass(frozen=True, slots=True)
class Step:
    """An op with a window on its way from the input.

    ``before`` and ``after`` are the closed forms of its input and output; ``nested`` is the latter
    as floor upon floor, the way a computer finds it.
    """

    op: Op
    window: Window
    before: Extent
    after: Extent
    nested: str

    @property
    def own(self) -> Extent:
        """What the window alone does to a size: ``⌊(m + b) / t⌋``."""
        return self.window.extent(Extent())

    @property
    def keeps(self) -> bool:
        """Whether it leaves every size as it is, as a 3×3 with stride 1 and padding 1 does."""
        return self.own == Extent()

    def reach(self, n: int) -> Reach:
        """What its window reads where the network's input has ``n`` pixels."""
        return Reach(self.window, self.before.size(n))


def steps(graph: Graph, ops: Iterable[Op], n: str = "n") -> tuple[Step, ...]:
    """The ops with windows among ``ops``, which follow one another; ``n`` is what enters them."""
    made: list[Step] = []
    for op in ops:
        if op.windows:
            window = op.windows[0]
            before = graph.op[op.inputs[0]].output.axes[0]
            n = window.extent(Extent()).floor(n)
            made.append(Step(op, window, before, op.output.axes[0], n))
    return tuple(made)


def trunk(graph: Graph) -> tuple[Step, ...]:
    """From the input to the last feature map, through the residual branches of the blocks."""
    return steps(graph, filter(graph.on_path, graph.layers))


def branch(graph: Graph, block: str, role: Role) -> tuple[Step, ...]:
    """One branch of a block, ``residual`` or ``shortcut``; none where nothing is on it."""
    return steps(graph, (op for op in graph.members(block) if graph.on_path(op, role)))


def neat(steps: Sequence[Step], n: int, largest: int) -> tuple[int | None, int | None]:
    """The inputs next to ``n``, downwards and upwards from it, at which no step drops anything.

    ``n`` itself where it is one. None where there is none from 1 to ``largest``.

    What is dropped repeats with the cumulative stride, so no more than one period is looked at.
    """
    period = max((step.after.s for step in steps), default=1)

    def first(inputs: Iterable[int]) -> int | None:
        fits = (it for it in inputs if not any(step.reach(it).dropped for step in steps))
        return next(fits, None)

    down = first(range(n, max(n - period, 0), -1))
    return down, first(range(n, min(n + period, largest + 1)))
