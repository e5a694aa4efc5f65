"""Layer rows → a table as text: CSV for programs, Markdown and LaTeX for papers and courses."""

import csv
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from io import StringIO
from typing import NamedTuple

from resnet_atlas.facts.layers import Layer
from resnet_atlas.facts.state_dict import listed
from resnet_atlas.graph.extent import Extent
from resnet_atlas.graph.tensor import show

COLUMNS = ("module", "kind", "kernel", "stride", "output", "parameters", "MACs")
"""The columns for a page; CSV has more."""


def to_csv(rows: Iterable[Layer]) -> str:
    """The rows as CSV (RFC 4180), shapes and pairs written as ``2x128x29x40``."""
    columns = [field.name for field in fields(Layer)]
    return csv_of([columns, *([cell(row, column) for column in columns] for row in rows)])


def cell(row: Layer, column: str) -> object:
    """One cell of CSV; of weights the names within the op are written out, too."""
    return listed(row.weights) if column == "weights" else flat(getattr(row, column))


def csv_of(rows: Iterable[Iterable[object]]) -> str:
    """Rows of cells as CSV."""
    out = StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


def flat(value: object) -> object:
    """A value as one cell: ``x`` joins numbers, a semicolon joins values that differ by axis."""
    if value is None:
        return ""
    if isinstance(value, Extent):
        return value.formula()
    if isinstance(value, dict):
        return "; ".join(dict.fromkeys(str(flat(item)) for item in value.values()))
    if isinstance(value, tuple):
        numbers = all(isinstance(item, int) for item in value)
        return ("x" if numbers else " ").join(str(flat(item)) for item in value)
    return value


def cells(row: Layer) -> tuple[str, ...]:
    """A row's texts under ``COLUMNS``."""
    numbers = (f"{number:,}" if number else "" for number in (row.parameters, row.macs))
    kernel, stride = (flat(pair) for pair in (row.kernel, row.stride))
    kind, output = row.kind.replace("_", " "), show(row.output)
    return (row.id, kind, str(kernel), str(stride), output, *numbers)


def to_markdown(rows: Iterable[Layer]) -> str:
    """The rows as a table of GitHub's Markdown, numbers to the right."""
    lines: list[tuple[str, ...]] = [COLUMNS, ("---",) * 5 + ("--:",) * 2]
    lines += [(f"`{module}`", *rest) for module, *rest in map(cells, rows)]
    return markdown_of(lines)


def markdown_of(rows: Iterable[Iterable[str]]) -> str:
    """Rows of cells as a table of GitHub's Markdown; the second row says how columns align."""
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def to_latex(rows: Iterable[Layer]) -> str:
    r"""The rows as a LaTeX ``longtable``, which goes on over pages and repeats its head."""
    lines = [
        r"% \usepackage{longtable}",
        r"\begin{longtable}{lllllrr}",
        r"\hline",
        " & ".join(COLUMNS) + r" \\",
        r"\hline",
        r"\endhead",
    ]
    for module, *rest in map(cells, rows):
        plain = (text.replace("×", r"$\times$") for text in rest)
        lines.append(" & ".join([rf"\texttt{{{escaped(module)}}}", *plain]) + r" \\")
    return "\n".join([*lines, r"\hline", r"\end{longtable}", ""])


def escaped(name: str) -> str:
    """A name in LaTeX's text."""
    return name.replace("_", r"\_")


LISTINGS: Mapping[str, Callable[[Iterable[Layer]], str]] = {
    "csv": to_csv,
    "markdown": to_markdown,
    "latex": to_latex,
}
"""The writer of each format."""


class TextFormat(NamedTuple):
    """A format of tables, beside JSON."""

    name: str
    """As people call it."""
    media: str
    ending: str


TEXT_FORMATS: Mapping[str, TextFormat] = {
    "csv": TextFormat("CSV", "text/csv", "csv"),
    "markdown": TextFormat("Markdown", "text/markdown", "md"),
    "latex": TextFormat("LaTeX", "application/x-latex", "tex"),
}
