"""The two pictures of a comparison: either side as one view shows both."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup
from starlette.requests import Request

from resnet_atlas.diagram.view import LISTS, NETWORK, View, default_detail
from resnet_atlas.graph.graph import Graph
from resnet_atlas.render.formats.svg import Link
from resnet_atlas.render.marks import Marks
from resnet_atlas.render.shapes import Item
from resnet_atlas.web import urls
from resnet_atlas.web.pages.explorer import drawing
from resnet_atlas.web.request.sides import Side


@dataclass(frozen=True, slots=True)
class Seen:
    """A side, with its picture unless it hasn't the part that is looked at.

    ``share`` is how broad the picture is, of the broader of the two: what holds both at one scale.
    """

    side: Side
    view: View
    picture: Markup | None
    share: float = 1.0


def known(view: View, graphs: list[Graph]) -> View:
    """The view with its groups by module path, each of which one of the graphs has to have."""

    def find(parameter: str, name: str, **more: Any) -> str:
        graph = next((it for it in graphs if name in it.named), graphs[-1])
        return graph.find(name, parameter, **more).id

    lists: dict[str, Any] = {
        name: tuple(sorted({find(name, it, kinds=kinds) for it in getattr(view, name)}))
        for name, kinds in LISTS.items()
    }
    focus = view.focus if view.focus == NETWORK else find("focus", view.focus, also=NETWORK)
    return replace(view, focus=focus, **lists)


async def drawn(
    request: Request, side: Side, view: View, graph: Graph, link: Link, marks: Marks
) -> Seen:
    """A side as the shared view shows it: what it hasn't got is neither open nor closed."""
    lists: dict[str, Any] = {
        name: tuple(it for it in getattr(view, name) if it in graph.group) for name in LISTS
    }
    own = replace(view, size=side.size(view.size), **lists)
    if own.focus != NETWORK and own.focus not in graph.group:
        return Seen(side, own, None)
    return Seen(side, own, await drawing(request, side.network, own, link, marks))


def turning(side: Side, view: View, graph: Graph, link: Callable[[View], str]) -> Link:
    """Where the parts of a side's picture lead: a group to both with it open, or closed.

    An op leads to its place on the page of its network.
    """

    def to(item: Item) -> str:
        if item.link == "op":
            op = graph.op[item.id]
            own = replace(nearer(view, op.block or op.stage), size=side.size(view.size))
            return f"{urls.model(side.network, own)}#{item.id}"
        if item.link == "unfold":
            return link(replace(view, unfold=tuple(sorted({*view.unfold, item.id}))))
        if view.focus in item.covers:
            return ""
        return link(view.turned(graph.group[item.id].kind, item.covers))

    return to


def nearer(view: View, focus: str) -> View:
    """A view of a part, without the groups that this one opens and the part may not have."""
    detail = default_detail(focus)
    return replace(view, focus=focus, detail=detail, open=(), closed=(), unfold=())


def measure(picture: Markup | None) -> tuple[float, float]:
    """How broad and how high a picture is, in ems of 16 points; next to nothing for none."""
    found = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', picture or "")
    return (float(found[1]) / 16, float(found[2]) / 16) if found else (1.0, 1.0)
