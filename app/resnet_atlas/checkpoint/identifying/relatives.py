"""Weights of a network before or after ResNet, held against those of each that the atlas has."""

from collections.abc import Iterator
from dataclasses import replace
from math import prod

from resnet_atlas.checkpoint.identifying.families import family
from resnet_atlas.checkpoint.identifying.identity import STATISTICS, Identity
from resnet_atlas.checkpoint.identifying.naming import Naming
from resnet_atlas.checkpoint.identifying.options import Shapes
from resnet_atlas.checkpoint.identifying.parts import parts_beside
from resnet_atlas.facts.state_dict import COUNTER, weights_of
from resnet_atlas.network.network import Network
from resnet_atlas.network.relatives import RELATIVES

LEAST = 0.5
"""The share of a network's tensors that the nearest one has by name and shape, at least."""

MOST_PREFIXES = 8
"""Prefixes that are tried for each network, the shortest first."""


def identify_relative(shapes: Shapes) -> Identity:
    """The relative that has some names and shapes, but for its number of classes; or the nearest.

    Without either, the family alone, which the names tell.
    """
    found = max(candidates(shapes), key=lambda each: (each.exact, agreement(each)), default=None)
    if found and (found.exact or agreement(found) >= LEAST):
        return with_rest(found, shapes)
    plain = {name: shape for name, shape in shapes.items() if not name.endswith(STATISTICS)}
    return Identity(
        network=None,
        exact=False,
        naming=Naming(),
        classifier="",
        others=(),
        family=family(shapes),
        tensors=len(shapes),
        parameters=sum(map(prod, plain.values())),
        shapes=dict(shapes),
    )


def candidates(shapes: Shapes) -> Iterator[Identity]:
    """What some weights are if they are of each of the relatives that share a name with them."""
    for name, origin in RELATIVES.items():
        network = Network(name, origin)
        weights = weights_of(network)
        first = next(iter(weights))
        ends = (full for full in shapes if full == first or full.endswith(f".{first}"))
        prefixes = sorted((full.removesuffix(first) for full in ends), key=len)
        for prefix in prefixes[:MOST_PREFIXES]:
            yield identity_as(network, weights, shapes, prefix)


def identity_as(network: Network, weights: Shapes, shapes: Shapes, prefix: str) -> Identity:
    """What some weights are if a part of them, under a prefix, is of this network.

    The family and what is beside the network are left out: they take longer, with many names.
    """
    own = {name: shapes[prefix + name] for name in weights if prefix + name in shapes}
    classifier = classifier_of(weights)
    has_one = f"{classifier}.weight" in own
    expected = weights
    if has_one:
        expected = with_classes(weights, own[f"{classifier}.weight"][0])
    needed = {
        name: shape
        for name, shape in expected.items()
        if not name.endswith(COUNTER) and (has_one or name.rpartition(".")[0] != classifier)
    }
    exact = all(own.get(name) == shape for name, shape in needed.items())
    return Identity(
        network=network,
        exact=exact,
        naming=Naming(prefix),
        classifier=classifier if has_one else "",
        others=(),
        family="",
        tensors=len(shapes),
        parameters=sum(prod(each) for name, each in own.items() if not name.endswith(STATISTICS)),
        shapes=own,
    )


def with_rest(identity: Identity, shapes: Shapes) -> Identity:
    """The same with its family, and with what is beside the network."""
    assert identity.network
    prefix = identity.naming.prefix
    own = {prefix + name for name in identity.shapes}
    beside = [name for name in shapes if name not in own]
    return replace(
        identity,
        family=family(weights_of(identity.network)),
        parts=parts_beside(beside, shapes, prefix),
    )


def with_classes(weights: Shapes, classes: int) -> Shapes:
    """A network's weights with another number of classes, auxiliary classifiers included."""
    usual = weights[f"{classifier_of(weights)}.weight"][0]
    return {
        name: (classes, *shape[1:]) if shape[:1] == (usual,) and is_head(name, weights) else shape
        for name, shape in weights.items()
    }


def is_head(name: str, weights: Shapes) -> bool:
    """Whether a tensor is of the classifier, or of an auxiliary one."""
    path = name.rpartition(".")[0]
    return path == classifier_of(weights) or "aux" in path.lower()


def classifier_of(weights: Shapes) -> str:
    """The path of the last layer, which says how many classes there are."""
    return list(weights)[-1].rpartition(".")[0]


def agreement(identity: Identity) -> float:
    """The share of a network's tensors that the weights have by name and shape."""
    assert identity.network
    weights = weights_of(identity.network)
    same = sum(identity.shapes.get(name) == shape for name, shape in weights.items())
    return same / max(len(weights), identity.tensors)
