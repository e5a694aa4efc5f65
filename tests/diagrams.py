"""Views of networks to show, and what can be asked of every diagram."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from hypothesis import strategies as st
from resnet_atlas.diagram.diagram import Diagram
from resnet_atlas.diagram.view import DETAILS, DIRECTIONS, NETWORK, SHAPES, THEMES, View
from resnet_atlas.graph.graph import Graph
from resnet_atlas.graph.op import Op

from tests.strategies import batches, sizes

UNSEEN = {"batch_norm", "relu", "flatten"}
"""What the article's figures leave out; ``full`` alone shows it."""


def focuses(graph: Graph) -> list[str]:
    """The network, every stage, and of every stage the first block, the second and the last."""
    blocks = [graph.blocks(group.id) for group in graph.groups if group.kind == "stage"]
    some = [block.id for stage in blocks for block in {*stage[:2], stage[-1]}]
    return [NETWORK, *[group.id for group in graph.groups if not group.parent], *sorted(some)]


def every_view(graph: Graph) -> Iterator[View]:
    """All that changes what is shown: part × detail × fold."""
    for focus in focuses(graph):
        for detail in DETAILS:
            yield View(focus, detail, fold=True)
            yield View(focus, detail, fold=False)


names = st.text(min_size=1).map(str.strip).filter(bool)
lists = st.lists(names.filter(lambda name: "," not in name), unique=True).map(tuple)
views = st.builds(
    View,
    focus=names,
    detail=st.sampled_from(DETAILS),
    fold=st.booleans(),
    direction=st.sampled_from(DIRECTIONS),
    open=lists,
    closed=lists,
    unfold=lists,
    narrow=st.booleans(),
    theme=st.sampled_from(THEMES),
    shapes=st.sampled_from(SHAPES),
    size=sizes,
    batch=batches,
)
"""Views of no network in particular, to be written and read."""


@st.composite
def views_of(draw: st.DrawFn, graph: Graph) -> View:
    """Any view of a graph, some of its groups opened, closed or unfolded on their own."""
    groups = [group.id for group in graph.groups]
    blocks = [group.id for group in graph.groups if group.kind == "block"]
    opened = draw(st.lists(st.sampled_from(groups), unique=True, max_size=4))
    closed = draw(st.lists(st.sampled_from(groups), unique=True, max_size=4))
    return View(
        draw(st.sampled_from(focuses(graph))),
        draw(st.sampled_from(DETAILS)),
        draw(st.booleans()),
        draw(st.sampled_from(DIRECTIONS)),
        tuple(opened),
        tuple(id for id in closed if id not in opened),
        tuple(draw(st.lists(st.sampled_from(blocks), unique=True, max_size=2))),
        draw(st.booleans()),
    )


def members(graph: Graph, focus: str) -> tuple[Op, ...]:
    """The ops that a view of ``focus`` is about."""
    return graph.layers if focus == NETWORK else graph.members(focus)


def places(diagram: Diagram, op: Op, detail: str) -> list[str]:
    """All that stands for an op on a diagram: itself, a closed group, a block it is folded into."""
    found = [node.id for node in diagram.nodes if node.op and node.op.id == op.id]
    found += [
        node.id
        for node in diagram.nodes
        if node.closed and {op.stage, op.block} & {node.id, *node.closed.copies}
    ]
    for frame in diagram.frames:
        if op.block in frame.copies[1:] and (detail == "full" or op.kind not in UNSEEN):
            twin = frame.id + op.id.removeprefix(str(op.block))
            found += [node.id for node in diagram.nodes if node.id == twin]
    return found


def reached(start: str, arrows: Iterable[tuple[str, str]]) -> set[str]:
    """All that can be reached from ``start``, itself included."""
    ways = defaultdict(set)
    for source, target in arrows:
        ways[source].add(target)
    seen, todo = {start}, [start]
    while todo:
        for target in ways[todo.pop()] - seen:
            seen.add(target)
            todo.append(target)
    return seen


def assert_whole(graph: Graph, view: View, diagram: Diagram) -> None:
    """Every arrow has ends, everything is on a way from input to output, each op is there once."""
    ids = [node.id for node in diagram.nodes]
    assert len(set(ids)) == len(ids)
    frames = {frame.id for frame in diagram.frames}
    assert {node.frame for node in diagram.nodes} <= {None, *frames}
    ways = [(arrow.source, arrow.target) for arrow in diagram.arrows]
    assert {end for way in ways for end in way} <= set(ids)
    assert len(set(ways)) == len(ways)

    starts = set(ids) - {target for _, target in ways}
    ends = set(ids) - {source for source, _ in ways}
    assert len(starts) == len(ends) == 1
    assert reached(*starts, ways) == set(ids)
    assert reached(*ends, [(target, source) for source, target in ways]) == set(ids)

    shown = {op.id: places(diagram, op, view.detail) for op in members(graph, view.focus)}
    hidden = set()
    if view.detail != "full":
        hidden = {op.id for op in members(graph, view.focus) if op.kind in UNSEEN}
    assert {id for id, found in shown.items() if not found} <= hidden
    assert {id: found for id, found in shown.items() if len(found) > 1} == {}
    ops = {node.id for node in diagram.nodes if node.op}
    assert ops <= set(shown) - hidden
