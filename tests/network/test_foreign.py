"""Options under other libraries' names are answered with ours."""

import pytest
from resnet_atlas.errors import BadParameter
from resnet_atlas.network.catalogue import named

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
