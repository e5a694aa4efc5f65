"""A picture's template + size and theme → the picture: text and colours, no layout.

``Template.dot`` and ``Template.svg`` hold marks for shapes (``§3§``), the light palette's colours
and links to groups and ops by name; painting replaces them.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape, unescape

from app.diagram.view import View
from app.graph import Tensor
from app.render.cells import ADVANCE
from app.render.labels import shape_text
from app.render.theme import LIGHT, PALETTES

MARK = re.compile(r"§(\d+)§")
SVG_TEXT = re.compile(r"<text ([^>]*?)font-size=\"([\d.]+)\"([^>]*)>([^<]*)</text>")
LINK = re.compile(r' href="(focus|op):([^"]*)"')
URL = re.compile(r'\s+URL="[^"]*"')

Link = Callable[[str, str], str]
"""From ``focus`` or ``op`` and a module path to an address; empty for none."""


@dataclass(frozen=True, slots=True)
class Template:
    """The DOT of a diagram, or Graphviz's SVG of it, and the tensors behind its marks."""

    text: str
    tensors: tuple[Tensor, ...]


def paint_dot(template: Template, view: View) -> str:
    """DOT that Graphviz can draw, with the shapes and colours of ``view``, and without links."""
    return colored(marked(URL.sub("", template.text), template.tensors, view), PALETTES[view.theme])


def paint_svg(
    template: Template, view: View, title: str, palette: Mapping[str, str], link: Link
) -> str:
    """The SVG with the shapes of ``view``, the colours of ``palette`` and links by ``link``."""

    def address(match: re.Match[str]) -> str:
        to = link(match[1], match[2])
        return f' href="{to}"' if to else ""

    svg = fitted(marked(template.text, template.tensors, view))
    svg = LINK.sub(address, colored(svg, palette))
    role = "img" if link is no_link else "group"  # what can be walked through is no mere image
    return svg.replace("<svg ", f'<svg role="{role}" aria-label="{escape(title)}" ', 1)


def no_link(kind: str, path: str) -> str:
    """For a picture that stands alone."""
    return ""


def marked(text: str, tensors: tuple[Tensor, ...], view: View) -> str:
    """A template's text with every mark replaced by its tensor's shape."""
    shapes = [shape_text(tensor, view.size, view.shapes) for tensor in tensors]
    return MARK.sub(lambda match: shapes[int(match[1])], text)


def colored(text: str, palette: Mapping[str, str]) -> str:
    """The text with the light palette's colours replaced by those of ``palette``."""
    if palette is LIGHT:
        return text
    names = {color: name for name, color in LIGHT.items()}
    return re.sub("|".join(names), lambda match: palette[names[match[0]]], text)


def fitted(svg: str) -> str:
    """The SVG with every text as wide as the layout counted it, whatever face it is shown in."""

    def fit(match: re.Match[str]) -> str:
        before, size, after, words = match.groups()
        width = len(unescape(words)) * ADVANCE * float(size)
        return f'<text {before}font-size="{size}"{after} textLength="{width:.1f}">{words}</text>'

    return SVG_TEXT.sub(fit, svg)
