"""Table 1 of the paper (arXiv:1512.03385), computed: what stages are made of and what they cost."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.graph import Graph, Op
from app.summary import Summary


@dataclass(frozen=True, slots=True)
class Cell:
    """The convs of a stage's blocks, ``count`` times; ``focus`` is the part that it describes."""

    model: str
    focus: str
    lines: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Row:
    """A stage across networks; ``output`` is the height and width that leaves it."""

    name: str
    layer: str
    output: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Networks side by side."""

    rows: tuple[Row, ...]
    summaries: Mapping[str, Summary]


def table(graphs: Mapping[str, Graph], summaries: Mapping[str, Summary]) -> Table:
    """The table for networks with the same stages, by name, from their summaries at one size."""
    summaries = {name: summaries[name] for name in graphs}
    first = next(iter(summaries.values()))
    rows = []
    for place, part in enumerate(first.parts):
        cells = []
        for name, graph in graphs.items():
            mine = summaries[name].parts[place]
            last = mine.blocks[-1] if mine.blocks else mine
            ops = graph.members(last.id)
            lines = tuple(text for op in ops if op.role != "shortcut" and (text := line(op)))
            cells.append(Cell(name, mine.id, lines, max(len(mine.blocks), 1)))
        sides = "×".join(map(str, part.output[2:])) or "1×1"
        rows.append(Row(part.names[-1], part.id, sides, tuple(cells)))
    return Table(tuple(rows), summaries)


def line(op: Op) -> str:
    """An op as the paper's table writes it; empty for what it leaves out."""
    if op.windows:
        kernel = "×".join(str(window.kernel) for window in op.windows)
        what = str(op.output.channels) if op.kind == "conv" else "max pool"
        stride = f", stride {op.stride}" if op.stride > 1 else ""
        groups = f", groups {op.groups}" if op.groups > 1 else ""
        return f"{kernel}, {what}{stride}{groups}"
    return {"avg_pool": "average pool", "linear": f"{op.output.channels}-d fc"}.get(op.kind, "")
