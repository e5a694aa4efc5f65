"""``Diagram``: nodes, arrows and frames, still without positions, colours or text."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from resnet_atlas.graph.graph import Graph
from resnet_atlas.graph.group import Group
from resnet_atlas.graph.op import Op, Role
from resnet_atlas.graph.tensor import Tensor

NONE: Mapping[str, tuple[str, ...]] = MappingProxyType({})


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
    def covers(self) -> tuple[str, ...]:
        """All groups that this is the picture of."""
        return self.copies or (self.id,)

    @property
    def count(self) -> int:
        """How many identical groups this is the picture of."""
        return len(self.covers)


@dataclass(frozen=True, slots=True)
class Node:
    """An op, a tensor, or a closed group.

    ``op`` is set for ops, ``closed`` for closed groups; with neither it is a tensor. ``frame`` is
    the id of the innermost frame around it. ``stride`` is what it reduces height and width by,
    ``dilation`` the largest in a closed group; ``summary`` says what that does.
    """

    id: str
    output: Tensor
    frame: str | None = None
    role: Role = "trunk"
    op: Op | None = None
    closed: Frame | None = None
    members: int = 0
    stride: int = 1
    dilation: int = 1
    summary: str = ""

    @property
    def is_tensor(self) -> bool:
        """Whether it shows a tensor itself."""
        return not self.op and not self.closed


@dataclass(frozen=True, slots=True)
class Arrow:
    """A tensor on its way; ``role`` tells the branches of a block from the trunk.

    ``origin`` is the op of the graph that computes the tensor. It differs from the node ``source``
    where that op isn't drawn: it may be hidden, or in the last block of a folded run.
    """

    source: str
    target: str
    tensor: Tensor
    origin: str
    role: Role = "trunk"

    @property
    def tensor_node(self) -> "Node":
        """The node that shows the tensor itself, in no frame."""
        return Node(f"{self.origin}→", self.tensor)


@dataclass(frozen=True)
class Diagram:
    """What is shown, in the order of execution."""

    nodes: tuple[Node, ...]
    arrows: tuple[Arrow, ...]
    frames: tuple[Frame, ...]
    limit: int = 0
    """How many blocks of a long run are drawn one by one where all were asked for; 0 where all
    are."""

    @classmethod
    def of(
        cls, graph: Graph, group: str | None = None, copies: Mapping[str, tuple[str, ...]] = NONE
    ) -> "Diagram":
        """Everything there is, or a group's ops with the arrows into it, in it and out of it.

        ``copies`` are the runs of blocks drawn as their first, by its id. What leaves the last of a
        run leaves the first then; arrows between two of them are not shown.
        """
        first = {block: run[0] for run in copies.values() for block in run[1:]}

        def moved(id: str) -> str:
            block = graph.op[id].block or ""
            return first[block] + id.removeprefix(block) if block in first else id

        ops = [op for op in (graph.members(group) if group else graph.ops) if op.block not in first]
        ids = {op.id for op in ops}
        nodes = tuple(
            Node(op.id, op.output, op.block or op.stage, op.role, op, stride=op.stride)
            if op.inputs
            else Node(op.id, op.output)
            for op in ops
        )
        arrows = tuple(
            Arrow(source, edge.target, edge.tensor, edge.source, edge.role)
            for edge in graph.edges
            if graph.op[edge.target].block not in first
            and ((source := moved(edge.source)) in ids or edge.target in ids)
        )
        frames = (Frame(it, copies.get(it.id, ())) for it in graph.groups if it.id not in first)
        return cls(nodes, arrows, tuple(frames))

    @cached_property
    def node(self) -> dict[str, Node]:
        """The nodes by id."""
        return {node.id: node for node in self.nodes}

    @cached_property
    def frame(self) -> dict[str | None, Frame]:
        """The frames by id."""
        return {frame.id: frame for frame in self.frames}

    @cached_property
    def arrow(self) -> dict[tuple[str, str], Arrow]:
        """The arrows by source and target."""
        return {(arrow.source, arrow.target): arrow for arrow in self.arrows}

    def speaks(self, arrow: Arrow) -> bool:
        """Whether an arrow has to say its tensor's shape: where neither end is the tensor."""
        ends = self.node[arrow.source], self.node[arrow.target]
        return not (any(end.is_tensor for end in ends) or self.gates(arrow))

    def gates(self, arrow: Arrow) -> bool:
        """Whether an arrow takes a map past what its channels' weights are made by."""
        target = self.node[arrow.target]
        return bool(target.op and target.op.kind == "mul" and arrow.tensor == target.output)

    @cached_property
    def speaking(self) -> set[str]:
        """The sources of the arrows that speak."""
        return {arrow.source for arrow in self.arrows if self.speaks(arrow)}

    def inside(self, frame: str | None) -> list[Node]:
        """The nodes right in a frame, not in one within it; None is the sheet."""
        return self._inside.get(frame, [])

    @cached_property
    def _inside(self) -> dict[str | None, list[Node]]:
        inside: dict[str | None, list[Node]] = {}
        for node in self.nodes:
            inside.setdefault(node.frame if node.frame in self.frame else None, []).append(node)
        return inside

    def frames_in(self, frame: str | None) -> list[Frame]:
        """The frames right in a frame; None is the sheet."""
        return [
            it
            for it in self.frames
            if (it.group.parent if it.group.parent in self.frame else None) == frame
        ]

    def around(self, node: Node) -> Iterator[Frame]:
        """The frames around a node, from the inside out."""
        frame = self.frame.get(node.frame)
        while frame:
            yield frame
            frame = self.frame.get(frame.group.parent)
