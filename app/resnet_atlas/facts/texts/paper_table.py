"""The paper's table → text: CSV for programs, Markdown and LaTeX for papers and courses."""

from collections.abc import Callable, Mapping

from resnet_atlas.facts.paper.published import billions
from resnet_atlas.facts.paper.table import Cell, Column, Table
from resnet_atlas.facts.texts.layer_table import csv_of, escaped, markdown_of

SUMS: Mapping[str, Callable[[Column, Table], str]] = {
    "depth": lambda column, _: str(column.depth),
    "MACs": lambda column, _: str(column.cost.macs),
    "as the paper counts, billions": lambda column, table: billions(
        column.operations.at(table.size)
    ),
    "parameters": lambda column, _: str(column.cost.parameters),
}
"""The rows below the matrices, and how each is computed; MACs are of conv and fc."""

ARROW = "An arrow marks what strides, only in the first block of a stage."
"""A note for readers: a matrix stands for all blocks of a stage."""

SIGNS: Mapping[str, str] = {
    "×": r"\times ",
    "↓": r"{\downarrow}",
    ", ": r",\ ",
    " max pool": r"\mbox{ max pool}",
    "stride ": r"\mbox{stride }",
    "groups ": r"\mbox{groups }",
}
"""The signs and words of a matrix in LaTeX."""


def to_csv(table: Table) -> str:
    """One row a part, in ASCII but for ↓: a matrix as ``[3x3, 64; 3x3, 64] x2``."""
    head = ["layer", "PyTorch", "output", *(column.model for column in table.columns)]
    rows = [[row.name, row.layer, row.output, *map(plain, row.cells)] for row in table.rows]
    rows += [[name, "", "", *numbers] for name, numbers in sums(table)]
    rows += [["input", "", "", *[str(table.size)] * len(table.columns)]]
    strides = [striding(column, table) for column in table.columns]
    rows += [["strides in (↓, only in the first block of a stage)", "", "", *strides]]
    return csv_of([head, *([text.replace("×", "x") for text in row] for row in rows)])


def to_markdown(table: Table) -> str:
    """A table of GitHub's Markdown; the lines of a matrix are broken by ``<br>``."""
    head = ["layer", "PyTorch", "output", *(f"`{column.model}`" for column in table.columns)]
    rows = [head, ["---"] * len(head)]
    for row in table.rows:
        cells = (plain(cell, "<br>") for cell in row.cells)
        rows.append([row.name, f"`{row.layer}`", row.output, *cells])
    for name, numbers in sums(table):
        rows.append([name, "", "", *map(grouped, numbers)])
    return f"{condition(table)} {ARROW}\n\n{markdown_of(rows)}"


def to_latex(table: Table) -> str:
    r"""A ``tabular`` in the manner of the paper, which needs no package."""
    count = len(table.columns)
    head = [
        "layer",
        "output",
        *(rf"\texttt{{{escaped(column.model)}}}" for column in table.columns),
    ]
    text = [
        f"% {condition(table).replace('×', 'x')} Needs no package.",
        f"% {ARROW}",
        rf"\begin{{tabular}}{{|c|c|{'c|' * count}}}",
        r"\hline",
        " & ".join(head) + r" \\",
        r"\hline",
    ]
    for name, rows in table.groups:
        for row in rows:
            cells = [bracketed(cell) for cell in row.cells]
            if row.common:
                cells = [rf"\multicolumn{{{count}}}{{c|}}{{{cells[0]}}}"]
            first = escaped(name) if row is rows[0] else ""
            text.append(" & ".join([first, mathematical(row.output), *cells]) + r" \\")
            text.append(r"\hline" if row is rows[-1] else rf"\cline{{2-{count + 2}}}")
    for name, numbers in sums(table):
        cells = [f"${grouped(number)}$".replace(",", "{,}") for number in numbers]
        text += [" & ".join([rf"\multicolumn{{2}}{{|c|}}{{{name}}}", *cells]) + r" \\", r"\hline"]
    return "\n".join([*text, r"\end{tabular}", ""])


def striding(column: Column, table: Table) -> str:
    """The kernel of the conv that strides in the blocks of a column: ``3×3``."""
    cells = [cell for row in table.rows if row.stage for cell in row.cells]
    lines = [line for cell in cells if cell.model == column.model for line in cell.lines]
    return next(line.text.partition(",")[0] for line in lines if line.stride)


def condition(table: Table) -> str:
    """A sentence with the input size and the place of the stride."""
    place = striding(table.columns[-1], table)  # the deepest is of bottlenecks
    whose = "PyTorch" if place == "3×3" else "the paper"
    return f"For an input of {table.size}; a bottleneck strides in its {place}, as in {whose}."


def sums(table: Table) -> list[tuple[str, list[str]]]:
    """The rows below the matrices."""
    return [
        (name, [read(column, table) for column in table.columns]) for name, read in SUMS.items()
    ]


def grouped(number: str) -> str:
    """A whole number's digits in threes; a decimal as it is."""
    return f"{int(number):,}" if number.isdigit() else number


def plain(cell: Cell, between: str = "; ") -> str:
    """A cell in one line: ``[3×3, 64; 3×3, 64] ×2``; without brackets if its count is 1."""
    matrix = between.join(map(str, cell.lines))
    return f"[{matrix}] ×{cell.count}" if cell.count > 1 else matrix


def bracketed(cell: Cell) -> str:
    r"""A cell as a matrix, ``\times`` its count; in a line if its count is 1."""
    texts = [mathematical(str(line)) for line in cell.lines]
    if cell.count == 1:
        return ", ".join(texts)
    inner = r" \\ ".join(text.strip("$") for text in texts)
    return rf"$\left[\begin{{array}}{{c}}{inner}\end{{array}}\right]\times {cell.count}$"


def mathematical(text: str) -> str:
    r"""A line of a matrix in mathematics, its words in ``\mbox``."""
    if not text[0].isdigit() or "-d" in text:
        return text
    for word, sign in SIGNS.items():
        text = text.replace(word, sign)
    return f"${text}$"


TYPESET: Mapping[str, Callable[[Table], str]] = {
    "csv": to_csv,
    "markdown": to_markdown,
    "latex": to_latex,
}
"""The writer of each format."""
