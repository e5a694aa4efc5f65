"""The networks that an error may be about: what was loaded, and what it was loaded into."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache

from resnet_atlas.checkpoint.causes.cause import Cause
from resnet_atlas.checkpoint.causes.names import plain
from resnet_atlas.checkpoint.difference import Difference
from resnet_atlas.checkpoint.identify import identify
from resnet_atlas.errors import BadParameter
from resnet_atlas.facts.state_dict import COUNTER, state_dict_of
from resnet_atlas.graph.tensor import Shape
from resnet_atlas.network.catalogue import CATALOGUE, PRESETS, named
from resnet_atlas.network.network import Network
from resnet_atlas.network.spec import SHORTCUTS, ResNetSpec

NAMES = (*CATALOGUE, *PRESETS)

MOST_BLOCKS = 60
"""Deeper networks are tried as they are only, not with other options."""

Pair = tuple[Network, Network]
"""A network, and the one whose weights were loaded into it."""


@cache
def distinct() -> tuple[Network, ...]:
    """The named networks, of those with the same weights the first."""
    return first_of_alike(Network(name, named(name)) for name in NAMES)


def first_of_alike(networks: Iterable[Network]) -> tuple[Network, ...]:
    """Of networks with the same weights the first."""
    first: dict[frozenset[tuple[str, Shape]], Network] = {}
    for network in networks:
        first.setdefault(frozenset(state_dict_of(network.spec).items()), network)
    return tuple(first.values())


@cache
def with_variants() -> tuple[Network, ...]:
    """The named networks, then each with one option changed that changes names."""
    usual = [network for network in distinct() if sum(network.spec.depths) <= MOST_BLOCKS]
    changed = (Network(it.name, spec) for it in usual for spec in variants(it.spec))
    return first_of_alike([*distinct(), *changed])


def variants(spec: ResNetSpec) -> Iterator[ResNetSpec]:
    """A spec with another stem, other shortcuts, with or without squeeze, or a stage less."""
    changes: list[dict[str, object]] = [{"stem": stem} for stem in ("deep", "7x7", "3x3")]
    changes += [{"shortcut": kind} for kind in SHORTCUTS]
    changes += [{"squeeze": factor} for factor in (0, 8, 16)]
    changes += [{"depths": spec.depths[:-1]}]
    for change in changes:
        try:
            made: ResNetSpec = replace(spec, **change)  # type: ignore[arg-type]
        except BadParameter:
            continue
        if made != spec:
            yield made


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
    return pairs if against else pairs + networks(difference, found, with_variants(), distinct())


def networks_by_shape(difference: Difference, models: tuple[Network, ...]) -> list[Pair]:
    """The pairs where only shapes differ: then an error tells all of the file's."""
    if difference.missing or difference.unexpected:
        return []
    pairs = []
    for model in models:
        mine = model_variant(model, difference)
        expected = state_dict_of(mine.spec) if mine else {}
        given = difference.different
        if not mine or any(expected.get(name) != it for name, (_, it) in given.items()):
            continue
        identity = identify({**expected, **{name: shape for name, (shape, _) in given.items()}})
        if identity.network and identity.exact:
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
    if any(cause.kind in ("wrapped", "family") for cause in found):
        return []
    given = difference
    for cause in found:
        if cause.kind in ("naming", "network_named"):
            given = plain(given, cause.details)
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
        if any(expected.get(name) != it for name, (_, it) in given.different.items()):
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
    renamed = next(it for it in found if it.kind in ("naming", "network_named"))
    left = plain(difference, renamed.details)
    held = difference.missing if renamed.details[1] == "unexpected" else difference.unexpected
    rest = {*left.missing, *left.unexpected}
    return frozenset(it for it in held if it not in rest and not it.endswith(COUNTER))


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
