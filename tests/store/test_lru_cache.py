import pytest
from hypothesis import given
from hypothesis import strategies as st
from resnet_atlas.store.lru_cache import OVERHEAD, LRUCache


def test_a_value_is_found_by_its_key():
    cache = LRUCache(100_000)
    cache.put("a", b"x", 1)
    assert (cache.get("a"), cache.get("b")) == (b"x", None)


def test_the_least_recently_used_goes_first():
    cache = LRUCache(10 * (OVERHEAD + 1))
    for name in "abcdefghij":
        cache.put(name, name, 1)
    cache.get("a")
    cache.put("k", "k", 1)
    assert [name for name in "abcdefghijk" if cache.get(name)] == list("acdefghijk")


@pytest.mark.parametrize(("size", "stays"), [(0, True), (OVERHEAD, True), (OVERHEAD + 1, False)])
def test_a_value_of_more_than_a_tenth_of_the_capacity_is_not_kept(size, stays):
    cache = LRUCache(20 * OVERHEAD)
    cache.put("a", b"x", size)
    assert (cache.get("a") is not None) == stays
    assert cache.used == (size + OVERHEAD if stays else 0)


@given(entries=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3000))))
def test_the_capacity_is_never_exceeded_and_used_is_the_sum_of_the_entries(entries):
    cache: LRUCache[int] = LRUCache(20 * OVERHEAD)
    latest = {}
    for key, size in entries:
        cache.put(key, size, size)
        latest[key] = size
        assert cache.used <= cache.capacity
        there = [value for key in range(10) if (value := cache.get(key)) is not None]
        assert cache.used == sum(there) + OVERHEAD * len(there)
        assert all(cache.get(key) in (None, size) for key, size in latest.items())
