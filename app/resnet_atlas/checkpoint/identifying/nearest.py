"""The network of the atlas that some weights are of, or the nearest to them."""

from contextlib import suppress
from dataclasses import replace

from resnet_atlas.checkpoint.identifying.options import Shapes, in_channels, specs
from resnet_atlas.errors import BadParameter
from resnet_atlas.facts.state_dict import COUNTER, state_dict_of
from resnet_atlas.network.catalogue import CATALOGUE, PRESETS, named
from resnet_atlas.network.network import Network
from resnet_atlas.network.spec import ResNetSpec

WITHOUT_WEIGHTS = {"padded": "none", "none": "padded"}
"""Shortcuts without weights: zeros for the new channels, or no shortcuts at all."""


def nearest_network(shapes: Shapes) -> tuple[Network | None, bool]:
    """The network with the fewest weights that differ, and whether none does."""
    if "layer1.0.conv1.weight" not in shapes:
        return None, False
    tried = list(specs(shapes))
    best, fewest = None, len(shapes)
    for spec in tried:
        count = distance(shapes, spec)
        if best is None or count < fewest:
            best, fewest = spec, count
        if fewest == 0:
            break
    if fewest:
        classes = shapes.get("fc.weight", (1000,))[0]
        channels = in_channels(shapes)
        for name in (*CATALOGUE, *PRESETS):
            other = varied(named(name), classes, channels)
            if other and (count := distance(shapes, other)) < fewest:
                best, fewest = other, count
    if best is None:
        return None, False
    return called(best), fewest == 0


def distance(shapes: Shapes, spec: ResNetSpec) -> int:
    """How many weights of a network and of a file don't agree."""
    expected = state_dict_of(spec)
    without_classifier = "fc.weight" not in shapes
    count = 0
    for name, shape in expected.items():
        if name.startswith("fc.") and without_classifier:
            continue
        if shapes.get(name) != shape and not (name.endswith(COUNTER) and name not in shapes):
            count += 1
    return count + sum(name not in expected for name in shapes)


def varied(spec: ResNetSpec, classes: int, channels: int) -> ResNetSpec | None:
    """A spec with other classes and input channels; None where there can't be so many."""
    try:
        return replace(spec, num_classes=classes, in_channels=channels)
    except BadParameter:
        return None


def called(spec: ResNetSpec) -> Network:
    """A spec by the name that leaves the fewest options to be said."""
    return min(
        (Network(name, spec) for name in (*CATALOGUE, *PRESETS)),
        key=lambda network: len(network.changes),
    )


def alike(network: Network) -> tuple[Network, ...]:
    """Networks with the same weights as one: other strides or shortcuts, then the named ones."""
    spec = network.spec
    found = []
    if spec.block == "bottleneck":
        found.append(Network(network.name, replace(spec, stride_in_1x1=not spec.stride_in_1x1)))
    if spec.shortcut in WITHOUT_WEIGHTS:
        kind = WITHOUT_WEIGHTS[spec.shortcut]
        found.append(Network(network.name, replace(spec, shortcut=kind)))
    weights = state_dict_of(spec)
    for name in (*CATALOGUE, *PRESETS):
        other = varied(named(name), spec.num_classes, spec.in_channels)
        if name == network.name or not other or other == spec or other.depths != spec.depths:
            continue
        if state_dict_of(other) == weights:
            found.append(Network(name, other))
    return tuple(found)


def with_other_norms(network: Network, shapes: Shapes) -> tuple[Network, ...]:
    """The same network with norms that have no more weights than a file has.

    A group norm has no statistics, nor do weights say whether they are standardized. A frozen
    batch norm has them without a counter, as has any that was saved before PyTorch counted.
    """
    ends = {name.rpartition(".")[2] for name in shapes}
    if COUNTER in ends or not any(".bn1." in name for name in shapes):
        return ()
    kinds = ("frozen",) if "running_mean" in ends else ("group", "group_ws")
    found = []
    for kind in kinds:
        with suppress(BadParameter):
            found.append(Network(network.name, replace(network.spec, norm=kind)))
    return tuple(found)
