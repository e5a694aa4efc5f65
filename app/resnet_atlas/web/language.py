"""The language of a page: what its address says, else what was chosen last, else the browser's.

The choice is made once a request, around everything else, so that no page has to pass it on. The
API and the files that it describes are in English: programs read them.
"""

import json
from collections.abc import Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote_plus

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from resnet_atlas.web.request.accept import preferred_language
from resnet_atlas.web.request.address import LIVE, local, query

LANGUAGES = {"en": "English", "zh": "中文"}
"""Each by its code and its own name; the first is the one that everything is written in."""

PARAMETER = "lang"
"""Of an address that says its language, and of the cookie that remembers the choice."""

REMEMBERED = 365 * 24 * 3600
"""Seconds that a browser keeps the choice."""

LONGEST = 300
"""Characters of an address that a page repeats; who sends more sends nonsense."""

WORDLESS = ("/api/", "/diagrams/", "/static/", "/theme.css", "/v/", *LIVE)
"""Where nothing depends on the language."""

FRAMES = "/embed/"
"""Where pages are made to stand in others'."""

SPOKEN = ("text/html", "application/problem+json")
"""What has words in it, of all that is answered elsewhere."""

CATALOGUES = Path(__file__).parent / "locale"


@dataclass(frozen=True, slots=True)
class Language:
    """A language by its code; ``asked`` is whether the address names it, as its links then do.

    ``here`` is the address but for the language.
    """

    code: str = next(iter(LANGUAGES))
    asked: bool = False
    here: str = "/"

    @property
    def tag(self) -> str:
        """As HTML writes it (BCP 47): Chinese in simplified characters."""
        return {"zh": "zh-Hans"}.get(self.code, self.code)

    @property
    def texts(self) -> dict[str, str]:
        """What an address says of it."""
        return {PARAMETER: self.code} if self.asked else {}

    def other(self, code: str) -> str:
        """This very page in another language."""
        return f"{self.here}{'&' if '?' in self.here else '?'}{PARAMETER}={code}"

    def say(self, message: str) -> str:
        """A message in this language."""
        return catalogue(self.code).gettext(message)


WRITTEN = Language()
"""The language that everything is written in."""

current: ContextVar[Language] = ContextVar("language", default=WRITTEN)
"""The language of the answer that is being made."""


@cache
def catalogue(code: str) -> NullTranslations:
    """The translations into a language, read from its catalogue when it is first asked for."""
    if code == WRITTEN.code:
        return NullTranslations()
    from babel.messages.mofile import write_mo  # late: who reads English needs none of it
    from babel.messages.pofile import read_po

    compiled = BytesIO()
    with (CATALOGUES / f"{code}.po").open("rb") as file:
        write_mo(compiled, read_po(file, locale=code))
    compiled.seek(0)
    return GNUTranslations(compiled)


@cache
def script_words(code: str) -> str:
    """What scripts say, as JSON from English to the language; empty for English itself."""
    if code == WRITTEN.code:
        return ""
    from babel.messages.pofile import read_po

    with (CATALOGUES / f"{code}.po").open("rb") as file:
        messages = read_po(file, locale=code)
    words = {
        str(it.id): str(it.string)
        for it in messages
        if any(place.startswith("static/js/") for place, _ in it.locations)
    }
    # No end tag can be in it: it stands in a script element.
    return json.dumps(words, ensure_ascii=False).replace("</", "<\\/")


def asked(texts: Sequence[tuple[str, str]]) -> tuple[str | None, bool]:
    """The language that a query names, and whether it names none but that, once.

    An empty field of a form says nothing. Of two names the last is spoken: one has to be.
    """
    named = [text for name, text in texts if name == PARAMETER and text]
    code = next((text for text in reversed(named) if text in LANGUAGES), None)
    return code, len(named) == int(code is not None)


def chosen(request: Request, code: str | None) -> Language:
    """The language for a request: by its address, its cookie or its browser's preferences."""
    texts = request.query_params.multi_items()
    rest = [(name, text) for name, text in texts if name != PARAMETER]
    path = local(request.scope["path"])
    here = next(it for it in (path + query(rest), path, "/") if len(it) <= LONGEST)
    if code:
        return Language(code, True, here)
    kept = request.cookies.get(PARAMETER)
    code = kept if kept in LANGUAGES else preferred_language(request, *LANGUAGES)
    return Language(code, False, here)


class Languages:
    """Settles the language around the rest of the application, and has the browser remember it.

    An address that names a language is the same address without it for all that comes after; one
    that names a language we haven't, or two, is left as it is, to be refused.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and the answer back with the headers that speak of language."""
        if scope["type"] != "http" or scope["path"].startswith(WORDLESS):
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        code, clear = asked(request.query_params.multi_items())
        language = chosen(request, code)
        # What a visitor has without being asked is no choice, and the answer anybody's.
        new = language.asked and language.code != chosen(request, None).code
        if clear:
            scope = {**scope, "query_string": without(scope["query_string"])}

        async def add(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.add_vary_header("accept-language, cookie")
                if new and remembered(scope["path"], message["status"]):
                    headers.append("Set-Cookie", cookie(language))
                    headers["cache-control"] = "private"
                if headers.get("content-type", "").startswith(SPOKEN):
                    headers["Content-Language"] = language.tag
            await send(message)

        token = current.set(language)
        try:
            await self.app(scope, receive, add)
        finally:
            current.reset(token)


def without(query: bytes) -> bytes:
    """A query string, all else in it as it came, that says nothing of the language."""
    parts = query.decode("latin-1").split("&")
    rest = [part for part in parts if unquote_plus(part.partition("=")[0]) != PARAMETER]
    return "&".join(rest).encode("latin-1")


def remembered(path: str, status: int) -> bool:
    """Whether an answer to an address that names a language is a choice of the visitor's.

    A frame's language is chosen by the page around it, and a mistake chooses nothing.
    """
    return status < 400 and not path.startswith(FRAMES)


def cookie(language: Language) -> str:
    """The header by which a browser remembers a language, and nothing else about anybody."""
    return f"{PARAMETER}={language.code}; Path=/; Max-Age={REMEMBERED}; SameSite=Lax"
