"""Names that are safe to stand in an address, a selector, a list with commas and a file."""

import re
from dataclasses import replace

from resnet_atlas.graph.graph import Graph

LONGEST = 300
"""Characters of a module path."""


def plain(name: str) -> str:
    """A name with every sign replaced that isn't a letter, a digit or one of ``. _ : -``.

    >>> plain("body.<b>1, 2</b>"), plain("卷积.0.relu:2")
    ('body._b_1__2__b_', '卷积.0.relu:2')
    """
    return re.sub(r"[^\w.:-]", "_", name)[:LONGEST]


def with_plain_names(graph: Graph) -> Graph:
    """The graph with plain module paths; names that would be the same get an ordinal.

    PyTorch lets a module be called anything without a dot; nearly all have plain names.
    """
    given = dict.fromkeys((*graph.op, *graph.group))
    texts = (*given, *(group.type for group in graph.groups))
    if all(plain(text) == text for text in texts):
        return graph
    names: dict[str, str] = {}
    taken: set[str] = set()
    for name in given:
        made, number = plain(name), 1
        while made in taken:
            number += 1
            made = f"{plain(name)}-{number}"
        taken.add(made)
        names[name] = made
    ops = tuple(
        replace(
            op,
            id=names[op.id],
            inputs=tuple(names[source] for source in op.inputs),
            stage=names.get(op.stage, op.stage),
            block=op.block and names[op.block],
        )
        for op in graph.ops
    )
    groups = tuple(
        replace(
            group,
            id=names[group.id],
            parent=group.parent and names[group.parent],
            type=plain(group.type),
        )
        for group in graph.groups
    )
    return replace(graph, ops=ops, groups=groups)
