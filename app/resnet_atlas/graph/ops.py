"""PyTorch's layers and functions → ops: what each does to channels, height and width.

``UnsupportedOp`` for anything whose shapes one floor per axis can't state.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from torch import nn

from resnet_atlas.errors import UnsupportedOp
from resnet_atlas.graph.extent import Extent
from resnet_atlas.graph.op import Op
from resnet_atlas.graph.tensor import Tensor
from resnet_atlas.graph.window import Window


def fits(kind: type[nn.Module], layer: nn.Module, given: Tensor) -> bool:
    """Whether ``layer`` can take ``given``: its channels, and an image or (linear) none."""
    takes = getattr(layer, CHANNELS.get(kind, ""), given.channels)
    takes_image = kind is not nn.Linear
    return takes == given.channels and (kind in ANYWHERE or bool(given.axes) == takes_image)


def read_conv(path: str, layer: nn.Conv2d, source: Op) -> Op:
    """A convolution."""
    if isinstance(layer.padding, str):
        raise UnsupportedOp(path, f"padding={layer.padding!r} is not a number")
    windows = windows_of(layer.kernel_size, layer.stride, layer.padding, layer.dilation)
    options = {"groups": layer.groups, "bias": layer.bias is not None}
    return slide(path, "conv", source, windows, layer.out_channels, **options)


def read_max_pool(path: str, layer: nn.MaxPool2d, source: Op) -> Op:
    """A max pooling."""
    return read_pool(path, "max_pool", layer, layer.dilation, source)


def read_avg_pool(path: str, layer: nn.AvgPool2d, source: Op) -> Op:
    """An average pooling of a window."""
    return read_pool(path, "avg_pool", layer, 1, source)


def read_pool(path: str, kind: str, layer: Any, dilation: Any, source: Op) -> Op:
    """A pooling. With ``ceil_mode`` its size is a floor, too, unless PyTorch drops the last window.

    PyTorch does so if that window would start in the padding after the data
    (``pooling_shape.h``). A window that spans at least padding plus stride never does.
    """
    windows = windows_of(layer.kernel_size, layer.stride, layer.padding, dilation)
    if layer.ceil_mode:
        if any(window.span < window.padding + window.stride for window in windows):
            raise UnsupportedOp(path, "ceil_mode=True with so small a window is no floor")
        height, width = (replace(window, ceil=True) for window in windows)
        windows = height, width
    return slide(path, kind, source, windows, source.output.channels)


def read_global_pool(path: str, layer: nn.AdaptiveAvgPool2d, source: Op) -> Op:
    """An adaptive pooling: its output has the size asked for, whatever the input."""
    size = layer.output_size
    sides = size if isinstance(size, tuple) else (size, size)
    axes = tuple(
        Extent.constant(side) if side else axis
        for side, axis in zip(sides, source.output.axes, strict=True)
    )
    return unary(path, "avg_pool", source, Tensor(source.output.channels, axes))


def read_flatten(path: str, source: Op) -> Op:
    """A flattening of everything behind the batch; the spatial axes have to be constant by then."""
    features = source.output.channels
    for axis in source.output.axes:
        if not axis.is_constant:
            raise UnsupportedOp(path, "the number of features would depend on the input's size")
        features *= axis.a
    return unary(path, "flatten", source, Tensor(features, ()))


def read_linear(path: str, layer: nn.Linear, source: Op) -> Op:
    """A fully connected layer."""
    output = Tensor(layer.out_features, ())
    return unary(path, "linear", source, output, bias=layer.bias is not None)


def read_add(path: str, inputs: list[Op]) -> Op:
    """An addition. ``Graph.shapes`` checks whether both sides agree at a size."""
    one, other = (op.output for op in inputs)
    if one.channels != other.channels or len(one.axes) != len(other.axes):
        raise UnsupportedOp(path, f"can't add {one.symbolic} and {other.symbolic}")
    return Op(path, "add", tuple(op.id for op in inputs), one, "", in_channels=one.channels)


def read_mul(path: str, inputs: list[Op]) -> Op:
    """The product of a map and one factor for each of its channels."""
    one, other = (op.output for op in inputs)
    single = all(axis == Extent.constant(1) for axis in other.axes)
    if one.channels != other.channels or len(one.axes) != len(other.axes) or not single:
        raise UnsupportedOp(path, f"can't multiply {one.symbolic} by {other.symbolic}")
    return Op(path, "mul", tuple(op.id for op in inputs), one, "", in_channels=one.channels)


def read_pad(path: str, layer: nn.ZeroPad3d, source: Op) -> Op:
    """Channels of zeros after (or before) the others."""
    *sides, front, back = layer.padding
    if any(sides):
        raise UnsupportedOp(path, f"padding={layer.padding} is not of channels alone")
    channels = source.output.channels + front + back
    return unary(path, "pad", source, Tensor(channels, source.output.axes))


def unary(path: str, kind: str, source: Op, output: Tensor, **options: Any) -> Op:
    """An op with one input and further options."""
    return Op(path, kind, (source.id,), output, "", in_channels=source.output.channels, **options)


def elementwise(kind: str) -> Callable[[str, Any, Op], Op]:
    """A reader of layers that keep the shape."""
    return lambda path, _, source: unary(path, kind, source, source.output)


def slide(
    path: str, kind: str, source: Op, windows: tuple[Window, Window], channels: int, **options: Any
) -> Op:
    """An op that slides a window over height and width."""
    axes = tuple(
        window.extent(axis) for window, axis in zip(windows, source.output.axes, strict=True)
    )
    return unary(path, kind, source, Tensor(channels, axes), windows=windows, **options)


def windows_of(*options: Any) -> tuple[Window, Window]:
    """PyTorch's kernel, stride, padding and dilation, each a number or a pair, per axis."""
    pairs = [option if isinstance(option, tuple) else (option, option) for option in options]
    height, width = zip(*pairs, strict=True)
    return Window(*height), Window(*width)


LAYERS: dict[type[nn.Module], Callable[[str, Any, Op], Op]] = {
    nn.Conv2d: read_conv,
    nn.MaxPool2d: read_max_pool,
    nn.AvgPool2d: read_avg_pool,
    nn.AdaptiveAvgPool2d: read_global_pool,
    nn.BatchNorm2d: elementwise("batch_norm"),
    nn.ReLU: elementwise("relu"),
    nn.Sigmoid: elementwise("sigmoid"),
    nn.ZeroPad3d: read_pad,
    nn.Linear: read_linear,
}
ANYWHERE = (nn.ReLU, nn.Sigmoid)
"""Layers that take both images and features."""

CHANNELS = {nn.Conv2d: "in_channels", nn.BatchNorm2d: "num_features", nn.Linear: "in_features"}
