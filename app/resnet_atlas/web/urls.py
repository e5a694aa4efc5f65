"""The one maker of URLs. A URL holds what differs from the default, so it stays readable."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from starlette.requests import Request

from resnet_atlas.diagram.view import NETWORK, View, default_detail
from resnet_atlas.graph.graph import Graph
from resnet_atlas.network.network import Network
from resnet_atlas.network.size import Size
from resnet_atlas.network.traced import Traced
from resnet_atlas.web import language
from resnet_atlas.web.export.mode import exported
from resnet_atlas.web.request.address import local, query
from resnet_atlas.web.root import below
from resnet_atlas.web.static_files import with_fingerprint


def static(address: str) -> str:
    """A static file; its address changes with its content, except in an exported site."""
    return below(address if exported.get() else with_fingerprint(address))


def page(path: str, fragment: str = "", /, **texts: str) -> str:
    """A page of ours, in the language that the address of the page being made names, if it does.

    ``lang`` among ``texts`` is another.
    """
    given = {name: text for name, text in texts.items() if text}
    for name, code in language.current.get().texts.items():
        given.setdefault(name, code)
    return f"{below(path)}{query(given)}{fragment and '#'}{fragment}"


def asked(
    request: Request, leave_out: str, texts: Mapping[str, str], path: str | None = None
) -> str:
    """The address that was asked for, but for the parameter ``leave_out``, and with ``texts``.

    All else of it stays, what is given twice as well; an empty field of a form says nothing.
    """
    spoken = language.current.get().texts
    given = request.query_params.multi_items()
    rest = [each for each in given if each[1] and each[0] != leave_out and each[0] not in spoken]
    return local(path or request.scope["path"]) + query([*rest, *texts.items(), *spoken.items()])


def model(network: Network, view: View | None = None, base: str = "/models", **more: str) -> str:
    """The page of a network, at a view of it; below ``/embed`` the one for frames."""
    texts = {**(view.texts_for(network) if view else network.changes), **more}
    return page(f"{base}/{network.name}", **texts)


def builder(network: Network, view: View) -> str:
    """The builder at a network, for an input and in colours as ``view`` has them."""
    return model(network, View(theme=view.theme, size=view.size), "/build")


def resized(network: Network, view: View, size: str) -> str:
    """The same view of the network for an input of another size."""
    return model(network, replace(view, size=Size.parse(size)))


def sibling(name: str, view: View) -> str:
    """The page of another network, looked at as this one; its parts may be others."""
    plain = replace(
        view, focus=NETWORK, open=(), closed=(), unfold=(), detail=default_detail(NETWORK)
    )
    return model(Network.parse(name, {}), plain)


def part(network: Network, view: View, focus: str, base: str = "/models") -> str:
    """The page of a part of the network, seen as ``view`` is but for the detail."""
    return model(network, replace(view, focus=focus, detail=default_detail(focus)), base)


def diagram(network: Network, view: View, format: str = "svg", **more: str) -> str:
    """The picture as a file."""
    texts = query({**view.texts_for(network), **more})
    return below(f"/diagrams/{network.name}.{format}{texts}")


def preview() -> str:
    """The picture for a page that has none of its own: a block with its shortcut."""
    return diagram(Network.parse("resnet50", {}), View(focus="layer2.0", detail="conv"), "png")


def api(network: Network, resource: str = "", **texts: Any) -> str:
    """A resource of the JSON API."""
    given = {**network.changes, **{name: str(text) for name, text in texts.items() if text}}
    return below(f"/api/v1/models/{network.name}{resource and '/'}{resource}{query(given)}")


def usage(network: Network) -> str:
    """Lines to paste for a part, whose id is to be put behind."""
    address = api(network, "usage")
    return f"{address}{'&' if '?' in address else '?'}at="


def graph(network: Network) -> str:
    """What a page's scripts know of a network."""
    origin = network.origin
    at = f"?size={origin.run_at}" if isinstance(origin, Traced) and origin.run_at else ""
    return api(network, "graph") + at


def paper_table(**texts: str) -> str:
    """The paper's table from the API."""
    given = {name: text for name, text in texts.items() if text}
    return below(f"/api/v1/table{query(given)}")


def compare(left: str, right: str, view: View | None = None, **more: str) -> str:
    """Two networks side by side, each as ``sides.py`` reads it."""
    texts = {"left": left, "right": right, **(view.texts() if view else {}), **more}
    return page("/compare", **texts)


def side_by_side(left: str, right: str, view: View) -> str:
    """The same, looked at as a network's page is, but for what a comparison leaves out."""
    return compare(left, right, replace(view, batch=1, direction="TB"))


def pair(left: str, right: str, view: View, format: str, **more: str) -> str:
    """Two networks in one picture, as a file."""
    texts = query({"left": left, "right": right, **view.texts(), **more})
    return below(f"/diagrams/compare.{format}{texts}")


def api_compare(left: str, right: str, **texts: str) -> str:
    """The same comparison from the API."""
    given = {name: text for name, text in texts.items() if text}
    return below(f"/api/v1/compare{query({'left': left, 'right': right, **given})}")


def parents(graph: Graph, focus: str) -> list[str]:
    """The groups around ``focus``, from the network inwards, itself last."""
    path = [focus]
    while path[0] != NETWORK:
        path.insert(0, graph.group[path[0]].parent or NETWORK)
    return path
