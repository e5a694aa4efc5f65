"""Chooses the language of an answer: the address decides, else a cookie, else the browser.

The choice is made once a request, around the rest of the application, so that no page has to pass
it on. A language in the address is remembered in a cookie.
"""

from collections.abc import Sequence
from urllib.parse import unquote_plus

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from resnet_atlas.web import root
from resnet_atlas.web.language import LANGUAGES, PARAMETER, UNTRANSLATED, Language, current
from resnet_atlas.web.request.accept import preferred_language
from resnet_atlas.web.request.address import local, query

COOKIE_SECONDS = 365 * 24 * 3600

LONGEST = 300
"""Characters of an address that a page repeats in its links to other languages."""

FRAMES = "/embed/"
"""Pages that stand in a frame of another site, which chooses the language for its reader."""

TRANSLATED = ("text/html", "application/problem+json")
"""The media types that have text for people in them."""


def language_of(texts: Sequence[tuple[str, str]]) -> tuple[str | None, bool]:
    """The language that a query names, and whether it names at most one, and a known one.

    An empty field of a form names none. Of two languages the last is used for the error page.
    """
    named = [text for name, text in texts if name == PARAMETER and text]
    code = next((text for text in reversed(named) if text in LANGUAGES), None)
    return code, len(named) == int(code is not None)


def choose(request: Request, code: str | None) -> Language:
    """The language for a request whose address names ``code``, or none."""
    texts = request.query_params.multi_items()
    rest = [(name, text) for name, text in texts if name != PARAMETER]
    path = local(request.scope["path"])
    here = next(each for each in (path + query(rest), path, local("/")) if len(each) <= LONGEST)
    if code:
        return Language(code, True, here)
    remembered = request.cookies.get(PARAMETER)
    if remembered in LANGUAGES:
        return Language(remembered, False, here)
    accepted = request.headers.get("accept-language")
    return Language(preferred_language(accepted, *LANGUAGES), False, here)


class LanguageMiddleware:
    """Sets ``language.current`` for each request, and remembers a language that was asked for.

    The parameter is taken out of the address, so that no route has to know it. An unknown language,
    or two of them, is left in for the route to refuse.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and the answer back with the headers about its language."""
        if scope["type"] != "http" or scope["path"].startswith(UNTRANSLATED):
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        code, valid = language_of(request.query_params.multi_items())
        language = choose(request, code)
        # An answer with a cookie is private; who has the language anyway needs no cookie.
        new = language.asked and language.code != choose(request, None).code
        if valid:
            scope = {**scope, "query_string": without_language(scope["query_string"])}

        async def add(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.add_vary_header("accept-language, cookie")
                if new and is_choice(scope["path"], message["status"]):
                    headers.append("Set-Cookie", cookie(language))
                    headers["cache-control"] = "private"
                if headers.get("content-type", "").startswith(TRANSLATED):
                    headers["Content-Language"] = language.tag
            await send(message)

        token = current.set(language)
        try:
            await self.app(scope, receive, add)
        finally:
            current.reset(token)


def without_language(query: bytes) -> bytes:
    """A query string without the language; all else stays exactly as it came."""
    parts = query.decode("latin-1").split("&")
    rest = [part for part in parts if unquote_plus(part.partition("=")[0]) != PARAMETER]
    return "&".join(rest).encode("latin-1")


def is_choice(path: str, status: int) -> bool:
    """Whether the visitor chose the language: an error or a page in a frame is no choice."""
    return status < 400 and not path.startswith(FRAMES)


def cookie(language: Language) -> str:
    """The header by which a browser remembers a language; it says nothing else about anybody."""
    path = root.current.get().path or "/"
    return f"{PARAMETER}={language.code}; Path={path}; Max-Age={COOKIE_SECONDS}; SameSite=Lax"
