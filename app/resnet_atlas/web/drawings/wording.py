"""The words on a page's pictures in the language of the page, none wider than its English."""

import re
from functools import lru_cache

from resnet_atlas.messages import Message
from resnet_atlas.web import language

WORDS = (
    Message("output of {id}"),
    Message("{count} identical blocks: show each"),
    Message("identity shortcut"),
    Message("projection shortcut"),
    Message("pooled shortcut"),
    Message("padded shortcut"),
    Message("subsampled shortcut"),
    Message("+{count} channels of 0"),
    Message("average of {kernel}"),
    Message("max of {kernel}"),
    Message("one of {kernel}"),
    Message("average pool"),
    Message("batch norm"),
    Message("stage {number}"),
    Message("identity"),
    Message("no ↓"),
    Message("input"),
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
    return text if code == language.DEFAULT.code else said(text, code)


@lru_cache(maxsize=4096)
def said(text: str, code: str) -> str:
    """The same in a language by its code."""
    translate = language.catalogue(code).gettext
    for words, found in PATTERNS.items():
        if match := found.search(text):
            start, end = match.span()
            text = text[:start] + translate(words).format(**match.groupdict()) + text[end:]
    return text
