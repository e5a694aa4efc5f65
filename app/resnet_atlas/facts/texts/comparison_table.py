"""A comparison → a table as text: a row for each part, both sides and their difference."""

from collections.abc import Callable, Mapping

from resnet_atlas.facts.comparison.comparison import Comparison, Measures, Row
from resnet_atlas.facts.cost import Cost
from resnet_atlas.facts.texts.layer_table import csv_of, escaped, markdown_of
from resnet_atlas.graph.tensor import show

COSTS: Mapping[str, Callable[[Cost], int]] = {
    "parameters": lambda cost: cost.parameters,
    "MACs": lambda cost: cost.macs,
    "activations (all ops)": lambda cost: cost.activations,
    "activations (conv, fc)": lambda cost: cost.conv_fc_activations,
}
"""The columns that have numbers, and whose difference is of interest."""


def head(left: str, right: str) -> list[str]:
    """The names of the columns."""
    numbers = [f"{name}, {side}" for name in COSTS for side in (left, right, "difference")]
    return ["part", f"output, {left}", f"output, {right}", *numbers]


def cells(row: Row) -> list[str]:
    """A row's texts; empty for a side that has no such part."""

    def output(side: Measures | None) -> str:
        return show(side.output) if side else ""

    texts = [row.name, output(row.left), output(row.right)]
    for read in COSTS.values():
        texts += [str(read(side.cost)) if side else "" for side in (row.left, row.right)]
        texts.append(str(read(row.delta)))
    return texts


def rows(comparison: Comparison) -> list[list[str]]:
    """The parts, and the network as a whole."""
    return [cells(row) for row in (*comparison.rows, comparison.total)]


def to_csv(comparison: Comparison, left: str, right: str) -> str:
    """The table as CSV (RFC 4180)."""
    lines = [[text.replace("×", "x") for text in row] for row in rows(comparison)]
    return csv_of([head(left, right), *lines])


def to_markdown(comparison: Comparison, left: str, right: str) -> str:
    """A table of GitHub's Markdown, and the differences as a list."""
    names = head(left, right)
    align = ["---"] * 3 + ["--:"] * (len(names) - 3)
    listed = "".join(f"- {each.where}: {each.what}\n" for each in comparison.differences)
    return markdown_of([names, align, *rows(comparison)]) + (f"\n{listed}" if listed else "")


def to_latex(comparison: Comparison, left: str, right: str) -> str:
    """A LaTeX ``tabular``."""
    names = head(left, right)
    lines = [
        r"\begin{tabular}{lll" + "r" * (len(names) - 3) + "}",
        r"\hline",
        " & ".join(map(escaped, names)) + r" \\",
        r"\hline",
        *(
            " & ".join(text.replace("×", r"$\times$") for text in row) + r" \\"
            for row in rows(comparison)
        ),
    ]
    return "\n".join([*lines, r"\hline", r"\end{tabular}", ""])


COMPARISONS: Mapping[str, Callable[[Comparison, str, str], str]] = {
    "csv": to_csv,
    "markdown": to_markdown,
    "latex": to_latex,
}
"""The writer of each format."""
