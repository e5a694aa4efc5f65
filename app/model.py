"""``ResNetSpec`` → ``torch.nn.Module`` on the meta device, where tensors have shapes and no memory.

Module paths and ``state_dict`` keys are torchvision's (``torchvision/models/resnet.py``), so a path
that is read off a diagram can be pasted into code that uses it.
"""

import torch
from torch import Tensor, nn

from app.spec import STEM_CHANNELS, ResNetSpec


class Uninitialised:
    """Mixed into a layer, skips drawing its initial weights: on the meta device there are none.

    The initialisers take two thirds of the time to build a network.
    """

    def reset_parameters(self) -> None:
        """Do nothing; PyTorch's layers call this once they are made."""


class Conv2d(Uninitialised, nn.Conv2d):
    """A convolution without bias, since batch normalisation follows each one."""

    def __init__(
        self,
        inputs: int,
        outputs: int,
        kernel: int,
        stride: int = 1,
        dilation: int = 1,
        groups: int = 1,
    ) -> None:
        padding = dilation * (kernel // 2)  # so that a stride of 1 keeps the size
        super().__init__(inputs, outputs, kernel, stride, padding, dilation, groups, bias=False)


class BatchNorm2d(Uninitialised, nn.BatchNorm2d):
    """Batch normalisation."""


class Linear(Uninitialised, nn.Linear):
    """A fully connected layer with bias."""


class ResidualBlock(nn.Module):
    """A residual branch of convs and a shortcut, added: section 3.2 of the paper."""

    def __init__(self, *convs: Conv2d, stride: int) -> None:
        super().__init__()
        self.convs = len(convs)
        for number, conv in enumerate(convs, 1):
            self.add_module(f"conv{number}", conv)
            self.add_module(f"bn{number}", BatchNorm2d(conv.out_channels))
        self.relu = nn.ReLU(inplace=True)
        inputs, outputs = convs[0].in_channels, convs[-1].out_channels
        self.downsample: nn.Module | None = None
        if stride != 1 or inputs != outputs:  # the two tensors to add would differ in shape
            self.downsample = nn.Sequential(
                Conv2d(inputs, outputs, 1, stride), BatchNorm2d(outputs)
            )

    def forward(self, x: Tensor) -> Tensor:
        """``[N, inputs, H, W]`` → ``[N, outputs, ⌈H/stride⌉, ⌈W/stride⌉]``."""
        out = x
        for number in range(1, self.convs + 1):
            out = self.relu(out) if number > 1 else out
            out = self.get_submodule(f"bn{number}")(self.get_submodule(f"conv{number}")(out))
        shortcut = x if self.downsample is None else self.downsample(x)
        sum_: Tensor = out + shortcut
        return self.relu(sum_)  # type: ignore[no-any-return]  # modules are typed to return anything


class BasicBlock(ResidualBlock):
    """Two 3×3 convs: figure 5, left, of the paper."""

    def __init__(
        self, spec: ResNetSpec, inputs: int, base: int, stride: int, dilation: int
    ) -> None:
        super().__init__(
            Conv2d(inputs, base, 3, stride),
            Conv2d(base, base, 3),
            stride=stride,
        )


class Bottleneck(ResidualBlock):
    """1×1 to reduce the channels, 3×3, 1×1 to expand them: figure 5, right, of the paper.

    The stride sits on the 3×3 as in PyTorch (often called v1.5), or on the first 1×1 as in the
    paper.
    """

    def __init__(
        self, spec: ResNetSpec, inputs: int, base: int, stride: int, dilation: int
    ) -> None:
        width = base * spec.width_per_group // STEM_CHANNELS * spec.groups
        first, second = (stride, 1) if spec.stride_in_1x1 else (1, stride)
        super().__init__(
            Conv2d(inputs, width, 1, first),
            Conv2d(width, width, 3, second, dilation=dilation, groups=spec.groups),
            Conv2d(width, base * spec.expansion, 1),
            stride=stride,
        )


BLOCKS: dict[str, type[BasicBlock | Bottleneck]] = {"basic": BasicBlock, "bottleneck": Bottleneck}


class ResNet(nn.Module):
    """Stem, stages (``layer1``, ``layer2``, …), and a classifier on the pooled features."""

    def __init__(self, spec: ResNetSpec) -> None:
        super().__init__()
        self.conv1 = Conv2d(spec.in_channels, STEM_CHANNELS, 7, 2)
        self.bn1 = BatchNorm2d(STEM_CHANNELS)
        self.relu = nn.ReLU(inplace=True)
        self.maxpool = nn.MaxPool2d(3, 2, padding=1)
        self.stages = [f"layer{number}" for number in range(1, len(spec.depths) + 1)]
        channels, dilation = STEM_CHANNELS, 1
        for number, (name, depth) in enumerate(zip(self.stages, spec.depths, strict=True), 1):
            base = STEM_CHANNELS * 2 ** (number - 1)
            stride = 1 if number == 1 else 2
            before = dilation
            if number in spec.dilated_stages:
                stride, dilation = 1, dilation * 2
            # As torchvision does: a stage's first block keeps the dilation of the stage before.
            steps = [(stride, before)] + [(1, dilation)] * (depth - 1)
            blocks = []
            for block_stride, block_dilation in steps:
                blocks.append(
                    BLOCKS[spec.block](spec, channels, base, block_stride, block_dilation)
                )
                channels = base * spec.expansion
            self.add_module(name, nn.Sequential(*blocks))
        self.avgpool = nn.AdaptiveAvgPool2d((1, 1))
        self.fc = Linear(channels, spec.num_classes)

    def forward(self, x: Tensor) -> Tensor:
        """``[N, in_channels, H, W]`` → ``[N, num_classes]``."""
        x = self.maxpool(self.relu(self.bn1(self.conv1(x))))
        for name in self.stages:
            x = self.get_submodule(name)(x)
        out: Tensor = self.fc(torch.flatten(self.avgpool(x), 1))
        return out


def build(spec: ResNetSpec) -> ResNet:
    """The network of ``spec`` on the meta device, in evaluation mode."""
    with torch.device("meta"):
        return ResNet(spec).eval()
