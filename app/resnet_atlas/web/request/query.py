"""The base of all query models: the rules that hold for every query string.

A route declares its parameters as ``Annotated[SomeQuery, Query()]``. A value that is not allowed
raises ``BadParameter`` from within the model, which Pydantic and FastAPI pass on as it is.
"""

import re
from collections.abc import Collection
from typing import Annotated, Any

from fastapi import Depends
from pydantic import BaseModel, ConfigDict, Field, PlainValidator, model_validator
from starlette.requests import Request

from resnet_atlas.errors import BadParameter
from resnet_atlas.messages import Message
from resnet_atlas.network.foreign import meant
from resnet_atlas.parse import nearest, one_of
from resnet_atlas.web.language import LANGUAGES, PARAMETER

TRACKING = re.compile("utm_.*|[a-z]{1,3}clid|from|isappinstalled|spm")
"""Parameters that other sites add to a link. Pages ignore them."""


class QueryModel(BaseModel):
    """The parameters of a route. An empty text counts as not given."""

    model_config = ConfigDict(extra="allow", frozen=True, arbitrary_types_allowed=True)

    @model_validator(mode="before")
    @classmethod
    def _refuse_unknown_names(cls, query: dict[str, Any]) -> dict[str, str]:
        fields = cls.model_fields
        # FastAPI gives a list for a tuple field. ``refuse_repeated`` made sure it has one text.
        texts = {name: each[-1] if isinstance(each, list) else each for name, each in query.items()}
        for name, text in texts.items():
            if name not in fields and not (PARAMETER in fields and TRACKING.fullmatch(name)):
                raise unknown_parameter(name, str(text), fields)
        given = {name: text for name, text in texts.items() if name in fields and text}
        required = {name: "" for name, field in fields.items() if field.is_required()}
        return required | given


class PageQuery(QueryModel):
    """The parameters of every page. The middleware has read a valid ``lang`` before."""

    lang: Annotated[
        str | None,
        PlainValidator(lambda text: one_of(PARAMETER, text, LANGUAGES)),
        Field(description="The language of the page."),
    ] = None


async def refuse_repeated(request: Request) -> None:
    """Refuse a parameter that is given twice. FastAPI would take the last value.

    It is async because FastAPI would run a plain function in a thread.
    """
    seen: set[str] = set()
    for name, text in request.query_params.multi_items():
        if name in seen and not TRACKING.fullmatch(name):
            raise given_twice(name, text)
        seen.add(name)


ONCE = Depends(refuse_repeated)
"""A dependency of every route that refuses what is wrong, instead of ignoring it."""


OPTION = "depths"
"""A parameter of every route that takes a network's options."""


def unknown_parameter(name: str, text: str, allowed: Collection[str]) -> BadParameter:
    """The error for a parameter that a route does not have."""
    problem, near = meant(name, text)
    if (near or OPTION) not in allowed:  # this route takes no options of a network
        problem = near = None
    names = ", ".join(allowed) or Message("none")
    problem = problem or Message("there is no such parameter here")
    return BadParameter(name, text, problem, names, near or nearest(name, allowed))


def given_twice(name: str, text: str) -> BadParameter:
    """The error for a parameter with two values."""
    return BadParameter(name, text, Message("this is given twice"), Message("one value"))
