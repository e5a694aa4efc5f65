"""Groups and branches of a network: found in its module tree and its data flow.

A *block* is a module with a ``forward`` of its own around several weighted layers, such as ResNet's
bottleneck or an Inception module. A *stage* is a module that holds blocks. What lies before all of
them is the stem, what lies after them the head. ResNet's own names follow from its module paths.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from resnet_atlas.graph.group import Group, Shortcut
from resnet_atlas.graph.op import Op, Role

STAGE = re.compile(r"layer(\d+)")

WEIGHTED = ("conv", "linear", "conv_transpose", "attention")
"""The kinds of op that a branch is known by."""

MEETINGS = ("add", "sub", "mul", "cat", "max")
"""The kinds of op at which branches meet."""


@dataclass(frozen=True, slots=True)
class Part:
    """A module of the network: its class, and whether it only holds others, as ``Sequential``."""

    type: str
    plain: bool


Parts = Mapping[str, Part]
"""The modules by path."""


def organized(ops: Mapping[str, Op], parts: Parts) -> tuple[tuple[Op, ...], tuple[Group, ...]]:
    """The ops with their stages, blocks and roles, and the groups."""
    home = homes(ops, parts)
    role = roles(ops, {id: block for id, (_, block) in home.items()})
    placed = tuple(
        replace(op, stage=home[id][0], block=home[id][1], role=role.get(id, "trunk"))
        for id, op in ops.items()
    )
    return placed, tuple(groups(placed, lambda path: parts[path].type if path in parts else ""))


@lru_cache(8192)
def around(id: str) -> tuple[str, ...]:
    """The paths of the modules around an op, from the outside in."""
    ends = [place for place, sign in enumerate(id) if sign == "."]
    return tuple(id[:end] for end in ends)


def homes(ops: Mapping[str, Op], parts: Parts) -> dict[str, tuple[str, str | None]]:
    """The stage and the block of each op: the outermost and the innermost group around it."""
    inside: dict[str, list[Op]] = {}
    for op in ops.values():
        for path in around(op.id):
            inside.setdefault(path, []).append(op)
    blocks = blocks_of(inside, parts)
    stages = stages_of(inside, blocks)
    if not blocks and not stages:
        stages = {path for path in inside if "." not in path and len(inside[path]) > 1}
        stages = stages if len(stages) > 1 else set()
    found: dict[str, tuple[str, str | None]] = {}
    grouped = [id for id in ops if any(path in stages | blocks for path in around(id))]
    order = list(ops)
    first = order.index(grouped[0]) if grouped else len(order)
    last = order.index(grouped[-1]) if grouped else len(order)
    for number, id in enumerate(order):
        mine = [path for path in around(id) if path in stages or path in blocks]
        if mine:
            block = next((path for path in mine if path in blocks), None)
            found[id] = mine[0], block
        else:
            found[id] = "stem" if number < first else "head" if number > last else "", None
    return found


def blocks_of(inside: Mapping[str, list[Op]], parts: Parts) -> set[str]:
    """The modules that are blocks: the outermost with a ``forward`` of their own.

    One that holds several of one class is a stage instead.
    """
    able = {
        path
        for path, ops in inside.items()
        if path in parts and not parts[path].plain and is_more_than_a_layer(ops)
    }
    holds: dict[str, list[str]] = {}
    for path in able:
        for outer in around(path):
            holds.setdefault(outer, []).append(path)

    def repeats(path: str) -> bool:
        inner = [parts[each].type for each in holds.get(path, ())]
        side = [kind for kind in inner if "attention" in kind.lower() or "excit" in kind.lower()]
        return len(inner) - len(side) > len(set(inner) - set(side))

    kept: set[str] = set()
    for path in sorted(able, key=lambda each: each.count(".")):
        if not any(outer in kept for outer in around(path)) and not repeats(path):
            kept.add(path)
    return kept


def is_more_than_a_layer(ops: list[Op]) -> bool:
    """Whether ops do more than one weighted layer and what follows it."""
    weighted = sum(op.kind in WEIGHTED for op in ops)
    return weighted > 1 or (weighted == 1 and any(op.kind in MEETINGS for op in ops))


def stages_of(inside: Mapping[str, list[Op]], blocks: set[str]) -> set[str]:
    """The modules that hold blocks, but for those around all there is."""
    holding: dict[str, int] = {}
    for block in blocks:
        for outer in around(block):
            holding[outer] = holding.get(outer, 0) + 1
    stages: set[str] = set()
    for path, count in holding.items():
        nested = [other for other in holding if path in around(other)]
        loose = any(not {*around(op.id)} & blocks for op in inside[path])
        everything = count == len(blocks) and loose and not STAGE.fullmatch(path)
        if not (everything or (nested and 2 * count > len(blocks))):
            stages.add(path)
    return {path for path in stages if not any(outer in stages for outer in around(path))}


SHORTCUTS: dict[str, Shortcut] = {"pad": "padded", "conv": "projection"}
"""The kind of shortcut by the kinds of op on it; of several, the last one counts."""


def roles(ops: Mapping[str, Op], blocks: Mapping[str, str | None]) -> dict[str, Role]:
    """The roles of the ops between an addition and the fork before it in its block.

    Of the two branches, the shortcut is the one with fewer weighted layers (figure 2 of the paper).
    """
    role: dict[str, Role] = {}
    for add in ops.values():
        if add.kind == "add" and len(add.inputs) == 2:
            ways = [within(ops, blocks, blocks[add.id], source) for source in add.inputs]
            common = set(ways[0]) & set(ways[1])
            own = [[path for path in way if path not in common] for way in ways]
            layers = [sum(ops[path].kind in WEIGHTED for path in way) for way in own]
            shortcut = 0 if layers[0] < layers[1] else 1
            role |= dict.fromkeys(own[shortcut], "shortcut")
            role |= dict.fromkeys(own[1 - shortcut], "residual")
    return role


def within(
    ops: Mapping[str, Op], blocks: Mapping[str, str | None], block: str | None, start: str
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


def groups(ops: Iterable[Op], type_of: Callable[[str], str]) -> Iterator[Group]:
    """Stages in order of execution, each followed by its blocks; ``type_of`` names their class."""
    stages: dict[str, dict[str, list[Op]]] = {}
    for op in ops:
        if op.stage and op.kind != "input":
            blocks = stages.setdefault(op.stage, {})
            if op.block:
                blocks.setdefault(op.block, []).append(op)
    four = sum(bool(STAGE.fullmatch(stage)) for stage in stages) == 4
    for stage, blocks in stages.items():
        types = [type_of(block) for block in blocks]
        if [*blocks] == [stage]:  # a block without a stage around it
            yield block_of(stage, None, types[0], 0, blocks[stage])
            continue
        match = STAGE.fullmatch(stage)
        ends = stage in ("stem", "head")
        number = int(match[1]) if match else 0
        paper = f"conv{number + 1}_x" if match and four else ""
        kind = stage if ends else "stage"
        yield Group(stage, kind, None, types[0] if types else "", number, None, paper)
        for place, (block, members) in enumerate(blocks.items()):
            yield block_of(block, stage, types[place], place, members)


def block_of(path: str, stage: str | None, type: str, place: int, members: list[Op]) -> Group:
    """The group of a block; its number is the last one of its path."""
    last = path.rpartition(".")[2]
    number = int(last) if last.isdecimal() else place
    beside = {op.kind for op in members if op.role == "shortcut"}
    shortcut: Shortcut | None = "subsampled" if beside else "identity"
    for sign, made in SHORTCUTS.items():
        shortcut = made if sign in beside else shortcut
    if not any(op.role == "residual" for op in members):
        plain = STAGE.fullmatch(stage or "") and not any(op.kind in MEETINGS for op in members)
        shortcut = "none" if plain else None
    return Group(path, "block", stage, type, number, shortcut)
