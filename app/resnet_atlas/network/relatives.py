"""Convolutional networks before and after ResNet, as torchvision builds them.

Their graphs are package data, made at set-up where torchvision is; without that file none of them
is known. Where torchvision is at run time too, PyTorch can verify them.
"""

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from zipfile import BadZipFile, ZipFile

from resnet_atlas.messages import Message
from resnet_atlas.network.reference import Reference
from resnet_atlas.network.size import DEFAULT_SIZE, Size
from resnet_atlas.network.traced import Traced

PATH = Path(__file__).with_name("relatives.zip")
"""Each network's graph, as JSON, by its name, and in ``weights/`` the shapes of its weights."""

MODULES = "resnet_atlas.network.module.relatives"
"""Has their modules by name, where torchvision is installed."""


@dataclass(frozen=True, slots=True)
class Family:
    """A family of networks: what its names begin with, and what it changed.

    ``block`` is the part of the network ``example`` that shows it best: a block where it has some.
    ``paper`` is who wrote it, when, and its number at arXiv.
    """

    title: str
    prefix: str
    example: str
    block: str
    change: str
    paper: tuple[str, int, str]


FAMILIES: Mapping[str, Family] = {
    "alexnet": Family(
        "AlexNet",
        "alexnet",
        "alexnet",
        "features",
        Message(
            "Where it began: large windows and strides first, no shortcut, and most of the "
            "weights in three linear layers at the end."
        ),
        ("Krizhevsky, One weird trick for parallelizing CNNs", 2014, "1404.5997"),
    ),
    "vgg": Family(
        "VGG",
        "vgg",
        "vgg11",
        "features",
        Message(
            "Nothing but 3×3 convs, two or three between poolings: deeper, but trained with effort "
            "beyond 19 layers. ResNet’s plain networks follow it."
        ),
        ("Simonyan, Zisserman", 2014, "1409.1556"),
    ),
    "inception": Family(
        "GoogLeNet, Inception",
        "googlenet|inception",
        "googlenet",
        "inception3a",
        Message(
            "Branches of several window sizes side by side, joined along the channels. What meets "
            "is concatenated, not added, so no branch has to keep the number of channels."
        ),
        ("Szegedy et al.", 2014, "1409.4842"),
    ),
    "squeezenet": Family(
        "SqueezeNet",
        "squeezenet",
        "squeezenet1_1",
        "features.3",
        Message(
            "A 1×1 conv squeezes the channels as in a bottleneck; then a 1×1 and a 3×3 expand them "
            "side by side. It has no shortcut, and about 50 times fewer parameters than AlexNet."
        ),
        ("Iandola et al.", 2016, "1602.07360"),
    ),
    "densenet": Family(
        "DenseNet",
        "densenet",
        "densenet121",
        "features.denseblock1.denselayer2",
        Message(
            "Where ResNet adds what a block makes to its input, DenseNet joins it: every layer "
            "sees the maps of all layers before it, and adds a few channels of its own."
        ),
        ("Huang et al.", 2016, "1608.06993"),
    ),
    "mobilenet": Family(
        "MobileNet",
        "mobilenet",
        "mobilenet_v2",
        "features.3",
        Message(
            "The bottleneck turned inside out: narrow maps are on the shortcut, a 1×1 widens them, "
            "a depthwise 3×3 looks around, and another 1×1 narrows them again without a ReLU."
        ),
        ("Sandler et al.", 2018, "1801.04381"),
    ),
    "mnasnet": Family(
        "MnasNet",
        "mnasnet",
        "mnasnet1_0",
        "layers.9.1",
        Message(
            "MobileNet’s inverted residuals, with window sizes and widths that a search chose for "
            "the time they take on a phone."
        ),
        ("Tan et al.", 2018, "1807.11626"),
    ),
    "shufflenet": Family(
        "ShuffleNet v2",
        "shufflenet",
        "shufflenet_v2_x1_0",
        "stage2.1",
        Message(
            "Half of the channels pass as they are, the other half is worked on; both are joined "
            "and their channels shuffled, so that the next block works on others."
        ),
        ("Ma et al.", 2018, "1807.11164"),
    ),
    "regnet": Family(
        "RegNet",
        "regnet",
        "regnet_y_400mf",
        "trunk_output.block2.block2-1",
        Message(
            "ResNeXt’s block without a bottleneck; Y has squeeze-and-excitation in it, too. Its "
            "widths and depths follow straight lines, found by training many networks."
        ),
        ("Radosavovic et al.", 2020, "2003.13678"),
    ),
    "efficientnet": Family(
        "EfficientNet",
        "efficientnet",
        "efficientnet_b0",
        "features.2.1",
        Message(
            "Inverted residuals with squeeze-and-excitation; depth, width and input size grow "
            "together from B0 to B7. In V2 the first stages have one full 3×3 in place of the "
            "first two convs."
        ),
        ("Tan, Le", 2019, "1905.11946"),
    ),
    "convnext": Family(
        "ConvNeXt",
        "convnext",
        "convnext_tiny",
        "features.1.0",
        Message(
            "ResNet once more, in a transformer’s clothes: a depthwise 7×7, one layer norm, two "
            "linear layers with a GELU between them, and an identity shortcut; 4×4 patches first."
        ),
        ("Liu et al.", 2022, "2201.03545"),
    ),
}
"""The families by key, in the order of lists: those before ResNet first."""

LARGER = {"inception_v3": 299, "efficientnet_b1": 240, "efficientnet_b2": 288}
LARGER |= {"efficientnet_b3": 300, "efficientnet_b4": 380, "efficientnet_b5": 456}
LARGER |= {"efficientnet_b6": 528, "efficientnet_b7": 600, "efficientnet_v2_s": 384}
LARGER |= {"efficientnet_v2_m": 480, "efficientnet_v2_l": 480}
"""The sides of the images of those that weren't made for 224 pixels."""


def family_of(name: str) -> str | None:
    """The key of the family that a name is of.

    >>> family_of("vgg16_bn"), family_of("resnet50")
    ('vgg', None)
    """
    return next((key for key, each in FAMILIES.items() if re.match(each.prefix, name)), None)


def packaged(path: Path) -> dict[str, Traced]:
    """The networks whose graphs are in a file, by name; none if there is no such file."""
    try:
        with ZipFile(path) as file:
            names = file.namelist()
    except (OSError, BadZipFile):
        return {}
    found = {}
    for name in (each.removesuffix(".json") for each in names if "/" not in each):
        side = LARGER.get(name, DEFAULT_SIZE.height)
        module = Reference(f"{MODULES}:{name}") if find_spec("torchvision") else None
        found[name] = Traced(name, module, Size(side, side), family=family_of(name) or "traced")
    return found


RELATIVES: Mapping[str, Traced] = MappingProxyType(packaged(PATH))
"""The networks by name, as torchvision has it."""


@cache
def relative_weights(name: str) -> dict[str, tuple[int, ...]]:
    """The names and shapes of a relative's weights, in the order of its modules."""
    with ZipFile(PATH) as file:
        found: dict[str, list[int]] = json.loads(file.read(f"weights/{name}.json"))
    return {key: tuple(shape) for key, shape in found.items()}


def letters(name: str) -> str:
    """A name without what people write differently."""
    return re.sub("[^a-z0-9]", "", name[:100].lower())


_counts = Counter(map(letters, RELATIVES))
_letters = {letters(name): name for name in RELATIVES if _counts[letters(name)] == 1}


def relative(name: str) -> str | None:
    """The name of a relative however it is written, as ``VGG-16``; None if there is none."""
    return name if name in RELATIVES else _letters.get(letters(name))
