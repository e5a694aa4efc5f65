"""All that is to be said of a file, of names and shapes, or of an error's text: one answer.

The page, the API and the command line show the same ``Report``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from resnet_atlas.checkpoint.causes.cause import Cause
from resnet_atlas.checkpoint.causes.explain import causes
from resnet_atlas.checkpoint.causes.names import plain
from resnet_atlas.checkpoint.difference import Difference, Pasted, between, parse
from resnet_atlas.checkpoint.identify import identify
from resnet_atlas.checkpoint.identity import Identity
from resnet_atlas.checkpoint.naming import Naming
from resnet_atlas.checkpoint.pairs import networks_of
from resnet_atlas.checkpoint.remedies import File, Remedy, adapting, advice, choice, fitting
from resnet_atlas.checkpoint.title import title
from resnet_atlas.facts.state_dict import state_dict_of
from resnet_atlas.graph.tensor import Shape
from resnet_atlas.messages import Message
from resnet_atlas.network.network import Network

MOST_MODELS = 4
"""Networks that an error may be about; of more the reader has to choose one."""

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
    if found and not any(remedies):
        remedies = [advice(found)]
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
    pairs = networks_of(difference, found, against)
    models = tuple(dict.fromkeys(model for model, _ in pairs))
    files = tuple(dict.fromkeys(file for _, file in pairs))
    remedies = [adapting(found, File())]
    if remedies == [None] and len(models) > MOST_MODELS:
        remedies = [choice(len(models))]
    elif remedies == [None]:
        remedies = [building(file, found, len(files) > 1) for file in files[:MOST_GUESSES]]
    if not any(remedies):
        remedies = [advice(found)]
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
