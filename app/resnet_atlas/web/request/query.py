"""What a request asks for: its query string, checked for names and read into the app's values."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property

from starlette.requests import Request

from resnet_atlas.diagram import view
from resnet_atlas.diagram.view import View
from resnet_atlas.errors import BadParameter
from resnet_atlas.messages import Message
from resnet_atlas.network.catalogue import usual_size
from resnet_atlas.network.network import Network
from resnet_atlas.network.size import DEFAULT_SIZE, LARGEST_BATCH, Size
from resnet_atlas.network.spec import READERS
from resnet_atlas.parse import nearest, one_of, truth, whole_number
from resnet_atlas.web.language import LANGUAGES, PARAMETER

SPEC = tuple(READERS)
VIEW = tuple(view.READERS)
INPUT = ("size", "batch")
PAGE = (PARAMETER,)
"""What every page allows, beside its own."""

ADDED = re.compile("utm_.*|[a-z]{1,3}clid|from|isappinstalled|spm")
"""What those add to a link who pass it on. To a page it means nothing, and does no harm."""


@dataclass(frozen=True)
class Query:
    """The parameters of one request, all of them among the names its route allows."""

    texts: dict[str, str]

    @classmethod
    def of(cls, request: Request, *allowed: str) -> "Query":
        """Read the query string; ``BadParameter`` for a name not allowed or given twice."""
        return cls.read(given(request, allowed), *allowed)

    @classmethod
    def read(cls, given: Iterable[tuple[str, str]], *allowed: str) -> "Query":
        """Read names and texts, refused as by ``of``."""
        texts: dict[str, str] = {}
        for name, text in given:
            if name in PAGE and name in allowed:
                one_of(name, text, LANGUAGES)  # what is one has been taken out before
            if name not in allowed:
                raise unknown(name, text, allowed)
            if name in texts:
                raise twice(name, text)
            texts[name] = text
        return cls(texts)

    def network(self, name: str) -> Network:
        """The network called ``name``, varied by the options of a spec that are given."""
        return Network.parse(name, {key: self.texts[key] for key in SPEC if self.texts.get(key)})

    @cached_property
    def view(self) -> View:
        """The view that is asked for; its focus is checked once the network is known."""
        return View.parse(self.texts)

    @cached_property
    def size(self) -> Size:
        """The size of the input, 224 unless given."""
        return Size.parse(self.texts.get("size") or str(DEFAULT_SIZE))

    @cached_property
    def batch(self) -> int:
        """The batch, 1 unless given."""
        return whole_number("batch", self.texts.get("batch") or "1", 1, LARGEST_BATCH)

    @cached_property
    def stride_in_1x1(self) -> bool:
        """Whether bottlenecks stride where the paper has it, False unless given."""
        return truth("stride_in_1x1", self.texts.get("stride_in_1x1") or "false")


def given(request: Request, allowed: Collection[str]) -> list[tuple[str, str]]:
    """What a query string says, and the size that the network asked for was made for if it doesn't.

    An empty size, as a form may send, says none.
    """
    items = request.query_params.multi_items()
    if PARAMETER in allowed:
        items = [it for it in items if it[0] in allowed or not ADDED.fullmatch(it[0])]
    usual = usual_size(request.path_params.get("name", ""))
    if (
        "size" not in allowed
        or usual == DEFAULT_SIZE
        or any(it[0] == "size" and it[1] for it in items)
    ):
        return items
    return [*(it for it in items if it[0] != "size"), ("size", str(usual))]


def unknown(name: str, text: str, allowed: Collection[str]) -> BadParameter:
    """What is wrong with a parameter that there isn't."""
    problem = Message("there is no such parameter here")
    names = ", ".join(allowed) or Message("none")
    return BadParameter(name, text, problem, names, nearest(name, allowed))


def twice(name: str, text: str) -> BadParameter:
    """What is wrong with a parameter that has two values."""
    return BadParameter(name, text, Message("this is given twice"), Message("one value"))
