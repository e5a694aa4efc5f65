from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from resnet_atlas.errors import BadParameter, UnknownName
from resnet_atlas.network.catalogue import CATALOGUE, named
from resnet_atlas.network.options import READERS
from resnet_atlas.network.spec import ResNetSpec

from tests.strategies import specs, texts


@pytest.mark.parametrize(
    ("name", "depth"),
    [
        ("resnet18", 18),
        ("resnet34", 34),
        ("resnet50", 50),
        ("resnet101", 101),
        ("resnet152", 152),
        ("resnext50_32x4d", 50),
        ("resnext101_32x8d", 101),
        ("resnext101_64x4d", 101),
        ("wide_resnet50_2", 50),
        ("wide_resnet101_2", 101),
    ],
)
def test_depth_is_the_number_in_the_name(name, depth):
    assert named(name).depth == depth


def test_the_catalogue_holds_the_ten_networks():
    assert len(CATALOGUE) == len(set(CATALOGUE.values())) == 10


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("resnet5O", "resnet50"),
        ("reznet101", "resnet101"),
        ("resnext50_32x8", "resnext50_32x4d"),
        ("wide_resnet50", "wide_resnet50_2"),
        ("banana", None),
        ("", None),
    ],
)
def test_an_unknown_name_is_answered_with_the_nearest(typed, meant):
    with pytest.raises(UnknownName) as caught:
        named(typed)
    assert (caught.value.parameter, caught.value.given) == ("model", typed)
    assert caught.value.nearest == meant
    assert all(name in caught.value.allowed for name in CATALOGUE)


@given(text=texts)
def test_any_name_gives_a_spec_or_unknown_name(text):
    if text in CATALOGUE:
        assert named(text) is CATALOGUE[text]
        return
    with suppress(UnknownName):
        assert isinstance(named(text), ResNetSpec)


BOTTLENECK = {"block": "bottleneck", "depths": (3, 4, 6, 3)}
BASIC = {"block": "basic", "depths": (2, 2, 2, 2)}


@pytest.mark.parametrize(
    ("options", "parameter", "allowed"),
    [
        (BOTTLENECK | {"block": "botleneck"}, "block", "basic, bottleneck"),
        (BOTTLENECK | {"depths": ()}, "depths", "1 to 6 numbers from 1 up"),
        (BOTTLENECK | {"depths": (1,) * 7}, "depths", "1 to 6 numbers from 1 up"),
        (BOTTLENECK | {"depths": (3, 0, 6, 3)}, "depths", "1 to 6 numbers from 1 up"),
        (BOTTLENECK | {"depths": (3, -1)}, "depths", "1 to 6 numbers from 1 up"),
        (BOTTLENECK | {"depths": (1000, 25)}, "depths", "at most 1024 blocks"),
        (BOTTLENECK | {"groups": 0}, "groups", "from 1 to 1024"),
        (BOTTLENECK | {"groups": 1025}, "groups", "from 1 to 1024"),
        (BOTTLENECK | {"groups": 33}, "groups", "groups × width_per_group ≤ 2048"),
        (BOTTLENECK | {"width_per_group": 0}, "width_per_group", "from 1 to 1024"),
        (BOTTLENECK | {"width_per_group": 1025}, "width_per_group", "from 1 to 1024"),
        (BOTTLENECK | {"in_channels": 0}, "in_channels", "from 1 to 1024"),
        (BOTTLENECK | {"num_classes": 0}, "num_classes", "from 1 to 100000"),
        (BOTTLENECK | {"num_classes": 100_001}, "num_classes", "from 1 to 100000"),
        (BOTTLENECK | {"dilated_stages": (1,)}, "dilated_stages", "from 2 to 4"),
        (BOTTLENECK | {"dilated_stages": (4, 5)}, "dilated_stages", "from 2 to 4"),
        (BOTTLENECK | {"depths": (3,), "dilated_stages": (2,)}, "dilated_stages", "none"),
        (BOTTLENECK | {"base_width": 0}, "base_width", "from 1 to 1024"),
        (BOTTLENECK | {"base_width": 300}, "base_width", "at most 256 with 4 stages"),
        (BOTTLENECK | {"widths": (64, 128)}, "widths", "4 numbers"),
        (BOTTLENECK | {"widths": (64, 128, 256, 2049)}, "widths", "1 to 2048 wide"),
        (BOTTLENECK | {"base_width": 16, "width_per_group": 2}, "width_per_group", "at least 4"),
        (BOTTLENECK | {"stem": "5x5"}, "stem", "7x7, deep, tiered, 3x3"),
        (BOTTLENECK | {"shortcut": "identity"}, "shortcut", "projection, pooled, padded, none"),
        (BASIC | {"shortcut": "padded", "widths": (64, 32, 64, 64)}, "shortcut", "get wider"),
        (BASIC | {"squeeze": 1025}, "squeeze", "from 0 to 1024"),
        (BASIC | {"groups": 2}, "groups", "1 with block=basic"),
        (BASIC | {"width_per_group": 128}, "width_per_group", "64 with block=basic"),
        (BASIC | {"stride_in_1x1": True}, "stride_in_1x1", "false with block=basic"),
        (BASIC | {"strides": (1, 2)}, "strides", "4 numbers"),
        (BASIC | {"strides": (1, 2, 2, 5)}, "strides", "from 1 to 4"),
        (BASIC | {"strides": (1, 2, 2, 1), "dilated_stages": (3, 4)}, "dilated_stages", "2,3"),
        (BASIC | {"stride_at": "last", "dilated_stages": (4,)}, "dilated_stages", "none with"),
        (BASIC | {"stride_at": "middle"}, "stride_at", "first, last"),
        (BASIC | {"multi_grid": (1, 2, 4)}, "multi_grid", "2 numbers"),
        (BASIC | {"multi_grid": (1, 33)}, "multi_grid", "from 1 to 32"),
        (BASIC | {"stem_stride": 5}, "stem_stride", "from 0 to 4"),
        (BASIC | {"squeeze": 16, "eca": True}, "eca", "false with squeeze"),
        (BASIC | {"antialias": True, "stem_pool": "ceil"}, "antialias", "stem_pool=padded"),
        (BASIC | {"norm": "group", "base_width": 48}, "norm", "multiples of 32"),
        (BASIC | {"norm": "layer"}, "norm", "batch, frozen, group, group_ws"),
    ],
)
def test_what_cannot_be_is_refused_with_the_parameter_and_what_is_allowed(
    options, parameter, allowed
):
    with pytest.raises(BadParameter) as caught:
        ResNetSpec(**options)
    assert caught.value.parameter == parameter
    assert allowed in caught.value.allowed


def test_the_limits_themselves_are_allowed():
    ResNetSpec("bottleneck", (200,), groups=2, width_per_group=1024)
    ResNetSpec("bottleneck", (1,) * 6, dilated_stages=(2, 3, 4, 5, 6))
    ResNetSpec("basic", (1,), in_channels=1024, num_classes=100_000)


@given(spec=specs(), base=specs() | st.sampled_from(list(CATALOGUE.values())))
def test_changes_say_all_it_takes_to_make_one_spec_of_another(spec, base):
    assert base.with_options(spec.changes(base)) == spec


def test_what_is_usual_counts_as_not_given():
    given = named("resnet50").with_options(
        {"strides": "1,2,2,2", "stem_stride": "2", "stem_pool": "padded"}
    )
    assert given == named("resnet50")


def test_changes_are_only_what_differs():
    paper = named("resnet50").with_options({"stride_in_1x1": "true", "dilated_stages": "3,4"})
    assert paper.changes(named("resnet50")) == {"stride_in_1x1": "true", "dilated_stages": "3,4"}
    assert named("resnet50").changes(named("resnet50")) == {}


@pytest.mark.parametrize("option", READERS)
@given(text=texts)
@example(text="٣")
@example(text="1" + ",1" * 10_000)
@example(text="")
def test_any_text_for_any_option_gives_a_spec_or_bad_parameter(option, text):
    with suppress(BadParameter):
        named("resnet50").with_options({option: text})


def test_every_option_of_a_spec_can_be_read_from_text():
    assert set(READERS) == set(ResNetSpec.__dataclass_fields__)
