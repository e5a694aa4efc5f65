"""The networks that have a name: torchvision's, and the literature's variants as presets."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from resnet_atlas.errors import UnknownName
from resnet_atlas.messages import Message
from resnet_atlas.network.size import DEFAULT_SIZE, Size
from resnet_atlas.network.spec import ResNetSpec
from resnet_atlas.parse import nearest

CATALOGUE = {
    "resnet18": ResNetSpec("basic", (2, 2, 2, 2)),
    "resnet34": ResNetSpec("basic", (3, 4, 6, 3)),
    "resnet50": ResNetSpec("bottleneck", (3, 4, 6, 3)),
    "resnet101": ResNetSpec("bottleneck", (3, 4, 23, 3)),
    "resnet152": ResNetSpec("bottleneck", (3, 8, 36, 3)),
    "resnext50_32x4d": ResNetSpec("bottleneck", (3, 4, 6, 3), groups=32, width_per_group=4),
    "resnext101_32x8d": ResNetSpec("bottleneck", (3, 4, 23, 3), groups=32, width_per_group=8),
    "resnext101_64x4d": ResNetSpec("bottleneck", (3, 4, 23, 3), groups=64, width_per_group=4),
    "wide_resnet50_2": ResNetSpec("bottleneck", (3, 4, 6, 3), width_per_group=128),
    "wide_resnet101_2": ResNetSpec("bottleneck", (3, 4, 23, 3), width_per_group=128),
}
"""Under torchvision's names (``torchvision/models/resnet.py``)."""


@dataclass(frozen=True, slots=True)
class Preset:
    """A spec with a name of its own.

    ``title`` is what it is, ``source`` where it is defined, ``pixels`` the side of the images that
    it was made for.
    """

    spec: ResNetSpec
    title: str
    source: str
    pixels: int = 224


def cifar(blocks: int) -> Preset:
    """The network of 6n + 2 layers for CIFAR's 32 pixels: section 4.2 of the paper."""
    spec = ResNetSpec(
        "basic", (blocks,) * 3, base_width=16, stem="3x3", shortcut="padded", num_classes=10
    )
    return Preset(spec, Message("for CIFAR: 32 pixels, three stages"), "arXiv:1512.03385, 4.2", 32)


PRESETS: Mapping[str, Preset] = {
    "resnet20": cifar(3),
    "resnet32": cifar(5),
    "resnet44": cifar(7),
    "resnet56": cifar(9),
    "resnet110": cifar(18),
    "resnet1202": cifar(200),
    "resnet26": Preset(
        ResNetSpec("bottleneck", (2, 2, 2, 2)),
        Message("bottlenecks, as few as ResNet-18 has blocks"),
        "timm",
    ),
    "resnet50d": Preset(
        ResNetSpec("bottleneck", (3, 4, 6, 3), stem="deep", shortcut="pooled"),
        Message("a deep stem, and nothing thrown away on the shortcut"),
        "arXiv:1812.01187",
    ),
    "seresnet50": Preset(
        ResNetSpec("bottleneck", (3, 4, 6, 3), squeeze=16),
        Message("channels weighed by squeeze-and-excitation"),
        "arXiv:1709.01507",
    ),
    "preact_resnet50": Preset(
        ResNetSpec("bottleneck", (3, 4, 6, 3), preactivation=True),
        Message("batch norm and ReLU before each conv"),
        "arXiv:1603.05027",
    ),
    "preact_resnet200": Preset(
        ResNetSpec("bottleneck", (3, 24, 36, 3), preactivation=True),
        Message("batch norm and ReLU before each conv, 200 deep"),
        "arXiv:1603.05027",
    ),
    "dilated_resnet50": Preset(
        ResNetSpec("bottleneck", (3, 4, 6, 3), dilated_stages=(3, 4)),
        Message("dilation instead of the last two strides, as for segmentation"),
        "arXiv:1706.05587",
    ),
}
"""Beside those: names that the literature and timm have for variants."""


def usual_size(name: str) -> Size:
    """The size of the images that a network was made for; 224 unless it is known to be another."""
    side = PRESETS[name].pixels if name in PRESETS else DEFAULT_SIZE.height
    return Size(side, side)


def closest(name: str) -> str | None:
    """The name that ``name`` resembles most; of two that it does alike, torchvision's."""
    found = filter(None, (nearest(name, names) for names in (CATALOGUE, PRESETS)))
    return max(found, key=lambda it: SequenceMatcher(None, it, name).ratio(), default=None)


def named(name: str) -> ResNetSpec:
    """The spec of that name, torchvision's or a preset's."""
    if name in CATALOGUE:
        return CATALOGUE[name]
    if name not in PRESETS:
        raise UnknownName(
            "model",
            name,
            Message("there is no network of this name"),
            ", ".join((*CATALOGUE, *PRESETS)),
            closest(name),
        )
    return PRESETS[name].spec
