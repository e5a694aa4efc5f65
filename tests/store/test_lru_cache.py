import pytest
from hypothesis import given
from hypothesis import strategies as st
from resnet_atlas.store.lru_cache import OVERHEAD, Kept


def test_what_is_kept_is_given_back():
    kept = Kept(100_000)
    kept.keep("a", b"x", 1)
    assert (kept.get("a"), kept.get("b")) == (b"x", None)


def test_the_least_recently_used_goes_first():
    kept = Kept(10 * (OVERHEAD + 1))
    for name in "abcdefghij":
        kept.keep(name, name, 1)
    kept.get("a")
    kept.keep("k", "k", 1)
    assert [name for name in "abcdefghijk" if kept.get(name)] == list("acdefghijk")


@pytest.mark.parametrize(("size", "stays"), [(0, True), (OVERHEAD, True), (OVERHEAD + 1, False)])
def test_what_takes_more_than_a_tenth_of_the_room_alone_is_not_kept(size, stays):
    kept = Kept(20 * OVERHEAD)
    kept.keep("a", b"x", size)
    assert (kept.get("a") is not None) == stays
    assert kept.used == (size + OVERHEAD if stays else 0)


@given(entries=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3000))))
def test_room_is_never_exceeded_and_what_is_used_is_what_is_kept(entries):
    kept: Kept[int] = Kept(20 * OVERHEAD)
    latest = {}
    for key, size in entries:
        kept.keep(key, size, size)
        latest[key] = size
        assert kept.used <= kept.room
        there = [value for key in range(10) if (value := kept.get(key)) is not None]
        assert kept.used == sum(there) + OVERHEAD * len(there)
        assert all(kept.get(key) in (None, size) for key, size in latest.items())
