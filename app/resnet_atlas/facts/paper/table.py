"""Table 1 of the paper (arXiv:1512.03385), computed from the graphs."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from resnet_atlas.facts.cost import Cost, in_depth
from resnet_atlas.facts.count import Count
from resnet_atlas.facts.facts import Facts
from resnet_atlas.facts.paper.published import macs_at, operations_at
from resnet_atlas.graph.extent import Extent
from resnet_atlas.graph.graph import Graph
from resnet_atlas.graph.group import Group
from resnet_atlas.graph.op import Op
from resnet_atlas.messages import Message
from resnet_atlas.network.size import Size


@dataclass(frozen=True, slots=True)
class Line:
    """An op as the paper writes it; ``stride`` is empty if it is 1.

    A block's matrix stands for all blocks of a stage; the stride is that of the first block.
    """

    text: str
    stride: str = ""

    def __str__(self) -> str:
        """All in one: ``7×7, 64, stride 2``."""
        return f"{self.text}, {self.stride}" if self.stride else self.text


@dataclass(frozen=True, slots=True)
class Cell:
    """The ops of a part of ``model``, ``count`` times; ``focus`` is the group to show them in."""

    model: str
    focus: str
    lines: tuple[Line, ...]
    count: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """A part across networks: by the paper's name, PyTorch's, and in prose if it is a stage.

    ``axes`` are those of its output, ``sides`` their sizes.
    """

    name: str
    layer: str
    stage: str
    axes: tuple[Extent, Extent]
    sides: tuple[int, int]
    cells: tuple[Cell, ...]

    @property
    def output(self) -> str:
        """Height and width of the output: ``28×28``."""
        return "×".join(map(str, self.sides))

    @property
    def common(self) -> bool:
        """Whether all networks have the same cell."""
        return len({(cell.lines, cell.count) for cell in self.cells}) == 1


@dataclass(frozen=True, slots=True)
class Column:
    """A network: its depth, counted; its cost for one image; and the closed forms of two counts.

    ``macs`` are of convolutions and fully connected layers, ``operations`` what the paper counts.
    """

    model: str
    depth: int
    convs: int
    depths: tuple[int, ...]
    cost: Cost
    macs: Count
    operations: Count

    @property
    def counted(self) -> str:
        """The depth spelled out, from conv1 to fc: ``1 + 2·(2+2+2+2) + 1``."""
        return f"1 + {self.convs}·({'+'.join(map(str, self.depths))}) + 1"


@dataclass(frozen=True, slots=True)
class Table:
    """Networks side by side, for one image of ``size``."""

    size: Size
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    @property
    def groups(self) -> list[tuple[str, list[Row]]]:
        """The rows by the paper's names; its conv2_x begins with the pooling."""
        return [(name, list(rows)) for name, rows in groupby(self.rows, lambda row: row.name)]


def table(graphs: Mapping[str, Graph], size: Size) -> Table:
    """The table of networks by name, which have stem, head and number of stages in common."""
    columns = tuple(column(name, graph, size) for name, graph in graphs.items())
    parts = [parts_of(graph) for graph in graphs.values()]
    rows = []
    for across in zip(*parts, strict=True):
        first = across[0]
        height, width = next(op.output.axes for op in reversed(first.ops) if op.output.axes)
        sides = height.size(size.height), width.size(size.width)
        cells = (
            Cell(name, part.focus, lines(part), part.count)
            for name, part in zip(graphs, across, strict=True)
        )
        names = first.name, first.layer, first.stage
        rows.append(Row(*names, (height, width), sides, tuple(cells)))
    return Table(size, columns, tuple(rows))


def column(name: str, graph: Graph, size: Size) -> Column:
    """A network's depth and cost."""
    stages = [group for group in graph.groups if group.kind == "stage"]
    blocks = [graph.blocks(stage.id) for stage in stages]
    ops = graph.members(blocks[0][-1].id)
    return Column(
        model=name,
        depth=len(in_depth(graph)),
        convs=sum(op.kind == "conv" and graph.on_path(op, "residual") for op in ops),
        depths=tuple(map(len, blocks)),
        cost=Facts(graph, size).total,
        macs=Count.of(graph, macs_at),
        operations=Count.of(graph, operations_at),
    )


@dataclass(frozen=True, slots=True)
class Part:
    """One network's part of a row: ``ops``, ``count`` times, shown at ``focus``.

    Its names are the paper's, PyTorch's and that of a stage in prose. ``strides`` are those of the
    ops where the part is entered, ``mark`` writes one.
    """

    name: str
    layer: str
    focus: str
    ops: tuple[Op, ...]
    strides: tuple[int, ...]
    mark: str = "stride {stride}"
    count: int = 1
    stage: str = ""


def parts_of(graph: Graph) -> list[Part]:
    """The rows of a network. The paper counts the pooling to conv2_x, PyTorch to the stem."""
    paper = next(group.names[-1] for group in graph.groups if group.kind == "stage")
    parts: list[Part] = []
    for group in graph.groups:
        ops = graph.members(group.id)
        if group.kind == "stem":
            windowed = [(op.id if op.kind == "conv" else paper, op) for op in ops if op.windows]
            parts += [Part(name, op.id, group.id, (op,), (op.stride,)) for name, op in windowed]
        elif group.kind == "stage":
            parts.append(stage(graph, group))
        elif group.kind == "head":
            parts.append(Part(group.id, group.id, group.id, ops, tuple(op.stride for op in ops)))
    return parts


def stage(graph: Graph, group: Group) -> Part:
    """The part of a stage: the ops of its last block, with the strides of its first."""
    blocks = graph.blocks(group.id)
    first, last = (
        tuple(filter(graph.on_path, graph.members(block.id))) for block in (blocks[0], blocks[-1])
    )
    strides = tuple(op.stride for op in first)
    name, *_, paper = group.names
    return Part(paper, group.id, group.id, last, strides, "↓{stride}", len(blocks), name)


def lines(part: Part) -> tuple[Line, ...]:
    """The lines of a part in the paper's table, which leaves out batch norm, ReLU and the like."""
    return tuple(
        Line(text, Message(part.mark, stride=stride) if stride > 1 else "")
        for op, stride in zip(part.ops, part.strides, strict=True)
        if (text := written(op))
    )


def written(op: Op) -> str:
    """An op as in the paper's table, without its stride; empty if the table leaves it out."""
    if op.windows:
        kernel = "×".join(str(window.kernel) for window in op.windows)
        groups = f", groups {op.groups}" if op.groups > 1 else ""
        conv = op.kind == "conv"
        pooling = Message("{kernel} max pool", kernel=kernel)
        return f"{kernel}, {op.output.channels}{groups}" if conv else pooling
    fc = Message("{classes}-d fc", classes=op.output.channels)
    return {"avg_pool": Message("average pool"), "linear": fc}.get(op.kind, "")
