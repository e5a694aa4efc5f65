import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from resnet_atlas.graph.reach import Reach
from resnet_atlas.graph.window import Window
from torch import nn

reaches = st.builds(
    Reach,
    st.builds(
        Window, st.integers(1, 6), st.integers(1, 5), st.integers(0, 5), dilation=st.integers(1, 4)
    ),
    st.integers(1, 24),
).filter(lambda it: it.outputs)


def weights(reach):
    """The matrix of a convolution with ones: which output reads which element, by PyTorch."""
    window = reach.window
    conv = nn.Conv1d(
        1, 1, window.kernel, window.stride, window.padding, window.dilation, bias=False
    )
    with torch.no_grad():
        conv.weight.fill_(1)
        return conv(torch.eye(reach.n)[:, None])[:, 0].T


@given(reaches)
def test_a_window_reads_what_a_convolution_reads(reach):
    rows = weights(reach)
    assert len(rows) == reach.outputs
    for output, row in enumerate(rows):
        assert reach.reads(output) == tuple(row.nonzero().flatten().tolist())


@given(reaches)
def test_unread_is_what_no_output_depends_on(reach):
    read = weights(reach).sum(0)
    assert reach.unread == tuple((read == 0).nonzero().flatten().tolist())
    seen = (read > 0).float()
    unseen = (torch.outer(seen, seen) == 0).sum().item()
    assert reach.unread_share == pytest.approx(unseen / reach.n**2)


@given(reaches)
def test_blind_outputs_read_padding_alone(reach):
    assert reach.blind == tuple((weights(reach).sum(1) == 0).nonzero().flatten().tolist())


@given(reaches)
def test_dropped_is_what_lies_behind_the_last_window(reach):
    end = reach.n + reach.window.padding
    assert reach.dropped == end - 1 - reach.taps(reach.outputs - 1)[-1]
    behind = range(end - reach.dropped, end)
    assert reach.dropped_elements == len([it for it in behind if 0 <= it < reach.n])


def test_a_window_that_does_not_fit_reads_nothing():
    reach = Reach(Window(5), 3)
    assert (reach.outputs, reach.dropped, reach.unread) == (0, 0, (0, 1, 2))


def test_a_sample_of_an_even_map_sees_a_quarter():
    assert Reach(Window(1, 2), 56).unread_share == pytest.approx(0.75)
