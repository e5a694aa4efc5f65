"""What weighs the channels of a map by a look at the whole of it."""

from torch import Tensor, nn

from resnet_atlas.network.module.layers import ChannelConv1d, Conv2d
from resnet_atlas.network.spec import ResNetSpec


class SqueezeExcitation(nn.Module):
    """Scales each channel by a factor computed from the whole map: figure 1 of arXiv:1709.01507.

    The fully connected layers are 1×1 convs on a single place, as in torchvision and timm.
    """

    def __init__(self, channels: int, squeezed: int) -> None:
        super().__init__()
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc1 = Conv2d(channels, squeezed, 1, bias=True)
        self.relu = nn.ReLU(inplace=True)
        self.fc2 = Conv2d(squeezed, channels, 1, bias=True)
        self.sigmoid = nn.Sigmoid()

    def forward(self, x: Tensor) -> Tensor:
        """``[N, channels, H, W]``, kept."""
        weights: Tensor = self.sigmoid(self.fc2(self.relu(self.fc1(self.avgpool(x)))))
        return x * weights


class EfficientChannelAttention(nn.Module):
    """Scales each channel by a factor computed from it and its neighbours: arXiv:1910.03151."""

    def __init__(self, kernel: int) -> None:
        super().__init__()
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.conv = ChannelConv1d(kernel)
        self.sigmoid = nn.Sigmoid()

    def forward(self, x: Tensor) -> Tensor:
        """``[N, channels, H, W]``, kept."""
        weights: Tensor = self.sigmoid(self.conv(self.avgpool(x)))
        return x * weights


def attention_of(spec: ResNetSpec, channels: int) -> nn.Module | None:
    """What weighs the channels at the end of a residual branch; None for nothing."""
    if spec.squeeze:
        return SqueezeExcitation(channels, spec.squeezed(channels))
    return EfficientChannelAttention(spec.eca_kernel(channels)) if spec.eca else None
