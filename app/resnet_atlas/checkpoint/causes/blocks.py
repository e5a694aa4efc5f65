"""Other blocks, or another number of them."""

import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

from resnet_atlas.checkpoint.causes.cause import Cause
from resnet_atlas.checkpoint.causes.unexplained import Unexplained
from resnet_atlas.checkpoint.identifying.options import BLOCK, IN_BLOCK
from resnet_atlas.messages import COMMA, Message, join


def in_blocks(held: Iterable[str], layer: str) -> set[str]:
    """The blocks that have the weight of a layer among some names."""
    matches = map(IN_BLOCK.match, held)
    return {each[1] for each in matches if each and (each[4], each[5]) == (layer, "weight")}


def block_kind(left: Unexplained) -> list[Cause]:
    """Bottlenecks against basic blocks, where both have the block."""
    file = in_blocks(left.unexpected, "conv3") - in_blocks(left.unexpected, "conv1")
    model = in_blocks(left.missing, "conv3") - in_blocks(left.missing, "conv1")
    file, model = file | kernels(left, 1), model | kernels(left, 3)
    if not file and not model:
        return []
    words = Message("bottleneck weights, basic blocks")
    if model:
        words = Message("weights of basic blocks, bottlenecks in the network")
    whole = whole_blocks(left)
    names = left.take(
        lambda name: (
            (found := IN_BLOCK.match(name))
            and found[1] not in whole
            and not found[4].startswith("se.")
        )
    )
    if left.take_side("fc.weight", 1):
        names.append("fc.weight")
    return [Cause("block", words, tuple(names), ("bottleneck" if file else "basic",))]


def kernels(left: Unexplained, given: int) -> set[str]:
    """The blocks whose first conv is so wide in the file, and is the other kind's in the network.

    They tell the kind of block where an error has lost the lines about third convs.
    """
    return {
        found[1]
        for name, (mine, theirs) in left.shapes.items()
        if (found := IN_BLOCK.match(name)) and (found[4], found[5]) == ("conv1", "weight")
        if mine[2:] == (given, given) and theirs[2:] == (4 - given, 4 - given)
    }


def whole_blocks(left: Unexplained) -> set[str]:
    """The blocks that are missing as a whole, or are there as a whole beside the network's."""
    return in_blocks(left.missing, "conv1") | in_blocks(left.unexpected, "conv1")


def depth(left: Unexplained) -> list[Cause]:
    """Other numbers of blocks in stages, and of stages."""
    said, names, stages = [], [], []
    for held, file_is_deeper in ((left.unexpected, True), (left.missing, False)):
        blocks: dict[int, list[int]] = defaultdict(list)
        for path in in_blocks(held, "conv1"):
            found = BLOCK.match(f"{path}.")
            if found:
                blocks[int(found[1])].append(int(found[2]))
        if left.cut:  # of the last block that is left, any weight tells that it is there
            for stage, number in (
                map(int, each.groups()) for each in map(BLOCK.match, held) if each
            ):
                if stage in blocks and number > min(blocks[stage]):
                    blocks[stage].append(number)
        first = {stage: min(numbers) for stage, numbers in blocks.items()}
        for stage, few in sorted(first.items()):
            many = max(blocks[stage]) + 1
            given, wanted = (many, few) if file_is_deeper else (few, many)
            if few == 0:
                stages.append((stage, file_is_deeper))
            else:
                sizes = {"given": given, "stage": stage, "wanted": wanted}
                said.append(depth_words(sizes, left.cut, file_is_deeper))
        names += left.take(within(first))
    made = []
    if said:
        deeper = bool(in_deeper(said))
        words = (
            Message("deeper: {what}", what=join(COMMA, said))
            if deeper
            else Message("less deep: {what}", what=join(COMMA, said))
        )
        made.append(Cause("depth", words, tuple(names)))
    if stages:
        words = Message("the file has a further stage, layer{stage}", stage=stages[0][0])
        if not stages[0][1]:
            words = Message("the file lacks a stage, layer{stage}", stage=stages[0][0])
        if left.take_side("fc.weight", 1):
            names.append("fc.weight")
        made.append(Cause("stages", words, tuple(names)))
    return made


def depth_words(sizes: Mapping[str, int], cut: bool, file_is_deeper: bool) -> Message:
    """How many blocks a stage has on both sides; of a text that is cut short, at least or most."""
    if not cut:
        return Message("{given} blocks in layer{stage} against {wanted}", **sizes)
    if file_is_deeper:
        return Message("at least {given} blocks in layer{stage} against {wanted} at most", **sizes)
    return Message("at most {given} blocks in layer{stage} against {wanted} at least", **sizes)


def within(first: Mapping[int, int]) -> Callable[[str], bool]:
    """Whether a name is in a stage's block of some number or in a later one."""

    def is_within(name: str) -> bool:
        found = BLOCK.match(name)
        return found is not None and int(found[2]) >= first.get(int(found[1]), sys.maxsize)

    return is_within


def in_deeper(said: list[Message]) -> bool:
    """Whether the file has more blocks than the network."""
    return (
        sum(int(str(each.values["given"])) - int(str(each.values["wanted"])) for each in said) > 0
    )
