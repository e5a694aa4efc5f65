"""Random specs, sizes and windows for property tests."""

from contextlib import suppress
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st
from resnet_atlas.errors import BadParameter
from resnet_atlas.graph.window import Window
from resnet_atlas.network.options import (
    CHOICES,
    CONVS_PER_BLOCK,
    LARGEST_DILATION,
    LARGEST_STRIDE,
    LIMITS,
    MOST_STAGES,
    USUAL_WIDTH,
    WIDEST,
)
from resnet_atlas.network.size import LARGEST, Size
from resnet_atlas.network.spec import ResNetSpec

sizes = st.builds(Size, st.integers(1, LARGEST), st.integers(1, LARGEST))
batches = st.integers(1, 256)


@st.composite
def specs(draw: st.DrawFn, least_stages: int = 1, most_stages: int = MOST_STAGES) -> ResNetSpec:
    """Any spec that can be, though none deeper than a test has time for."""
    block = draw(st.sampled_from(sorted(CONVS_PER_BLOCK)))
    count = draw(st.integers(least_stages, most_stages))
    depths = draw(st.tuples(*[st.integers(1, 3)] * count))
    options = {name: draw(st.integers(*LIMITS[name])) for name in ("in_channels", "num_classes")}
    if block == "bottleneck":
        groups = draw(st.integers(*LIMITS["groups"]))
        widest = min(LIMITS["width_per_group"][1], WIDEST // groups)
        options["groups"] = groups
        options["width_per_group"] = draw(st.integers(1, widest))
        options["stride_in_1x1"] = draw(st.booleans())
    options["dilated_stages"] = tuple(stage for stage in range(2, count + 1) if draw(st.booleans()))
    return ResNetSpec(block, depths, **options)


@st.composite
def variants(draw: st.DrawFn) -> ResNetSpec:
    """Any spec that can be, the literature's variants included."""
    spec = draw(specs())
    count = len(spec.depths)
    options: dict[str, Any] = {
        "stem": draw(st.sampled_from(CHOICES["stem"])),
        "preactivation": draw(st.booleans()),
        "squeeze": draw(st.sampled_from([0, 1, 7, 16, LIMITS["squeeze"][1]])),
    }
    # The narrowest that leaves a bottleneck's convs a channel.
    least = 1 if spec.block == "basic" else -(-USUAL_WIDTH // spec.width_per_group)
    if draw(st.booleans()):
        most = min(WIDEST // 2 ** (count - 1), LIMITS["base_width"][1])
        options["base_width"] = draw(st.integers(least, most))
    if draw(st.booleans()) or least > USUAL_WIDTH:
        options["widths"] = draw(st.tuples(*[st.integers(least, 700)] * count))
    shortcuts = ["projection", "pooled"]
    wider = replace(spec, **options)
    channels = [wider.base_width, *(it * wider.expansion for it in wider.stage_widths)]
    if channels == sorted(channels):
        shortcuts.append("padded")
    return replace(wider, shortcut=draw(st.sampled_from(shortcuts)))


@st.composite
def dialects(draw: st.DrawFn) -> ResNetSpec:
    """Any spec that can be, with some of all the options that libraries have.

    A change that doesn't go with the others is left out.
    """
    spec = draw(variants())
    count = len(spec.depths)
    changes: dict[str, Any] = {
        name: st.sampled_from(CHOICES[name])
        for name in ("shortcut", "stem_pool", "first_dilation", "padding", "bias", "norm")
    }
    changes |= {
        "stride_at": st.sampled_from(CHOICES["stride_at"]),
        "strides": st.tuples(*[st.integers(1, LARGEST_STRIDE)] * count),
        "stem_stride": st.integers(0, LARGEST_STRIDE),
        "multi_grid": st.tuples(*[st.integers(1, LARGEST_DILATION)] * spec.depths[-1]),
        "squeeze_divisor": st.sampled_from([1, 8, 3]),
        "antialias": st.booleans(),
        "eca": st.booleans(),
    }
    if draw(st.booleans()):
        spec = replace(spec, dilated_stages=())
    if draw(st.booleans()):  # what a group norm can divide
        narrow = {"base_width": 64, "widths": (), "groups": 1, "width_per_group": 64}
        shortcut = "projection" if spec.shortcut == "padded" else spec.shortcut
        if 64 << count - 1 <= WIDEST:
            spec = replace(spec, shortcut=shortcut, **narrow)
    names = draw(st.lists(st.sampled_from(sorted(changes)), unique=True, max_size=len(changes)))
    for name in names:
        with suppress(BadParameter):
            spec = replace(spec, **{name: draw(changes[name])})
    return spec


torchvision_specs = (
    specs(4, 4)
    .filter(lambda spec: spec.block == "bottleneck" or not spec.dilated_stages)
    .map(lambda spec: replace(spec, stride_in_1x1=False))
)
"""The specs that torchvision's ResNet has the options for."""

windows = st.builds(
    Window, st.integers(1, 7), st.integers(1, 4), st.integers(0, 4), st.integers(1, 3)
)
"""Convolutions' windows; a pooling's padding would have to be at most half its kernel."""

texts = st.one_of(
    st.text(),
    st.text(st.sampled_from("0123456789٣²½+-−,.xX× \t\n\0eEtruefalse")),
    st.integers(4000, 6000).map(lambda length: "9" * length),
)
"""Anything, then what comes close to a number, then digits beyond what ``int`` reads."""
