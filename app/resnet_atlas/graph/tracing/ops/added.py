"""Layers that the atlas's networks have and PyTorch lacks (``network/module/layers.py``)."""

from dataclasses import replace
from typing import Any

from resnet_atlas.graph.op import Op
from resnet_atlas.graph.tracing.ops.rule import Given, rule, unary
from resnet_atlas.graph.tracing.ops.windows import conv2d, slide, windows_of
from resnet_atlas.graph.window import Window


def as_same(windows: tuple[Window, Window]) -> tuple[Window, Window]:
    """Windows that pad as TensorFlow does."""
    height, width = (replace(window, same=True) for window in windows)
    return height, width


@rule()
def own_conv2d(
    id: str,
    input: Op,
    weight: Given,
    bias: Any,
    stride: Any,
    padding: Any,
    dilation: Any,
    groups: int,
    same: bool,
    standardized: bool,
) -> Op:
    """A convolution with standardized weights, with ``same`` padding, or both."""
    made = replace(
        conv2d(id, input, weight, bias, stride, padding, dilation, groups),
        standardized=standardized,
    )
    if not same or not made.windows:
        return made
    windows = as_same(made.windows)
    return replace(slide(id, "conv", input, windows, made.output.channels), **kept(made))


def kept(made: Op) -> dict[str, Any]:
    """The options of an op that its padding has no part in."""
    names = ("in_channels", "groups", "bias", "standardized")
    return {name: getattr(made, name) for name in names}


@rule()
def same_max_pool2d(id: str, input: Op, kernel: int, stride: int) -> Op:
    """A max pooling that pads as TensorFlow does."""
    windows = as_same(windows_of(kernel, stride, 0, 1))
    return slide(id, "max_pool", input, windows, input.output.channels)


@rule()
def blur_pool2d(id: str, input: Op, stride: int) -> Op:
    """A blur of 3×3 that strides."""
    channels = input.output.channels
    return slide(id, "blur_pool", input, windows_of(3, stride, 1, 1), channels, groups=channels)


@rule()
def frozen_batch_norm(id: str, input: Op, *_: Any) -> Op:
    """A batch norm whose numbers training leaves alone."""
    return unary(id, "frozen_batch_norm", input, input.output)


@rule()
def channel_conv(id: str, input: Op, _: Given) -> Op:
    """A convolution along the channels of a map with a single place."""
    return unary(id, "channel_conv", input, input.output)


@rule()
def group_norm(id: str, input: Op, num_groups: int, *_: Any, **__: Any) -> Op:
    """A group norm."""
    return unary(id, "group_norm", input, input.output, groups=num_groups)
