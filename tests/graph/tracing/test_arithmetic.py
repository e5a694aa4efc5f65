"""What ``forward`` computes with sizes: shapes are proven where it has a formula, else seen."""

import math

import pytest
import torch
from resnet_atlas.errors import BadInput
from resnet_atlas.graph.tracing.trace import trace
from resnet_atlas.graph.tracing.verify import differences, run
from resnet_atlas.network.size import DEFAULT_SIZE, Size
from torch import nn
from torch.nn import functional as F  # noqa: N812

from tests.depth import FULL

SIDES = range(1, 71) if FULL else (1, 2, 3, 4, 5, 7, 8, 9, 31, 32, 33)
SIZES = [
    *(Size(side, side + more) for side in SIDES for more in (0, 5)),
    Size(56, 56),
    Size(100, 96),
    Size(225, 320),
    DEFAULT_SIZE,
]


class OnMap(nn.Module):
    """A convolution, and what is done with its map."""

    def __init__(self, then):
        super().__init__()
        self.conv, self.then = nn.Conv2d(3, 8, 3, padding=1), then
        self.place = nn.Parameter(torch.zeros(1, 8, 56, 56))

    def forward(self, x):
        return self.then(self.conv(x), self)


def pooled_to_half(h, _):
    return F.adaptive_avg_pool2d(h, (int(h.size(2) / 2), int(h.size(3) * 0.5)))


def as_wide_as_high(h, _):
    return F.adaptive_avg_pool2d(h, int(float(h.shape[2]) / 4))


def rounded_up(h, _):
    return h[:, :, : math.ceil(h.shape[2] / 2)]


def by_remainder(h, _):
    rows, rest = divmod(h.shape[2], 4)
    return F.pad(h, (0, 0, 0, -rest % 4))[:, :, :rows]


def at_least_seven(h, _):
    side = max(7, h.shape[2] // 4)
    return F.interpolate(h, size=(side, side))


def zeros_beside(h, _):
    return torch.cat([h, torch.zeros(h.size(0), 4, h.size(2), h.size(3))], 1)


def zeros_like_it(h, _):
    return h + h.new_zeros(h.size(0), 8, h.size(2), h.size(3)) + torch.zeros_like(h)


def pad_to_even(h, _):
    y = F.interpolate(F.max_pool2d(h, 2), scale_factor=2)
    rows, columns = h.size(2) - y.size(2), h.size(3) - y.size(3)
    pad = (columns // 2, columns - columns // 2, rows // 2, rows - rows // 2)
    return torch.cat([h, F.pad(y, pad)], 1)


def less_what_is_over(h, _):
    over = h.size(2) - 8
    return h[:, :, :-over] if over > 0 else h


def halved_while_large(h, _):
    while h.shape[2] > 4:
        h = F.max_pool2d(h, 2)
    return h


def wide_or_high(h, _):
    return F.relu(h) if h.size(3) / 2 >= h.size(2) else h


def with_places(h, module):
    return h + module.place


def resized(compute):
    """Resize to what is computed from the height."""

    def function(h, _):
        side = compute(h.size(2))
        return F.interpolate(h, size=(side, side))

    function.__name__ = f"resized_{compute.__name__}"
    return function


@resized
def to_the_nearest(h):
    return round(h / 2) + round(h / 3) + 1


@resized
def by_half_of_it(h):
    return math.floor(0.5 * h + 1.5)


@resized
def by_bits(h):
    return (h >> 1) + (h & 1) + 1


@resized
def to_a_multiple(h):
    return (8 - h % 8) % 8 + h


@resized
def by_its_square(h):
    return abs(-(h**2) // h)


@resized
def no_more_than_nine(h):
    return min(h, 9) if h not in (4, 8) else 5


def the_crop_of_another(h, _):
    return h[:, :, : h.size(3), 1:9]


def without_ones(h, _):
    y = F.max_pool2d(h, 4, ceil_mode=True)
    return h if y.squeeze(2).dim() < 4 else y


def exchanged(h, _):
    y = F.max_pool2d(h, (3, 2), (3, 2), (1, 0)).transpose(2, 3)
    return F.avg_pool2d(y, 2, 1, 1)


PROVEN = [
    to_the_nearest,
    by_half_of_it,
    by_bits,
    to_a_multiple,
    by_its_square,
    no_more_than_nine,
    the_crop_of_another,
    without_ones,
    exchanged,
    pooled_to_half,
    as_wide_as_high,
    rounded_up,
    by_remainder,
    at_least_seven,
    zeros_beside,
    zeros_like_it,
    pad_to_even,
    less_what_is_over,
    halved_while_large,
    wide_or_high,
    with_places,
]


def three_tenths(h, _):
    return h[:, :, : round(h.shape[2] * 0.3)]


def by_a_power(h, _):
    return F.interpolate(h, size=int(h.size(2) ** 0.5))


def by_a_common_divisor(h, _):
    return F.max_pool2d(h, math.gcd(h.size(2), 16))


def as_often_as_rows(h, _):
    for _i in range(h.size(2) // 64):
        h = F.relu(h)
    return h


def as_many_as_listed(h, _):
    for side in [1, 2, 3, 4, 5, 6, 7][: h.size(2) // 40 + 1]:
        h = F.max_pool2d(h, side, 1)
    return h


def plus_its_places(h, _):
    return h + torch.arange(h.size(3)).float()


def by_a_ratio(h, _):
    return F.relu(h) if h.size(2) / h.size(3) > 0.5 else h


def through_text(h, _):
    return F.adaptive_avg_pool2d(h, len("x" * (h.size(2) // 3)))


def in_turn(h, _):
    return F.adaptive_avg_pool2d(h, [2, 3, 4, 5][h.size(3) % 4])


def kept_by_size(h, _):
    return F.interpolate(h, size={(7, 7): 3, (8, 8): 4}.get((h.size(2), h.size(3)), 5))


def by_its_strides(h, _):
    return F.adaptive_avg_pool2d(h, h.stride(2) // 2 + 1)


@resized
def in_tenths(h):
    return math.floor(h * 0.1) + 1


@resized
def by_its_bits(h):
    return h.bit_length()


@resized
def by_its_text(h):
    return {"8": 3}.get(f"{h}", 5)


@resized
def by_no_division(h):
    return len(range(0, h, 3))


LOST = [
    in_turn,
    kept_by_size,
    by_its_strides,
    in_tenths,
    by_its_bits,
    by_its_text,
    by_no_division,
    three_tenths,
    by_a_power,
    by_a_common_divisor,
    as_often_as_rows,
    as_many_as_listed,
    plus_its_places,
    by_a_ratio,
    through_text,
]


@pytest.mark.parametrize("then", PROVEN)
def test_every_shape_that_is_proven_is_pytorchs(then):
    module = OnMap(then).eval().to("meta")
    graph = trace(module)
    assert {op.output.certainty for op in graph.ops} == {"proven"}
    taken = 0
    for size in SIZES:
        try:
            graph.shapes(size, 2)
        except BadInput:
            continue
        assert differences(module, graph, size, 2) == [], size
        taken += 1
    assert taken


@pytest.mark.parametrize("then", [then for then in PROVEN if then is not with_places])
def test_no_size_is_refused_that_goes_the_same_way(then):
    module = OnMap(then).eval().to("meta")
    graph = trace(module)
    for size in SIZES:
        sizes = {"N": 2, "H": size.height, "W": size.width}
        if not all(guard.passes(sizes) for guard in graph.guards):
            continue
        try:
            shapes = run(module, (2, 3, size.height, size.width))
        except RuntimeError:
            shapes = [(0,)]
        if min(map(min, shapes)) > 0:
            graph.shapes(size, 2)


@pytest.mark.parametrize("then", LOST)
def test_what_has_no_formula_holds_for_the_size_of_the_run_alone(then):
    module = OnMap(then).eval().to("meta")
    graph = trace(module)
    for size in SIZES:
        if size != DEFAULT_SIZE:
            with pytest.raises(BadInput, match="H and W: 224"):
                graph.shapes(size, 2)
    assert differences(module, graph, DEFAULT_SIZE, 2) == []
    again = trace(module, Size(225, 320))
    assert differences(module, again, Size(225, 320), 2) == []


@pytest.mark.parametrize("then", [three_tenths, by_a_power, by_a_common_divisor, through_text])
def test_a_size_that_has_no_formula_is_observed(then):
    graph = trace(OnMap(then).eval().to("meta"))
    assert [op.output.certainty for op in graph.ops] == ["proven", "proven", "observed"]


def test_a_weight_of_another_size_fits_its_own_inputs_alone():
    graph = trace(OnMap(with_places).eval().to("meta"))
    graph.shapes(Size(56, 56))
    with pytest.raises(BadInput, match="56"):
        graph.shapes(Size(57, 56))


def test_several_results_are_taken_apart_as_pytorch_gives_them():
    def parted(h, _):
        values, _places = h.max(dim=1)
        return values + h.sort(dim=1).values[:, 0] + h.topk(2, dim=1)[0][:, 1]

    module = OnMap(parted).eval().to("meta")
    graph = trace(module)
    assert graph.ops[-1].output.certainty == "observed"
    assert differences(module, graph, DEFAULT_SIZE) == []
    assert not graph.holds_at(Size(64, 64))
    assert differences(module, trace(module, Size(64, 70)), Size(64, 70)) == []
