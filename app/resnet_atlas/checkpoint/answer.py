"""A report as plain data, which the API sends and the command line writes as JSON."""

from dataclasses import dataclass
from typing import Self

from resnet_atlas.checkpoint.identifying.identity import Identity
from resnet_atlas.checkpoint.identifying.parts import Part
from resnet_atlas.checkpoint.report import Report
from resnet_atlas.checkpoint.title import title
from resnet_atlas.messages import COMMA, Message, join
from resnet_atlas.network.network import Network


@dataclass(frozen=True, slots=True)
class NetworkAnswer:
    """A network of the atlas: its name there, the options that differ, and what it is called."""

    name: str
    changes: dict[str, str]
    title: str

    @classmethod
    def of(cls, network: Network) -> Self:
        """A network."""
        return cls(network.name, network.changes, title(network))


@dataclass(frozen=True, slots=True)
class IdentityAnswer:
    """What weights are.

    ``network`` has just these weights where ``exact``, else it is the nearest; ``alike`` have the
    same weights, ``unseen`` is what no weights say, ``beside`` what the file has
    beside it. ``family`` is empty where it isn't known.
    """

    title: str
    family: str
    network: NetworkAnswer | None
    exact: bool
    traits: list[str]
    unseen: list[str]
    alike: list[NetworkAnswer]
    prefix: str
    classifier: str
    tensors: int
    parameters: int
    beside: list[Part]

    @classmethod
    def of(cls, identity: Identity) -> Self:
        """An identity."""
        return cls(
            title=identity.title,
            family=identity.family,
            network=NetworkAnswer.of(identity.network) if identity.network else None,
            exact=identity.exact,
            traits=list(map(str, identity.traits)),
            unseen=list(map(str, identity.unseen)),
            alike=[NetworkAnswer.of(network) for network in identity.others],
            prefix=identity.naming.prefix,
            classifier=identity.classifier,
            tensors=identity.tensors,
            parameters=identity.parameters,
            beside=list(identity.parts),
        )


@dataclass(frozen=True, slots=True)
class CauseAnswer:
    """One cause of a mismatch, and the tensors that it explains."""

    kind: str
    words: str
    tensors: list[str]


@dataclass(frozen=True, slots=True)
class RemedyAnswer:
    """Lines of PyTorch, and what they mean."""

    words: str
    code: str


@dataclass(frozen=True, slots=True)
class MismatchAnswer:
    """A tensor of another shape: that of the file, and the network's."""

    name: str
    given: tuple[int, ...]
    expected: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class IdentifyAnswer:
    """What weights are, and why they don't fit.

    ``against`` is the network they are held against; ``files`` and ``models`` are what an error may
    be about. ``marks`` says by path what is the matter at which op of the network.
    """

    identity: IdentityAnswer | None
    against: NetworkAnswer | None
    fits: bool
    files: list[NetworkAnswer]
    models: list[NetworkAnswer]
    causes: list[CauseAnswer]
    remedies: list[RemedyAnswer]
    missing: list[str]
    unexpected: list[str]
    different: list[MismatchAnswer]
    marks: dict[str, str]

    @classmethod
    def of(cls, report: Report) -> Self:
        """A report."""
        difference = report.difference
        return cls(
            identity=IdentityAnswer.of(report.identity) if report.identity else None,
            against=NetworkAnswer.of(report.against) if report.against else None,
            fits=report.fits,
            files=[NetworkAnswer.of(network) for network in report.files],
            models=[NetworkAnswer.of(network) for network in report.models],
            causes=[
                CauseAnswer(cause.kind, str(cause.words), list(cause.tensors))
                for cause in report.causes
            ],
            remedies=[RemedyAnswer(str(remedy.words), remedy.code) for remedy in report.remedies],
            missing=list(difference.missing),
            unexpected=list(difference.unexpected),
            different=[MismatchAnswer(name, *pair) for name, pair in difference.different.items()],
            marks=report.marks,
        )


def verdict(report: Report) -> Message:
    """The answer in one sentence."""
    if report.part:
        return verdict_on_part(report)
    if report.identity is None:
        if len(report.files) == len(report.models) == 1:
            file, model = title(report.files[0]), title(report.models[0])
            return Message("weights of {file}, loaded into {model}", file=file, model=model)
        if not report.difference and report.causes:
            return Message("PyTorch couldn’t load the file")
        return Message("PyTorch refused these weights")
    if report.identity.network is None:
        if report.identity.family:
            return Message("{family}, which the atlas doesn’t have", family=report.identity.family)
        return Message("no network that the atlas knows")
    what = report.identity.title
    against = title(report.against) if report.against else what
    if report.fits and report.against == report.identity.network:
        return Message(what)
    if report.fits:
        return Message("{what}: it fits {against}", what=what, against=against)
    if report.identity.exact:
        return Message("{what}: it doesn’t fit {against}", what=what, against=against)
    return Message("no network has just these weights; the nearest is {what}", what=what)


def verdict_on_part(report: Report) -> Message:
    """The answer to a part of a network's names."""
    if not report.files:
        return Message("no network of the atlas has all of these names")
    networks = join(COMMA, map(title, report.files))
    return Message("these names are a part of the weights of {networks}", networks=networks)
