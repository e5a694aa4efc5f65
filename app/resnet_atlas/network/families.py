"""The families that lists of networks are ordered by."""

from collections.abc import Iterable, Mapping

from resnet_atlas.messages import Message
from resnet_atlas.network.catalogue import LISTED, named
from resnet_atlas.network.relatives import FAMILIES as RELATED
from resnet_atlas.network.relatives import RELATIVES
from resnet_atlas.network.spec import ResNetSpec
from resnet_atlas.network.traced import REGISTRY

FAMILIES: Mapping[str, str] = {
    "traced": Message("Your networks"),
    "resnet": "ResNet",
    "resnext": "ResNeXt",
    "wide": "Wide ResNet",
    "variant": Message("Variants of ResNet"),
    "cifar": Message("For CIFAR, 32×32"),
    **{key: family.title for key, family in RELATED.items()},
}
"""The families and their titles, in the order of lists."""

PLAIN = ("block", "depths", "groups", "width_per_group", "in_channels", "num_classes")
"""The options in which networks that are no variants may differ."""


def family(spec: ResNetSpec) -> str:
    """The family of a network that has a spec.

    >>> family(ResNetSpec("bottleneck", (3, 4, 6, 3), groups=32, width_per_group=4))
    'resnext'
    """
    if spec.stem == "3x3":
        return "cifar"
    plain = ResNetSpec(spec.block, spec.depths)
    if {*spec.changes(plain)} - {*PLAIN}:
        return "variant"
    if spec.groups > 1:
        return "resnext"
    return "wide" if spec.width_per_group > plain.width_per_group else "resnet"


def by_family(*more: str) -> dict[str, list[str]]:
    """What a menu of ResNets offers: traced networks, listed ones and ``more``, by family."""
    return titled(grouped((*REGISTRY, *LISTED, *more)))


def all_by_family(*more: str) -> dict[str, list[str]]:
    """What a menu of all networks offers: the same, and ResNet's relatives."""
    return titled(grouped((*REGISTRY, *LISTED, *more, *RELATIVES)))


def titled(names: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Names by the titles of their families."""
    return {FAMILIES[key]: each for key, each in names.items()}


def grouped(names: Iterable[str]) -> dict[str, list[str]]:
    """Names by the keys of their families; families without a name are left out."""
    found: dict[str, list[str]] = {key: [] for key in FAMILIES}
    for name in dict.fromkeys(names):
        traced = REGISTRY.get(name) or RELATIVES.get(name)
        found[traced.family if traced else family(named(name))].append(name)
    return {key: names for key, names in found.items() if names}
