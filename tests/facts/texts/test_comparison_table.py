import csv
from io import StringIO

import pytest
from resnet_atlas.facts.comparison.comparison import compare
from resnet_atlas.facts.facts import Facts
from resnet_atlas.facts.texts.comparison_table import COMPARISONS
from resnet_atlas.network.size import Size


@pytest.fixture(scope="module")
def comparison(graphs):
    return compare(*(Facts(graphs[name], Size(224, 224)) for name in ("resnet34", "resnet50")))


def test_csv_has_both_sides_and_their_difference(comparison):
    text = COMPARISONS["csv"](comparison, "resnet34", "resnet50")
    rows = {row["part"]: row for row in csv.DictReader(StringIO(text))}
    assert list(rows) == ["stem", "stage1", "stage2", "stage3", "stage4", "head", "network"]
    network = rows["network"]
    assert network["parameters, resnet50"] == "25557032"
    assert int(network["MACs, difference"]) == int(network["MACs, resnet50"]) - int(
        network["MACs, resnet34"]
    )
    assert rows["stage1"]["output, resnet50"] == "256x56x56"


def test_markdown_has_rows_of_one_length_and_the_differences(comparison):
    text = COMPARISONS["markdown"](comparison, "resnet34", "resnet50")
    table, _, listed = text.partition("\n\n")
    assert len({line.count("|") for line in table.splitlines()}) == 1
    assert listed.count("\n- ") + 1 == len(comparison.differences)


def test_latex_escapes_names(comparison):
    text = COMPARISONS["latex"](comparison, "wide_resnet50_2", "resnet50")
    assert r"wide\_resnet50\_2" in text
    assert text.count(r" \\") == len(comparison.rows) + 2
