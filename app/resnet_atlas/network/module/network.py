"""The whole network: stem, stages, classifier."""

from itertools import groupby

import torch
from torch import Tensor, nn

from resnet_atlas.network.module.block import BLOCKS
from resnet_atlas.network.module.layers import Conv2d, Linear
from resnet_atlas.network.module.make import norm_of, pool_of
from resnet_atlas.network.plan import blocks_of
from resnet_atlas.network.spec import ResNetSpec


def stem_of(spec: ResNetSpec) -> nn.Module:
    """The convs of the stem, ``[N, in_channels, H, W]`` → ``[N, base_width, ⌈H/2⌉, ⌈W/2⌉]``.

    One 3×3 keeps the size. The deep stem is figure 2b of arXiv:1812.01187.
    """
    channels, stride = spec.in_channels, spec.conv_stride
    layers: list[nn.Module] = []
    for number, width in enumerate(spec.stem_widths, 1):
        last = number == len(spec.stem_widths)
        unnormed = spec.bias == "unnormed" and spec.preactivation and last
        layers.append(
            Conv2d(
                channels,
                width,
                spec.stem_kernel,
                stride,
                bias=unnormed or spec.bias in ("all", "stem"),
                same=spec.padding == "same",
                standardized=spec.norm == "group_ws",
            )
        )
        if not last:
            layers += [norm_of(spec, width), nn.ReLU(inplace=True)]
        channels, stride = width, 1
    return nn.Sequential(*layers) if len(layers) > 1 else layers[0]


class ResNet(nn.Module):
    """Stem, stages (``layer1``, ``layer2``, …), and a classifier on the pooled features."""

    def __init__(self, spec: ResNetSpec) -> None:
        super().__init__()
        self.preactivation = spec.preactivation
        self.conv1 = stem_of(spec)
        if not spec.preactivation:
            self.bn1 = norm_of(spec, spec.base_width)
        self.relu = nn.ReLU(inplace=True)
        self.maxpool = pool_of(spec, spec.base_width)
        block_class = BLOCKS[spec.block]
        channels = spec.base_width
        self.stages: list[str] = []
        for stage, blocks in groupby(blocks_of(spec), lambda block: block.stage):
            self.stages.append(f"layer{stage}")
            made = []
            for block in blocks:
                made.append(block_class(spec, block))
                channels = block.outputs
            self.add_module(f"layer{stage}", nn.Sequential(*made))
        if spec.preactivation:  # no norm follows the last addition yet
            self.bn1 = norm_of(spec, channels)
        self.avgpool = nn.AdaptiveAvgPool2d((1, 1))
        self.fc = Linear(channels, spec.num_classes)

    def forward(self, x: Tensor) -> Tensor:
        """``[N, in_channels, H, W]`` → ``[N, num_classes]``."""
        x = self.conv1(x)
        if not self.preactivation:
            x = self.relu(self.bn1(x))
        if self.maxpool is not None:
            x = self.maxpool(x)
        for name in self.stages:
            x = self.get_submodule(name)(x)
        if self.preactivation:
            x = self.relu(self.bn1(x))
        out: Tensor = self.fc(torch.flatten(self.avgpool(x), 1))
        return out


def build(spec: ResNetSpec) -> ResNet:
    """The network of ``spec`` on the meta device, in evaluation mode."""
    return ResNet(spec).eval()
