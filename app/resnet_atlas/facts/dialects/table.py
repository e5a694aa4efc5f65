"""What differs between the dialects of ResNet-50: a row for each fact, a cell for each dialect."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from resnet_atlas.facts.dialects.dialect import Dialect
from resnet_atlas.facts.facts import Facts
from resnet_atlas.facts.state_dict import COUNTER, state_dict
from resnet_atlas.graph.graph import Graph
from resnet_atlas.graph.op import Op
from resnet_atlas.graph.window import Window
from resnet_atlas.messages import Message, join
from resnet_atlas.network.size import DEFAULT_SIZE, Size

USUAL = DEFAULT_SIZE.height
ODD = USUAL + 1
"""The sides of two inputs: with the second one, poolings that round differently differ."""


@dataclass(frozen=True)
class Column:
    """A dialect and its graph; all facts are computed from the graph."""

    dialect: Dialect
    graph: Graph

    @cached_property
    def facts(self) -> Facts:
        """At the usual input."""
        return Facts(self.graph)

    @property
    def parameters(self) -> int:
        """What training updates."""
        return self.facts.total.parameters

    @property
    def macs(self) -> int:
        """Multiply-adds of conv and fc layers at the usual input."""
        return self.facts.total.macs

    @cached_property
    def numbers(self) -> int:
        """All numbers that a file of weights holds: parameters and running averages."""
        shapes = state_dict(self.graph)
        sizes = [shape[0] for name, shape in shapes.items() if "running" in name]
        frozen = [shape[0] for name, shape in shapes.items() if self.is_frozen(name)]
        return self.parameters + sum(sizes) + sum(frozen)

    def is_frozen(self, name: str) -> bool:
        """Whether a weight is the scale or the shift of a frozen norm, which nothing trains."""
        path, _, kind = name.rpartition(".")
        frozen = self.graph.op[path].kind == "frozen_batch_norm"
        return frozen and "running" not in kind and kind != COUNTER

    @cached_property
    def convs(self) -> list[Op]:
        """All convolutions."""
        return [op for op in self.graph.layers if op.kind == "conv"]

    @property
    def stem(self) -> list[Op]:
        """The convolutions of the stem."""
        return [op for op in self.convs if op.stage == "stem"]

    @property
    def pool(self) -> Op:
        """The max pooling of the stem."""
        return next(op for op in self.graph.layers if op.kind == "max_pool")

    @property
    def strided(self) -> list[Op]:
        """The convolutions that stride, on the residual branches."""
        return [op for op in self.convs if op.stride > 1 and op.role == "residual"]

    @property
    def biased(self) -> list[Op]:
        """The convolutions that have a bias."""
        return [op for op in self.convs if op.bias]

    @property
    def biases(self) -> int:
        """How many numbers the biases of the convolutions are."""
        return sum(op.output.channels for op in self.biased)

    @property
    def halving(self) -> str:
        """The first block that halves its map."""
        return self.strided[0].block or ""

    @property
    def shortcut(self) -> list[Op]:
        """The ops on the shortcut of that block, without its norm."""
        ops = [op for op in self.graph.layers if op.block == self.halving]
        return [op for op in ops if op.role == "shortcut" and op.windows]

    def pooled(self, side: int) -> int:
        """The rows after the stem's pooling for an input of ``side`` pixels."""
        return self.graph.shapes(Size(side, side))[self.graph.ops.index(self.pool)][2]


def window_of(op: Op) -> Window:
    """The window of an op along the height."""
    assert op.windows
    return op.windows[0]


def told(op: Op) -> str:
    """An op in a few signs: ``7×7 ↓2``."""
    window = window_of(op)
    return f"{window.kernel}×{window.kernel}" + (f" ↓{window.stride}" if window.stride > 1 else "")


def padding(op: Op, side: int) -> Message:
    """How many pixels of padding are before and behind ``side`` pixels."""
    window = window_of(op)
    before = window.padding_before(side)
    behind = window.padding
    if window.same:
        total = (-(-side // window.stride) - 1) * window.stride + window.span - side
        behind = max(total, 0) - before
    return Message("{before} before, {behind} behind", before=before, behind=behind)


def stem(column: Column) -> str:
    """The convs of the stem."""
    return " · ".join(told(op) for op in column.stem)


def stem_padding(column: Column) -> str:
    """The pixels around the image that the first conv is given."""
    return padding(column.stem[0], USUAL)


def pooling(column: Column) -> str:
    """The max pooling: its window, and its padding or how it rounds, at the usual input."""
    window, text = window_of(column.pool), told(column.pool)
    if window.ceil:
        return Message("{window}, no padding, rounded up", window=text)
    pixels: str | int = window.padding
    if window.same:
        pixels = padding(column.pool, column.facts.shapes[column.pool.inputs[0]][2])
    return Message("{window}, padding {pixels}", window=text, pixels=pixels)


def stride(column: Column) -> str:
    """The conv that carries the first stride of the stages."""
    op = column.strided[0]
    return Message("{window} of {block}", window=told(op), block=column.halving)


def last_stride(column: Column) -> str:
    """The block that carries the last stride."""
    return column.strided[-1].block or ""


def stride_padding(column: Column) -> str:
    """The padding of the conv that strides first."""
    op = column.strided[0]
    if window_of(op).kernel == 1:
        return Message("none: it is a 1×1")
    side = column.facts.shapes[op.inputs[0]][2]
    return padding(op, side)


def shortcut(column: Column) -> str:
    """What the shortcut of the first block that halves does."""
    kinds = {
        "conv": Message("conv"),
        "avg_pool": Message("average pooling"),
        "max_pool": Message("every other pixel"),
    }
    parts = []
    for op in column.shortcut:
        sampled = op.kind == "max_pool"
        kind = kinds[op.kind]
        parts.append(kind if sampled else join(" ", [told(op), kind]))
    return join(Message(", then "), parts)


def biases(column: Column) -> str:
    """How many convs have a bias, and how many numbers these are."""
    if not column.biased:
        return Message("none")
    return Message(
        "{some} of {all} convs, {numbers} numbers",
        some=len(column.biased),
        all=len(column.convs),
        numbers=f"{column.biases:,}",
    )


def norm(column: Column) -> str:
    """The kind of norm."""
    kinds = {op.kind for op in column.graph.layers if op.kind.endswith("norm")}
    return Message("frozen") if kinds == {"frozen_batch_norm"} else Message("trained")


@dataclass(frozen=True, slots=True)
class Row:
    """One fact of all dialects: ``cells`` in their order.

    ``computed`` is whether our graphs say it; else it is quoted. ``question`` is the section of the
    page that tells about it.
    """

    id: str
    title: str
    cells: tuple[str, ...]
    computed: bool = True
    question: str = ""

    def differs(self, place: int) -> bool:
        """Whether a dialect differs from the first."""
        return self.cells[place] != self.cells[0]


COMPUTED: tuple[tuple[str, str, Callable[[Column], str], str], ...] = (
    ("stem", Message("stem"), stem, "vd"),
    ("stem-padding", Message("padding of its first conv"), stem_padding, "padding"),
    ("pooling", Message("max pooling"), pooling, "caffe"),
    (
        "rows-odd",
        Message("rows after it, input {side}", side=ODD),
        lambda column: str(column.pooled(ODD)),
        "caffe",
    ),
    (
        "rows-usual",
        Message("rows after it, input {side}", side=USUAL),
        lambda column: str(column.pooled(USUAL)),
        "caffe",
    ),
    ("stride", Message("first stride in the stages"), stride, "v15"),
    ("last-stride", Message("last stride"), last_stride, "macs"),
    ("stride-padding", Message("padding where it strides"), stride_padding, "padding"),
    ("shortcut", Message("shortcut of that block"), shortcut, "vd"),
    ("biases", Message("biases of convs"), biases, "parameters"),
    ("norm", Message("batch norm"), norm, "parameters"),
    ("parameters", Message("parameters"), lambda column: f"{column.parameters:,}", "parameters"),
    (
        "numbers",
        Message("with running averages"),
        lambda column: f"{column.numbers:,}",
        "parameters",
    ),
    (
        "macs",
        Message("MACs, input {side}", side=USUAL),
        lambda column: f"{column.macs:,}",
        "macs",
    ),
)
"""Id, title, what computes a cell, and the question that it belongs to."""

QUOTED: tuple[tuple[str, str, Callable[[Dialect], str]], ...] = (
    ("epsilon", Message("epsilon of batch norm"), lambda dialect: dialect.epsilon),
    ("keeps", Message("share of the running average kept"), lambda dialect: dialect.keeps),
    ("image", Message("side of the images"), lambda dialect: dialect.image),
    ("input", Message("pixels of the input"), lambda dialect: dialect.input),
)


@dataclass(frozen=True, slots=True)
class Table:
    """All dialects beside each other."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    @property
    def column(self) -> Mapping[str, Column]:
        """The columns by their dialects' ids."""
        return {column.dialect.id: column for column in self.columns}

    def differences(self, id: str) -> list[tuple[Row, str, str]]:
        """The rows in which a dialect differs from the first, with both cells."""
        place = list(self.column).index(id)
        return [(row, row.cells[0], row.cells[place]) for row in self.rows if row.differs(place)]

    def cell(self, row: str, id: str) -> str:
        """What a row says of a dialect."""
        (found,) = [each for each in self.rows if each.id == row]
        return found.cells[list(self.column).index(id)]

    def alike(self, number: Callable[[Column], int]) -> dict[int, list[Column]]:
        """The dialects that have a number in common, the smallest number first."""
        found: dict[int, list[Column]] = {}
        for column in sorted(self.columns, key=number):
            found.setdefault(number(column), []).append(column)
        return found


def table(columns: Sequence[Column]) -> Table:
    """The table of some dialects; the others are compared with the first."""
    rows = [
        Row(id, title, tuple(cell(column) for column in columns), question=question)
        for id, title, cell, question in COMPUTED
    ]
    rows += [
        Row(id, title, tuple(cell(column.dialect) for column in columns), computed=False)
        for id, title, cell in QUOTED
    ]
    return Table(tuple(columns), tuple(rows))
