"""Convolutions, poolings, padding and upsampling: what changes height and width."""

from dataclasses import replace
from typing import Any

from resnet_atlas.graph.expression import Axis, Expression
from resnet_atlas.graph.extent import Extent
from resnet_atlas.graph.op import Op
from resnet_atlas.graph.tensor import Tensor
from resnet_atlas.graph.tracing.ops.rule import Given, Unread, form, pair, reshaped, rule, unary
from resnet_atlas.graph.window import Window


@rule()
def conv2d(
    id: str,
    input: Op,
    weight: Given,
    bias: Any = None,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
) -> Op:
    """A convolution."""
    outputs, inputs, *kernel = weight.shape
    if padding == "valid":
        padding = 0
    if isinstance(padding, str):  # "same": PyTorch takes it with stride 1 alone
        reach = [(side - 1) * each for side, each in zip(kernel, pair(dilation), strict=True)]
        if any(each % 2 for each in reach):
            raise Unread
        padding = tuple(each // 2 for each in reach)
    windows = windows_of(tuple(kernel), stride, padding, dilation)
    options = {"groups": groups, "bias": bias is not None, "in_channels": inputs * groups}
    return slide(id, "conv", input, windows, outputs, **options)


@rule()
def conv1d(
    id: str,
    input: Op,
    weight: Given,
    bias: Any = None,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
) -> Op:
    """A convolution along the last dimension."""
    outputs, inputs, kernel = weight.shape
    options = [pair(option)[0] for option in (kernel, stride, padding, dilation)]
    if input.output.rank != 3 or any(type(option) is not int for option in options):
        raise Unread
    batch, _, length = input.output.sizes
    dims = [batch, Expression.constant(outputs), Window(*options).after(length)]
    return reshaped(id, "conv1d", input, dims, in_channels=inputs * groups, groups=groups)


@rule()
def conv_transpose2d(
    id: str,
    input: Op,
    weight: Given,
    bias: Any = None,
    stride: Any = 1,
    padding: Any = 0,
    output_padding: Any = 0,
    groups: int = 1,
    dilation: Any = 1,
) -> Op:
    """A transposed convolution: ``(m − 1)·stride − 2·padding + span + output_padding``."""
    inputs, outputs, *kernel = weight.shape
    windows = windows_of(tuple(kernel), stride, padding, dilation)
    axes = tuple(
        grown(
            axis,
            side,
            window.stride,
            form(more) + (window.span - window.stride - 2 * window.padding),
        )
        for axis, side, window, more in zip(
            image(input).axes, "HW", windows, pair(output_padding), strict=True
        )
    )
    options = {"groups": groups, "bias": bias is not None, "in_channels": inputs}
    output = Tensor(outputs * groups, axes)
    return unary(id, "conv_transpose", input, output, windows=windows, **options)


@rule("max_pool2d", "max_pool2d_with_indices")
def max_pool2d(
    id: str,
    input: Op,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    dilation: Any = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Any:
    """A max pooling; with the places of the maxima where they are asked for."""
    pooled = pool(id, "max_pool", input, kernel_size, stride, padding, dilation, ceil_mode)
    return (pooled, pooled) if return_indices else pooled


@rule()
def avg_pool2d(
    id: str,
    input: Op,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: Any = None,
) -> Op:
    """An average pooling of a window."""
    return pool(id, "avg_pool", input, kernel_size, stride, padding, 1, ceil_mode)


def pool(
    id: str, kind: str, input: Op, kernel: Any, stride: Any, padding: Any, dilation: Any, ceil: bool
) -> Op:
    """A pooling. With ``ceil_mode`` its size is a floor, too, unless PyTorch drops the last window.

    PyTorch does so if that window would start in the padding after the data
    (``pooling_shape.h``). A window that spans at least padding plus stride never does.
    """
    if any(not isinstance(side, int) or type(side) is not int for side in pair(kernel)):
        return whole(id, kind, input, kernel)
    windows = windows_of(kernel, kernel if stride in (None, [], ()) else stride, padding, dilation)
    if ceil:
        if any(window.span < window.padding + window.stride for window in windows):
            raise Unread
        height, width = (replace(window, ceil=True) for window in windows)
        windows = height, width
    return slide(id, kind, input, windows, input.output.channels)


def whole(id: str, kind: str, input: Op, kernel: Any) -> Op:
    """A pooling whose window is the whole map, as ``F.avg_pool2d(x, x.size()[2:])``."""
    given = image(input)
    sides = [Expression.axis(axis, side) for axis, side in zip(given.axes, "HW", strict=True)]
    if [form(side) for side in pair(kernel)] != sides:
        raise Unread
    one = Extent.constant(1)
    return unary(id, kind, input, Tensor(given.channels, (one, one)))


@rule()
def adaptive_avg_pool2d(id: str, input: Op, output_size: Any) -> Op:
    """An adaptive average pooling: its output has the size asked for, whatever the input."""
    return adaptive(id, "avg_pool", input, output_size)


@rule("adaptive_max_pool2d", "adaptive_max_pool2d_with_indices")
def adaptive_max_pool2d(id: str, input: Op, output_size: Any, return_indices: bool = False) -> Any:
    """An adaptive max pooling."""
    pooled = adaptive(id, "max_pool", input, output_size)
    return (pooled, pooled) if return_indices else pooled


def adaptive(id: str, kind: str, input: Op, output_size: Any) -> Op:
    """A pooling to a size; None keeps a side."""
    batch, channels, *sides = image(input).sizes
    kept = [
        own if side is None else form(side)
        for side, own in zip(pair(output_size), sides, strict=True)
    ]
    return reshaped(id, kind, input, [batch, channels, *kept])


@rule()
def pad(id: str, input: Op, pad: Any, mode: str = "constant", value: Any = None) -> Op:
    """Elements before and after those of the last dimensions."""
    dims = list(input.output.sizes)
    for number in range(len(pad) // 2):
        before, after = (form(side) for side in pad[2 * number : 2 * number + 2])
        dims[-1 - number] = dims[-1 - number] + before + after
    return reshaped(id, "pad", input, dims)


@rule("interpolate", "upsample")
def interpolate(
    id: str,
    input: Op,
    size: Any = None,
    scale_factor: Any = None,
    mode: str = "nearest",
    align_corners: Any = None,
    recompute_scale_factor: Any = None,
    antialias: bool = False,
) -> Op:
    """Upsampling (or subsampling) to a size, or by a factor: ``⌊m · factor⌋``."""
    batch, channels, *sides = image(input).sizes
    taps = 0 if antialias else TAPS.get(mode, 0)
    if size is not None:
        dims = [batch, channels, *map(form, pair(size))]
        return reshaped(id, "interpolate", input, dims, taps=taps)
    grown = []
    for side, factor in zip(sides, pair(scale_factor), strict=True):
        if type(factor) not in (int, float):  # a size of the input's
            raise Unread
        over, under = float(factor).as_integer_ratio()
        if under > 1024:  # no exact factor: PyTorch multiplies in floating point
            raise Unread
        grown.append(side * over // under)
    return reshaped(id, "interpolate", input, [batch, channels, *grown], taps=taps)


TAPS = {"nearest": 1, "nearest-exact": 1, "bilinear": 2, "bicubic": 4}
"""The elements of an axis that an element reads when a map is made larger, by mode."""


@rule()
def pixel_shuffle(id: str, input: Op, upscale_factor: int) -> Op:
    """Channels become pixels."""
    batch, channels, height, width = image(input).sizes
    times = upscale_factor
    dims = [batch, channels // times**2, height * times, width * times]
    return reshaped(id, "pixel_shuffle", input, dims)


@rule()
def pixel_unshuffle(id: str, input: Op, downscale_factor: int) -> Op:
    """Pixels become channels; the sides have to be multiples of the factor."""
    batch, channels, height, width = image(input).sizes
    by = downscale_factor
    return reshaped(
        id, "pixel_unshuffle", input, [batch, channels * by**2, height // by, width // by]
    )


def image(input: Op) -> Tensor:
    """The tensor ``[N, C, H, W]`` of an op."""
    if input.output.rank != 4:
        raise Unread
    return input.output


def grown(axis: Axis, name: str, times: int, more: Expression) -> Axis:
    """The axis ``times·m + more``."""
    found = Expression.axis(axis, name) * times + more
    return found.simple or found


def slide(
    id: str, kind: str, input: Op, windows: tuple[Window, Window], channels: int, **options: Any
) -> Op:
    """An op that slides a window over height and width."""
    given = image(input)
    if not given.dims:
        height, width = given.axes
        axes = (windows[0].extent(height), windows[1].extent(width))
        return unary(id, kind, input, Tensor(channels, axes), windows=windows, **options)
    batch, _, *sides = given.sizes
    dims = [batch, Expression.constant(channels)]
    for window, side in zip(windows, sides, strict=True):
        dims.append(window.after(side))
    return reshaped(id, kind, input, dims, windows=windows, **options)


def windows_of(*options: Any) -> tuple[Window, Window]:
    """PyTorch's kernel, stride, padding and dilation, each a number or a pair, per axis."""
    height, width = zip(*map(pair, options), strict=True)
    if any(type(option) is not int for option in (*height, *width)):
        raise Unread  # a size of the input's
    return Window(*height), Window(*width)
