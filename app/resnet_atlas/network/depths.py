"""Why a network can't have the depth that its name asks for, and the nearest that there is."""

import re

from resnet_atlas.messages import Message
from resnet_atlas.network.names import DEPTHS, normalised
from resnet_atlas.network.options import MOST_BLOCKS

WIDE = re.compile(r"(?:wrn|wide_?resnet)_?(\d{1,4})_(\d{1,3})")
PLAIN = re.compile(r"resnet_?(\d{1,4})")
DEEPEST = 1202
"""The deepest network that has a name."""


def other_depth(name: str) -> tuple[Message, str] | None:
    """Why there is no network of the depth in ``name``, and the nearest name; None if unknown.

    >>> other_depth("ResNet-9")[1], other_depth("WRN-27-10")[1]
    ('resnet10', 'wrn_28_10')
    """
    plain = normalised(name)
    if match := WIDE.fullmatch(plain):
        depth, factor = int(match[1]), int(match[2])
        near = min(range(10, DEEPEST, 6), key=lambda each: abs(each - depth))
        return Message(
            "a Wide ResNet for CIFAR has 6n + 4 convs: one, three stages of n blocks of two, "
            "three on shortcuts"
        ), f"wrn_{near}_{factor}"
    if (match := PLAIN.fullmatch(plain)) and (depth := int(match[1])) <= 2 * MOST_BLOCKS:
        known = {*DEPTHS, *range(8, DEEPEST + 1, 6)}
        near = min(sorted(known, reverse=True), key=lambda each: abs(each - depth))
        return reason(depth), f"resnet{near}"
    return None


def reason(depth: int) -> Message:
    """Why a depth isn't there: none that blocks can make, or one that has no name."""
    if depth > 2 and depth % 2 == 0:
        return Message(
            "no ResNet of {depth} layers has a name; {blocks} basic blocks would make it",
            depth=depth,
            blocks=(depth - 2) // 2,
        )
    if depth > 2 and depth % 3 == 2:
        return Message(
            "no ResNet of {depth} layers has a name; {blocks} bottlenecks would make it",
            depth=depth,
            blocks=(depth - 2) // 3,
        )
    return Message(
        "no blocks make {depth} layers: a basic block has two convs, a bottleneck three, "
        "the rest two",
        depth=depth,
    )
