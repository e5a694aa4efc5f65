"""The networks that have some names: a part of a list, without shapes or with them."""

from collections.abc import Mapping

from resnet_atlas.checkpoint.identifying.known import distinct
from resnet_atlas.checkpoint.identifying.naming import prefix_between
from resnet_atlas.checkpoint.identifying.nearest import varied
from resnet_atlas.facts.state_dict import state_dict_of
from resnet_atlas.graph.tensor import Shape
from resnet_atlas.network.network import Network

MOST = 6
"""Networks that are named."""


def networks_with(names: Mapping[str, Shape | None]) -> tuple[Network, ...]:
    """The named networks with all of these, the ones with the fewest other names first.

    A prefix before them, and another number of classes or channels, don't matter.
    """
    found = []
    for network in distinct():
        own = state_dict_of(network.spec)
        prefix = prefix_between(names, own) if not names.keys() & own.keys() else ""
        plain = {name.removeprefix(prefix): shape for name, shape in names.items()}
        if not plain.keys() <= own.keys():
            continue
        classes, channels = network.spec.num_classes, network.spec.in_channels
        if shape := plain.get("fc.weight"):
            classes = shape[0]
        if (shape := plain.get("conv1.weight")) and len(shape) == 4:
            channels = shape[1]
        other = varied(network.spec, classes, channels)
        expected = state_dict_of(other) if other else {}
        if other and all(shape in (None, expected[name]) for name, shape in plain.items()):
            found.append((len(expected), Network(network.name, other)))
    return tuple(network for _, network in sorted(found, key=lambda each: each[0])[:MOST])
