"""The picture of a view as a page shows it, and where the parts of it lead."""

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

MODELS, EMBED = "/models", "/embed"
"""The pages of a network, and the same to stand in a frame."""


@dataclass(frozen=True, slots=True)
class Picture:
    """An SVG to stand in a page, with its width and height in ems of 16 points."""

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


def toggle_links(network: Network, graph: Graph, view: View, base: str = MODELS) -> Link:
    """The links of a picture on pages below ``base``.

    A group leads to the view in which it is open, or closed, instead. An op leads to its row in the
    table of layers.
    """
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
