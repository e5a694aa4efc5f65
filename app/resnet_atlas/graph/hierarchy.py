"""Assigns each op its stage and block, by its module path, and its branch of the block."""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from resnet_atlas.graph.group import Group, Shortcut
from resnet_atlas.graph.op import Op, Role

STAGE = re.compile(r"layer(\d+)")
BLOCK = re.compile(r"(layer\d+)\.(\d+)(?=\.|$)")


def place(ops: dict[str, Op]) -> Iterable[Op]:
    """The ops with their stages, blocks and roles."""
    home = homes(ops)
    role = roles(ops, {id: block for id, (_, block) in home.items()})
    for id, op in ops.items():
        stage, block = home[id]
        yield replace(op, stage=stage, block=block, role=role.get(id, "trunk"))


def homes(ids: Iterable[str]) -> dict[str, tuple[str, str | None]]:
    """Stages and blocks by path; ops before all stages are the stem, those after them the head."""
    found: dict[str, tuple[str, str | None]] = {}
    outside = "stem"
    for id in ids:
        block, stage = BLOCK.match(id), STAGE.match(id)
        outside = "head" if stage else outside
        found[id] = (stage[0] if stage else outside, block[0] if block else None)
    return found


SHORTCUTS: dict[str, Shortcut] = {"pad": "padded", "conv": "projection"}
"""The kind of shortcut by the kinds of op on it; of several, the last one counts."""


def roles(ops: dict[str, Op], blocks: dict[str, str | None]) -> dict[str, Role]:
    """The roles of the ops between an addition and the fork before it in its block.

    Of the two branches, the shortcut is the one with fewer convs (figure 2 of the paper).
    """
    role: dict[str, Role] = {}
    for add in ops.values():
        if add.kind == "add":
            ways = [within(ops, blocks, blocks[add.id], source) for source in add.inputs]
            common = set(ways[0]) & set(ways[1])
            own = [[path for path in way if path not in common] for way in ways]
            convs = [sum(ops[path].kind == "conv" for path in way) for way in own]
            shortcut = 0 if convs[0] < convs[1] else 1
            role |= dict.fromkeys(own[shortcut], "shortcut")
            role |= dict.fromkeys(own[1 - shortcut], "residual")
    return role


def within(
    ops: dict[str, Op], blocks: dict[str, str | None], block: str | None, start: str
) -> list[str]:
    """The ops of ``block`` that ``start`` depends on, itself included."""
    found: dict[str, None] = {}
    todo = [start]
    while todo:
        path = todo.pop()
        if blocks[path] == block and path not in found:
            found[path] = None
            todo += ops[path].inputs
    return list(found)


def groups(ops: Iterable[Op], type_of: Callable[[str], str]) -> Iterable[Group]:
    """Stages in order of execution, each followed by its blocks; ``type_of`` names their class."""
    stages: dict[str, dict[str, list[Op]]] = {}
    for op in ops:
        blocks = stages.setdefault(op.stage, {})
        if op.block:
            blocks.setdefault(op.block, []).append(op)
    four = sum(bool(STAGE.match(stage)) for stage in stages) == 4
    for stage, blocks in stages.items():
        types = [type_of(block) for block in blocks]
        match = STAGE.match(stage)
        kind, number = ("stage", int(match[1])) if match else (stage, 0)
        paper = f"conv{number + 1}_x" if match and four else ""
        yield Group(stage, kind, None, types[0] if types else "", number, None, paper)
        for (block, members), name in zip(blocks.items(), types, strict=True):
            beside = {op.kind for op in members if op.role == "shortcut"}
            shortcut: Shortcut = "subsampled" if beside else "identity"
            for sign, made in SHORTCUTS.items():
                shortcut = made if sign in beside else shortcut
            yield Group(block, "block", stage, name, int(block.rpartition(".")[2]), shortcut)
