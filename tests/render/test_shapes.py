from hypothesis import given
from hypothesis import strategies as st
from resnet_atlas.render.shapes import ADVANCE, Bounds, Item, width_of

numbers = st.integers(-1000, 1000)
bounds = st.builds(Bounds, numbers, numbers, numbers, numbers)


@given(text=st.text(), size=st.floats(1, 100))
def test_a_width_is_counted_and_covers_every_character(text, size):
    assert width_of(text, size) == width_of(len(text), size)
    assert 0 <= width_of(text, size) - len(text) * ADVANCE * size < 1.001


@given(one=bounds, other=bounds)
def test_the_bounds_of_two_hold_both_and_are_the_least(one, other):
    both = one | other
    assert both == other | one == both | one == both | other
    assert {both.left, both.top} <= {one.left, one.top, other.left, other.top}
    assert {both.right, both.bottom} <= {one.right, one.bottom, other.right, other.bottom}


@given(its=bounds, x=numbers, y=numbers)
def test_an_item_moves_with_its_bounds_and_may_be_moved_back(its, x, y):
    item = Item("a", "op", "", "", 3, 4, (), its)
    moved = item.at(x, y)
    assert (moved.x, moved.y) == (x, y)
    assert moved.bounds == its.moved(x - 3, y - 4)
    assert moved.at(3, 4) == item


@given(its=bounds, by=st.integers(0, 50))
def test_a_margin_is_on_every_side(its, by):
    grown = its.grown(by)
    assert (grown.right - grown.left) - (its.right - its.left) == 2 * by
    assert grown.moved(by, by).left == its.left
    assert grown.moved(by, by).top == its.top
