"""The differences between two networks, in words; one that recurs in many blocks is stated once.

Stages are aligned by number, blocks by their place in the stage, ops by their path in the block.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from resnet_atlas.facts.comparison.group_remarks import Ops, remarks
from resnet_atlas.facts.comparison.remark import Remark
from resnet_atlas.graph.graph import Graph
from resnet_atlas.graph.group import Group
from resnet_atlas.messages import Message
from resnet_atlas.network.size import Size

Item = TypeVar("Item")
Pair = tuple[Group | None, Group | None]

Place = tuple[int, int]
"""A block: the number of its stage, from 1, and its own within it, from 0."""

Places = tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs.

    ``where`` names the part and ``what`` says how it differs; ``left`` and ``right`` are the ids of
    the ops and groups that show it, in either graph.
    """

    where: Message
    what: Message
    left: tuple[str, ...]
    right: tuple[str, ...]


TYPE = Message("block type: {left} vs. {right}")


def differences(
    left: Graph, right: Graph, left_size: Size, right_size: Size
) -> tuple[Difference, ...]:
    """All differences, from the input to the head.

    Networks of which one has stages and the other has none are not aligned: they differ as a whole.
    """
    staged = [any(group.kind == "stage" for group in graph.groups) for graph in (left, right)]
    if staged[0] != staged[1]:
        return (*of_input(left, right, left_size, right_size), of_whole(left, right))
    return (
        *of_input(left, right, left_size, right_size),
        *of_part(left, right, "stem", Message("stem")),
        *of_stages(left, right),
        *of_blocks(left, right),
        *of_part(left, right, "head", Message("head")),
    )


def of_input(left: Graph, right: Graph, *sizes: Size) -> Iterator[Difference]:
    """The differences between the inputs."""
    where, ids = Message("input"), ("input",)
    ours, theirs = (f"{size.height}×{size.width}" for size in sizes)
    if ours != theirs:
        yield Difference(where, Message("{left} vs. {right}", left=ours, right=theirs), ids, ids)
    channels = [graph.ops[0].output.channels for graph in (left, right)]
    if channels[0] != channels[1]:
        what = Message("{left} vs. {right} channels", left=channels[0], right=channels[1])
        yield Difference(where, what, ids, ids)


def of_whole(left: Graph, right: Graph) -> Difference:
    """The difference between networks of which one has stages and the other has none."""
    counts = [len(graph.layers) for graph in (left, right)]
    what = Message(
        "built in other ways: {left} vs. {right} layers", left=counts[0], right=counts[1]
    )
    return Difference(Message("network"), what, ("input",), ("input",))


def of_part(left: Graph, right: Graph, id: str, where: Message) -> Iterator[Difference]:
    """The differences in a group of both networks, without its blocks."""
    made = [(remark, ()) for remark in remarks(inside(left, id), inside(right, id))]
    for remark, _ in together(made):
        yield Difference(
            where,
            remark.words,
            ids(left, [id], remark.on_left),
            ids(right, [id], remark.on_right),
        )


def of_stages(left: Graph, right: Graph) -> Iterator[Difference]:
    """The differences in the number of blocks of each stage, and outside its blocks."""
    for number, pair in stages(left, right).items():
        where = Message("stage {stage}", stage=number)
        blocks = blocks_of(left, right, pair)
        counts = [len(own) for own in blocks]
        if counts[0] != counts[1]:
            surplus = [
                tuple(block.id for block in own[min(counts) :]) or ((stage.id,) if stage else ())
                for own, stage in zip(blocks, pair, strict=True)
            ]
            what = Message("{left} vs. {right} blocks", left=counts[0], right=counts[1])
            if 0 in counts:
                ours, theirs = map(counted, counts)
                what = Message("{left} vs. {right}", left=ours, right=theirs)
            yield Difference(where, what, surplus[0], surplus[1])
        if pair[0] and pair[1]:
            yield from of_part(left, right, pair[0].id, where)


def counted(blocks: int) -> Message:
    """The number of blocks of a stage, in words; 0 means no such stage."""
    return Message("{count} blocks", count=blocks) if blocks else Message("no such stage")


def of_blocks(left: Graph, right: Graph) -> Iterator[Difference]:
    """The differences between the blocks of both networks."""
    found: dict[Remark, list[Place]] = {}
    names: dict[Place, tuple[str, str]] = {}
    for number, pair in stages(left, right).items():
        for place, (ours, theirs) in enumerate(zip(*blocks_of(left, right, pair), strict=False)):
            names[number, place] = ours.id, theirs.id
            made = remarks(inside(left, ours.id), inside(right, theirs.id))
            if ours.type != theirs.type:
                made.insert(0, Remark(TYPE, ours.type, theirs.type))
            for remark in made:
                found.setdefault(remark, []).append((number, place))
    located = [
        (where, remark, places)
        for remark, everywhere in together(
            [(remark, tuple(places)) for remark, places in found.items()]
        )
        for where, places in parts(everywhere, tuple(names))
    ]
    for where, remark, places in sorted(located, key=lambda found: found[2][0]):
        ours, theirs = zip(*[names[place] for place in places], strict=True)
        yield Difference(
            where,
            remark.words,
            ids(left, ours, remark.on_left),
            ids(right, theirs, remark.on_right),
        )


def stages(left: Graph, right: Graph) -> dict[int, Pair]:
    """The stages of both networks by number; None for a network without it."""
    ours, theirs = (
        {group.number: group for group in graph.groups if group.kind == "stage"}
        for graph in (left, right)
    )
    return {
        number: (ours.get(number), theirs.get(number))
        for number in sorted(ours.keys() | theirs.keys())
    }


def blocks_of(left: Graph, right: Graph, pair: Pair) -> list[tuple[Group, ...]]:
    """The blocks of either stage."""
    graphs = zip((left, right), pair, strict=True)
    return [graph.blocks(stage.id) if stage else () for graph, stage in graphs]


def inside(graph: Graph, id: str) -> Ops:
    """The ops directly in a group, by their paths within it."""
    if id not in graph.group:
        return {}
    own = [op for op in graph.members(id) if id == (op.block or op.stage)]
    return {op.id.removeprefix(f"{id}."): op for op in own}


def ids(graph: Graph, groups: Iterable[str], paths: Sequence[str]) -> tuple[str, ...]:
    """The ids of the ops with these paths in each group; an empty path is the group itself."""
    found = (
        next((id for id in candidates if id in graph.op or id in graph.group), None)
        for group in groups
        for path in paths
        for candidates in [(f"{group}.{path}", path, group) if path else (group,)]
    )
    return tuple(id for id in found if id)


def together(made: Iterable[tuple[Remark, Places]]) -> list[tuple[Remark, Places]]:
    """Merge remarks that say the same of several ops in the same places."""
    merged: dict[Hashable, tuple[Remark, Places]] = {}
    for remark, places in made:
        alike = remark.template, remark.left, remark.right, places
        key = alike if remark.ops else (remark, places)
        if key in merged:
            one = merged[key][0]
            remark = replace(
                one,
                ops=one.ops + remark.ops,
                on_left=one.on_left + remark.on_left,
                on_right=one.on_right + remark.on_right,
            )
        merged[key] = remark, places
    return list(merged.values())


def parts(places: Places, everywhere: Places) -> Iterator[tuple[Message, Places]]:
    """Divide some of the places into parts that have a name.

    Consecutive blocks are one part, and so are the same blocks of consecutive stages.
    """
    if places == everywhere:
        yield Message("every block"), places
        return
    last = dict(everywhere)  # of a stage the last block remains
    alike: dict[Hashable, list[list[Place]]] = {}
    for run in runs(places, lambda place: place[1], lambda place: place[0]):
        stage, first = run[0]
        to_the_end = len(run) > 1 and run[-1][1] == last[stage]
        alike.setdefault((first, to_the_end or len(run)), []).append(run)
    for several in alike.values():
        for made in runs(several, lambda run: run[0][0]):
            yield where(made, last), tuple(place for run in made for place in run)


def where(made: Sequence[Sequence[Place]], last: Mapping[int, int]) -> Message:
    """The name of a part: the same blocks of consecutive stages. Blocks count from 1 here."""
    (first, start), end = made[0][0], made[0][-1][1]
    stage, block, to = made[-1][0][0], start + 1, end + 1
    whole = start == 0 and end == last[first]
    if first == stage:
        if start == end:
            return Message("stage {stage}, block {block}", stage=stage, block=block)
        if whole:
            return Message("stage {stage}, every block", stage=stage)
        return Message("stage {stage}, blocks {block} to {to}", stage=stage, block=block, to=to)
    if start == end:
        return Message(
            "stages {first} to {stage}, block {block}", first=first, stage=stage, block=block
        )
    if whole:
        return Message("stages {first} to {stage}, every block", first=first, stage=stage)
    if end == last[first]:
        return Message(
            "stages {first} to {stage}, from block {block} on",
            first=first,
            stage=stage,
            block=block,
        )
    return Message(
        "stages {first} to {stage}, blocks {block} to {to}",
        first=first,
        stage=stage,
        block=block,
        to=to,
    )


def runs(
    items: Iterable[Item],
    number: Callable[[Item], int],
    within: Callable[[Item], Hashable] = lambda _: None,
) -> Iterator[list[Item]]:
    """Runs of items with consecutive numbers and the same ``within``."""
    run: list[Item] = []
    for item in items:
        if run and not (number(item) == number(run[-1]) + 1 and within(item) == within(run[-1])):
            yield run
            run = []
        run.append(item)
    if run:
        yield run
