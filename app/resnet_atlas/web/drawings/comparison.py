"""The two pictures of a comparison: each side as one shared view shows it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from starlette.requests import Request

from resnet_atlas.diagram.view import LISTS, NETWORK, View, default_detail
from resnet_atlas.graph.graph import Graph
from resnet_atlas.render.formats.svg import Link
from resnet_atlas.render.marks import Marks
from resnet_atlas.render.shapes import Item
from resnet_atlas.web import urls
from resnet_atlas.web.drawings.picture import Picture, draw_for_any_width
from resnet_atlas.web.request.side import Side


@dataclass(frozen=True, slots=True)
class SidePicture:
    """A side with its picture; None where the network does not have the part that is shown.

    ``share`` is the picture's width over that of the wider one. It keeps both at one scale.
    """

    side: Side
    view: View
    picture: Picture | None
    share: float = 1.0


def find_groups(view: View, graphs: list[Graph]) -> View:
    """The view with its groups by module path. Each has to be in at least one of the graphs."""

    def find(parameter: str, name: str, **more: Any) -> str:
        graph = next((graph for graph in graphs if graph.part(name)), graphs[-1])
        return graph.find(name, parameter, **more).id

    lists: dict[str, Any] = {
        name: tuple(sorted({find(name, group, kinds=kinds) for group in getattr(view, name)}))
        for name, kinds in LISTS.items()
    }
    focus = view.focus if view.focus == NETWORK else find("focus", view.focus, also=NETWORK)
    return replace(view, focus=focus, **lists)


def own_view(view: View, graph: Graph) -> View:
    """A shared view for one network. Groups that it does not have are neither open nor closed."""
    lists: dict[str, Any] = {
        name: tuple(group for group in getattr(view, name) if group in graph.group)
        for name in LISTS
    }
    return replace(view, **lists)


async def draw_side(
    request: Request, side: Side, view: View, graph: Graph, link: Link, marks: Marks
) -> SidePicture:
    """A side in the shared view."""
    own = own_view(replace(view, size=side.size(view.size)), graph)
    if own.focus != NETWORK and own.focus not in graph.group:
        return SidePicture(side, own, None)
    return SidePicture(side, own, await draw_for_any_width(request, side.network, own, link, marks))


def side_by_side(left: SidePicture, right: SidePicture) -> tuple[SidePicture, SidePicture]:
    """Both pictures with their shares of the wider one's width."""
    widths = [side.picture.width if side.picture else 1.0 for side in (left, right)]
    widest = max(widths)
    return replace(left, share=widths[0] / widest), replace(right, share=widths[1] / widest)


def side_links(side: Side, view: View, graph: Graph, link: Callable[[View], str]) -> Link:
    """The links of a side's picture.

    A group leads to both sides with it open, or closed, instead. An op leads to its place on the
    page of its network.
    """

    def to(item: Item) -> str:
        if item.link == "op":
            op = graph.op[item.id]
            own = replace(focus_on(view, op.block or op.stage), size=side.size(view.size))
            return f"{urls.model(side.network, own)}#{item.id}"
        if item.link == "unfold":
            return link(replace(view, unfold=tuple(sorted({*view.unfold, item.id}))))
        if view.focus in item.covers:
            return ""
        return link(view.turned(graph.group[item.id].kind, item.covers))

    return to


def focus_on(view: View, focus: str) -> View:
    """A view of a part, without the groups that are open here, which the part may not have."""
    detail = default_detail(focus)
    return replace(view, focus=focus, detail=detail, open=(), closed=(), unfold=())
