"""All that is to be said of a file, of names and shapes, or of an error's text: one answer.

The page, the API and the command line show the same ``Report``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from resnet_atlas.checkpoint.causes.cause import Cause
from resnet_atlas.checkpoint.causes.difference import Difference, between
from resnet_atlas.checkpoint.causes.explain import causes
from resnet_atlas.checkpoint.causes.names import plain, shared_naming
from resnet_atlas.checkpoint.causes.relatives import causes_for
from resnet_atlas.checkpoint.identifying.identify import identify
from resnet_atlas.checkpoint.identifying.identity import Identity
from resnet_atlas.checkpoint.identifying.naming import Naming
from resnet_atlas.checkpoint.identifying.options import BLOCK
from resnet_atlas.checkpoint.identifying.partial import networks_with
from resnet_atlas.checkpoint.mending.adapt import adapting
from resnet_atlas.checkpoint.mending.advice import advice, choice
from resnet_atlas.checkpoint.mending.build import fitting
from resnet_atlas.checkpoint.mending.pairs import networks_of
from resnet_atlas.checkpoint.mending.remedy import File, Remedy
from resnet_atlas.checkpoint.mending.resize import resized, resizing
from resnet_atlas.checkpoint.printed.complaint import Complaint
from resnet_atlas.checkpoint.printed.pasted import parse
from resnet_atlas.checkpoint.title import title
from resnet_atlas.facts.state_dict import state_dict_of, weights_of
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
    nearest. ``files`` and ``models`` are the networks that an error may be about. Where only a part
    of a network's names is given, ``part`` is how many, and ``files`` are the networks that have
    them.
    """

    identity: Identity | None = None
    against: Network | None = None
    difference: Difference = field(default_factory=Difference)
    causes: tuple[Cause, ...] = ()
    remedies: tuple[Remedy, ...] = ()
    files: tuple[Network, ...] = ()
    models: tuple[Network, ...] = ()
    part: int = 0

    @property
    def fits(self) -> bool:
        """Whether it is identified, and loads into the network it is held against."""
        known = self.identity is not None and self.identity.network is not None
        return known and not self.causes

    @property
    def marks(self) -> dict[str, str]:
        """What is the matter at an op, a block or a stage of the network, by its path.

        Blocks that the network hasn't are marked at their stage.
        """
        found: dict[str, str] = {}
        given = self.difference
        naming = next((each.details[0] for each in self.causes if each.kind == "naming"), None)
        if naming is not None:
            given = plain(given, (naming, "unexpected"))
        own = {each.rpartition(".")[0] for each in weights_of(self.against)} if self.against else {}
        blocks = {block[0] for path in own if (block := BLOCK.match(f"{path}."))}
        for kind, names in (
            ("different", given.different),
            ("missing", given.missing),
            ("unexpected", given.unexpected),
        ):
            for name in names:
                path = name.rpartition(".")[0]
                block = BLOCK.match(name)
                if block and block[0] not in blocks:
                    path = f"layer{block[1]}"
                found.setdefault(path, kind)
        return found

    def shapes_at(self, name: str) -> str:
        """A tensor's shape in the file and in the network, where they are known to differ."""
        if name in self.difference.different:
            given, wanted = map(list, self.difference.different[name])
            return f"{given} ≠ {wanted}"
        shape = self.difference.unexpected.get(name) or self.difference.missing.get(name)
        return str(list(shape)) if shape else ""


def report(
    shapes: Mapping[str, Shape], against: Network | None = None, file: File | None = None
) -> Report:
    """What some names and shapes are, and whether they fit a network."""
    file = file or File()
    identity = identify(shapes)
    network = against or identity.network
    if network is None:
        return Report(identity)
    remedies = [fitting(identity, file, against) or resized(identity, file)]
    if against is None:
        difference = between(identity.shapes, identity.expected)
        found = causes(difference)
    else:
        difference = between(shapes, weights_of(network))
        found = causes_for(identity, network, difference)
        if network.has_spec:
            remedies.append(adapting(found, file, hidden=False))
    if found and not any(remedies):
        remedies = [advice(found)]
    return Report(
        identity, network, difference, tuple(found), tuple(each for each in remedies if each)
    )


def report_of_text(text: str, against: Network | None = None) -> Report:
    """What an error's text says, or what a list of names and shapes is of."""
    pasted = parse(text)
    if pasted.complaint:
        return report_of_complaint(pasted.complaint)
    if pasted.shapes is not None:
        whole = report(pasted.shapes, against)
        is_known = whole.identity is not None and (whole.identity.network or whole.identity.family)
        return whole if is_known else report_of_part(pasted.shapes)
    if pasted.difference is None:
        return report_of_part(dict.fromkeys(pasted.names))
    return report_of_error(pasted.difference, against)


def report_of_complaint(complaint: Complaint) -> Report:
    """What an error says that is about the file itself."""
    cause = Cause(complaint.kind, complaint.words, ())
    return Report(causes=(cause,), remedies=(Remedy(complaint.advice, complaint.code),))


def report_of_part(names: Mapping[str, Shape | None]) -> Report:
    """The networks that have some names, with these shapes where they are known."""
    files = networks_with(names)
    return Report(files=files, part=len(names))


def report_of_error(difference: Difference, against: Network | None) -> Report:
    """What an error about names and shapes says."""
    if against and not against.has_spec:
        found = tuple(causes(difference))
        return Report(None, against, difference, found, (advice(found, difference.cut),))
    shared, difference = shared_naming(difference)
    found = tuple(causes(difference))
    pairs = networks_of(difference, found, against)
    models = tuple(dict.fromkeys(model for model, _ in pairs))
    files = tuple(dict.fromkeys(file for _, file in pairs))
    remedies = [adapting(found, File(), hidden=True, shared=shared)]
    if remedies == [None] and len(models) > MOST_MODELS:
        remedies = [resizing(found, File()) or choice(len(models))]
    elif remedies == [None]:
        named = {each: model for model, each in pairs[::-1]}
        remedies = [
            building(file, found, shared, named[file], len(files) > 1)
            for file in files[:MOST_GUESSES]
        ]
    if not any(remedies):
        remedies = [resizing(found, File()) or advice(found, difference.cut)]
    chosen = against or (models[0] if models else None)
    made = tuple(each for each in remedies if each)
    return Report(None, chosen, difference, found, made, files, models)


def building(
    file: Network, found: tuple[Cause, ...], shared: Naming, model: Network, is_guess: bool
) -> Remedy | None:
    """Lines that build the network that an error's file may be of, and load it."""
    weights = state_dict_of(file.spec)
    if any(each.kind == "no_classifier" for each in found):
        weights = {name: each for name, each in weights.items() if not name.startswith("fc.")}
    identity = identify(weights)
    naming = next((each.details[0] for each in found if each.kind == "naming"), shared)
    if isinstance(naming, Naming):
        identity = replace(identity, naming=naming)
    remedy = fitting(identity, File(), model)
    if not remedy or not is_guess:
        return remedy
    words = Message("If the file is of {network}, build that and load it:", network=title(file))
    return replace(remedy, words=words)
