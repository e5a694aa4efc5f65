"""Copies of a stage's last block, so that a deep network is traced with two blocks per stage.

From the second on, the blocks of a stage are identical: each keeps the shape that it takes.
"""

from collections.abc import Mapping
from dataclasses import replace
from itertools import groupby

from resnet_atlas.graph.graph import Graph
from resnet_atlas.graph.group import Group
from resnet_atlas.graph.op import Op

ENOUGH = 2
"""How many blocks of a stage are traced: the first, and one of the others."""


def repeat(graph: Graph, depths: Mapping[str, int]) -> Graph:
    """The graph with each stage's last block repeated until it has as many as ``depths`` says."""
    ops: list[Op] = []
    groups: list[Group] = []
    leaves: dict[str, str] = {}  # the last op of a stage, before and after copying
    last = {stage: graph.blocks(stage)[-1] for stage in depths}
    missing = {block.id: range(block.number + 1, depths[stage]) for stage, block in last.items()}
    for block, run in groupby(graph.ops, key=lambda op: op.block):
        inside = [replace(op, inputs=tuple(leaves.get(id, id) for id in op.inputs)) for op in run]
        ops += inside
        end = inside[-1].id
        for number in missing.get(block or "", ()):
            copied = copy(inside, block or "", number, end)
            ops += copied
            end = copied[-1].id
        leaves[inside[-1].id] = end
    for group in graph.groups:
        groups.append(group)
        groups += [
            replace(group, id=f"{group.parent}.{number}", number=number)
            for number in missing.get(group.id, ())
        ]
    return Graph(tuple(ops), tuple(groups))


def copy(inside: list[Op], block: str, number: int, entering: str) -> list[Op]:
    """Copies of the ops of ``block`` for block ``number``, whose input is the op ``entering``."""
    path = f"{block.rpartition('.')[0]}.{number}"
    ids = {op.id: path + op.id.removeprefix(block) for op in inside}
    return [
        replace(
            op,
            id=ids[op.id],
            block=path,
            inputs=tuple(ids.get(source, entering) for source in op.inputs),
            weights=op.weights
            and tuple(
                replace(weight, name=path + weight.name.removeprefix(block))
                for weight in op.weights
            ),
        )
        for op in inside
    ]
