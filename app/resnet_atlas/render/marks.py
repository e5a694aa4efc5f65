"""Numbers at the parts of a picture that a text speaks of."""

from collections.abc import Iterable, Mapping, Sequence

from resnet_atlas.graph.graph import Graph
from resnet_atlas.render.shapes import Item

Marks = Mapping[int, Sequence[str]]
"""What each number stands at, by ids: of ops, groups or anything else that is drawn."""

NONE: Marks = {}


def standing(marks: Marks, items: Sequence[Item], graph: Graph) -> dict[str, str]:
    """What stands at each item of a picture, by its id.

    A number whose part isn't drawn stands at what that is folded or closed in, or nowhere.
    """
    drawn = {item.id for item in items}
    covers = {id: item.id for item in items for id in item.covers}
    numbers: dict[str, dict[int, None]] = {}
    for number, ids in marks.items():
        for id in ids:
            if place := showing(id, graph, drawn, covers):
                numbers.setdefault(place, {})[number] = None
    return {id: spans(its) for id, its in numbers.items()}


def showing(id: str, graph: Graph, drawn: set[str], covers: Mapping[str, str]) -> str | None:
    """The item that shows an op or group: itself, else what it is folded or closed in."""
    if id in drawn:
        return id
    op, group = graph.op.get(id), graph.group.get(id)
    around = [op.block, op.stage] if op else [id, group.parent] if group else []
    for outer in filter(None, around):
        if outer in covers:
            alike = covers[outer] + id.removeprefix(outer)
            return alike if alike in drawn else covers[outer]
        if outer in drawn:
            return outer
    return None


def spans(numbers: Iterable[int]) -> str:
    """Numbers in order, three or more that follow each other as a span.

    >>> spans([1, 3, 4, 5, 7])
    '1,3–5,7'
    """
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ",".join(
        f"{run[0]}–{run[-1]}" if len(run) > 2 else ",".join(map(str, run)) for run in runs
    )
