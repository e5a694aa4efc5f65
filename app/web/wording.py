"""The words on a page's pictures in the language of the page, none wider than its English."""

import re
from functools import lru_cache

from app.phrase import Phrase
from app.web import language

WORDS = (
    Phrase("output of {id}"),
    Phrase("{count} identical blocks: show each"),
    Phrase("identity shortcut"),
    Phrase("projection shortcut"),
    Phrase("pooled shortcut"),
    Phrase("padded shortcut"),
    Phrase("subsampled shortcut"),
    Phrase("+{count} channels of 0"),
    Phrase("average of {kernel}"),
    Phrase("max of {kernel}"),
    Phrase("one of {kernel}"),
    Phrase("average pool"),
    Phrase("batch norm"),
    Phrase("stage {number}"),
    Phrase("identity"),
    Phrase("no ↓"),
    Phrase("input"),
)
"""All that is neither a module's name nor an argument of PyTorch's; what is within comes later."""


def pattern(words: str) -> re.Pattern[str]:
    """What finds words, and by name what fills them."""
    filled = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^\\s,]+)", re.escape(words))
    return re.compile(rf"(?<![\w.]){filled}(?![\w.])")


PATTERNS = {words: pattern(words) for words in WORDS}


def say(text: str) -> str:
    """A text of a picture as the page that is being made says it."""
    code = language.current.get().code
    return text if code == language.WRITTEN.code else said(text, code)


@lru_cache(maxsize=4096)
def said(text: str, code: str) -> str:
    """The same in a language by its code."""
    translate = language.catalogue(code).gettext
    for words, found in PATTERNS.items():
        if match := found.search(text):
            start, end = match.span()
            text = text[:start] + translate(words).format(**match.groupdict()) + text[end:]
    return text
