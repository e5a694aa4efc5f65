"""Reading a page's query string so that a mistake in a link costs no more than itself."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Generic, TypeVar

from starlette.requests import Request

from resnet_atlas.diagram.view import LISTS
from resnet_atlas.errors import BadParameter
from resnet_atlas.messages import Message
from resnet_atlas.network.foreign import Found, translated
from resnet_atlas.web.request.query import TRACKING, PageQuery, given_twice, unknown_parameter

Model = TypeVar("Model", bound=PageQuery)
Result = TypeVar("Result")

FALLBACKS = ("unfold", "open")
"""What is given up, one after the other, where the picture is too large at any detail."""

LIST_ATTEMPTS = 8
"""How many names a list may lose one by one. After that it is left out as a whole."""

LONGEST = 200
"""Characters of a refused text that are put back into its field. A slip is shorter."""

MOST_NAMED = 8
"""How many unknown parameters are named. The rest are counted."""


@dataclass(frozen=True)
class Ignored:
    """A parameter that was refused, and the text taken in its place; None where it was left out.

    ``name`` is the parameter that the text was taken for, where that is another.
    """

    error: BadParameter
    taken: str | None
    name: str = ""


@dataclass(frozen=True)
class Refused:
    """The text of a form's field that was refused, and why."""

    text: str
    error: BadParameter


@dataclass(frozen=True)
class Lenient(Generic[Result]):
    """The ``result`` for the nearest valid query, its ``texts``, and what was ignored."""

    result: Result
    texts: Mapping[str, str]
    ignored: tuple[Ignored, ...]

    def refused(self, request: Request, fields: Collection[str]) -> dict[str, Refused]:
        """The fields of a form that were refused, with their text: nobody has to type it again."""
        errors = {ignored.error.parameter: ignored.error for ignored in self.ignored}
        return {
            name: Refused(request.query_params.get(name, "")[:LONGEST], errors[name])
            for name in fields
            if name in errors
        }


async def read_page_leniently(request: Request, model: type[Model]) -> Lenient[Model]:
    """Read the query string of a page that nothing but ``model`` checks."""

    async def as_it_is(query: Model) -> Model:
        return query

    return await read_leniently(request, model, as_it_is)


async def read_leniently(
    request: Request, model: type[Model], make: Callable[[Model], Awaitable[Result]]
) -> Lenient[Result]:
    """Read the query string into ``model`` and call ``make`` with it.

    What is refused, by the model or by ``make``, is replaced by the nearest valid value, or left
    out. A ``BadParameter`` that has nothing to do with the query is raised.
    """
    allowed = model.model_fields
    texts: dict[str, str] = {}
    unknown: dict[str, str] = {}
    repeated: dict[str, Ignored] = {}
    for name, text in request.query_params.multi_items():
        if name not in allowed:
            if not TRACKING.fullmatch(name):
                unknown[name] = text
            continue
        if texts.get(name, text) != text:
            repeated[name] = Ignored(given_twice(name, texts[name]), text)
        texts[name] = text
    taken = understood(unknown, allowed.keys() - texts.keys())
    texts |= dict(taken.values())
    ignored = [*left_out(unknown, allowed, taken), *repeated.values()]
    most_attempts = len(ignored) + LIST_ATTEMPTS
    while True:
        try:
            result = await make(model.model_validate(texts))
            return Lenient(result, texts, tuple(ignored))
        except BadParameter as error:
            found = cause(texts, error)
            if found:
                replacement = corrected(texts.pop(found), error, len(ignored) < most_attempts)
            elif error.parameter in allowed and error.nearest:
                # The network's own option does not go with one that was given.
                replacement = error.nearest
            else:
                raise
            name = found or error.parameter
            if replacement:
                texts[name] = replacement
            ignored.append(Ignored(error, texts.get(name)))


def understood(unknown: Mapping[str, str], free: Collection[str]) -> dict[str, Found]:
    """Options of other libraries that are among ``unknown``, each with ours that is ``free``."""
    found = {name: translated(name, text) for name, text in islice(unknown.items(), MOST_NAMED)}
    return {name: ours for name, ours in found.items() if ours and ours[1] and ours[0] in free}


def left_out(
    unknown: Mapping[str, str], allowed: Collection[str], taken: Mapping[str, Found]
) -> list[Ignored]:
    """The errors for unknown parameters. Of very many, the last one says how many more.

    ``taken`` are those for which an option of ours was taken.
    """
    errors = [
        unknown_parameter(name, text, allowed) for name, text in islice(unknown.items(), MOST_NAMED)
    ]
    if more := len(unknown) - len(errors):
        errors[-1].problem = Message(
            "there is no such parameter here; {more} more are unknown, too", more=more
        )
    return [
        Ignored(error, ours[1], ours[0])
        if (ours := taken.get(error.parameter))
        else Ignored(error, None)
        for error in errors
    ]


def cause(texts: Collection[str], error: BadParameter) -> str | None:
    """The parameter among ``texts`` that has to change; None where there is none.

    A picture may be too large although no detail was asked for. Then the groups that were opened
    make it so.
    """
    names = (error.parameter, *(FALLBACKS if error.parameter == "detail" else ()))
    return next((name for name in names if name in texts), None)


def corrected(text: str, error: BadParameter, one_by_one: bool) -> str | None:
    """The valid text nearest to one that was refused; None for none.

    A list loses the name that was refused; it goes as a whole unless ``one_by_one``.
    """
    names = [name.strip() for name in text.split(",")]
    if error.parameter in LISTS and len(names) > 1 and error.given in names:
        return ",".join(name for name in names if name != error.given) if one_by_one else None
    return error.nearest if error.nearest != text and error.given == text else None
