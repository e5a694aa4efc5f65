"""Marks: numbers at the parts of a picture that a text refers to."""

from collections.abc import Iterable, Mapping, Sequence

from resnet_atlas.graph.graph import Graph
from resnet_atlas.render.shapes import Item

Marks = Mapping[int, Sequence[str]]
"""For each number, the ids of the ops, groups or other items that it marks."""

NONE: Marks = {}


def standing(marks: Marks, items: Sequence[Item], graph: Graph) -> dict[str, str]:
    """The numbers at each item of a picture, by its id.

    If a marked part isn't drawn, the number is at the item that it is folded or closed into.
    """
    drawn = {item.id for item in items}
    covers = {id: item.id for item in items for id in item.covers}
    numbers: dict[str, dict[int, None]] = {}
    for number, ids in marks.items():
        for id in ids:
            if place := showing(id, graph, drawn, covers):
                numbers.setdefault(place, {})[number] = None
    return {id: spans(at_item) for id, at_item in numbers.items()}


def showing(id: str, graph: Graph, drawn: set[str], covers: Mapping[str, str]) -> str | None:
    """The item that shows an op or group: its own, or the one it is folded or closed into."""
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
    """Numbers in order, three or more consecutive ones as a span.

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
