"""``Graph`` + ``View`` → ``Diagram``; the only place that orders the passes."""

from app.diagram.collapse import collapse, unframe
from app.diagram.crop import crop
from app.diagram.diagram import Diagram
from app.diagram.fold import fold
from app.diagram.hide import hide
from app.diagram.tensors import tensors
from app.diagram.view import View
from app.graph import Graph


def project(graph: Graph, view: View) -> Diagram:
    """What ``view`` shows of ``graph``; its focus is a group's id or ``network``."""
    diagram = crop(Diagram.of(graph), view.focus)
    if view.detail != "full":
        diagram = hide(diagram)
    if view.fold:
        diagram = fold(diagram)
    diagram = collapse(diagram, view.detail)
    diagram = unframe(diagram, view.focus)
    return tensors(diagram)
