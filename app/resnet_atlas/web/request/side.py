"""One side of a comparison, which is one parameter: ``resnet50;stride_in_1x1=true;size=448``."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Self

from resnet_atlas.errors import BadParameter, UnknownName, shorten
from resnet_atlas.messages import Message
from resnet_atlas.network.foreign import meant, related, translated
from resnet_atlas.network.network import Network
from resnet_atlas.network.options import READERS
from resnet_atlas.network.size import DEFAULT_SIZE, Size
from resnet_atlas.parse import nearest
from resnet_atlas.web.request.query import given_twice

SIDES = ("left", "right")
SEPARATOR = ";"
"""Stands between the name and each of the options. An ampersand would end the parameter."""

OPTIONS = (*READERS, "size")
"""What may follow the name."""


@dataclass(frozen=True, slots=True)
class Side:
    """A network to compare, and the size of its input if that is given for this side alone."""

    network: Network
    own_size: Size | None = None

    @classmethod
    def parse(cls, parameter: str, text: str) -> Self:
        """Read a name and options. Any error is a ``BadParameter`` for ``parameter``."""
        name, *options = [part.strip() for part in text.split(SEPARATOR)]
        if not name:
            form = Message("a network’s name, and options behind semicolons")
            raise BadParameter(parameter, text, Message("this is required"), form)
        texts: dict[str, str] = {}
        try:
            for option in filter(None, options):
                key, _, value = (part.strip() for part in option.partition("="))
                if key not in OPTIONS:
                    raise unknown_option(key, value)
                if key in texts:
                    raise given_twice(key, value)
                texts[key] = value
            size = texts.pop("size", "")
            network = Network.parse(name, {key: value for key, value in texts.items() if value})
            return cls(network, Size.parse(size) if size else None)
        except BadParameter as error:
            raise side_error(parameter, text, error) from error

    def size(self, shared: Size) -> Size:
        """The size of its input."""
        return self.own_size or shared

    @property
    def options(self) -> dict[str, str]:
        """The options that follow the name, as text."""
        return self.network.changes | ({"size": str(self.own_size)} if self.own_size else {})

    @property
    def text(self) -> str:
        """The side as ``parse`` reads it."""
        return SEPARATOR.join([self.network.name, *pairs(self.options)])

    @property
    def title(self) -> str:
        """The name and the options, for people."""
        return " ".join([self.network.name, *pairs(self.options)])


def with_default_sizes(left: Side, right: Side) -> tuple[Side, Side, Size]:
    """Both sides and the size that they share where the request gives none.

    That is the size that both were made for. Where these differ, each side without a size of its
    own gets the one that it was made for.
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


def join_side(name: str, options: str) -> str:
    """A side made of the two fields of a form: the name, and the options with semicolons."""
    return SEPARATOR.join(filter(None, map(str.strip, [name, *options.split(SEPARATOR)])))


def side_error(parameter: str, text: str, error: BadParameter) -> BadParameter:
    """The error for a side, made of the error for its name or for one of its options."""
    _, _, options = text.partition(SEPARATOR)
    if isinstance(error, UnknownName):
        fixed = error.nearest and SEPARATOR.join(filter(None, [error.nearest, options]))
        return UnknownName(parameter, text, error.problem, error.allowed, fixed)
    given = f"{shorten(error.parameter, 40)}={shorten(error.given, 40)}"
    problem = Message("{given}: {problem}", given=given, problem=error.problem)
    return BadParameter(parameter, text, problem, error.allowed, corrected(text, error))


def unknown_option(key: str, value: str) -> BadParameter:
    """The error for an option that there isn't; what other libraries call it is understood."""
    problem, near = meant(key, value)
    problem = problem or Message("there is no such option")
    return BadParameter(key, value, problem, ", ".join(OPTIONS), near or nearest(key, OPTIONS))


def replacement(key: str, value: str, near: str) -> list[str]:
    """What stands for an unknown option: ours, or one of nearly the same letters, or nothing."""
    if found := translated(key, value):
        return ["=".join(found)] if found[1] else []
    return [f"{near}={value}"] if nearest(key, OPTIONS) == near and not related(key) else []


def corrected(text: str, error: BadParameter) -> str | None:
    """The side with the refused option replaced by the nearest that is allowed, if there is one."""
    if not error.nearest:
        return None
    name, *options = text.split(SEPARATOR)
    fixed = []
    for option in options:
        key, _, value = (part.strip() for part in option.partition("="))
        if key == error.parameter and key not in OPTIONS:
            fixed += replacement(key, value, error.nearest)
        else:
            fixed.append(f"{key}={error.nearest}" if key == error.parameter else option)
    if error.parameter in OPTIONS and error.parameter not in text:
        fixed.append(f"{error.parameter}={error.nearest}")  # the named network has it
    return SEPARATOR.join([name, *fixed])
