"""The networks that an error may be about: what was loaded, and what it was loaded into."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from resnet_atlas.checkpoint.causes.cause import Cause
from resnet_atlas.checkpoint.causes.difference import Difference
from resnet_atlas.checkpoint.causes.names import plain
from resnet_atlas.checkpoint.identifying.identify import identify
from resnet_atlas.checkpoint.identifying.known import distinct, with_variants
from resnet_atlas.errors import BadParameter
from resnet_atlas.facts.state_dict import COUNTER, state_dict_of
from resnet_atlas.graph.tensor import Shape
from resnet_atlas.network.network import Network
from resnet_atlas.network.spec import ResNetSpec

Pair = tuple[Network, Network]
"""A network, and the one whose weights were loaded into it."""


@cache
def names_of(spec: ResNetSpec) -> frozenset[str]:
    """The names of the weights of a network, counters aside."""
    return frozenset(name for name in state_dict_of(spec) if not name.endswith(COUNTER))


def networks_of(
    difference: Difference, found: tuple[Cause, ...], against: Network | None
) -> list[Pair]:
    """The pairs that an error may be about, those of usual networks before variants of them."""
    models = (against,) if against else distinct()
    if pairs := networks(difference, found, models, distinct()):
        return pairs
    if pairs := networks_by_shape(difference, models):
        return pairs
    pairs = networks(difference, found, models, with_variants())
    if not against:
        pairs += networks(difference, found, with_variants(), distinct())
    if pairs or difference.whole:
        return pairs
    return networks_of_part(difference, found, models)


def networks_of_part(
    difference: Difference, found: tuple[Cause, ...], models: tuple[Network, ...]
) -> list[Pair]:
    """The pairs that don't contradict an error which may have lost some of its lines.

    Those that differ in the fewest names beside the ones that are left come first.
    """
    if any(cause.kind in ("wrapped", "family", "nothing_shared") for cause in found):
        return []
    given = without_renaming(difference, found)
    missing, unexpected = set(given.missing), set(given.unexpected)
    pairs: list[tuple[int, Pair]] = []
    for model in models:
        mine = model_variant(model, given)
        own = state_dict_of(mine.spec) if mine else {}
        if not mine or not missing <= own.keys() or unexpected & own.keys():
            continue
        if any(own.get(name) != each for name, (_, each) in given.different.items()):
            continue
        for file in distinct():
            other = file_variant(file, given, mine)
            theirs = state_dict_of(other.spec) if other else {}
            if not other or not unexpected <= theirs.keys() or missing & theirs.keys():
                continue
            if any(theirs.get(name) != each for name, (each, _) in given.different.items()):
                continue
            pairs.append((len(own.keys() ^ theirs.keys()), (mine, other)))
    return [pair for _, pair in sorted(pairs, key=lambda each: each[0])]


def without_renaming(difference: Difference, found: tuple[Cause, ...]) -> Difference:
    """A difference as it would be if the names were the same."""
    for cause in found:
        if cause.kind in ("naming", "network_named"):
            difference = plain(difference, cause.details)
    return difference


def networks_by_shape(difference: Difference, models: tuple[Network, ...]) -> list[Pair]:
    """The pairs where only shapes differ: then an error tells all of the file's."""
    if difference.missing or difference.unexpected:
        return []
    pairs = []
    for model in models:
        mine = model_variant(model, difference)
        expected = state_dict_of(mine.spec) if mine else {}
        given = difference.different
        if not mine or any(expected.get(name) != each for name, (_, each) in given.items()):
            continue
        identity = identify({**expected, **{name: shape for name, (shape, _) in given.items()}})
        if identity.network and identity.network.has_spec and identity.exact:
            pairs.append((mine, identity.network))
    return pairs


def networks(
    difference: Difference,
    found: tuple[Cause, ...],
    models: tuple[Network, ...],
    files: tuple[Network, ...],
) -> list[Pair]:
    """Pairs of a model and a file with names that differ as they do in an error.

    What an error doesn't mention is the same in both. Where names were changed it mentions all.
    """
    naming = any(cause.kind in ("naming", "network_named") for cause in found)
    if any(cause.kind in ("wrapped", "family", "nothing_shared") for cause in found):
        return []
    given = without_renaming(difference, found)
    missing = {name for name in given.missing if not name.endswith(COUNTER)}
    unexpected = {name for name in given.unexpected if not name.endswith(COUNTER)}
    matched = frozenset[str]()
    if naming:
        matched = matched_names(difference, found)
    pairs = []
    for model in models:
        mine = model_variant(model, given)
        if mine is None:
            continue
        own = names_of(model.spec)
        if not missing <= own or unexpected & own or (naming and matched | missing != own):
            continue
        theirs = (own - missing) | unexpected
        expected = state_dict_of(mine.spec)
        if any(expected.get(name) != each for name, (_, each) in given.different.items()):
            continue
        for file in files:
            names = names_of(file.spec)
            if names != theirs and names - {"fc.weight", "fc.bias"} != theirs:
                continue
            other = file_variant(file, given, mine)
            if other and agrees(state_dict_of(other.spec), expected, given, naming):
                pairs.append((mine, other))
    return pairs


def matched_names(difference: Difference, found: tuple[Cause, ...]) -> frozenset[str]:
    """The names, as torchvision has them, that agree once a naming is undone."""
    renamed = next(each for each in found if each.kind in ("naming", "network_named"))
    left = plain(difference, renamed.details)
    held = difference.missing if renamed.details[1] == "unexpected" else difference.unexpected
    rest = {*left.missing, *left.unexpected}
    return frozenset(each for each in held if each not in rest and not each.endswith(COUNTER))


def agrees(
    given: Mapping[str, Shape],
    expected: Mapping[str, Shape],
    difference: Difference,
    any_shape: bool,
) -> bool:
    """Whether two networks differ in just the shapes that an error lists."""
    for name in given.keys() & expected.keys():
        listed = difference.different.get(name)
        if listed and given[name] != listed[0]:
            return False
        if not listed and not any_shape and given[name] != expected[name]:
            return False
    return True


def model_variant(model: Network, difference: Difference) -> Network | None:
    """A network with the classes and channels that an error says it has."""
    return variant(model, 1, difference, None)


def file_variant(file: Network, difference: Difference, model: Network) -> Network | None:
    """A network with the classes and channels that an error says the file has."""
    return variant(file, 0, difference, model)


def variant(
    network: Network, side: int, difference: Difference, like: Network | None
) -> Network | None:
    """A network with other ends: those an error lists, or else those of another network."""
    spec = network.spec
    classes, channels = spec.num_classes, spec.in_channels
    if like:
        classes, channels = like.spec.num_classes, like.spec.in_channels
    if pair := difference.different.get("fc.weight"):
        classes = pair[side][0] if pair[side] else 0
    for name in ("conv1.weight", "conv1.0.weight"):
        if (pair := difference.different.get(name)) and len(pair[side]) == 4:
            channels = pair[side][1]
    try:
        return Network(network.name, replace(spec, num_classes=classes, in_channels=channels))
    except BadParameter:
        return None
