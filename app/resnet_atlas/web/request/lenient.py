"""A page's query string, read so that nonsense in a link costs no more than itself."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Generic, TypeVar

from starlette.requests import Request

from resnet_atlas.diagram.view import LISTS
from resnet_atlas.errors import BadParameter
from resnet_atlas.messages import Message
from resnet_atlas.web.request.query import Query, given, twice, unknown

Made = TypeVar("Made")

FALL_BACK = ("unfold", "open")
"""What is given up, one after the other, where the picture is too large at any detail."""

PATIENCE = 8
"""How many names a list may lose one by one; then it goes as a whole."""

LONGEST = 200
"""Characters of what was refused that are put back into its field: more is no slip of a hand."""

FEW = 8
"""How many parameters that there aren't are named; the rest are counted."""


@dataclass(frozen=True)
class Ignored:
    """What was refused, and what its parameter was taken for; None where it was left out."""

    error: BadParameter
    taken: str | None


@dataclass(frozen=True)
class Refused:
    """What a field has that can't be, and why."""

    text: str
    error: BadParameter


@dataclass(frozen=True)
class Sensible(Generic[Made]):
    """What was made of the nearest query that makes sense, and what was ignored on the way."""

    made: Made
    query: Query
    ignored: tuple[Ignored, ...]

    def refused(self, request: Request, *fields: str) -> dict[str, Refused]:
        """Of ``fields`` of a form those that were refused: nobody shall have to type it again."""
        errors = {it.error.parameter: it.error for it in self.ignored}
        given = {it: request.query_params.get(it, "")[:LONGEST] for it in fields if it in errors}
        return {it: Refused(text, errors[it]) for it, text in given.items()}


async def sensibly(
    request: Request, make: Callable[[Query], Awaitable[Made]], *allowed: str
) -> Sensible[Made]:
    """``make`` of the request's query, or of the nearest to it that ``make`` takes.

    What is refused is replaced by the nearest valid value, or left out. A ``BadParameter`` that is
    not about the query is raised.
    """
    texts: dict[str, str] = {}
    others: dict[str, str] = {}
    doubled: dict[str, Ignored] = {}
    for key, text in given(request, allowed):
        if key not in allowed:
            others[key] = text
            continue
        if texts.get(key, text) != text:
            doubled[key] = Ignored(twice(key, texts[key]), text)
        texts[key] = text
    ignored = [*left_out(others, allowed), *doubled.values()]
    at_once = len(ignored)
    while True:
        try:
            query = Query.read(texts.items(), *allowed)
            return Sensible(await make(query), query, tuple(ignored))
        except BadParameter as error:
            name = blamed(texts, error, allowed)
            if name is None and error.parameter in allowed and error.nearest:
                # Refused is what the network has of itself, beside what was asked for.
                texts[error.parameter] = error.nearest
                ignored.append(Ignored(error, error.nearest))
                continue
            if name is None:
                raise
            before = texts.pop(name)
            if taken := mended(before, error, patient=len(ignored) < at_once + PATIENCE):
                texts[name] = taken
            ignored.append(Ignored(error, texts.get(name)))


def left_out(others: Mapping[str, str], allowed: Collection[str]) -> list[Ignored]:
    """What is said of parameters that there aren't: of a great many, the last says how many."""
    errors = [unknown(name, text, allowed) for name, text in islice(others.items(), FEW)]
    if more := len(others) - len(errors):
        errors[-1].problem = Message(
            "there is no such parameter here, and neither are there {more} more", more=more
        )
    return [Ignored(error, None) for error in errors]


def blamed(texts: Collection[str], error: BadParameter, allowed: Collection[str]) -> str | None:
    """The parameter among ``texts`` that has to change; None where none has anything to do with it.

    Where the picture is too large without any detail asked for, it is what makes it large.
    """
    spare = FALL_BACK if error.parameter == "detail" else ()
    return next((name for name in (error.parameter, *spare) if name in texts), None)


def mended(text: str, error: BadParameter, patient: bool) -> str | None:
    """What comes nearest to a text that was refused; None for nothing at all."""
    names = [name.strip() for name in text.split(",")]
    if error.parameter in LISTS and len(names) > 1 and error.given in names:
        return ",".join(name for name in names if name != error.given) if patient else None
    return error.nearest if error.nearest != text and error.given == text else None
