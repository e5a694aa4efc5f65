"""What a network, a stage and a block come to at one input size: shapes and costs added up."""

from dataclasses import dataclass

from resnet_atlas.facts.cost import Cost, costs, receptive_fields, total
from resnet_atlas.graph.graph import Graph, Group, Shape, Shortcut
from resnet_atlas.network.size import Size


@dataclass(frozen=True, slots=True)
class Part:
    """A stage (or stem, or head) or a block.

    ``names`` are all it is called; ``type`` is the class of the block or of the stage's blocks.
    ``input`` is the shape that enters, ``output`` the one that leaves; ``stride`` is the factor
    between their sides at a large input. ``shortcut`` is ``identity``, ``projection``,
    ``padded`` or ``subsampled`` for a block, None otherwise. ``receptive_field`` and ``jump`` (the
    distance of neighbouring elements) are of the output and in input pixels, None where each
    element sees the whole input.
    """

    id: str
    kind: str
    names: tuple[str, ...]
    type: str
    input: Shape
    output: Shape
    symbolic: str
    stride: int
    shortcut: Shortcut | None
    cost: Cost
    receptive_field: tuple[int, ...] | None
    jump: tuple[int, ...] | None
    blocks: tuple["Part", ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """A whole network at one input size and batch."""

    input: Shape
    output: Shape
    total: Cost
    parts: tuple[Part, ...]

    @property
    def stages(self) -> tuple[Part, ...]:
        """The parts that are stages."""
        return tuple(part for part in self.parts if part.kind == "stage")


def summarise(graph: Graph, size: Size, batch: int = 1) -> Summary:
    """Add up what each op of ``graph`` has and costs."""
    shape = dict(zip(graph.op, graph.shapes(size, batch), strict=True))
    cost = costs(graph, size, batch)
    field = receptive_fields(graph)

    def part(group: Group) -> Part:
        ops = graph.members(group.id)
        before, last = graph.op[ops[0].inputs[0]], ops[-1]
        axes = list(zip(before.output.axes, last.output.axes, strict=False))
        return Part(
            id=group.id,
            kind=group.kind,
            names=group.names,
            type=group.type,
            input=shape[before.id],
            output=shape[last.id],
            symbolic=last.output.symbolic,
            stride=max((after.s // axis.s for axis, after in axes), default=1),
            shortcut=group.shortcut,
            cost=total(cost[op.id] for op in ops),
            receptive_field=field[last.id],
            jump=tuple(axis.s for axis in last.output.axes) if field[last.id] else None,
            blocks=tuple(part(block) for block in graph.blocks(group.id)),
        )

    parts = tuple(part(group) for group in graph.groups if group.parent is None)
    return Summary(shape["input"], shape[graph.ops[-1].id], total(cost.values()), parts)
