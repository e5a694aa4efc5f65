from dataclasses import replace

import pytest
from hypothesis import given
from resnet_atlas.facts.comparison.comparison import compare
from resnet_atlas.facts.cost import Cost, total
from resnet_atlas.facts.facts import Facts
from resnet_atlas.graph.tracing.trace import trace
from resnet_atlas.network.catalogue import named
from resnet_atlas.network.module import build
from resnet_atlas.network.size import DEFAULT_SIZE, Size
from resnet_atlas.store.local_graphs import graph_of

from tests.depth import examples
from tests.facts.test_cost import PARAMETERS
from tests.strategies import sizes, variants


def swapped(difference):
    """A difference with its sides the other way round, the words as their templates fill them."""
    words = difference.what
    values = dict(words.values, left=words.values["right"], right=words.values["left"])
    what = type(words)(words.template, **values)
    return replace(difference, what=what, left=difference.right, right=difference.left)


def made(graphs, left, right, size=DEFAULT_SIZE):
    return compare(Facts(graphs[left], size), Facts(graphs[right], size))


@pytest.mark.parametrize(
    ("left", "right"),
    [("resnet18", "resnet34"), ("resnet50", "resnet101"), ("resnet34", "resnet50")],
)
def test_rows_are_the_parts_of_both_and_deltas_those_of_their_costs(graphs, left, right):
    comparison = made(graphs, left, right)
    ours, theirs = (Facts(graphs[name], DEFAULT_SIZE).summary for name in (left, right))
    assert [row.name for row in comparison.rows] == [
        "stem",
        *[f"stage{n}" for n in range(1, 5)],
        "head",
    ]
    for row, one, other in zip(comparison.rows, ours.parts, theirs.parts, strict=True):
        assert (row.left.cost, row.right.cost) == (one.cost, other.cost)
        assert (row.left.output, row.right.output) == (one.output, other.output)
        assert (row.left.receptive_field, row.right.receptive_field) == (
            one.receptive_field,
            other.receptive_field,
        )
    assert comparison.total.delta.parameters == PARAMETERS[right] - PARAMETERS[left]
    assert comparison.total.delta.macs == theirs.total.macs - ours.total.macs


def test_the_papers_place_of_the_stride_costs_231_million_less(graphs):
    spec = replace(named("resnet50"), stride_in_1x1=True)
    comparison = compare(
        Facts(graphs["resnet50"], DEFAULT_SIZE), Facts(graph_of(spec), DEFAULT_SIZE)
    )
    assert comparison.total.delta == Cost(0, -231_211_008, -1_580_544, -526_848)


def test_a_stage_that_one_has_not_is_a_row_all_the_same(graphs):
    short = graph_of(replace(named("resnet18"), depths=(2, 2)))
    rows = compare(Facts(graphs["resnet18"], DEFAULT_SIZE), Facts(short, DEFAULT_SIZE)).rows
    assert [row.name for row in rows if row.right is None] == ["stage3", "stage4"]
    assert rows[3].delta == Cost() - rows[3].left.cost


def test_each_at_its_own_size(graphs):
    net = graphs["resnet18"]
    comparison = compare(Facts(net, DEFAULT_SIZE), Facts(net, Size(448, 448)))
    assert comparison.rows[0].left.output == (1, 64, 56, 56)
    assert comparison.rows[0].right.output == (1, 64, 112, 112)


@examples(25)
@given(left=variants(), right=variants(), size=sizes, other=sizes)
def test_any_two(left, right, size, other):
    ours, theirs = (trace(build(spec)) for spec in (left, right))
    assert compare(Facts(ours, size), Facts(ours, size)).differences == ()
    comparison = compare(Facts(ours, size), Facts(theirs, other))
    assert total(row.delta for row in comparison.rows) == comparison.total.delta
    back = compare(Facts(theirs, other), Facts(ours, size))
    assert [swapped(it) for it in comparison.differences] == list(back.differences)
    assert [(row.right, row.left) for row in comparison.rows] == [
        (row.left, row.right) for row in back.rows
    ]
    if ours != theirs or size != other:
        assert comparison.differences
