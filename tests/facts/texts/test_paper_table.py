import csv
import io
import re

import pytest
from resnet_atlas.facts.paper.published import BILLIONS
from resnet_atlas.facts.texts.layer_table import LISTINGS, TEXT_FORMATS
from resnet_atlas.facts.texts.paper_table import TYPESET, to_csv, to_latex, to_markdown
from resnet_atlas.network.size import DEFAULT_SIZE, Size

from tests.paper import paper_table

TABLES = [(size, place) for size in (DEFAULT_SIZE, Size(225, 320)) for place in (False, True)]


def parsed(text):
    """A cell back as its lines and how often they are there."""
    match = re.fullmatch(r"\[(.*)\] [x×](\d+)", text)
    matrix, count = (match[1], int(match[2])) if match else (text, 1)
    return re.split("; |<br>", matrix.replace("x", "×").replace("ma×", "max")), count


def facts(table):
    """Every matrix, as it was before it was written."""
    return [
        [([str(line) for line in cell.lines], cell.count) for cell in row.cells]
        for row in table.rows
    ]


@pytest.mark.parametrize(("size", "place"), TABLES)
def test_csv_reads_back(size, place):
    table = paper_table(size, place)
    head, *rows = csv.reader(io.StringIO(to_csv(table)))
    assert head == ["layer", "PyTorch", "output", *BILLIONS]
    body, sums = rows[:7], {row[0]: row[3:] for row in rows[7:]}
    assert [[parsed(cell) for cell in row[3:]] for row in body] == facts(table)
    assert [row[2] for row in body] == [row.output.replace("×", "x") for row in table.rows]
    assert [*map(int, sums["MACs"])] == [column.cost.macs for column in table.columns]
    assert [*map(int, sums["parameters"])] == [it.cost.parameters for it in table.columns]
    assert sums["input"] == [str(size)] * 5
    assert (
        sums["strides in (↓, only in the first block of a stage)"]
        == ["3x3"] * 2 + ["1x1" if place else "3x3"] * 3
    )
    assert sums["depth"] == ["18", "34", "50", "101", "152"]
    if (size, place) == (DEFAULT_SIZE, True):
        assert sums["as the paper counts, billions"] == [*BILLIONS.values()]


@pytest.mark.parametrize(("size", "place"), TABLES)
def test_markdown_reads_back(size, place):
    table = paper_table(size, place)
    said, _, *lines = to_markdown(table).splitlines()
    assert said == (
        f"For an input of {size}; a bottleneck strides in its "
        f"{'1×1, as in the paper' if place else '3×3, as in PyTorch'}. "
        "An arrow marks what strides, only in the first block of a stage."
    )
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    assert {len(row) for row in rows} == {8}
    assert set(rows[1]) == {"---"}
    assert [row[:3] for row in rows[2:9]] == [
        [row.name, f"`{row.layer}`", row.output] for row in table.rows
    ]
    assert [[parsed(cell) for cell in row[3:]] for row in rows[2:9]] == facts(table)


def widths(latex):
    """How many columns each row of a ``tabular`` takes."""
    for line in latex.splitlines():
        if line.endswith(r" \\"):
            arrays_out = re.sub(r"\\begin\{array\}.*?\\end\{array\}", "", line)
            spans = [int(span) for span in re.findall(r"\\multicolumn\{(\d+)\}", arrays_out)]
            yield arrays_out.count("&") + 1 + sum(spans) - len(spans)


@pytest.mark.parametrize(("size", "place"), TABLES)
def test_latex_has_as_many_columns_in_every_row_and_closes_what_it_opens(size, place):
    latex = to_latex(paper_table(size, place))
    declared = re.search(r"\\begin\{tabular\}\{(.*)\}", latex)[1].count("c")
    assert declared == 7
    assert list(widths(latex)) == [7] * (1 + 7 + 4)
    assert latex.count("{") == latex.count("}")
    assert latex.count(r"\left[") == latex.count(r"\right]\times ") == 4 * 5
    for environment in ("tabular", "array"):
        assert latex.count(rf"\begin{{{environment}}}") == latex.count(rf"\end{{{environment}}}")
    assert all(line.count("$") % 2 == 0 for line in latex.splitlines())
    assert not re.search(r"[^\x00-\x7f]", latex)  # any TeX reads it
    assert not re.search(r"(?<!\\)_", latex)


def test_latex_is_in_the_papers_manner():
    latex = to_latex(paper_table(DEFAULT_SIZE, stride_in_1x1=True))
    block = (
        r"\left[\begin{array}{c}1\times 1,\ 128,\ {\downarrow}2 \\ "
        r"3\times 3,\ 128 \\ 1\times 1,\ 512\end{array}\right]\times 4"
    )
    assert block in latex
    assert r"\multicolumn{5}{c|}{$7\times 7,\ 64,\ \mbox{stride }2$}" in latex
    assert r"$3\times 3\mbox{ max pool},\ \mbox{stride }2$" in latex
    assert r"{average pool, 1000-d fc}" in latex


def test_every_format_has_its_media_type_and_ending():
    assert set(TYPESET) == set(LISTINGS) == set(TEXT_FORMATS)
    assert {name: it.ending for name, it in TEXT_FORMATS.items()} == {
        "csv": "csv",
        "markdown": "md",
        "latex": "tex",
    }
