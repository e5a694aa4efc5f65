"""All that is to be said of a file, of names and shapes, or of an error's text: one answer.

The page, the API and the command line show the same ``Report``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache

from resnet_atlas.checkpoint.causes.cause import Cause
from resnet_atlas.checkpoint.causes.explain import causes
from resnet_atlas.checkpoint.causes.names import plain
from resnet_atlas.checkpoint.difference import Difference, Pasted, between, parse
from resnet_atlas.checkpoint.identify import identify
from resnet_atlas.checkpoint.identity import Identity
from resnet_atlas.checkpoint.naming import Naming
from resnet_atlas.checkpoint.remedies import File, Remedy, adapting, fitting
from resnet_atlas.checkpoint.title import title
from resnet_atlas.errors import BadParameter
from resnet_atlas.facts.state_dict import COUNTER, state_dict_of
from resnet_atlas.graph.tensor import Shape
from resnet_atlas.messages import Message
from resnet_atlas.network.catalogue import CATALOGUE, PRESETS, named
from resnet_atlas.network.network import Network

NAMES = (*CATALOGUE, *PRESETS)

MOST_GUESSES = 2
"""Networks that an error's file may be of, for which there are lines."""


@dataclass(frozen=True)
class Report:
    """The answer.

    ``identity`` is None where only an error is known. ``against`` is the network that the weights
    are held against: one that was chosen, that the error is about if it can be told, or else the
    nearest. ``files`` and ``models`` are the networks that an error may be about.
    """

    identity: Identity | None = None
    against: Network | None = None
    difference: Difference = field(default_factory=Difference)
    causes: tuple[Cause, ...] = ()
    remedies: tuple[Remedy, ...] = ()
    files: tuple[Network, ...] = ()
    models: tuple[Network, ...] = ()

    @property
    def fits(self) -> bool:
        """Whether it is identified, and loads into the network it is held against."""
        known = self.identity is not None and self.identity.network is not None
        return known and not self.causes

    @property
    def marks(self) -> dict[str, str]:
        """What is the matter at an op or a block of the network, by its path."""
        found: dict[str, str] = {}
        given = self.difference
        naming = next((it.details[0] for it in self.causes if it.kind == "naming"), None)
        if naming is not None:
            given = plain(given, (naming, "unexpected"))
        for kind, names in (
            ("different", given.different),
            ("missing", given.missing),
            ("unexpected", given.unexpected),
        ):
            for name in names:
                found.setdefault(name.rpartition(".")[0], kind)
        return found


def report(
    shapes: Mapping[str, Shape], against: Network | None = None, file: File | None = None
) -> Report:
    """What some names and shapes are, and whether they fit a network."""
    file = file or File()
    identity = identify(shapes)
    remedies = [fitting(identity, file)]
    if against is None:
        network = identity.network
        if network is None:
            return Report(identity)
        difference = between(identity.shapes, weights_of(network, bool(identity.classifier)))
        found = causes(difference)
    else:
        network = against
        difference = between(shapes, weights_of(network))
        found = causes(difference)
        if found:
            remedies.append(adapting(found, file))
    return Report(identity, network, difference, tuple(found), tuple(it for it in remedies if it))


def weights_of(network: Network, with_classifier: bool = True) -> dict[str, Shape]:
    """The weights of a network, without its classifier if need be."""
    weights = state_dict_of(network.spec)
    if with_classifier:
        return weights
    return {name: shape for name, shape in weights.items() if not name.startswith("fc.")}


def report_of_text(text: str, against: Network | None = None) -> Report:
    """What an error's text says, or what a list of names and shapes is of."""
    pasted: Pasted = parse(text)
    if pasted.shapes is not None:
        return report(pasted.shapes, against)
    difference = pasted.difference or Difference()
    found = tuple(causes(difference))
    pairs = networks(difference, found, against)
    models = tuple(dict.fromkeys(model for model, _ in pairs))
    files = tuple(dict.fromkeys(file for _, file in pairs))
    remedies = [adapting(found, File())]
    if remedies == [None]:
        remedies = [building(file, found, len(files) > 1) for file in files[:MOST_GUESSES]]
    chosen = against or (models[0] if models else None)
    made = tuple(it for it in remedies if it)
    return Report(None, chosen, difference, found, made, files, models)


def building(file: Network, found: tuple[Cause, ...], is_guess: bool) -> Remedy | None:
    """Lines that build the network that an error's file may be of, and load it."""
    weights = state_dict_of(file.spec)
    if any(it.kind == "no_classifier" for it in found):
        weights = {name: it for name, it in weights.items() if not name.startswith("fc.")}
    identity = identify(weights)
    naming = next((it.details[0] for it in found if it.kind == "naming"), None)
    if isinstance(naming, Naming):
        identity = replace(identity, naming=naming)
    remedy = fitting(identity, File())
    if not remedy or not is_guess:
        return remedy
    words = Message("If the file is of {network}, build that and load it:", network=title(file))
    return replace(remedy, words=words)


# ---- The networks that an error may be about -----------------------------------------------------


@cache
def distinct() -> tuple[str, ...]:
    """The named networks, of those with the same weights the first."""
    first: dict[frozenset[tuple[str, Shape]], str] = {}
    for name in NAMES:
        first.setdefault(frozenset(state_dict_of(named(name)).items()), name)
    return tuple(first.values())


@cache
def names_of(name: str) -> frozenset[str]:
    """The names of the weights of a network, counters aside."""
    return frozenset(it for it in state_dict_of(named(name)) if not it.endswith(COUNTER))


def networks(
    difference: Difference, found: tuple[Cause, ...], against: Network | None
) -> list[tuple[Network, Network]]:
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
    for model in [against] if against else [Network(name, named(name)) for name in distinct()]:
        mine = model_variant(model, given)
        if mine is None:
            continue
        own = names_of(model.name) if model == Network(model.name, named(model.name)) else None
        own = own or frozenset(it for it in state_dict_of(model.spec) if not it.endswith(COUNTER))
        if not missing <= own or unexpected & own or (naming and matched | missing != own):
            continue
        theirs = (own - missing) | unexpected
        expected = state_dict_of(mine.spec)
        if any(expected.get(name) != it for name, (_, it) in given.different.items()):
            continue
        for name in distinct():
            names = names_of(name)
            if names != theirs and names - {"fc.weight", "fc.bias"} != theirs:
                continue
            other = file_variant(Network(name, named(name)), given, mine)
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
