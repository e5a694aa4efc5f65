"""Layers of PyTorch on the meta device, and those that PyTorch lacks.

A layer that takes several calls of PyTorch's functions counts as one op, so each of these has one
function, which announces itself to PyTorch as a whole (``one_call``).
"""

from collections.abc import Callable
from functools import wraps

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.overrides import handle_torch_function, has_torch_function

EPSILON = 1e-6
"""Added to the variance of standardized weights, as timm does for ResNet v2."""


def one_call(function: Callable[..., Tensor]) -> Callable[..., Tensor]:
    """``function``, seen from outside as one function of PyTorch instead of those it calls."""

    @wraps(function)
    def call(x: Tensor, *rest: object) -> Tensor:
        if has_torch_function((x,)):
            out: Tensor = handle_torch_function(call, (x,), x, *rest)
            return out
        return function(x, *rest)

    return call


class Uninitialised:
    """A mixin for layers that skips their initialisation: on the meta device there are no weights.

    Initialisation takes two thirds of the time to build a network.
    """

    def reset_parameters(self) -> None:
        """Do nothing; PyTorch's layers call this once they are made."""


def pad_same(x: Tensor, span: int, stride: int, value: float = 0.0) -> Tensor:
    """Pad height and width so that each gives ⌈n/stride⌉ places; the odd one goes behind the end.

    ``span`` is the kernel, the gaps of its dilation included.
    """
    sides = [max((-(-n // stride) - 1) * stride + span - n, 0) for n in (x.shape[3], x.shape[2])]
    padding = [part for side in sides for part in (side // 2, side - side // 2)]
    return functional.pad(x, padding, value=value)


@one_call
def own_conv2d(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None,
    stride: tuple[int, int],
    padding: tuple[int, int],
    dilation: tuple[int, int],
    groups: int,
    same: bool,
    standardized: bool,
) -> Tensor:
    """A convolution with standardized weights, with ``same`` padding, or both."""
    if standardized:
        flat = weight.reshape(1, weight.shape[0], -1)
        flat = functional.batch_norm(flat, None, None, training=True, momentum=0, eps=EPSILON)
        weight = flat.reshape(weight.shape)
    if same:
        x = pad_same(x, dilation[0] * (weight.shape[2] - 1) + 1, stride[0])
    return functional.conv2d(x, weight, bias, stride, padding, dilation, groups)


class Conv2d(Uninitialised, nn.Conv2d):
    """A convolution, without bias where normalisation is near.

    ``same`` pads as TensorFlow does: as much as it takes for ⌈n/stride⌉ places, one more behind the
    end than before the start where that is odd. ``standardized`` gives the weights of every output
    channel mean 0 and variance 1 before they are used.
    """

    def __init__(
        self,
        inputs: int,
        outputs: int,
        kernel: int,
        stride: int = 1,
        dilation: int = 1,
        groups: int = 1,
        bias: bool = False,
        same: bool = False,
        standardized: bool = False,
    ) -> None:
        # So that a stride of 1 keeps the size; there, both kinds of padding are the same.
        self.same = same and stride > 1 and kernel > 1
        padding = 0 if self.same else dilation * (kernel // 2)
        super().__init__(
            inputs, outputs, kernel, stride, padding, dilation, groups, bias, device="meta"
        )
        self.standardized = standardized

    def forward(self, x: Tensor) -> Tensor:
        """``[N, inputs, H, W]`` → ``[N, outputs, ⌈H/stride⌉, ⌈W/stride⌉]``."""
        if self.same or self.standardized:
            options = self.stride, self.padding, self.dilation, self.groups
            return own_conv2d(x, self.weight, self.bias, *options, self.same, self.standardized)
        return super().forward(x)


class BatchNorm2d(Uninitialised, nn.BatchNorm2d):
    """Batch normalisation."""

    def __init__(self, channels: int) -> None:
        super().__init__(channels, device="meta")


class GroupNorm(Uninitialised, nn.GroupNorm):
    """Group normalisation."""

    def __init__(self, groups: int, channels: int) -> None:
        super().__init__(groups, channels, device="meta")


@one_call
def frozen_batch_norm(
    x: Tensor, weight: Tensor, bias: Tensor, mean: Tensor, variance: Tensor, epsilon: float
) -> Tensor:
    """The scale and shift that a batch norm comes to."""
    scale = weight * (variance + epsilon).rsqrt()
    shift = bias - mean * scale
    return x * scale.reshape(1, -1, 1, 1) + shift.reshape(1, -1, 1, 1)


class FrozenBatchNorm2d(nn.Module):
    """Batch normalisation whose numbers training leaves alone, as in detectron2 and torchvision."""

    weight: Tensor
    bias: Tensor
    running_mean: Tensor
    running_var: Tensor

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.num_features, self.eps = channels, 1e-5
        for name in ("weight", "bias", "running_mean", "running_var"):
            self.register_buffer(name, torch.empty(channels, device="meta"))

    def forward(self, x: Tensor) -> Tensor:
        """``[N, channels, H, W]``, kept."""
        numbers = self.weight, self.bias, self.running_mean, self.running_var
        return frozen_batch_norm(x, *numbers, self.eps)


class Linear(Uninitialised, nn.Linear):
    """A fully connected layer with bias."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__(inputs, outputs, device="meta")


@one_call
def same_max_pool2d(x: Tensor, kernel: int, stride: int) -> Tensor:
    """A max pooling with ``same`` padding, which never is a maximum."""
    return functional.max_pool2d(pad_same(x, kernel, stride, float("-inf")), kernel, stride)


class SameMaxPool2d(nn.MaxPool2d):
    """A max pooling that pads as TensorFlow does."""

    same = True
    kernel_size: int
    stride: int

    def forward(self, x: Tensor) -> Tensor:
        """``[N, C, H, W]`` → ``[N, C, ⌈H/stride⌉, ⌈W/stride⌉]``."""
        return same_max_pool2d(x, self.kernel_size, self.stride)


@one_call
def blur_pool2d(x: Tensor, stride: int) -> Tensor:
    """A depthwise convolution whose weights are 1 2 1 in both directions, over 16."""
    for axis, sides in enumerate([(1, 1, 0, 0), (0, 0, 1, 1)]):  # width, height
        mode = "reflect" if x.shape[3 - axis] > 1 else "replicate"  # one place has no mirror image
        x = functional.pad(x, sides, mode=mode)
    row = torch.tensor([1.0, 2.0, 1.0], device=x.device, dtype=x.dtype) / 4
    channels = x.shape[1]
    weight = (row[:, None] * row).expand(channels, 1, 3, 3)
    return functional.conv2d(x, weight, stride=stride, groups=channels)


class BlurPool2d(nn.Module):
    """A blur of 3×3 that keeps one place per stride: figure 2 of arXiv:1904.11486."""

    def __init__(self, stride: int) -> None:
        super().__init__()
        self.stride = stride

    def forward(self, x: Tensor) -> Tensor:
        """``[N, channels, H, W]`` → ``[N, channels, ⌈H/stride⌉, ⌈W/stride⌉]``."""
        return blur_pool2d(x, self.stride)


@one_call
def channel_conv(x: Tensor, weight: Tensor) -> Tensor:
    """A convolution along the channels of a map with a single place."""
    row = functional.conv1d(x.flatten(1).unsqueeze(1), weight, padding=weight.shape[2] // 2)
    return row.reshape(x.shape)


class ChannelConv1d(Uninitialised, nn.Conv1d):
    """A convolution along the channels: each sees its neighbours."""

    def __init__(self, kernel: int) -> None:
        super().__init__(1, 1, kernel, padding=kernel // 2, bias=False, device="meta")

    def forward(self, x: Tensor) -> Tensor:
        """``[N, channels, 1, 1]``, kept."""
        return channel_conv(x, self.weight)
