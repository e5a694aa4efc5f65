"""``ResNetSpec`` → ``torch.nn.Module`` on the meta device, where tensors have shapes and no memory.

Module paths and ``state_dict`` keys are torchvision's (``torchvision/models/resnet.py``), so a path
in a diagram works in code that uses torchvision.
"""

import torch
from torch import Tensor, nn

from resnet_atlas.network.spec import USUAL_WIDTH, ResNetSpec


class Uninitialised:
    """A mixin for layers that skips their initialisation: on the meta device there are no weights.

    Initialisation takes two thirds of the time to build a network.
    """

    def reset_parameters(self) -> None:
        """Do nothing; PyTorch's layers call this once they are made."""


class Conv2d(Uninitialised, nn.Conv2d):
    """A convolution, without bias where batch normalisation is near."""

    def __init__(
        self,
        inputs: int,
        outputs: int,
        kernel: int,
        stride: int = 1,
        dilation: int = 1,
        groups: int = 1,
        bias: bool = False,
    ) -> None:
        padding = dilation * (kernel // 2)  # so that a stride of 1 keeps the size
        super().__init__(
            inputs, outputs, kernel, stride, padding, dilation, groups, bias, device="meta"
        )


class BatchNorm2d(Uninitialised, nn.BatchNorm2d):
    """Batch normalisation."""

    def __init__(self, channels: int) -> None:
        super().__init__(channels, device="meta")


class Linear(Uninitialised, nn.Linear):
    """A fully connected layer with bias."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__(inputs, outputs, device="meta")


class SqueezeExcitation(nn.Module):
    """Scales each channel by a factor computed from the whole map: figure 1 of arXiv:1709.01507.

    The fully connected layers are 1×1 convs on a single place, as in torchvision and timm.
    """

    def __init__(self, channels: int, reduction: int) -> None:
        super().__init__()
        squeezed = max(1, channels // reduction)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc1 = Conv2d(channels, squeezed, 1, bias=True)
        self.relu = nn.ReLU(inplace=True)
        self.fc2 = Conv2d(squeezed, channels, 1, bias=True)
        self.sigmoid = nn.Sigmoid()

    def forward(self, x: Tensor) -> Tensor:
        """``[N, channels, H, W]``, kept."""
        weights: Tensor = self.sigmoid(self.fc2(self.relu(self.fc1(self.avgpool(x)))))
        return x * weights


def shortcut_of(spec: ResNetSpec, inputs: int, outputs: int, stride: int) -> list[nn.Module]:
    """The layers that give ``[N, inputs, H, W]`` the shape of the residual branch's output.

    Options A and B of section 3.3 of the paper, and figure 2c of arXiv:1812.01187, where a pooling
    uses the positions that a strided 1×1 would skip.
    """
    if spec.shortcut == "padded":
        sampled = [nn.MaxPool2d(1, stride)] if stride > 1 else []  # one place in every ``stride``
        added = outputs - inputs
        return [*sampled, *([nn.ZeroPad3d((0, 0, 0, 0, 0, added))] if added else [])]
    norm = [] if spec.preactivation else [BatchNorm2d(outputs)]
    if spec.shortcut == "projection":
        return [Conv2d(inputs, outputs, 1, stride), *norm]
    # Without a stride an identity stands where the pooling would: so the conv has the same index in
    # every stage, and weights from timm's resnet50d load by name.
    pool = nn.AvgPool2d(stride, stride, ceil_mode=True, count_include_pad=False)
    return [pool if stride > 1 else nn.Identity(), Conv2d(inputs, outputs, 1), *norm]


class ResidualBlock(nn.Module):
    """A residual branch of convs and a shortcut, added: section 3.2 of the paper.

    With ``preactivation`` batch norm and ReLU come before each conv and nothing after the addition
    (figure 4e of arXiv:1603.05027). An identity shortcut then starts at the block's input, any
    other after the first ReLU. In the network's ``first`` block every shortcut starts after the
    first ReLU: "For the first Residual Unit (that follows a stand-alone convolutional layer,
    conv1), we adopt the first activation right after conv1 and before splitting into two paths"
    (arXiv:1603.05027, appendix). The paper doesn't mention a max pooling there; where one follows
    conv1, the activation comes after the pooling.
    """

    def __init__(self, spec: ResNetSpec, *convs: Conv2d, stride: int, first: bool = False) -> None:
        super().__init__()
        self.first = first
        self.convs = len(convs)
        self.preactivation = spec.preactivation
        for number, conv in enumerate(convs, 1):
            self.add_module(f"conv{number}", conv)
            norm = conv.in_channels if spec.preactivation else conv.out_channels
            self.add_module(f"bn{number}", BatchNorm2d(norm))
        self.relu = nn.ReLU(inplace=True)
        inputs, outputs = convs[0].in_channels, convs[-1].out_channels
        self.se = SqueezeExcitation(outputs, spec.squeeze) if spec.squeeze else None
        self.downsample: nn.Module | None = None
        if stride != 1 or inputs != outputs:  # the two tensors to add would differ in shape
            self.downsample = nn.Sequential(*shortcut_of(spec, inputs, outputs, stride))

    def forward(self, x: Tensor) -> Tensor:
        """``[N, inputs, H, W]`` → ``[N, outputs, ⌈H/stride⌉, ⌈W/stride⌉]``."""
        out, shortcut = x, x
        for number in range(1, self.convs + 1):
            conv, norm = self.get_submodule(f"conv{number}"), self.get_submodule(f"bn{number}")
            if self.preactivation:
                out = norm(out)
                out = self.relu(out)
                if number == 1 and (self.first or self.downsample is not None):
                    shortcut = out
                out = conv(out)
            else:
                if number > 1:
                    out = self.relu(out)
                out = conv(out)
                out = norm(out)
        if self.se is not None:
            out = self.se(out)
        if self.downsample is not None:
            shortcut = self.downsample(shortcut)
        sum_: Tensor = out + shortcut
        return sum_ if self.preactivation else self.relu(sum_)


class BasicBlock(ResidualBlock):
    """Two 3×3 convs: figure 5, left, of the paper."""

    def __init__(
        self,
        spec: ResNetSpec,
        inputs: int,
        base: int,
        stride: int,
        dilation: int,
        first: bool = False,
    ) -> None:
        super().__init__(
            spec,
            Conv2d(inputs, base, 3, stride),
            Conv2d(base, base, 3),
            stride=stride,
            first=first,
        )


class Bottleneck(ResidualBlock):
    """1×1 to reduce the channels, 3×3, 1×1 to expand them: figure 5, right, of the paper.

    The stride sits on the 3×3 as in PyTorch (often called v1.5), or on the first 1×1 as in the
    paper.
    """

    def __init__(
        self,
        spec: ResNetSpec,
        inputs: int,
        base: int,
        stride: int,
        dilation: int,
        first: bool = False,
    ) -> None:
        width = base * spec.width_per_group // USUAL_WIDTH * spec.groups
        reduce_stride, stride_3x3 = (stride, 1) if spec.stride_in_1x1 else (1, stride)
        super().__init__(
            spec,
            Conv2d(inputs, width, 1, reduce_stride),
            Conv2d(width, width, 3, stride_3x3, dilation=dilation, groups=spec.groups),
            Conv2d(width, base * spec.expansion, 1),
            stride=stride,
            first=first,
        )


BLOCKS: dict[str, type[BasicBlock | Bottleneck]] = {"basic": BasicBlock, "bottleneck": Bottleneck}


def stem_of(spec: ResNetSpec) -> nn.Module:
    """The convs of the stem, ``[N, in_channels, H, W]`` → ``[N, base_width, ⌈H/2⌉, ⌈W/2⌉]``.

    The one for CIFAR keeps the size. The deep one is figure 2b of arXiv:1812.01187.
    """
    width = spec.base_width
    if spec.stem == "7x7":
        return Conv2d(spec.in_channels, width, 7, 2)
    if spec.stem == "3x3":
        return Conv2d(spec.in_channels, width, 3)
    half = max(1, width // 2)
    return nn.Sequential(
        Conv2d(spec.in_channels, half, 3, 2),
        BatchNorm2d(half),
        nn.ReLU(inplace=True),
        Conv2d(half, half, 3),
        BatchNorm2d(half),
        nn.ReLU(inplace=True),
        Conv2d(half, width, 3),
    )


class ResNet(nn.Module):
    """Stem, stages (``layer1``, ``layer2``, …), and a classifier on the pooled features."""

    def __init__(self, spec: ResNetSpec) -> None:
        super().__init__()
        self.preactivation = spec.preactivation
        self.conv1 = stem_of(spec)
        if not spec.preactivation:
            self.bn1 = BatchNorm2d(spec.base_width)
        self.relu = nn.ReLU(inplace=True)
        self.maxpool = None if spec.stem == "3x3" else nn.MaxPool2d(3, 2, padding=1)
        self.stages = [f"layer{number}" for number in range(1, len(spec.depths) + 1)]
        channels, dilation = spec.base_width, 1
        stages = zip(self.stages, spec.depths, spec.stage_widths, strict=True)
        for number, (name, depth, base) in enumerate(stages, 1):
            stride = 1 if number == 1 else 2
            before = dilation
            if number in spec.dilated_stages:
                stride, dilation = 1, dilation * 2
            # As torchvision does: a stage's first block keeps the dilation of the stage before.
            steps = [(stride, before)] + [(1, dilation)] * (depth - 1)
            blocks = []
            for place, (block_stride, block_dilation) in enumerate(steps):
                start = number == 1 and place == 0
                block = BLOCKS[spec.block]
                blocks.append(block(spec, channels, base, block_stride, block_dilation, start))
                channels = base * spec.expansion
            self.add_module(name, nn.Sequential(*blocks))
        if spec.preactivation:  # no batch norm follows the last addition yet
            self.bn1 = BatchNorm2d(channels)
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
