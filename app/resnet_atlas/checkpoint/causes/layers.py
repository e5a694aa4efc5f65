"""Layers that only one side has, or that it has in another place."""

import re

from resnet_atlas.checkpoint.causes.cause import Cause
from resnet_atlas.checkpoint.causes.unexplained import Unexplained
from resnet_atlas.checkpoint.identifying.options import BLOCK
from resnet_atlas.messages import Message

SHORTCUT = re.compile(r"layer\d+\.\d+\.downsample\.")


def stem(left: Unexplained) -> list[Cause]:
    """Three convs against one, or a 3×3 against a 7×7."""
    deep_file = "conv1.0.weight" in left.unexpected
    deep_model = "conv1.0.weight" in left.missing
    if deep_file or deep_model:
        words = Message("a three-conv stem in the file, one conv in the network")
        if deep_model:
            words = Message("a three-conv stem in the network, one conv in the file")
        names = left.take(lambda name: re.match(r"conv1(\.\d)?\.", name))
        return [Cause("stem", words, tuple(names))]
    given, expected = left.shapes.get("conv1.weight", ((), ()))
    if len(given) == len(expected) == 4 and given[2:] != expected[2:]:
        for side in (2, 3):
            left.take_side("conv1.weight", side)
        words = Message(
            "a stem of {given} in the file, of {expected} in the network",
            given=f"{given[2]}×{given[3]}",
            expected=f"{expected[2]}×{expected[3]}",
        )
        return [Cause("stem", words, ("conv1.weight",), ("kernel",))]
    return []


def squeeze(left: Unexplained) -> list[Cause]:
    """Squeeze-and-excitation on one side, or by another factor."""
    in_file = any(".se." in name for name in left.unexpected)
    in_model = any(".se." in name for name in left.missing)
    narrowed = [name for name in left.sides if name.endswith(".se.fc1.weight")]
    by_factor = narrowed and 0 in left.sides[narrowed[0]] and 1 not in left.sides[narrowed[0]]
    if not in_file and not in_model and not by_factor:
        return []
    words = Message("squeeze-and-excitation in the file, none in the network")
    if in_model:
        words = Message("squeeze-and-excitation in the network, none in the file")
    elif not in_file:
        words = Message("squeeze-and-excitation that narrows by another factor")
    names = left.take(lambda name: ".se." in name and BLOCK.match(name))
    return [Cause("squeeze", words, tuple(names))]


def shortcut(left: Unexplained) -> list[Cause]:
    """Other shortcuts where the shape changes."""
    mine = [name for name in left.unexpected if SHORTCUT.match(name)]
    theirs = [name for name in left.missing if SHORTCUT.match(name)]
    if not mine and not theirs:
        return []
    if any(".downsample.2." in name for name in mine):
        words = Message("pooled shortcuts in the file (ResNet-D), strided ones in the network")
    elif any(".downsample.2." in name for name in theirs):
        words = Message("strided shortcuts in the file, pooled ones in the network (ResNet-D)")
    elif mine:
        words = Message("shortcuts with convs in the file, without in the network (option A)")
    else:
        words = Message("shortcuts without convs in the file (option A), with convs in the network")
    return [Cause("shortcut", words, tuple(left.take(SHORTCUT.match)))]
