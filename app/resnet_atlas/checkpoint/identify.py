"""Identify the network that some names and shapes are of.

Every option that the weights hold is read off them. Options that they don't hold are listed, so
that of two networks with the same weights both are named. Where no network has just these weights,
the nearest one is taken, and ``causes/`` says in what they differ.
"""

from dataclasses import replace
from math import prod

from resnet_atlas.checkpoint.classifier import with_classifier
from resnet_atlas.checkpoint.families import family
from resnet_atlas.checkpoint.identity import Identity
from resnet_atlas.checkpoint.naming import Naming, namings
from resnet_atlas.checkpoint.nearest import alike, nearest_network
from resnet_atlas.checkpoint.options import Shapes
from resnet_atlas.facts.state_dict import COUNTER

NO_PARAMETERS = ("running_mean", "running_var", COUNTER)
"""What the names of tensors end in that are counted nowhere: statistics of batch norms."""


def identify(shapes: Shapes) -> Identity:
    """What some names and shapes are; the best of the ways in which the names can be read."""
    found = max(
        (identify_as(shapes, naming) for naming in [*namings(shapes), Naming()]),
        key=lambda identity: (identity.exact, bool(identity.network), len(identity.shapes)),
    )
    found = replace(found, naming=found.naming.used(shapes))
    return found if found.network else replace(found, family=family(shapes))


def identify_as(shapes: Shapes, naming: Naming) -> Identity:
    """What they are if they are named in this way."""
    own, beside = {}, []
    for name, shape in shapes.items():
        plain = naming.plain(name)
        if plain is None:
            beside.append(name)
        else:
            own[plain] = shape
    apart = {name: shapes[name] for name in beside}
    own, classifier, beside = with_classifier(own, apart)
    parameters = sum(prod(it) for name, it in own.items() if not name.endswith(NO_PARAMETERS))
    network, exact = nearest_network(own)
    return Identity(
        network=network,
        exact=exact,
        naming=naming,
        classifier=classifier,
        others=alike(network) if network and exact else (),
        family="ResNet" if network else "",
        tensors=len(shapes),
        parameters=parameters,
        shapes=own,
        beside=tuple(beside),
        head_beside=f"{classifier}.weight" in apart,
    )
