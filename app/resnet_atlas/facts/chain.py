"""The chain of windows on the way to a feature map, and the size after each.

The axis is the height. ResNets have square windows, so the width has the same chain.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from resnet_atlas.graph.expression import Axis
from resnet_atlas.graph.extent import Extent
from resnet_atlas.graph.graph import Graph
from resnet_atlas.graph.op import Op, Role
from resnet_atlas.graph.reach import Reach
from resnet_atlas.graph.window import Window


@dataclass(frozen=True, slots=True)
class Step:
    """An op with a window on its way from the input.

    ``before`` and ``after`` are the closed forms of its input and output; ``nested`` is the output
    as floors within floors, one for each window so far.
    """

    op: Op
    window: Window
    before: Axis
    after: Axis
    nested: str

    @property
    def own(self) -> Extent:
        """The closed form of the window alone: ``⌊(m + b) / t⌋``."""
        return self.window.extent(Extent())

    @property
    def keeps(self) -> bool:
        """Whether the window keeps every size, as a 3×3 with stride 1 and padding 1 does."""
        return self.own == Extent()

    def reach(self, n: int) -> Reach:
        """What the window reads if the network's input has ``n`` pixels."""
        return Reach(self.window, self.before.size(n))


def steps(graph: Graph, ops: Iterable[Op], n: str = "n") -> tuple[Step, ...]:
    """The steps of consecutive ops; ``n`` names the size of the input."""
    made: list[Step] = []
    for op in ops:
        if op.windows:
            window = op.windows[0]
            before = graph.op[op.inputs[0]].output.axes[0]
            n = window.extent(Extent()).floor(n)
            made.append(Step(op, window, before, op.output.axes[0], n))
    return tuple(made)


def trunk(graph: Graph) -> tuple[Step, ...]:
    """The steps from the input to the last feature map, along the residual branches."""
    return steps(graph, filter(graph.on_path, graph.layers))


def branch(graph: Graph, block: str, role: Role) -> tuple[Step, ...]:
    """The steps on a branch of a block, ``residual`` or ``shortcut``."""
    return steps(graph, (op for op in graph.members(block) if graph.on_path(op, role)))


def neat(steps: Sequence[Step], n: int, largest: int) -> tuple[int | None, int | None]:
    """The nearest inputs at most and at least ``n`` for which no step drops anything.

    None if there is no such input from 1 to ``largest``. The number of dropped elements repeats
    with the cumulative stride, so one period is searched.
    """
    period = max((int(step.after.s) for step in steps), default=1)

    def first(inputs: Iterable[int]) -> int | None:
        fits = (size for size in inputs if not any(step.reach(size).dropped for step in steps))
        return next(fits, None)

    down = first(range(n, max(n - period, 0), -1))
    return down, first(range(n, min(n + period, largest + 1)))
