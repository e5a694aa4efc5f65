import pytest
from resnet_atlas.facts.facts import Facts
from resnet_atlas.facts.paper.published import specs
from resnet_atlas.facts.paper.table import Line, table
from resnet_atlas.network.size import DEFAULT_SIZE, Size
from resnet_atlas.store.local_graphs import graph_of

from tests.facts.test_cost import GMACS, PARAMETERS

PAPER = ("resnet18", "resnet34", "resnet50", "resnet101", "resnet152")


def made(graphs, size=DEFAULT_SIZE):
    return table({name: graphs[name] for name in PAPER}, size)


def matrices(row):
    return [[line.text for line in cell.lines] for cell in row.cells]


def strides(row):
    return [[line.stride for line in cell.lines] for cell in row.cells]


def test_rows_go_by_the_papers_names(graphs):
    assert [(row.name, row.layer, row.stage, row.output) for row in made(graphs).rows] == [
        ("conv1", "conv1", "", "112×112"),
        ("conv2_x", "maxpool", "", "56×56"),
        ("conv2_x", "layer1", "stage1", "56×56"),
        ("conv3_x", "layer2", "stage2", "28×28"),
        ("conv4_x", "layer3", "stage3", "14×14"),
        ("conv5_x", "layer4", "stage4", "7×7"),
        ("head", "head", "", "1×1"),
    ]


def test_the_pooling_is_part_of_what_the_paper_calls_conv2_x(graphs):
    groups = [(name, len(rows)) for name, rows in made(graphs).groups]
    assert groups == [("conv1", 1), ("conv2_x", 2)] + [(f"conv{n}_x", 1) for n in (3, 4, 5)] + [
        ("head", 1)
    ]


def test_cells_are_the_papers(graphs):
    """Table 1 of arXiv:1512.03385: channels of each conv in a block, and how often."""
    counts = {
        "layer1": [2, 3, 3, 3, 3],
        "layer2": [2, 4, 4, 4, 8],
        "layer3": [2, 6, 6, 23, 36],
        "layer4": [2, 3, 3, 3, 3],
    }
    rows = {row.layer: row for row in made(graphs).rows}
    for stage, (layer, depths) in enumerate(counts.items()):
        wide = 64 * 2**stage
        basic = [f"3×3, {wide}"] * 2
        bottleneck = [f"1×1, {wide}", f"3×3, {wide}", f"1×1, {4 * wide}"]
        assert [cell.count for cell in rows[layer].cells] == depths
        assert matrices(rows[layer]) == [basic] * 2 + [bottleneck] * 3
        assert {cell.focus for cell in rows[layer].cells} == {layer}
        assert not rows[layer].common
    for layer, lines in {
        "conv1": [Line("7×7, 64", "stride 2")],
        "maxpool": [Line("3×3 max pool", "stride 2")],
        "head": [Line("average pool"), Line("1000-d fc")],
    }.items():
        assert rows[layer].common
        assert list(rows[layer].cells[0].lines) == lines
    assert str(rows["conv1"].cells[0].lines[0]) == "7×7, 64, stride 2"


def test_what_strides_is_marked_where_it_does(graphs):
    rows = made(graphs).rows
    assert strides(rows[2]) == [[""] * 2] * 2 + [[""] * 3] * 3
    for row in rows[3:6]:
        assert strides(row) == [["↓2", ""]] * 2 + [["", "↓2", ""]] * 3
    theirs = {name: graph_of(spec) for name, spec in specs(stride_in_1x1=True).items()}
    for row in table(theirs, DEFAULT_SIZE).rows[3:6]:
        assert strides(row) == [["↓2", ""]] * 2 + [["↓2", "", ""]] * 3


def test_totals_are_the_published_ones(graphs):
    for column in made(graphs).columns:
        assert column.cost.parameters == PARAMETERS[column.model]
        assert round(column.cost.macs / 1e9, 2) == GMACS[column.model]


def test_depth_is_counted_and_spelled_out(graphs):
    columns = {column.model: column for column in made(graphs).columns}
    for name, column in columns.items():
        assert column.depth == int(name.removeprefix("resnet"))
        assert eval(column.counted.replace("·", "*")) == column.depth
    assert columns["resnet18"].counted == "1 + 2·(2+2+2+2) + 1"
    assert columns["resnet152"].counted == "1 + 3·(3+8+36+3) + 1"


@pytest.mark.parametrize("size", [Size(1, 1), Size(225, 320)])
def test_it_is_for_any_size(graphs, size):
    """Rows' outputs are those of the parts they are about, which are checked against PyTorch."""
    made_for = made(graphs, size)
    parts = {part.id: part for part in Facts(graphs["resnet50"], size).summary.parts}
    assert made_for.rows[1].sides == parts["stem"].output[2:]
    for row in made_for.rows[2:6]:
        assert row.sides == parts[row.layer].output[2:]
    if size == Size(225, 320):
        assert [row.output for row in made_for.rows[:3]] == ["113×160", "57×80", "57×80"]
    assert made_for.rows[-1].output == "1×1"


def test_groups_are_said(graphs):
    rows = table({"it": graphs["resnext50_32x4d"]}, DEFAULT_SIZE).rows
    assert matrices(rows[2]) == [["1×1, 128", "3×3, 128, groups 32", "1×1, 256"]]
