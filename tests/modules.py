"""Random modules: chains and branches of usual layers, some broken on purpose."""

import torch
from hypothesis import strategies as st
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812


class Branches(nn.Module):
    """Several branches from one map, which are added, joined, multiplied or resized and added."""

    def __init__(self, how: str, *branches: nn.Module) -> None:
        super().__init__()
        self.how, self.branches = how, nn.ModuleList(branches)

    def forward(self, x: Tensor) -> Tensor:
        first, *others = [branch(x) for branch in self.branches]
        for other in others:
            if self.how == "add":
                first = first + other
            elif self.how == "cat":
                first = torch.cat([first, other], 1)
            else:
                first = first + F.interpolate(other, size=first.shape[2:])
        return first


class Gate(nn.Module):
    """Squeeze-and-excitation."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.fc = nn.Conv2d(channels, channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        return x * self.fc(x.mean((2, 3), keepdim=True)).sigmoid()


class Last(nn.Module):
    """A layer norm with channels last."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(channels)

    def forward(self, x: Tensor) -> Tensor:
        return self.norm(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)


class Halves(nn.Module):
    """The first rows, as many as half of them rounded up, and a padding to twice as many."""

    def forward(self, x: Tensor) -> Tensor:
        rows = -(-x.size(2) // 2)
        return F.pad(x[:, :, :rows], (0, 0, rows, 0))


class Head(nn.Module):
    """A classifier after a flattening."""

    def __init__(self, features: int) -> None:
        super().__init__()
        self.fc = nn.Linear(features, 5)

    def forward(self, x: Tensor) -> Tensor:
        return self.fc(x.reshape(x.size(0), -1))


small = st.integers(1, 3)
rarely = st.integers(0, 11).map(lambda number: number == 0)


@st.composite
def layers(draw: st.DrawFn, channels: int, depth: int = 2) -> tuple[list[nn.Module], int]:
    """Some layers on so many channels, and how many come out."""
    found: list[nn.Module] = []
    for _ in range(draw(st.integers(1, 4))):
        made, channels = draw(layer(channels, depth))
        found.append(made)
    return found, channels


@st.composite
def layer(draw: st.DrawFn, channels: int, depth: int) -> tuple[nn.Module, int]:
    """A layer, or a few branches, and how many channels come out."""
    kinds = ["conv", "pool", "norm", "act", "up", "deconv", "gate", "last", "halves", "shuffle"]
    kind = draw(st.sampled_from(kinds + ["add", "cat", "resize"] * (depth > 0)))
    taken = channels + draw(rarely)  # now and then one that doesn't fit
    out = draw(st.sampled_from([4, 8]))
    kernel, stride = draw(small), draw(st.integers(1, 2))
    padding = draw(st.integers(0, kernel // 2))
    if kind == "conv":
        return nn.Conv2d(taken, out, kernel, stride, padding, draw(small)), out
    if kind == "deconv":
        # PyTorch doesn't notice it if this one gets fewer channels than it takes.
        return nn.ConvTranspose2d(channels, out, kernel, stride, padding), out
    if kind == "pool":
        pool = draw(st.sampled_from([nn.MaxPool2d, nn.AvgPool2d]))
        ceil = draw(st.booleans()) and kernel >= padding + stride
        return pool(kernel, stride, padding, ceil_mode=ceil), channels
    if kind in ("add", "cat", "resize"):
        return draw(branches(kind, channels, out, depth - 1))
    return {
        "norm": lambda: nn.BatchNorm2d(taken),
        "act": nn.ReLU,
        "up": lambda: nn.Upsample(scale_factor=draw(st.sampled_from([2, 1.5, 0.5]))),
        "gate": lambda: Gate(channels),
        "last": lambda: Last(channels),
        "halves": Halves,
        "shuffle": lambda: nn.ChannelShuffle(1),
    }[kind](), channels


@st.composite
def branches(
    draw: st.DrawFn, how: str, channels: int, out: int, depth: int
) -> tuple[nn.Module, int]:
    """Two or three branches, and how many channels come out."""
    found, total = [], 0
    for _ in range(draw(st.integers(2, 3))):
        inside, last = draw(layers(channels, depth))
        if how != "cat" and last != out:
            inside, last = [*inside, nn.Conv2d(last, out, 1)], out
        found.append(nn.Sequential(*inside))
        total += last
    return Branches(how, *found), total if how == "cat" else out


@st.composite
def networks(draw: st.DrawFn) -> nn.Module:
    """A network on images of three channels; some end in a classifier."""
    inside, channels = draw(layers(8))
    head: list[nn.Module] = []
    if draw(st.booleans()):
        side = draw(small)
        pool = [nn.AdaptiveAvgPool2d(side)] if draw(st.booleans()) else []
        head = [*pool, Head(channels * side * side + draw(rarely))]
    return nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), *inside, *head)
