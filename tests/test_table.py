from app.size import DEFAULT_SIZE, Size
from app.summary import summarise
from app.table import table
from tests.test_cost import GMACS, PARAMETERS

PAPER = ("resnet18", "resnet34", "resnet50", "resnet101", "resnet152")


def made(graphs, size=DEFAULT_SIZE):
    chosen = {name: graphs[name] for name in PAPER}
    return table(chosen, {name: summarise(graph, size) for name, graph in chosen.items()})


def test_rows_go_by_the_papers_names(graphs):
    assert [(row.name, row.layer, row.output) for row in made(graphs).rows] == [
        ("stem", "stem", "56×56"),
        ("conv2_x", "layer1", "56×56"),
        ("conv3_x", "layer2", "28×28"),
        ("conv4_x", "layer3", "14×14"),
        ("conv5_x", "layer4", "7×7"),
        ("head", "head", "1×1"),
    ]


def test_cells_are_the_papers(graphs):
    """Table 1 of arXiv:1512.03385: channels of each conv in a block, and how often."""
    counts = {
        "conv2_x": (2, 3, 3, 3, 3),
        "conv3_x": (2, 4, 4, 4, 8),
        "conv4_x": (2, 6, 6, 23, 36),
        "conv5_x": (2, 3, 3, 3, 3),
    }
    rows = {row.name: row for row in made(graphs).rows}
    for stage, (name, depths) in enumerate(counts.items()):
        wide = 64 * 2**stage
        basic = (f"3×3, {wide}",) * 2
        bottleneck = (f"1×1, {wide}", f"3×3, {wide}", f"1×1, {4 * wide}")
        assert [cell.count for cell in rows[name].cells] == list(depths)
        assert [cell.lines for cell in rows[name].cells] == [basic] * 2 + [bottleneck] * 3
        assert {cell.focus for cell in rows[name].cells} == {rows[name].layer}
    stem, head = rows["stem"].cells[0], rows["head"].cells[0]
    assert stem.lines == ("7×7, 64, stride 2", "3×3, max pool, stride 2")
    assert head.lines == ("average pool", "1000-d fc")


def test_totals_are_the_published_ones(graphs):
    for name, summary in made(graphs).summaries.items():
        assert summary.total.parameters == PARAMETERS[name]
        assert round(summary.total.macs / 1e9, 2) == GMACS[name]


def test_it_is_for_any_size(graphs):
    rows = made(graphs, Size(225, 320)).rows
    assert [row.output for row in rows] == ["57×80", "57×80", "29×40", "15×20", "8×10", "1×1"]


def test_groups_are_said(graphs):
    graph = graphs["resnext50_32x4d"]
    rows = table({"it": graph}, {"it": summarise(graph, DEFAULT_SIZE)}).rows
    assert rows[1].cells[0].lines == ("1×1, 128", "3×3, 128, groups 32", "1×1, 256")
