"""The picture of a view as a page shows it, and where the parts of it lead."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from markupsafe import Markup
from starlette.requests import Request

from resnet_atlas.diagram.view import View
from resnet_atlas.graph.graph import Graph
from resnet_atlas.network.network import Network
from resnet_atlas.render.formats.svg import Link
from resnet_atlas.render.marks import NONE, Marks
from resnet_atlas.render.pictures import Pictures
from resnet_atlas.render.shapes import Item
from resnet_atlas.render.theme import variables
from resnet_atlas.web import language, urls

Draw = Callable[[Request, Network, View, Link], Awaitable["Picture"]]

MODELS, EMBED = "/models", "/embed"
"""The pages of a network, and the same to stand in a frame."""


WIDEST = 360
"""Points: a picture up to this width is narrow as it is."""

WIDE_FRAME, NARROW_FRAME = (930, 540), (380, 560)
"""Width and height in points of a usual frame on a screen, and on a phone."""

LARGEST = 300_000
"""Characters of a picture beyond which the script of a page asks for the narrow one itself."""


@dataclass(frozen=True, slots=True)
class Picture:
    """An SVG to stand in a page, with its width and height in ems of 16 points.

    ``svg`` may be two: the second is the narrow layout of the first, which the style sheet shows
    in a narrow frame.
    """

    svg: Markup
    width: float
    height: float


async def draw(
    request: Request, network: Network, view: View, link: Link, marks: Marks = NONE
) -> Picture:
    """The picture of a view in the colours of the page's style sheet, with links."""
    pictures: Pictures = request.app.state.pictures
    svg = await pictures.svg(network, view, variables(), link, True, marks, language.translate)
    return Picture(Markup(svg.text), svg.width / 16, svg.height / 16)


async def draw_for_width(
    request: Request, network: Network, view: View, link: Link, marks: Marks = NONE
) -> Picture:
    """The picture of a view; from left to right it is wrapped for a frame, or a narrow one."""
    frame = NARROW_FRAME if view.narrow else WIDE_FRAME
    fitted = await request.app.state.pictures.fitted(network, view, *frame)
    return await draw(request, network, fitted, link, marks)


async def draw_for_any_width(
    request: Request, network: Network, view: View, link: Link, marks: Marks = NONE
) -> Picture:
    """The picture with its narrow layout, unless it is narrow anyway or large."""
    wide = await draw_for_width(request, network, view, link, marks)
    is_large = len(wide.svg) > LARGEST
    if wide.width * 16 <= WIDEST or is_large or view.narrow or view.rows:
        return wide
    narrow = await draw_for_width(request, network, replace(view, narrow=True), link, marks)
    return replace(wide, svg=classed(wide, "wide") + classed(narrow, "narrow"))


def classed(picture: Picture, name: str) -> Markup:
    """The SVG of a picture with a class."""
    return Markup(str(picture.svg).replace("<svg ", f'<svg class="{name}" ', 1))


def toggle_links(network: Network, graph: Graph, view: View, base: str = MODELS) -> Link:
    """The links of a picture on pages below ``base``.

    A group leads to the view in which it is open, or closed, instead. An op leads to its row in the
    table of layers. Whether a picture is narrow is for each page to choose.
    """
    view = replace(view, narrow=False)
    here = urls.model(network, view, base)

    def link(item: Item) -> str:
        if item.link == "op":
            return f"{here}#{item.id}" if base == MODELS else ""
        if item.link == "unfold":
            unfolded = replace(view, unfold=tuple(sorted((*view.unfold, item.id))))
            return urls.model(network, unfolded, base)
        if view.focus in item.covers:
            return ""
        toggled = view.turned(graph.group[item.id].kind, item.covers)
        return urls.model(network, toggled, base)

    return link
