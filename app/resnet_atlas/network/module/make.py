"""Convolutions, norms and poolings as the options of a spec have them."""

from torch import nn

from resnet_atlas.network.module.layers import (
    BatchNorm2d,
    BlurPool2d,
    Conv2d,
    FrozenBatchNorm2d,
    GroupNorm,
    SameMaxPool2d,
)
from resnet_atlas.network.options import NORM_GROUPS
from resnet_atlas.network.spec import ResNetSpec


def norm_of(spec: ResNetSpec, channels: int) -> nn.Module:
    """The norm of a map."""
    if spec.norm == "batch":
        return BatchNorm2d(channels)
    if spec.norm == "frozen":
        return FrozenBatchNorm2d(channels)
    return GroupNorm(NORM_GROUPS, channels)


def conv_of(
    spec: ResNetSpec,
    inputs: int,
    outputs: int,
    kernel: int,
    stride: int = 1,
    dilation: int = 1,
    groups: int = 1,
    bias: bool = False,
) -> Conv2d:
    """A conv of a block; ``bias`` where it has one though not every conv does."""
    return Conv2d(
        inputs,
        outputs,
        kernel,
        stride,
        dilation,
        groups,
        bias or spec.bias == "all",
        same=spec.padding != "symmetric",
        standardized=spec.norm == "group_ws",
    )


def pool_of(spec: ResNetSpec, channels: int) -> nn.Module | None:
    """What is behind the stem's convs, ``[N, channels, H, W]`` → about half of H and W."""
    if spec.pool == "padded" and spec.antialias:
        return nn.Sequential(nn.MaxPool2d(3, 1, padding=1), BlurPool2d(2))
    if spec.pool == "padded":
        return nn.MaxPool2d(3, 2, padding=1)
    if spec.pool == "ceil":
        return nn.MaxPool2d(3, 2, ceil_mode=True)
    if spec.pool == "same":
        return SameMaxPool2d(3, 2)
    if spec.pool == "conv":
        conv = conv_of(spec, channels, channels, 3, 2)
        return nn.Sequential(conv, norm_of(spec, channels), nn.ReLU(inplace=True))
    return None
