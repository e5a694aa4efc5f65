"""``Diagram``: nodes, arrows and frames, still without positions, colours or text."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from app.graph import Graph, Group, Op, Role, Tensor


@dataclass(frozen=True, slots=True)
class Frame:
    """A group as it is shown; ``copies`` are the identical groups it stands for, first first."""

    group: Group
    copies: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The module path of the (first) group."""
        return self.group.id

    @property
    def count(self) -> int:
        """How many identical groups this is the picture of."""
        return max(len(self.copies), 1)


@dataclass(frozen=True, slots=True)
class Node:
    """An op, a tensor, or a closed group.

    ``op`` is set for ops, ``closed`` for closed groups; with neither it is a tensor. ``frame`` is
    the id of the innermost frame around it. ``stride`` is what it reduces height and width by, and
    ``summary`` says what a closed group does.
    """

    id: str
    output: Tensor
    frame: str | None = None
    role: Role = "trunk"
    op: Op | None = None
    closed: Frame | None = None
    members: int = 0
    stride: int = 1
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Arrow:
    """A tensor on its way; ``role`` tells the branches of a block from the trunk."""

    source: str
    target: str
    tensor: Tensor
    role: Role = "trunk"


@dataclass(frozen=True)
class Diagram:
    """What is shown, in the order of execution."""

    nodes: tuple[Node, ...]
    arrows: tuple[Arrow, ...]
    frames: tuple[Frame, ...]

    @classmethod
    def of(cls, graph: Graph) -> "Diagram":
        """Everything there is."""
        nodes = tuple(
            Node(op.id, op.output, op.block or op.stage, op.role, op, stride=op.stride)
            if op.inputs
            else Node(op.id, op.output)
            for op in graph.ops
        )
        arrows = tuple(
            Arrow(edge.source, edge.target, edge.tensor, edge.role) for edge in graph.edges
        )
        return cls(nodes, arrows, tuple(Frame(group) for group in graph.groups))

    @cached_property
    def node(self) -> dict[str, Node]:
        """The nodes by id."""
        return {node.id: node for node in self.nodes}

    @cached_property
    def frame(self) -> dict[str | None, Frame]:
        """The frames by id."""
        return {frame.id: frame for frame in self.frames}

    def around(self, node: Node) -> Iterator[Frame]:
        """The frames around a node, from the inside out."""
        frame = self.frame.get(node.frame)
        while frame:
            yield frame
            frame = self.frame.get(frame.group.parent)
