"""Small networks that are no ResNets, to show what a trace takes and what it refuses."""

from collections.abc import Callable

from torch import Tensor, nn


class Sum(nn.Module):
    """Two branches from one convolution, added."""

    def __init__(self, left: nn.Module, right: nn.Module) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 1)
        self.left, self.right = left, right

    def forward(self, x: Tensor) -> Tensor:
        x = self.conv(x)
        return self.left(x) + self.right(x)


class Gated(nn.Module):
    """One convolution, its map multiplied by what a layer makes of it."""

    def __init__(self, gate: nn.Module) -> None:
        super().__init__()
        self.conv, self.gate = nn.Conv2d(3, 8, 1), gate

    def forward(self, x: Tensor) -> Tensor:
        x = self.conv(x)
        return x * self.gate(x)


class Calls(nn.Module):
    """One convolution to 8 channels, further layers, then any function of what they give."""

    def __init__(self, function: Callable[[Tensor], Tensor], *layers: nn.Module) -> None:
        super().__init__()
        self.layers = nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), *layers)
        self.function = function

    def forward(self, x: Tensor) -> Tensor:
        return self.function(self.layers(x))
