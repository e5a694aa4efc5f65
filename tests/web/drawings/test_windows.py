"""The picture of a window on an axis: what it shows, what it hides, and that nothing overlaps."""

from itertools import pairwise, product

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from resnet_atlas.graph.reach import Reach
from resnet_atlas.graph.window import Window
from resnet_atlas.web.drawings.windows import GAP, LONGEST, draw
from resnet_atlas.web.pages.articles.playground import LIMITS, Play

reaches = st.builds(
    lambda kernel, stride, padding, dilation, n: Reach(
        Window(kernel, stride, padding, dilation), n
    ),
    *(st.integers(*LIMITS[name]) for name in ("kernel", "stride", "padding", "dilation")),
    st.integers(1, 300),
)


@given(reach=reaches)
def test_every_output_is_drawn_or_counted_as_hidden(reach):
    it = draw(reach)
    assert len(it.bars) + it.hidden == reach.outputs
    assert it.hidden == 0 or it.gap is not None
    for bar in it.bars:
        assert bar.reads == reach.reads(bar.output)
        assert len(bar.taps) == reach.window.kernel


@given(reach=reaches)
def test_no_cell_and_no_window_lies_on_another(reach):
    it = draw(reach)
    for one, other in pairwise(it.cells):
        assert other.x >= one.x + it.cell - 1e-6
    for one, other in product(it.bars, it.bars):
        if one.output < other.output and one.y == other.y:
            assert one.x + one.width <= other.x + 1e-6


@given(reach=reaches)
def test_what_is_dropped_is_the_stretch_behind_the_last_window(reach):
    it = draw(reach)
    assert (it.dropped is None) == (reach.dropped == 0)
    if it.dropped:
        start, end = it.dropped
        assert end == pytest.approx(it.cells[-1].x + it.cell)
        if it.gap is None:
            assert end - start == pytest.approx(reach.dropped * it.cell)
            assert start == pytest.approx(it.bars[-1].x + it.bars[-1].width)


def test_a_cut_is_as_wide_as_it_says_and_what_lies_across_it_is_hidden():
    it = draw(Reach(Window(3, 1, 1), 300), 40)
    left = [cell for cell in it.cells if cell.x < it.gap]
    right = [cell for cell in it.cells if cell.x > it.gap]
    assert right[0].x - left[-1].x - it.cell == pytest.approx(GAP)
    assert not [bar for bar in it.bars if bar.x < it.gap < bar.x + bar.width]


def test_the_playgrounds_longest_row_is_drawn_without_a_cut():
    assert LIMITS["input"][1] + 2 * LIMITS["padding"][1] <= LONGEST
    play = Play(input=LIMITS["input"][1], padding=LIMITS["padding"][1])
    assert draw(play.reach).gap is None


@given(
    st.builds(
        Play,
        st.just("max_pool"),
        *(st.integers(*LIMITS[name]) for name in ("kernel", "stride", "padding", "dilation")),
        st.integers(*LIMITS["input"]),
    )
)
def test_a_pooling_is_refused_where_pytorch_refuses_it(play):
    pool = torch.nn.MaxPool2d(play.kernel, play.stride, play.padding, play.dilation)
    try:
        made = pool(torch.empty(1, 1, play.input, play.input, device="meta")).shape[-1]
    except RuntimeError:
        made = None
    assert (play.refusal is not None) == (made is None)
    if made is not None:
        assert play.reach.outputs == made
