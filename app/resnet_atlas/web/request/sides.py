"""The two sides of a comparison, each one parameter: ``resnet50;stride_in_1x1=true;size=448``."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Self

from resnet_atlas.errors import BadParameter, UnknownName, shorten
from resnet_atlas.facts.comparison.comparison import Comparison, compare
from resnet_atlas.facts.facts import Facts
from resnet_atlas.messages import Message
from resnet_atlas.network.network import Network
from resnet_atlas.network.size import DEFAULT_SIZE, Size
from resnet_atlas.network.spec import READERS
from resnet_atlas.parse import nearest
from resnet_atlas.store.graphs import graph_of
from resnet_atlas.web.request.query import twice

SIDES = ("left", "right")
BETWEEN = ";"
"""Between the name and each of the options; an ampersand would end the parameter."""

OPTIONS = (*READERS, "size")
"""What a side may say behind its name."""


@dataclass(frozen=True, slots=True)
class Side:
    """A network to compare, and the size of its input where that isn't the other's as well."""

    network: Network
    own_size: Size | None = None

    @classmethod
    def parse(cls, parameter: str, text: str) -> Self:
        """Read a name and options; what is wrong is a ``BadParameter`` for ``parameter``."""
        name, *options = [part.strip() for part in text.split(BETWEEN)]
        if not name:
            form = Message("a network’s name, and options behind semicolons")
            raise BadParameter(parameter, text, Message("this is required"), form)
        texts: dict[str, str] = {}
        try:
            for option in filter(None, options):
                key, _, value = (part.strip() for part in option.partition("="))
                if key not in OPTIONS:
                    problem, allowed = Message("there is no such option"), ", ".join(OPTIONS)
                    raise BadParameter(key, value, problem, allowed, nearest(key, OPTIONS))
                if key in texts:
                    raise twice(key, value)
                texts[key] = value
            size = texts.pop("size", "")
            network = Network.parse(name, {key: value for key, value in texts.items() if value})
            return cls(network, Size.parse(size) if size else None)
        except BadParameter as error:
            raise blamed(parameter, text, error) from error

    def size(self, shared: Size) -> Size:
        """The size of its input."""
        return self.own_size or shared

    @property
    def options(self) -> dict[str, str]:
        """What it says behind its name."""
        return self.network.changes | ({"size": str(self.own_size)} if self.own_size else {})

    @property
    def text(self) -> str:
        """The side as ``parse`` reads it."""
        return BETWEEN.join([self.network.name, *pairs(self.options)])

    @property
    def title(self) -> str:
        """Its name, and what is different."""
        return " ".join([self.network.name, *pairs(self.options)])


def usual(left: Side, right: Side) -> tuple[Side, Side, Size]:
    """Both sides and the size they share where none was asked for: what they were made for.

    Where that isn't the same, each that has no size of its own is given its own.
    """
    sizes = [side.network.usual_size for side in (left, right)]
    if sizes[0] == sizes[1]:
        return left, right, sizes[0]
    left, right = (
        side if side.own_size or size == DEFAULT_SIZE else replace(side, own_size=size)
        for side, size in zip((left, right), sizes, strict=True)
    )
    return left, right, DEFAULT_SIZE


def pairs(options: Mapping[str, str]) -> Iterator[str]:
    """Options as they are written."""
    return (f"{name}={text}" for name, text in options.items())


def joined(name: str, options: str) -> str:
    """A side from the two fields of a form: a name, and options with semicolons between them."""
    return BETWEEN.join(filter(None, map(str.strip, [name, *options.split(BETWEEN)])))


def blamed(parameter: str, text: str, error: BadParameter) -> BadParameter:
    """What is wrong with a side, from what is wrong with its name or with one of its options."""
    _, _, options = text.partition(BETWEEN)
    if isinstance(error, UnknownName):
        mended = error.nearest and BETWEEN.join(filter(None, [error.nearest, options]))
        return UnknownName(parameter, text, error.problem, error.allowed, mended)
    given = f"{shorten(error.parameter, 40)}={shorten(error.given, 40)}"
    problem = Message("{given}: {problem}", given=given, problem=error.problem)
    return BadParameter(parameter, text, problem, error.allowed, corrected(text, error))


def corrected(text: str, error: BadParameter) -> str | None:
    """A side with the option that was refused as the nearest that is allowed, if one is near."""
    if not error.nearest:
        return None
    name, *options = text.split(BETWEEN)
    mended = []
    for option in options:
        key, _, value = (part.strip() for part in option.partition("="))
        if key == error.parameter:
            option = f"{key}={error.nearest}" if key in OPTIONS else f"{error.nearest}={value}"
        mended.append(option)
    if error.parameter in OPTIONS and error.parameter not in text:
        mended.append(f"{error.parameter}={error.nearest}")  # it is the network's own
    return BETWEEN.join([name, *mended])


def compared(left: Side, right: Side, shared: Size) -> Comparison:
    """What two sides come to; a size that one can't take is refused as what it was given by."""
    facts: list[Facts] = []
    for parameter, side in zip(SIDES, (left, right), strict=True):
        try:
            facts.append(Facts(graph_of(side.network.spec), side.size(shared)))
            assert facts[-1].costs  # refused here, where it is known whose size it is
        except BadParameter as error:
            if side.own_size is None:
                raise
            raise blamed(parameter, side.text, error) from error
    return compare(*facts)
