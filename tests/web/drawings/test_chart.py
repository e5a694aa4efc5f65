"""The chart of costs: what stands where, and that it can be read."""

from itertools import combinations, product

import pytest
from resnet_atlas.facts.cost import Cost
from resnet_atlas.facts.count import Count
from resnet_atlas.facts.facts import Facts
from resnet_atlas.facts.paper.published import macs_at
from resnet_atlas.graph.tracing.trace import trace
from resnet_atlas.network.catalogue import CATALOGUE, LISTED, PRESETS, named
from resnet_atlas.network.families import grouped
from resnet_atlas.network.module import build
from resnet_atlas.network.size import Size
from resnet_atlas.web.drawings.chart import (
    BOTTOM,
    HEIGHT,
    LEFT,
    LINE,
    RIGHT,
    SHAPES,
    TOP,
    WIDTH,
    Axis,
    chart,
    shape_of,
)

from tests.html import Page

BY_FAMILY = list(grouped(LISTED).values())
SIZES = ["1", "32", "224", "225x320", "1x4096", "4096"]


def made(graphs, size="224"):
    totals = {name: Facts(graph, Size.parse(size)).summary.total for name, graph in graphs.items()}
    return chart(totals, {name: shape_of(spec) for name, spec in CATALOGUE.items()})


@pytest.mark.parametrize("size", SIZES)
def test_no_label_meets_another_or_a_mark_and_all_are_in_the_plot(graphs, size):
    points = made(graphs, size).points
    assert [point.name for point in points] == list(CATALOGUE)
    for one, other in combinations([point.label for point in points], 2):
        assert not one.meets(other)
    for point in points:
        assert not [it.name for it in points if point.label.meets(it.mark)]
        for box in (point.label, point.mark):
            assert box.x >= LEFT
            assert box.x + box.width <= WIDTH
            assert box.y >= 0
            assert box.y + box.height <= HEIGHT - BOTTOM


@pytest.mark.parametrize("size", SIZES)
def test_a_label_stands_nearest_to_its_own_mark(graphs, size):
    points = made(graphs, size).points
    for point in points:
        apart = {it.name: point.label.gap(it.mark) for it in points}
        assert apart[point.name] == pytest.approx(min(apart.values()), abs=0.01)
        assert apart[point.name] < 2.5 * LINE


@pytest.mark.parametrize("names", BY_FAMILY[-2:], ids=lambda it: it[0])
def test_so_it_is_for_the_networks_beside_torchvisions(names):
    totals = {name: Facts(trace(build(named(name))), Size(32, 32)).summary.total for name in names}
    points = chart(totals, {name: shape_of(named(name)) for name in names}).points
    for one, other in combinations([point.label for point in points], 2):
        assert not one.meets(other)
    for point in points:
        apart = {it.name: point.label.gap(it.mark) for it in points}
        assert apart[point.name] == pytest.approx(min(apart.values()), abs=0.01)


@pytest.mark.slow
def test_so_it_is_at_every_size(graphs):
    counts = {name: Count.of(graph, macs_at) for name, graph in graphs.items()}
    families = {name: shape_of(spec) for name, spec in CATALOGUE.items()}
    parameters = {
        name: it.cost.parameters for name, it in zip(graphs, made(graphs).points, strict=True)
    }
    sizes = [Size(side, side) for side in range(1, 700, 9)] + [Size(17, 3480), Size(3480, 17)]
    mistaken = set()
    for size in sizes:
        costs = {name: Cost(parameters[name], it.at(size)) for name, it in counts.items()}
        points = chart(costs, families).points
        for point, other in product(points, points):
            if point.label.gap(other.mark) < point.label.gap(point.mark) - 0.01:
                mistaken.add((str(size), point.name))
        for one, other in combinations([point.label for point in points], 2):
            assert not one.meets(other), size
    assert mistaken == {("10", "resnext50_32x4d")}  # of 9 to 12 pixels: nowhere is room for it


def test_a_crowd_without_room_is_drawn_all_the_same():
    costs = {f"network_{number}": Cost(10**7, 10**9) for number in range(40)}
    points = chart(costs, dict.fromkeys(costs, "wide")).points
    assert len(points) == 40


def test_a_step_is_the_same_factor_along_both_axes(graphs):
    for size in SIZES:
        it = made(graphs, size)
        assert it.parameters.decades == pytest.approx(it.macs.decades)
        across, up = (abs(axis.end - axis.start) for axis in (it.parameters, it.macs))
        assert across == up


def test_places_are_values_on_logarithmic_axes(graphs):
    it = made(graphs)
    points = {point.name: point for point in it.points}
    by_size = sorted(it.points, key=lambda point: point.cost.parameters)
    assert [point.x for point in by_size] == sorted(point.x for point in it.points)
    assert points["wide_resnet101_2"].y < points["resnet18"].y  # dearer is higher
    (low, start), (high, end) = it.parameters.ticks[0], it.parameters.ticks[-1]
    assert (low, high) == (10_000_000, 200_000_000)
    middle = (start + end) / 2
    assert it.parameters.at((low * high) ** 0.5) == pytest.approx(middle)


@pytest.mark.parametrize("size", SIZES)
def test_both_axes_have_ticks_within_the_plot(graphs, size):
    it = made(graphs, size)
    for axis in (it.parameters, it.macs):
        assert len(axis.ticks) >= 3
        assert all(str(value).strip("0") in ("1", "2", "5") for value, _ in axis.ticks)
    assert all(LEFT <= at <= WIDTH - RIGHT for _, at in it.parameters.ticks)
    assert all(TOP <= at <= HEIGHT - BOTTOM for _, at in it.macs.ticks)


def test_an_axis_of_small_numbers_has_no_tick_below_one():
    assert [value for value, _ in Axis.around([1, 3], 0, 100).ticks] == [1, 2]


def test_marks_are_told_by_the_spec():
    found = {name: shape_of(spec) for name, spec in CATALOGUE.items()}
    assert {name for name in found if found[name] == "basic"} == {"resnet18", "resnet34"}
    for name, it in found.items():
        assert (it == "resnext") == name.startswith("resnext")
        assert (it == "wide") == name.startswith("wide")
    assert set(found.values()) == set(SHAPES)


def test_on_the_page_every_network_is_a_link_with_its_own_mark(client):
    page = Page(client.get("/?size=96", headers={"Accept": "text/html"}).text)
    links = [a for a in page.all("a") if a.get("class") in SHAPES]
    sizes = {name: 32 if PRESETS[name].pixels == 32 else 96 for name in PRESETS}
    wanted = [f"/models/{name}?size={sizes.get(name, 96)}" for name in LISTED]
    assert sorted(a.get("href") for a in links) == sorted(wanted)
    marks = {
        a.get("class"): next(child.tag for child in a.children if child.tag != "title")
        for a in links
    }
    assert marks == {"basic": "circle", "bottleneck": "rect", "resnext": "path", "wide": "rect"}
    assert "25,557,032 parameters" in " ".join(a.words for a in links)
