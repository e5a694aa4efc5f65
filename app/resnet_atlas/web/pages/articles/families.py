"""The families before and after ResNet: the block of each beside ResNet's."""

from dataclasses import dataclass, replace

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from resnet_atlas.diagram.view import THEMES, View
from resnet_atlas.facts.facts import Facts
from resnet_atlas.network.network import Network
from resnet_atlas.network.relatives import FAMILIES, RELATIVES, Family
from resnet_atlas.render.shapes import Item
from resnet_atlas.web import urls
from resnet_atlas.web.drawings.picture import classed, draw_for_any_width, draw_for_width
from resnet_atlas.web.request.facts import load_facts
from resnet_atlas.web.request.lenient import read_page_leniently
from resnet_atlas.web.request.query import PageQuery
from resnet_atlas.web.request.view_query import Theme
from resnet_atlas.web.templates import page

router = APIRouter(include_in_schema=False)

RESNET = Network.parse("resnet50", {})
ITS_BLOCK = "layer1.1"
"""A block of ResNet-50 that changes no shape, as those of the others that are drawn."""

HIGH = 36
"""Ems: on a screen a picture that is higher goes from left to right, in rows."""


class FamiliesQuery(PageQuery):
    """The page in some colours."""

    theme: Theme = THEMES[0]


@dataclass(frozen=True, slots=True)
class Shown:
    """A family with the picture of its block, and the facts of its example."""

    family: Family
    network: Network
    names: tuple[str, ...]
    view: View
    picture: str
    facts: Facts


@router.get("/families")
async def show(request: Request) -> Response:
    """Each family's block beside ResNet's, at one scale, with what it changed."""
    reading = await read_page_leniently(request, FamiliesQuery)
    theme = reading.result.theme

    async def draw(network: Network, part: str) -> tuple[View, str]:
        view = View(part, "conv", theme=theme, size=network.usual_size)

        def link(item: Item) -> str:
            return urls.model(network, view) + (f"#{item.id}" if item.link == "op" else "")

        picture = await draw_for_any_width(request, network, view, link)
        if picture.height <= HIGH:
            return view, picture.svg
        narrow = await draw_for_width(request, network, replace(view, narrow=True), link)
        view = replace(view, direction="LR")
        wide = await draw_for_width(request, network, view, link)
        return view, classed(wide, "wide") + classed(narrow, "narrow")

    async def shown(key: str, family: Family) -> Shown:
        network = Network.parse(family.example, {})
        view, picture = await draw(network, family.block)
        facts = await load_facts(request, network, view.size)
        names = tuple(name for name, origin in RELATIVES.items() if origin.family == key)
        return Shown(family, network, names, view, picture, facts)

    known = [item for item in FAMILIES.items() if item[1].example in RELATIVES]
    its_view, its_picture = await draw(RESNET, ITS_BLOCK)
    # One after the other: who asks for a single picture meanwhile isn't refused.
    families = [await shown(key, family) for key, family in known]
    context = {
        "families": families,
        "resnet": RESNET,
        "its_view": its_view,
        "its_picture": its_picture,
        "theme": theme,
        "ignored": reading.ignored,
    }
    return await run_in_threadpool(lambda: page("families.html", context))
