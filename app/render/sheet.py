"""One drawing in the making, and the names and marks that its parts share."""

from dataclasses import dataclass, field

from app.diagram.diagram import Arrow, Diagram, Node
from app.graph import Tensor
from app.render import labels
from app.render.boxes import SMALL
from app.render.cells import cell, label, row, space, table, width_of
from app.render.theme import LIGHT as COLOR


@dataclass
class Sheet:
    """One drawing in the making."""

    diagram: Diagram
    across: bool
    """Whether data flows from left to right rather than downwards."""
    tensors: dict[Tensor, int] = field(default_factory=dict)
    stops: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    """What an arrow passes on its way in a lane, by its source and target."""

    def mark(self, tensor: Tensor) -> str:
        """What stands for the tensor's shape until ``paint`` writes it."""
        return f"§{self.tensors.setdefault(tensor, len(self.tensors))}§"


def shape_label(sheet: Sheet, tensor: Tensor) -> str:
    """A tensor's shape beside an arrow, with room for the longest one."""
    wide = shape_width(tensor)
    words = row(space(4, 12), cell(sheet.mark(tensor), SMALL, COLOR["muted"], 12, wide))
    return label(table([words, row(space(1, 4))] if sheet.across else [words]))


def shape_width(tensor: Tensor) -> int:
    """Points that a tensor's shape may take on an arrow."""
    return width_of(labels.longest(tensor), SMALL)


def port(node: Node, side: str) -> str:
    """The point at which an arrow meets a node's box."""
    boxed = node.closed or (node.op and node.op.kind != "add")
    return f"{quoted(node.id)}:b:{side}" if boxed else f"{quoted(node.id)}:{side}"


def quoted(id: str) -> str:
    """A node's name; the colon of ``relu:2`` would read as a port."""
    return id.replace(":", "#")


def arrow_id(arrow: Arrow) -> str:
    """An arrow's id in the SVG."""
    return f"{arrow.source}>{arrow.target}"


def inches(points: float) -> str:
    """Graphviz takes a node's size in inches."""
    return f"{points / 72:.4f}"
