import csv
import io
import re
import shutil
import subprocess
from dataclasses import fields

import pytest
from resnet_atlas.facts.facts import Facts
from resnet_atlas.facts.layers import Layer
from resnet_atlas.facts.texts.layer_table import (
    COLUMNS,
    LISTINGS,
    TEXT_FORMATS,
    flat,
    to_csv,
    to_latex,
    to_markdown,
)
from resnet_atlas.network.size import Size

SIZE = Size(225, 320)


def row(graph, id, batch=1):
    return {layer.id: layer for layer in Facts(graph, SIZE, batch).layers}[id]


# ---- CSV ---------------------------------------------------------------------------------------


def test_csv_has_a_column_for_every_fact(graph):
    rows = list(csv.reader(io.StringIO(to_csv(Facts(graph, SIZE).layers))))
    assert rows[0] == [field.name for field in fields(Layer)]
    assert {len(row) for row in rows} == {len(rows[0])}
    assert len(rows) == len(graph.layers) + 1


def test_a_cell_of_csv(graphs):
    text = to_csv([row(graphs["resnet50"], "layer2.0.add", batch=2)])
    (cells,) = csv.DictReader(io.StringIO(text))
    assert cells["inputs"] == "2x512x29x40 2x512x29x40"
    assert cells["sources"] == "layer2.0.bn3 layer2.0.downsample.1"
    assert cells["extent"] == "⌈n/8⌉"
    assert cells["kernel"] == ""


def test_axes_that_differ_are_both_written():
    assert flat({"height": 3, "width": 3}) == "3"
    assert flat({"height": 3, "width": 4}) == "3; 4"
    assert flat(None) == ""


# ---- Markdown and LaTeX ------------------------------------------------------------------------


def of_markdown(text):
    """The cells of a Markdown table, line by line."""
    for line in text.splitlines():
        assert re.fullmatch(r"\| .* \|", line)
    return [line[2:-2].split(" | ") for line in text.splitlines()]


def of_latex(text):
    """The cells of a ``longtable``, its commands taken as what they print."""
    package, *lines = text.splitlines()
    assert package == r"% \usepackage{longtable}"
    assert (lines[0], lines[-1]) == (r"\begin{longtable}{lllllrr}", r"\end{longtable}")
    assert lines.pop(4) == r"\endhead"  # what stands before it is repeated on every page
    rows = [line for line in lines[1:-1] if line != r"\hline"]
    assert lines.count(r"\hline") == len(lines) - 2 - len(rows) == 3
    assert all(line.endswith(r" \\") for line in rows)
    return [line.removesuffix(r" \\").split(" & ") for line in rows]


def plain(latex):
    return re.sub(r"\\texttt\{(.*)\}", r"\1", latex).replace(r"\_", "_").replace(r"$\times$", "×")


def test_markdown_has_a_row_for_every_layer_its_numbers_to_the_right(graph):
    head, rule, *rows = of_markdown(to_markdown(Facts(graph, SIZE).layers))
    assert head == list(COLUMNS)
    assert rule == ["---"] * 5 + ["--:"] * 2
    assert [row[0].strip("`") for row in rows] == [op.id for op in graph.layers]
    assert {len(row) for row in rows} == {len(COLUMNS)}


def test_latex_says_what_markdown_says(graph):
    rows = Facts(graph, SIZE, 2).layers
    head, *body = of_latex(to_latex(rows))
    assert head == list(COLUMNS)
    _, _, *expected = of_markdown(to_markdown(rows))
    assert [[plain(cell) for cell in row] for row in body] == [
        [cell.strip("`") for cell in row] for row in expected
    ]


def test_a_row_is_what_a_course_would_print(graphs):
    rows = [row(graphs["resnet50"], id) for id in ("conv1", "maxpool", "layer2.0.downsample.0")]
    _, _, *markdown = to_markdown(rows).splitlines()
    assert markdown == [
        "| `conv1` | conv | 7x7 | 2x2 | 64×113×160 | 9,408 | 170,096,640 |",
        "| `maxpool` | max pool | 3x3 | 2x2 | 64×57×80 |  |  |",
        "| `layer2.0.downsample.0` | conv | 1x1 | 2x2 | 512×29×40 | 131,072 | 152,043,520 |",
    ]
    latex = to_latex(rows[:1]).splitlines()[6]
    assert latex == (
        r"\texttt{conv1} & conv & 7x7 & 2x2 & 64$\times$113$\times$160 & 9,408 & 170,096,640 \\"
    )


def test_latex_has_no_sign_that_latex_would_trip_over(graph):
    text = to_latex(Facts(graph, SIZE).layers)
    assert text.isascii()
    comment, text = text.split("\n", 1)
    assert comment == r"% \usepackage{longtable}"
    assert text.count("{") == text.count("}")
    bare = re.sub(r"\\_|\$\\times\$|\\texttt", "", text)
    assert not re.search(r"[_%#^~$]", bare)


def test_a_batch_is_in_every_shape(graphs):
    rows = [row(graphs["resnet18"], "fc", batch=8)]
    assert "| 8×1000 |" in to_markdown(rows)
    assert r"8$\times$1000" in to_latex(rows)


@pytest.mark.parametrize("format", LISTINGS)
def test_no_rows_are_a_table_still(format):
    assert LISTINGS[format]([])


def test_every_format_has_its_media_type_and_ending():
    assert set(TEXT_FORMATS) == set(LISTINGS)
    assert all("/" in it.media and it.ending.isalpha() for it in TEXT_FORMATS.values())


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("pdflatex"), reason="LaTeX is not installed")
def test_latex_compiles_the_table_over_several_pages(graphs, tmp_path):
    table = to_latex(Facts(graphs["resnet50"], SIZE, 2).layers)
    lines = (r"\documentclass{article}", r"\usepackage{longtable}", r"\begin{document}", r"\small")
    (tmp_path / "table.tex").write_text("\n".join([*lines, table, r"\end{document}"]))
    words = ["pdflatex", "-interaction=batchmode", "-halt-on-error", "table.tex"]
    assert subprocess.run(words, cwd=tmp_path, stdout=subprocess.DEVNULL).returncode == 0
    (pages,) = re.findall(r"table\.pdf \((\d+) pages", (tmp_path / "table.log").read_text())
    assert int(pages) >= 3
