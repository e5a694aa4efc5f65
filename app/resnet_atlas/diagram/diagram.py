"""``Diagram``: nodes, arrows and frames, still without positions, colours or text."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from resnet_atlas.graph.accepts import Misfit
from resnet_atlas.graph.graph import Graph
from resnet_atlas.graph.group import Group
from resnet_atlas.graph.op import Op, Role
from resnet_atlas.graph.tensor import Tensor
from resnet_atlas.network.size import Size

NONE: Mapping[str, tuple[str, ...]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Frame:
    """A group in a picture. ``copies`` are the identical groups it stands for, itself first."""

    group: Group
    copies: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The module path of the (first) group."""
        return self.group.id

    @property
    def covers(self) -> tuple[str, ...]:
        """The ids of the groups that the frame stands for."""
        return self.copies or (self.id,)

    @property
    def count(self) -> int:
        """How many groups the frame stands for."""
        return len(self.covers)


@dataclass(frozen=True, slots=True)
class Node:
    """An op, a tensor, or a closed group.

    ``op`` is set for an op, ``closed`` for a closed group; a node with neither is a tensor.
    ``frame`` is the id of the innermost frame around the node. ``stride`` is the factor by which
    height and width shrink. For a closed group, ``dilation`` is the largest one inside and
    ``summary`` lists the ops. ``joined`` is how many tensors a node takes of which not each has an
    arrow of its own. ``misfit`` says why an op doesn't take what it is given, ``seen_at`` at which
    input size the output was seen, where that is all that is known of it.
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
    joined: int = 0
    misfit: Misfit | None = None
    seen_at: Size | None = None

    @property
    def is_tensor(self) -> bool:
        """Whether the node is a tensor."""
        return not self.op and not self.closed


@dataclass(frozen=True, slots=True)
class Arrow:
    """A tensor that flows from one node to another; ``role`` is its branch, or the trunk.

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
    """The nodes, arrows and frames of a picture, in the order of execution.

    ``limit`` is 0 unless a run was too long to be drawn block by block as asked; then it is the
    number of blocks that are.
    """

    nodes: tuple[Node, ...]
    arrows: tuple[Arrow, ...]
    frames: tuple[Frame, ...]
    limit: int = 0

    @classmethod
    def of(
        cls, graph: Graph, group: str | None = None, copies: Mapping[str, tuple[str, ...]] = NONE
    ) -> "Diagram":
        """The diagram of all ops, or of a group's ops and the arrows at them.

        ``copies`` are runs of identical blocks by the id of their first, which is drawn for all. An
        arrow out of the last block then starts at the first; arrows within the run are left out.
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
        frames = (
            Frame(group, copies.get(group.id, ()))
            for group in graph.groups
            if group.id not in first
        )
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

    def is_labelled(self, arrow: Arrow) -> bool:
        """Whether the tensor's shape is written on an arrow: neither end shows it already."""
        ends = self.node[arrow.source], self.node[arrow.target]
        return not (any(end.is_tensor for end in ends) or self.bypasses_gate(arrow))

    def bypasses_gate(self, arrow: Arrow) -> bool:
        """Whether an arrow carries a map to the ⊗, past the ops that compute its weights."""
        target = self.node[arrow.target]
        if not (target.op and target.op.kind == "mul" and arrow.tensor == target.output):
            return False
        first = next(each for each in self._into[target.id] if each.tensor == target.output)
        return arrow is first and len(self._into[target.id]) > 1

    @cached_property
    def _into(self) -> dict[str, list[Arrow]]:
        into: dict[str, list[Arrow]] = {}
        for arrow in self.arrows:
            into.setdefault(arrow.target, []).append(arrow)
        return into

    def into(self, node: str) -> list[Arrow]:
        """The arrows that end at a node."""
        return self._into.get(node, [])

    @cached_property
    def labelled(self) -> set[str]:
        """The sources of the arrows with a shape on them."""
        return {arrow.source for arrow in self.arrows if self.is_labelled(arrow)}

    def inside(self, frame: str | None) -> list[Node]:
        """The nodes directly in a frame, or (None) in no frame."""
        return self._inside.get(frame, [])

    @cached_property
    def _inside(self) -> dict[str | None, list[Node]]:
        inside: dict[str | None, list[Node]] = {}
        for node in self.nodes:
            inside.setdefault(node.frame if node.frame in self.frame else None, []).append(node)
        return inside

    def frames_in(self, frame: str | None) -> list[Frame]:
        """The frames directly in a frame, or (None) in no frame."""
        return [
            inner
            for inner in self.frames
            if (inner.group.parent if inner.group.parent in self.frame else None) == frame
        ]

    def around(self, node: Node) -> Iterator[Frame]:
        """The frames around a node, from the inside out."""
        frame = self.frame.get(node.frame)
        while frame:
            yield frame
            frame = self.frame.get(frame.group.parent)
