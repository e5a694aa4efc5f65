"""``Graph`` + ``View`` → ``Diagram``; the only place that orders the passes."""

from dataclasses import replace

from resnet_atlas.diagram.collapse import collapse, unframe
from resnet_atlas.diagram.crop import crop
from resnet_atlas.diagram.diagram import Diagram
from resnet_atlas.diagram.fold import fold
from resnet_atlas.diagram.hide import hide
from resnet_atlas.diagram.tensors import tensors
from resnet_atlas.diagram.thin import thin
from resnet_atlas.diagram.view import NETWORK, View
from resnet_atlas.errors import BadParameter
from resnet_atlas.graph.accepts import misfits
from resnet_atlas.graph.graph import Graph
from resnet_atlas.messages import Message

MOST_NODES = 1200
"""EfficientNet-V2-L has 1,048 in full, each block drawn. A limit, because a layout costs time."""


def mark(diagram: Diagram, graph: Graph) -> Diagram:
    """The diagram with every node marked that doesn't fit what it is given, or was only seen."""
    if not graph.demands and graph.is_proven:
        return diagram
    found = misfits(graph)
    nodes = (
        replace(
            node,
            misfit=found.get(node.id),
            seen_at=graph.size if node.output.certainty == "observed" else None,
        )
        for node in diagram.nodes
    )
    return replace(diagram, nodes=tuple(nodes))


def project(graph: Graph, view: View) -> Diagram:
    """The diagram of ``graph`` for ``view``, whose focus is a group's id or ``network``."""
    group = None if view.focus == NETWORK else view.focus
    # Begin with the part in focus, folded: most of a deep network isn't drawn.
    # Without folding, the first page of a long run is drawn block by block.
    unfold = {*view.unfold} if view.fold else {*view.unfold, *(run[0] for run in graph.runs)}
    diagram = crop(fold(graph, group, unfold), view.focus)
    diagram = mark(diagram, graph)
    if view.detail != "full":
        diagram = hide(diagram)
    diagram = collapse(diagram, view.opens)
    if len(diagram.nodes) > MOST_NODES:
        raise BadParameter(
            "detail",
            view.detail,
            Message("this is a picture of {count} nodes", count=len(diagram.nodes)),
            Message("at most {most}: fold=true, a smaller focus or less detail", most=MOST_NODES),
        )
    diagram = unframe(thin(diagram), view.focus)
    return tensors(diagram)
