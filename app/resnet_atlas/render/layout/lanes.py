"""The lanes of a diagram: where each open block's shortcut runs beside its residual branch."""

from dataclasses import dataclass

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
    """The lane of every open block, in order."""
    before = {arrow.target: arrow for arrow in diagram.arrows if arrow.role == "shortcut"}
    residual: dict[str | None, list[str]] = {}
    for node in diagram.nodes:
        if node.role == "residual":
            residual.setdefault(node.op.block if node.op else None, []).append(node.id)
    found = []
    for node in diagram.nodes:
        if not node.op or node.op.kind != "add" or node.id not in before:
            continue
        last = arrow = before[node.id]
        ops: list[str] = []
        while diagram.node[arrow.source].role == "shortcut":
            ops.insert(0, arrow.source)
            arrow = before[arrow.source]
        found.append(
            Lane(
                arrow.source,
                node.id,
                last.tensor,
                node.frame,
                tuple(residual[node.op.block]),
                tuple(ops),
            )
        )
    return found
