"""The block: a residual branch of convs, and a shortcut."""

from torch import Tensor, nn

from resnet_atlas.network.module.attention import attention_of
from resnet_atlas.network.module.layers import BlurPool2d, Conv2d
from resnet_atlas.network.module.make import conv_of, norm_of
from resnet_atlas.network.plan import BlockPlan, projects, subsamples
from resnet_atlas.network.spec import ResNetSpec


def shortcut_of(spec: ResNetSpec, block: BlockPlan) -> list[nn.Module]:
    """The layers that give ``[N, inputs, H, W]`` the shape of the residual branch's output.

    Options A and B of section 3.3 of the paper, and figure 2c of arXiv:1812.01187, where a pooling
    uses the positions that a strided 1×1 would skip.
    """
    inputs, outputs, stride = block.inputs, block.outputs, block.stride
    if not projects(spec, block):
        sampled = [nn.MaxPool2d(1, stride)] if stride > 1 else []  # one place in every ``stride``
        added = outputs - inputs
        return [*sampled, *([nn.ZeroPad3d((0, 0, 0, 0, 0, added))] if added else [])]
    bias = spec.bias == "unnormed" and spec.preactivation
    norm = [] if spec.preactivation else [norm_of(spec, outputs)]
    if spec.shortcut == "projection":
        return [conv_of(spec, inputs, outputs, 1, stride, bias=bias), *norm]
    # Without a stride an identity stands where the pooling would: so the conv has the same index in
    # every stage, and weights from timm's resnet50d load by name.
    pool = nn.AvgPool2d(stride, stride, ceil_mode=True, count_include_pad=False)
    conv = conv_of(spec, inputs, outputs, 1, bias=bias)
    return [pool if stride > 1 else nn.Identity(), conv, *norm]


class ResidualBlock(nn.Module):
    """A residual branch of convs and a shortcut, added: section 3.2 of the paper.

    With ``preactivation`` the norm and ReLU come before each conv and nothing after the addition
    (figure 4e of arXiv:1603.05027). An identity shortcut then starts at the block's input, any
    other after the first ReLU. In the network's first block every shortcut starts after the first
    ReLU: "For the first Residual Unit (that follows a stand-alone convolutional layer, conv1), we
    adopt the first activation right after conv1 and before splitting into two paths"
    (arXiv:1603.05027, appendix). The paper doesn't mention a max pooling there; where one follows
    conv1, the activation comes after the pooling.

    With ``antialias`` the conv that would stride keeps the size, and a blur behind it strides.
    Without a shortcut the branch is all there is.
    """

    def __init__(self, spec: ResNetSpec, block: BlockPlan) -> None:
        super().__init__()
        self.preactivation = spec.preactivation
        self.plain = spec.shortcut == "none"
        convs = list(self.convs_of(spec, block))
        self.convs = len(convs)
        self.blurred = 0
        for number, conv in enumerate(convs, 1):
            self.add_module(f"conv{number}", conv)
            norm = conv.in_channels if spec.preactivation else conv.out_channels
            self.add_module(f"bn{number}", norm_of(spec, norm))
            if spec.antialias and conv.stride[0] > 1:
                self.blurred = number
        self.relu = nn.ReLU(inplace=True)
        if self.blurred:
            conv = convs[self.blurred - 1]
            self.aa = BlurPool2d(conv.stride[0])
            conv.stride = (1, 1)
        self.se = attention_of(spec, block.outputs)
        self.downsample: nn.Module | None = None
        if block.changes_shape and not self.plain:  # the two tensors to add would differ in shape
            self.downsample = nn.Sequential(*shortcut_of(spec, block))
        starts_activated = block.starts or self.downsample is not None
        self.activates = starts_activated and not subsamples(spec, block)

    def convs_of(self, spec: ResNetSpec, block: BlockPlan) -> list[Conv2d]:
        """The convs of the residual branch."""
        raise NotImplementedError

    def forward(self, x: Tensor) -> Tensor:
        """``[N, inputs, H, W]`` → ``[N, outputs, ⌈H/stride⌉, ⌈W/stride⌉]``."""
        out, shortcut = x, x
        for number in range(1, self.convs + 1):
            conv, norm = self.get_submodule(f"conv{number}"), self.get_submodule(f"bn{number}")
            if self.preactivation:
                out = norm(out)
                out = self.relu(out)
                if number == 1 and self.activates:
                    shortcut = out
                out = conv(out)
                out = self.aa(out) if number == self.blurred else out
            else:
                if number > 1:
                    out = self.relu(out)
                    out = self.aa(out) if number - 1 == self.blurred else out
                out = conv(out)
                out = norm(out)
        if self.se is not None:
            out = self.se(out)
        if self.downsample is not None:
            shortcut = self.downsample(shortcut)
        sum_: Tensor = out if self.plain else out + shortcut
        return sum_ if self.preactivation else self.relu(sum_)


class BasicBlock(ResidualBlock):
    """Two 3×3 convs: figure 5, left, of the paper."""

    def convs_of(self, spec: ResNetSpec, block: BlockPlan) -> list[Conv2d]:
        """The two convs."""
        width, bias = block.width, spec.bias == "unnormed" and spec.preactivation
        return [
            conv_of(spec, block.inputs, width, 3, block.stride, block.first_dilation),
            conv_of(spec, width, width, 3, dilation=block.dilation, bias=bias),
        ]


class Bottleneck(ResidualBlock):
    """1×1 to reduce the channels, 3×3, 1×1 to expand them: figure 5, right, of the paper.

    The stride sits on the 3×3 as in PyTorch (often called v1.5), or on the first 1×1 as in the
    paper.
    """

    def convs_of(self, spec: ResNetSpec, block: BlockPlan) -> list[Conv2d]:
        """The three convs."""
        width, stride = spec.inner_width(block.width), block.stride
        in_1x1, in_3x3 = (stride, 1) if spec.stride_in_1x1 else (1, stride)
        bias = spec.bias == "1x1"
        last = bias or (spec.bias == "unnormed" and spec.preactivation)
        dilation, groups = block.first_dilation, spec.groups
        return [
            conv_of(spec, block.inputs, width, 1, in_1x1, bias=bias),
            conv_of(spec, width, width, 3, in_3x3, dilation, groups),
            conv_of(spec, width, block.outputs, 1, bias=last),
        ]


BLOCKS: dict[str, type[BasicBlock | Bottleneck]] = {"basic": BasicBlock, "bottleneck": Bottleneck}
