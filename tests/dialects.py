"""ResNet-50 as each library builds it, in plain PyTorch and written from the library's own file."""

from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

DEPTHS, WIDTHS = (3, 4, 6, 3), (64, 128, 256, 512)


class SameConv(nn.Conv2d):
    """``padding="same"`` of TensorFlow, for a stride of 2: the odd pixel goes behind."""

    def forward(self, x: Tensor) -> Tensor:
        return super().forward(pad_same(x, self.kernel_size[0], self.stride[0], 0.0))


class SamePool(nn.Module):
    """A max pooling with TensorFlow's ``same``."""

    def forward(self, x: Tensor) -> Tensor:
        return functional.max_pool2d(pad_same(x, 3, 2, float("-inf")), 3, 2)


def pad_same(x: Tensor, kernel: int, stride: int, value: float) -> Tensor:
    sides = []
    for size in (x.shape[3], x.shape[2]):
        missing = max((-(-size // stride) - 1) * stride + kernel - size, 0)
        sides += [missing // 2, missing - missing // 2]
    return functional.pad(x, sides, value=value)


@dataclass
class Library:
    """What differs from file to file."""

    stride_on: int = 2
    """The conv of a bottleneck that strides, from 1."""
    at_end: bool = False
    same_convs: bool = False
    same_stem: bool = False
    deep: bool = False
    pooled: bool = False
    biased: tuple[str, ...] = ()
    frozen: bool = False
    pool: nn.Module = field(default_factory=lambda: nn.MaxPool2d(3, 2, 1))


LIBRARIES: dict[str, Library] = {
    "torchvision": Library(),
    "timm": Library(),
    "caffe": Library(1, biased=("stem",), pool=nn.MaxPool2d(3, 2, ceil_mode=True)),
    "keras": Library(1, biased=("stem", "1", "2", "3", "shortcut")),
    "slim": Library(at_end=True, pool=SamePool()),
    "tensorflow": Library(same_convs=True, same_stem=True, pool=SamePool()),
    "flax": Library(same_convs=True, pool=SamePool()),
    "gluon": Library(1, biased=("1", "3")),
    "paddle": Library(deep=True, pooled=True),
    "detectron2": Library(1, frozen=True),
}


def conv(library: Library, inputs: int, outputs: int, kernel: int, stride: int, place: str) -> Any:
    same = (library.same_stem if place == "stem" else library.same_convs) and stride > 1
    kind = SameConv if same and kernel > 1 else nn.Conv2d
    padding = 0 if kind is SameConv else kernel // 2
    return kind(inputs, outputs, kernel, stride, padding, bias=place in library.biased)


def norm(library: Library, channels: int) -> nn.BatchNorm2d:
    made = nn.BatchNorm2d(channels)
    return made.requires_grad_(not library.frozen)


class Bottleneck(nn.Module):
    def __init__(self, library: Library, inputs: int, width: int, stride: int) -> None:
        super().__init__()
        sides = [(inputs, width, 1), (width, width, 3), (width, 4 * width, 1)]
        layers: list[nn.Module] = []
        for place, (before, after, kernel) in enumerate(sides, 1):
            step = stride if place == library.stride_on else 1
            layers.append(conv(library, before, after, kernel, step, str(place)))
            layers.append(norm(library, after))
            if place < 3:
                layers.append(nn.ReLU())
        self.body = nn.Sequential(*layers)
        self.shortcut = nn.Sequential()
        if inputs != 4 * width:
            pools = library.pooled and stride > 1
            pool = [nn.AvgPool2d(2, 2, ceil_mode=True)] if pools else []
            step = 1 if pools else stride
            self.shortcut = nn.Sequential(
                *pool,
                conv(library, inputs, 4 * width, 1, step, "shortcut"),
                norm(library, 4 * width),
            )
        elif stride > 1:
            self.shortcut = nn.Sequential(nn.MaxPool2d(1, stride))

    def forward(self, x: Tensor) -> Tensor:
        return functional.relu(self.body(x) + self.shortcut(x))


def build(library: Library) -> nn.Sequential:
    """The whole network: ``stem``, ``pool``, the stages and the classifier."""
    widths = (32, 32, 64) if library.deep else (64,)
    stem: list[nn.Module] = []
    channels, stride = 3, 2
    for width in widths:
        stem.append(conv(library, channels, width, 3 if library.deep else 7, stride, "stem"))
        stem += [norm(library, width), nn.ReLU()]
        channels, stride = width, 1
    made = nn.Sequential()
    made.add_module("stem", nn.Sequential(*stem))
    made.add_module("pool", library.pool)
    for stage, (depth, width) in enumerate(zip(DEPTHS, WIDTHS, strict=True), 1):
        blocks = []
        for number in range(depth):
            first = stage > 1 and number == 0
            last = stage < len(DEPTHS) and number == depth - 1
            strides = last if library.at_end else first
            blocks.append(Bottleneck(library, channels, width, 2 if strides else 1))
            channels = 4 * width
        made.add_module(f"layer{stage}", nn.Sequential(*blocks))
    head = [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, 1000)]
    made.add_module("head", nn.Sequential(*head))
    return made


def on_meta(name: str) -> nn.Sequential:
    """The network of a library, without memory."""
    with torch.device("meta"):
        return build(LIBRARIES[name]).eval()
