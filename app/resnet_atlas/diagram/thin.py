"""The pass that draws dense connections as a chain.

In DenseNet every layer takes all maps before it. Drawn one by one those arrows are a tangle, so
only the last stays, and the node says how many maps it takes.
"""

from dataclasses import replace

from resnet_atlas.diagram.diagram import Diagram, Node

MANY = 3
"""Connections are dense where a node of the group takes so many tensors."""


def thin(diagram: Diagram) -> Diagram:
    """The diagram without arrows whose source leads to the same target by another arrow."""
    dense = {outermost(diagram, node) for node in diagram.nodes if takes(diagram, node) >= MANY}
    order = {node.id: place for place, node in enumerate(diagram.nodes)}
    gone: set[tuple[str, str]] = set()
    joined: dict[str, int] = {}
    for node in diagram.nodes:
        sources = {arrow.source for arrow in diagram.into(node.id)}
        joins = not node.op or node.op.kind == "cat"
        if len(sources) < 2 or not joins or outermost(diagram, node) not in dense:
            continue
        extra = {
            source for source in sources if reaches(diagram, source, sources - {source}, order)
        }
        if extra:
            gone |= {(source, node.id) for source in extra}
            joined[node.id] = len(sources)
    if not gone:
        return diagram
    nodes = tuple(
        replace(node, joined=joined[node.id]) if node.id in joined else node
        for node in diagram.nodes
    )
    arrows = tuple(arrow for arrow in diagram.arrows if (arrow.source, arrow.target) not in gone)
    return replace(diagram, nodes=nodes, arrows=arrows)


def takes(diagram: Diagram, node: Node) -> int:
    """How many nodes a node takes tensors from."""
    return len({arrow.source for arrow in diagram.into(node.id)})


def outermost(diagram: Diagram, node: Node) -> str | None:
    """The outermost frame around a node."""
    around = [frame.id for frame in diagram.around(node)]
    return around[-1] if around else None


def reaches(diagram: Diagram, source: str, targets: set[str], order: dict[str, int]) -> bool:
    """Whether data flows from ``source`` to one of ``targets``."""
    seen: set[str] = set()
    todo = [*targets]
    while todo:
        id = todo.pop()
        if id == source:
            return True
        if id not in seen and order[id] > order[source]:
            seen.add(id)
            todo += [arrow.source for arrow in diagram.into(id)]
    return False
