import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from resnet_atlas.graph.extent import Extent

from tests.strategies import windows

extents = st.builds(Extent, st.integers(-40, 40), st.integers(1, 12))
constants = st.builds(Extent.constant, st.integers(1, 9))
pixels = st.integers(1, 4096)


@given(chain=st.lists(windows, max_size=8), n=pixels)
def test_a_chain_of_windows_is_one_floor(chain, n):
    extent, size = Extent(), n
    for window in chain:
        extent = window.extent(extent)
        covered = window.dilation * (window.kernel - 1) + 1
        size = (size + 2 * window.padding - covered) // window.stride + 1
    assert extent.size(n) == size


@given(extent=extents | constants, n=pixels, b=st.integers(-9, 9), t=st.integers(1, 5))
def test_then_is_a_further_floor(extent, n, b, t):
    assert extent.then(b, t).size(n) == (extent.size(n) + b) // t


def test_the_reductions_of_a_resnet():
    conv1 = Extent().then(1, 2)
    maxpool = conv1.then(1, 2)
    assert [conv1, maxpool, maxpool.then(1, 2)] == [Extent(1, 2), Extent(3, 4), Extent(7, 8)]
    assert [Extent(31, 32).size(n) for n in (1, 32, 33, 224, 225)] == [1, 1, 2, 7, 8]


small = st.builds(Extent, st.integers(-3, 3), st.integers(1, 4))


@given(one=small | constants, other=small | constants)
def test_extents_are_equal_exactly_when_they_are_the_same_function(one, other):
    assert (one == other) == all(one.size(n) == other.size(n) for n in range(1, 100))


@given(extent=extents | constants, size=st.integers(-3, 20))
def test_inputs_are_exactly_those_that_end_at_the_size(extent, size):
    inputs = extent.inputs(size)
    tried = range(1, 400)
    expected = [n for n in tried if extent.size(n) == size]
    assert expected == list(tried if inputs is None else inputs)


def test_inputs_that_end_at_7x7_in_a_resnet():
    assert Extent(31, 32).inputs(7) == range(193, 225)


def test_a_constant_is_the_same_for_every_input():
    constant = Extent.constant(7)
    assert constant.is_constant
    assert not Extent(7, 1).is_constant
    assert {constant.size(n) for n in (1, 224, 4096)} == {7}
    assert constant.inputs(7) is None
    assert not constant.inputs(8)


def evaluated(formula, n):
    """The number that a formula in floors and ceilings stands for."""
    formula = formula.replace("−", "-")
    formula = re.sub(r"⌊(.+)/(\d+)⌋", r"(\1) // \2", formula)
    formula = re.sub(r"⌈(.+)/(\d+)⌉", r"-(-(\1) // \2)", formula)
    return eval(formula, {"H": n})


@given(extent=extents | constants, n=pixels)
def test_formula_means_the_size(extent, n):
    assert evaluated(extent.formula("H"), n) == extent.size(n)


@pytest.mark.parametrize(
    ("extent", "formula"),
    [
        (Extent(), "H"),
        (Extent(2, 1), "H+2"),
        (Extent(-2, 1), "H−2"),
        (Extent(0, 2), "⌊H/2⌋"),
        (Extent(31, 32), "⌈H/32⌉"),
        (Extent(15, 32), "⌊(H+15)/32⌋"),
        (Extent(-1, 2), "⌊(H−1)/2⌋"),
        (Extent.constant(1), "1"),
    ],
)
def test_formula_is_the_shortest(extent, formula):
    assert extent.formula("H") == formula
