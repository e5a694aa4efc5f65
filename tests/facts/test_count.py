import pytest
from resnet_atlas.facts.count import Count
from resnet_atlas.facts.facts import Facts
from resnet_atlas.facts.paper.published import macs_at
from resnet_atlas.graph.extent import Extent
from resnet_atlas.network.size import Size


@pytest.mark.parametrize("size", ["1", "97x33", "224", "4096"])
def test_macs_as_a_closed_form_are_those_added_up(graph, size):
    size = Size.parse(size)
    assert Count.of(graph, macs_at).at(size) == Facts(graph, size).total.macs


def test_it_is_short_and_written_for_scripts(graphs):
    count = Count.of(graphs["resnet18"], macs_at)
    assert len(count.terms) == 6
    assert str(count).startswith("9408 1/2 1/2, ")  # conv1: 7·7·3·64 at ⌈n/2⌉ by ⌈n/2⌉
    assert str(count).endswith(", 512000")


def test_axes_are_height_and_width_in_this_order():
    count = Count(((3, (Extent(0, 2), Extent())), (5, ())))
    assert count.at(Size(10, 7)) == 3 * 5 * 7 + 5
