import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from resnet_atlas.graph.extent import Extent
from resnet_atlas.graph.window import Window
from torch.nn import functional as F  # noqa: N812

from tests.strategies import windows

lengths = st.integers(1, 64)


@given(window=windows, n=lengths)
def test_extent_is_what_pytorch_gives_and_below_1_where_it_refuses(window, n):
    signal = torch.empty(1, 1, n, device="meta")
    weight = torch.empty(1, 1, window.kernel, device="meta")
    size = window.extent(Extent()).size(n)
    try:
        out = F.conv1d(signal, weight, None, window.stride, window.padding, window.dilation)
    except RuntimeError:
        assert size < 1
    else:
        assert size == out.shape[-1]


@given(window=windows, n=lengths)
def test_dropped_are_the_elements_behind_the_last_window(window, n):
    padded = n + 2 * window.padding
    starts = range(0, padded - window.span + 1, window.stride)
    if starts:
        assert window.dropped(n) == padded - (starts[-1] + window.span)


@given(window=windows)
def test_span_counts_from_the_first_element_to_the_last(window):
    taps = range(0, window.kernel * window.dilation, window.dilation)
    assert window.span == taps[-1] - taps[0] + 1


@given(window=windows, n=lengths)
def test_formula_is_true(window, n):
    left, right = window.formula(n).split(" = ")
    for sign, operator in {"·": "*", "−": "-", "/": "//", "⌊": "(", "⌋": ")"}.items():
        left = left.replace(sign, operator)
    assert eval(left) == int(right) == window.extent(Extent()).size(n)


@pytest.mark.parametrize(
    ("window", "formula"),
    [
        (Window(7, 2, 3), "⌊(225 + 2·3 − 7) / 2⌋ + 1 = 113"),
        (Window(3, 1, 2, 2), "⌊(225 + 2·2 − 2·(3 − 1) − 1) / 1⌋ + 1 = 225"),
    ],
)
def test_formula_is_the_documentations(window, formula):
    assert window.formula(225) == formula
