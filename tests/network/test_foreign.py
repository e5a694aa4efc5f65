"""Options under other libraries' names are answered with ours."""

import pytest
from resnet_atlas.errors import BadParameter
from resnet_atlas.network.catalogue import named
from resnet_atlas.network.foreign import NAMES
from resnet_atlas.network.options import READERS

ASKED = [
    ("replace_stride_with_dilation", "[False, True, True]", "dilated_stages=3,4", "dilated_stages"),
    ("output_stride", "8", "dilated_stages=3,4", "dilated_stages"),
    ("in_chans", "1", "in_channels=1", "in_channels"),
    ("layers", "[2, 2, 2, 2]", "depths=2,2,2,2", "depths"),
    ("last_stride", "1", "strides=1,2,2,1", "strides"),
    ("cardinality", "32", "groups=32", "groups"),
    ("widen_factor", "2", "width_per_group=128", "width_per_group"),
]


@pytest.mark.parametrize(("name", "text", "ours", "option"), ASKED)
def test_an_option_of_another_library_is_answered_with_ours(name, text, ours, option):
    with pytest.raises(BadParameter) as refused:
        named("resnet50").with_options({name: text})
    assert ours in str(refused.value)
    assert refused.value.nearest == option
    named("resnet50").with_options(dict([ours.split("=")]))


def test_what_changes_no_shape_is_said_to_do_so():
    with pytest.raises(BadParameter, match="no effect on shapes"):
        named("resnet50").with_options({"zero_init_residual": "true"})


MEANT = [
    ("conv_stride_of_last_stage", "strides"),
    ("atrous_rates", "dilated_stages"),
    ("n_colours", "in_channels"),
    ("skip_connections", "shortcut"),
    ("normalization", "norm"),
    ("se_reduction_ratio", "squeeze"),
    ("with_bias", "bias"),
    ("stage_repeats", "depths"),
]


@pytest.mark.parametrize(("name", "option"), MEANT)
def test_an_option_that_nobody_has_is_answered_by_its_meaning(name, option):
    with pytest.raises(BadParameter) as refused:
        named("resnet50").with_options({name: "1"})
    assert refused.value.nearest == option


@pytest.mark.parametrize("option", [it for it in READERS if f"{it}s" not in NAMES])
def test_a_slip_in_an_option_is_answered_by_its_letters(option):
    slip = f"{option}s"
    with pytest.raises(BadParameter) as refused:
        named("resnet50").with_options({slip: "1"})
    assert refused.value.nearest == option
