"""English text that can be translated after it was made.

Errors, labels and remarks are made in English, far from any page. A page shows them in the
visitor's language, where words may come in another order. So a message remembers its template and
the values in it, and ``translate`` fills the template of another language.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Self


class Message(str):
    """An English text, with the ``template`` it was made of and the ``values`` in it."""

    __slots__ = ("template", "values")
    template: str
    values: Mapping[str, object]

    def __new__(cls, template: str, **values: object) -> Self:
        """Fill the ``{names}`` in ``template``; translations refer to values by the same names."""
        made = super().__new__(cls, template.format(**values) if values else template)
        made.template, made.values = template, values
        return made


COMMA = Message(", ")
"""Stands between the items of a list."""


def join(separator: str, texts: Iterable[str]) -> str:
    """Join ``texts``; the result is a message if one of them is, or the separator.

    >>> join(" · ", ["layer2", Message("stage {number}", number=2)])
    'layer2 · stage 2'
    """
    parts = list(texts)
    if not any(isinstance(part, Message) for part in (separator, *parts)):
        return separator.join(parts)
    values = {f"text{place}": part for place, part in enumerate(parts)}
    between = "{separator}" if isinstance(separator, Message) else separator
    template = between.join(f"{{{name}}}" for name in values)
    return Message(template, separator=separator, **values) if values else ""


def translate(text: str, gettext: Callable[[str], str]) -> str:
    """Translate a message and the messages among its values; return any other text as it is.

    ``gettext`` translates a template.

    >>> translate(Message("at most {most}", most=6), {"at most {most}": "最多 {most}"}.__getitem__)
    '最多 6'
    """
    if not isinstance(text, Message):
        return text
    values = {
        name: translate(value, gettext) if isinstance(value, str) else value
        for name, value in text.values.items()
    }
    template = gettext(text.template)
    return template.format(**values) if values else template
