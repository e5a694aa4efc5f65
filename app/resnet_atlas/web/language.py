"""The languages of the pages, and their translations.

``middleware.language`` chooses one for each request. The API and the files that it describes are in
English only, because programs read them.
"""

import json
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from resnet_atlas import messages
from resnet_atlas.web.request.address import LIVE

LANGUAGES = {"en": "English", "zh": "中文"}
"""Each by its code and its own name; the first is the one that the source is written in."""

PARAMETER = "lang"
"""The name of the parameter of an address, and of the cookie that remembers the choice."""

UNTRANSLATED = ("/api/", "/diagrams/", "/static/", "/theme.css", *LIVE)
"""The addresses whose answers don't depend on the language."""

CATALOGUES = Path(__file__).parent / "locale"


@dataclass(frozen=True, slots=True)
class Language:
    """A language by its code; ``asked`` says whether the address names it, as its links then do.

    ``here`` is the address of the page without the language.
    """

    code: str = next(iter(LANGUAGES))
    asked: bool = False
    here: str = "/"

    @property
    def tag(self) -> str:
        """The code as HTML writes it (BCP 47): Chinese is in simplified characters."""
        return {"zh": "zh-Hans"}.get(self.code, self.code)

    @property
    def texts(self) -> dict[str, str]:
        """The parameters by which an address names this language."""
        return {PARAMETER: self.code} if self.asked else {}

    def other(self, code: str) -> str:
        """The address of this page in another language."""
        return f"{self.here}{'&' if '?' in self.here else '?'}{PARAMETER}={code}"

    def gettext(self, message: str) -> str:
        """A message in this language."""
        return catalogue(self.code).gettext(message)


DEFAULT = Language()
"""English: the language that the source is written in."""

current: ContextVar[Language] = ContextVar("language", default=DEFAULT)
"""The language of the answer that is being made."""


def translate(text: str) -> str:
    """A message in the language of the answer that is being made."""
    return messages.translate(text, current.get().gettext)


@cache
def catalogue(code: str) -> NullTranslations:
    """The translations into a language, read when they are first needed."""
    if code == DEFAULT.code:
        return NullTranslations()
    from babel.messages.mofile import write_mo  # late: English needs none of it
    from babel.messages.pofile import read_po

    compiled = BytesIO()
    with (CATALOGUES / f"{code}.po").open("rb") as file:
        write_mo(compiled, read_po(file, locale=code))
    compiled.seek(0)
    return GNUTranslations(compiled)


@cache
def script_words(code: str) -> str:
    """The texts of the scripts, as JSON from English to the language; empty for English."""
    if code == DEFAULT.code:
        return ""
    from babel.messages.pofile import read_po

    with (CATALOGUES / f"{code}.po").open("rb") as file:
        messages = read_po(file, locale=code)
    words = {
        str(message.id): str(message.string)
        for message in messages
        if any(place.startswith("static/js/") for place, _ in message.locations)
    }
    # It stands in a script element, so no end tag may be in it.
    return json.dumps(words, ensure_ascii=False).replace("</", "<\\/")
