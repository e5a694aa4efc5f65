"""The lanes of a diagram: where each open block's shortcut runs beside its residual branch."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from resnet_atlas.diagram.diagram import Diagram
from resnet_atlas.graph.tensor import Tensor


@dataclass(frozen=True, slots=True)
class Lane:
    """One shortcut: it leaves ``source``, passes its ops, and ends at the ⊕ ``target``.

    ``stops`` are the shortcut's ops, or its label if it has none; ``beside`` are the ops of the
    residual branch next to them.
    """

    source: str
    target: str
    tensor: Tensor
    frame: str | None
    residual: tuple[str, ...]
    ops: tuple[str, ...]

    @property
    def arrows(self) -> tuple[tuple[str, str], ...]:
        """The source and the target of each arrow on the way."""
        way = (self.source, *self.ops, self.target)
        return tuple(pairwise(way))

    @property
    def identity(self) -> str:
        """The id of the label on a shortcut without ops."""
        return f"{self.target} identity"

    @property
    def bare(self) -> bool:
        """Whether the shortcut has no ops."""
        return not self.ops

    @property
    def stops(self) -> tuple[str, ...]:
        """The parts that need room in the lane."""
        return self.ops or (self.identity,)

    @property
    def beside(self) -> tuple[str, ...]:
        """As many ops from the middle of the residual branch as there are stops."""
        first = max(0, (len(self.residual) - len(self.stops)) // 2)
        return self.residual[first : first + len(self.stops)]


def lanes_of(diagram: Diagram) -> list[Lane]:
    """The lane of every addition with a shortcut and a residual branch, in order."""
    before = {arrow.target: arrow for arrow in diagram.arrows if arrow.role == "shortcut"}
    found = []
    for node in diagram.nodes:
        if not node.op or node.op.kind != "add" or node.id not in before:
            continue
        last = arrow = before[node.id]
        ops: list[str] = []
        while diagram.node[arrow.source].role == "shortcut" and arrow.source in before:
            ops.insert(0, arrow.source)
            arrow = before[arrow.source]
        residual = branch(diagram, node.id)
        if residual:
            found.append(Lane(arrow.source, node.id, last.tensor, node.frame, residual, tuple(ops)))
    return found


def branch(diagram: Diagram, add: str) -> tuple[str, ...]:
    """The nodes of the residual branch that ends at an addition."""
    found: set[str] = set()
    todo = [add]
    while todo:
        for arrow in diagram.into(todo.pop()):
            if diagram.node[arrow.source].role == "residual" and arrow.source not in found:
                found.add(arrow.source)
                todo.append(arrow.source)
    return tuple(node.id for node in diagram.nodes if node.id in found)


def forked(diagram: Diagram, lanes: Sequence[Lane]) -> frozenset[str | None]:
    """The frames (None: outside all) in which data flows side by side, lanes and gates aside."""
    aside = {pair for lane in lanes for pair in lane.arrows}
    plain = [
        arrow
        for arrow in diagram.arrows
        if (arrow.source, arrow.target) not in aside and not diagram.bypasses_gate(arrow)
    ]
    ins = Counter(arrow.target for arrow in plain)
    outs = Counter(arrow.source for arrow in plain)
    meets = [id for id, count in ins.items() if count > 1]
    parts = [arrow.target for arrow in plain if outs[arrow.source] > 1]
    return frozenset(diagram.node[id].frame for id in (*meets, *parts))
