"""The networks that have a name: torchvision's, and the literature's variants as presets."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from resnet_atlas.errors import UnknownName
from resnet_atlas.messages import Message
from resnet_atlas.network.depths import other_depth
from resnet_atlas.network.names import depth_in, normalised, read
from resnet_atlas.network.refused import missing
from resnet_atlas.network.relatives import RELATIVES, relative
from resnet_atlas.network.size import DEFAULT_SIZE, Size
from resnet_atlas.network.spec import ResNetSpec
from resnet_atlas.network.traced import REGISTRY
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


CIFAR_PIXELS = 32
"""The side of CIFAR's images."""


@dataclass(frozen=True, slots=True)
class Preset:
    """A spec with a name of its own.

    ``title`` describes the network, ``source`` defines it, and ``pixels`` is the side of the images
    that it was made for.
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
    return Preset(
        spec, Message("for CIFAR: 32 pixels, three stages"), "arXiv:1512.03385, 4.2", CIFAR_PIXELS
    )


PRESETS: Mapping[str, Preset] = {
    "resnet20": cifar(3),
    "resnet32": cifar(5),
    "resnet44": cifar(7),
    "resnet56": cifar(9),
    "resnet110": cifar(18),
    "resnet1202": cifar(200),
    "resnet26": Preset(
        ResNetSpec("bottleneck", (2, 2, 2, 2)),
        Message("bottlenecks, as many as ResNet-18 has basic blocks"),
        "timm",
    ),
    "resnet50d": Preset(
        ResNetSpec("bottleneck", (3, 4, 6, 3), stem="deep", shortcut="pooled"),
        Message("a deep stem, and a shortcut that averages positions instead of skipping them"),
        "arXiv:1812.01187",
    ),
    "seresnet50": Preset(
        ResNetSpec("bottleneck", (3, 4, 6, 3), squeeze=16),
        Message("channels weighted by squeeze-and-excitation"),
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


LISTED = (*CATALOGUE, *PRESETS)
"""The names that pages and menus list. Others are read by pattern (``names.read``)."""


def usual_size(name: str) -> Size:
    """The size of the images that a network was made for: 32 for CIFAR's, else 224."""
    if traced := REGISTRY.get(name) or RELATIVES.get(relative(name) or ""):
        return traced.usual_size
    if name in PRESETS:
        side = PRESETS[name].pixels
    elif name in CATALOGUE or named(name).stem != "3x3":
        side = DEFAULT_SIZE.height
    else:
        side = CIFAR_PIXELS
    return Size(side, side)


NAME = re.compile(r"[A-Za-z0-9 ._()+-]{1,100}")
"""What names are written with."""


@lru_cache(maxsize=1024)
def plain_name(name: str) -> str:
    """The name under which a network is known here; ``UnknownName`` for none that can be built.

    >>> plain_name("ResNet-50"), plain_name("resnetv2_50"), plain_name("WRN-28-10")
    ('resnet50', 'preact_resnet50', 'wrn_28_10')
    """
    if name in LISTED:
        return name
    if not NAME.fullmatch(name):
        raise unknown(name)
    letters = normalised(name).replace("_", "")
    if listed := next((name for name in LISTED if name.replace("_", "") == letters), None):
        return listed
    if not (found := read(name)):
        raise unknown(name)
    same = (listed for listed in LISTED if named(listed) == found.spec)
    return next(same, found.name)


def named(name: str) -> ResNetSpec:
    """The spec of that name: torchvision's, a preset's, or one that a pattern understands."""
    if name in CATALOGUE:
        return CATALOGUE[name]
    if name in PRESETS:
        return PRESETS[name].spec
    if found := read(plain := plain_name(name)):
        return found.spec
    return named(plain)


def unknown(name: str) -> UnknownName:
    """Why there is no network of that name."""
    problem = Message("there is no network of this name")
    if what := missing(name):
        problem = Message(
            "this network has what the options here can’t say: {what}; "
            "“resnet-atlas open” draws it from its code",
            what=what,
        )
    near = nearest(name, REGISTRY)
    if not near and (depth_in(name) or not what):  # no letters tell what a depth would
        near = closest(name)
    if not near and (other := other_depth(name)):
        problem, near = other
    return UnknownName("model", name, problem, ", ".join((*REGISTRY, *LISTED)), near)


def closest(name: str) -> str | None:
    """The listed name that ``name`` resembles most, never one of another depth.

    One that it begins, then one that it ends with, or of the same family, comes before others; of
    two alike, torchvision's.
    """
    depth = depth_in(name)
    family = normalised(name).partition(depth)[0] if depth else normalised(name)
    candidates = [listed for listed in LISTED if not depth or depth_in(listed) == depth]
    beginning = [listed for listed in candidates if listed.startswith(normalised(name) or " ")]
    if beginning:
        return min(beginning, key=len)
    ending = [listed for listed in candidates if normalised(name).endswith(listed)]
    if ending:
        return max(ending, key=len)
    related = [listed for listed in candidates if depth and listed.startswith(family)]
    found = filter(None, (nearest(name, names) for names in (related, candidates)))
    return next(found, None)
