"""Sentences that can be said in another language.

What is raised and stated in English far from any page is to be read in the visitor's language on
one, and word order differs. So a phrase remembers the template it was made of and what fills it.
"""

from collections.abc import Callable, Mapping
from typing import Self


class Message(str):
    """An English sentence, with the ``template`` it was made of and the ``values`` in it."""

    __slots__ = ("template", "values")
    template: str
    values: Mapping[str, object]

    def __new__(cls, template: str, **values: object) -> Self:
        """Fill the template's ``{names}``; the names are also how translations refer to them."""
        made = super().__new__(cls, template.format(**values) if values else template)
        made.template, made.values = template, values
        return made


def said(text: str, translate: Callable[[str], str]) -> str:
    """``text`` in another language, phrases within a phrase as well; plain text as it is.

    >>> said(Message("at most {most}", most=6), {"at most {most}": "最多 {most}"}.__getitem__)
    '最多 6'
    """
    if not isinstance(text, Message):
        return text
    values = {
        name: said(value, translate) if isinstance(value, str) else value
        for name, value in text.values.items()
    }
    template = translate(text.template)
    return template.format(**values) if values else template
