"""Why weights don't fit a network before or after ResNet."""

from collections.abc import Iterator

from resnet_atlas.checkpoint.causes.cause import Cause
from resnet_atlas.checkpoint.causes.difference import Difference
from resnet_atlas.checkpoint.causes.explain import causes
from resnet_atlas.checkpoint.causes.names import plain, renaming
from resnet_atlas.checkpoint.causes.rest import rest
from resnet_atlas.checkpoint.causes.unexplained import Unexplained
from resnet_atlas.checkpoint.identifying.identity import Identity
from resnet_atlas.checkpoint.identifying.relatives import classifier_of, with_classes
from resnet_atlas.checkpoint.title import title
from resnet_atlas.facts.state_dict import weights_of
from resnet_atlas.messages import Message
from resnet_atlas.network.network import Network


def causes_for(identity: Identity, network: Network, difference: Difference) -> list[Cause]:
    """The causes of a difference between a file's weights and those of any network."""
    file = identity.network
    if file is None or file.has_spec or network.has_spec or not difference:
        return causes(difference)
    found = renaming(difference)
    left = Unexplained(plain(difference, found[0].details) if found else difference)
    if file != network:
        words = Message(
            "weights of {file}, and the network is {model}", file=title(file), model=title(network)
        )
        found.append(Cause("network", words, tuple(left.take(lambda name: True))))
    found += classes(identity, network, left)
    return [*found, *rest(left)]


def classes(identity: Identity, network: Network, left: Unexplained) -> Iterator[Cause]:
    """Another number of classes, or no classifier."""
    weights = weights_of(network)
    path = classifier_of(weights)
    names = tuple(name for name in weights if name.rpartition(".")[0] == path)
    if f"{path}.weight" in left.missing:
        left.take(lambda name: name in names)
        yield Cause("no_classifier", Message("a backbone without classifier"), names, ((path,),))
    elif left.take_side(f"{path}.weight", 0):
        other = with_classes(weights, identity.classes)
        names = tuple(name for name in weights if weights[name] != other[name])
        for name in names:
            left.take_side(name, 0)
        given, expected = identity.classes, weights[f"{path}.weight"][0]
        words = Message(
            "another number of classes: {given} in the file, {expected} in the network",
            given=given,
            expected=expected,
        )
        yield Cause("classes", words, names, (given, expected))
