"""Identify the network that some names and shapes are of.

Every option that the weights hold is read off them. Options that they don't hold are listed, so
that of two networks with the same weights both are named. Where no network has just these weights,
the nearest one is taken, and ``causes/`` says in what they differ.
"""

from dataclasses import replace
from math import prod

from resnet_atlas.checkpoint.identifying.classifier import with_classifier
from resnet_atlas.checkpoint.identifying.completed import completed, statistics_missing
from resnet_atlas.checkpoint.identifying.identity import STATISTICS, Identity
from resnet_atlas.checkpoint.identifying.naming import RESNET, Naming, namings
from resnet_atlas.checkpoint.identifying.nearest import alike, nearest_network, with_other_norms
from resnet_atlas.checkpoint.identifying.options import Shapes
from resnet_atlas.checkpoint.identifying.parts import parts_beside
from resnet_atlas.checkpoint.identifying.relatives import identify_relative


def identify(shapes: Shapes) -> Identity:
    """What some names and shapes are; the best of the ways in which the names can be read."""
    found = max(
        (identify_as(shapes, naming) for naming in [*namings(shapes), Naming()]),
        key=lambda identity: (identity.exact, bool(identity.network), len(identity.shapes)),
    )
    found = replace(found, naming=found.naming.used(shapes))
    return found if found.network else identify_relative(shapes)


def identify_as(shapes: Shapes, naming: Naming) -> Identity:
    """What they are if they are named in this way."""
    own, apart, raw = {}, {}, {}
    for name, shape in shapes.items():
        plain = naming.plain(name)
        if plain is None:
            apart[name] = shape
        else:
            own[plain], raw[plain] = shape, name
    own, classifier, beside = with_classifier(own, apart)
    if naming.is_resnet:
        beside += [raw[name] for name in own if not RESNET.match(name)]
        own = {name: shape for name, shape in own.items() if RESNET.match(name)}
    parameters = sum(prod(each) for name, each in own.items() if not name.endswith(STATISTICS))
    network, exact = nearest_network(own | statistics_missing(own))
    if not exact:  # the norms may be folded into biases
        whole = completed(own)
        network, exact = nearest_network(whole)
        exact = exact and own.keys() <= whole.keys()
    return Identity(
        network=network,
        exact=exact,
        naming=naming,
        classifier=classifier,
        others=(*alike(network), *with_other_norms(network, own)) if network and exact else (),
        family="ResNet" if network else "",
        tensors=len(shapes),
        parameters=parameters,
        shapes=own,
        parts=parts_beside(beside, shapes, naming.prefix),
        head_beside=f"{classifier}.weight" in apart,
        lacks_statistics=bool(statistics_missing(own)),
    )
