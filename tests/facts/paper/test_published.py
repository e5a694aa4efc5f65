import pytest
from resnet_atlas.facts.count import Count
from resnet_atlas.facts.facts import Facts
from resnet_atlas.facts.paper.published import BILLIONS, billions, operations_at, specs
from resnet_atlas.network.catalogue import CATALOGUE
from resnet_atlas.network.size import DEFAULT_SIZE
from resnet_atlas.store.local_graphs import graph_of

SUMS = {"resnet18": "1.8", "resnet34": "3.6", "resnet50": "3.8", "resnet101": "7.6"} | {
    "resnet152": "11.3"
}
"""The last row of table 1 in arXiv:1512.03385, typed from the paper."""


def macs(name, stride_in_1x1=True):
    graph = graph_of(specs(stride_in_1x1)[name])
    return Facts(graph, DEFAULT_SIZE).total.macs


def test_what_the_paper_prints_is_kept_as_it_prints_it():
    assert dict(BILLIONS) == SUMS


@pytest.mark.parametrize("name", SUMS)
def test_the_papers_five_sums_come_out(name):
    graph = graph_of(specs(stride_in_1x1=True)[name])
    assert billions(Count.of(graph, operations_at).at(DEFAULT_SIZE)) == SUMS[name]


def test_macs_alone_give_them_neither_rounded_nor_cut_off():
    """What the page says of it, so that it stays true."""
    rounded = {name for name in SUMS if f"{macs(name) / 1e9:.1f}" == SUMS[name]}
    cut_off = {name for name in SUMS if billions(macs(name)) == SUMS[name]}
    assert rounded == {"resnet18", "resnet101", "resnet152"}
    assert cut_off == {"resnet18", "resnet34", "resnet50"}


def test_option_a_rounds_to_all_but_one_and_counts_to_all():
    """The second difference, as the page says it."""
    graphs = {name: graph_of(spec) for name, spec in specs(True, option_a=True).items()}
    sums = {name: Facts(graph, DEFAULT_SIZE).total.macs for name, graph in graphs.items()}
    rounded = {name for name, macs in sums.items() if f"{macs / 1e9:.1f}" == SUMS[name]}
    assert rounded == {*SUMS} - {"resnet50"}
    assert f"{sums['resnet50'] / 1e9:.1f}" > SUMS["resnet50"]
    counts = {name: Count.of(graph, operations_at) for name, graph in graphs.items()}
    assert {name: billions(count.at(DEFAULT_SIZE)) for name, count in counts.items()} == SUMS


def test_basic_blocks_have_no_place_to_choose():
    ours, papers = specs(), specs(stride_in_1x1=True)
    assert ours == {name: CATALOGUE[name] for name in BILLIONS}
    changed = [name for name in BILLIONS if ours[name] != papers[name]]
    assert changed == ["resnet50", "resnet101", "resnet152"]


def test_a_sum_is_cut_off_not_rounded():
    assert billions(3_899_999_999) == "3.8"
    assert billions(11_300_000_000) == "11.3"
    assert billions(99_999_999) == "0.0"
