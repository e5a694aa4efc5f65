"""Other numbers of channels: of the image, of stages, of the convs within blocks."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from fractions import Fraction

from resnet_atlas.checkpoint.causes.cause import SOME, Cause
from resnet_atlas.checkpoint.causes.unexplained import Unexplained
from resnet_atlas.checkpoint.identifying.options import IN_BLOCK
from resnet_atlas.messages import COMMA, Message, join


def input_channels(left: Unexplained) -> list[Cause]:
    """Another number of channels in the image."""
    for name in ("conv1.weight", "conv1.0.weight"):
        if left.take_side(name, 1):
            given, expected = (shape[1] for shape in left.shapes[name])
            words = Message(
                "{given} input channels in the file, {expected} in the network",
                given=given,
                expected=expected,
            )
            if given == 1:
                words = Message(
                    "one input channel in the file, {expected} in the network", expected=expected
                )
            elif expected == 1:
                words = Message(
                    "one input channel in the network, {given} in the file", given=given
                )
            return [Cause("in_channels", words, (name,), (given, expected))]
    return []


def channels(left: Unexplained) -> list[Cause]:
    """The numbers of channels of stages and of convs within blocks."""
    last = 3 if any(".conv3." in name or ".bn3." in name for name in left.sides) else 2
    if last == 2 and any(
        len(shapes[0]) == 4 and shapes[0][2:] == (1, 1)
        for name, shapes in left.shapes.items()
        if re.match(r"layer\d+\.\d+\.conv1\.weight", name)
    ):
        last = 3
    sides: dict[str, list[tuple[str, int]]] = defaultdict(list)
    pairs: dict[str, tuple[int, int]] = {}
    grouped: dict[str, tuple[int, int]] = {}
    for name in list(left.sides):
        given, expected = left.shapes[name]
        for side in sorted(left.sides[name]):
            if variable := variable_of(name, side, len(given), last):
                sides[variable].append((name, side))
                if variable.startswith("grouped"):
                    grouped[variable.partition(" ")[2]] = given[side], expected[side]
                else:
                    pairs.setdefault(variable, (given[side], expected[side]))
    if not pairs and not grouped:
        return []
    outside = {each: pair for each, pair in pairs.items() if not each.startswith("inner")}
    inner = {each: pair for each, pair in pairs.items() if each.startswith("inner")}
    made = []

    def explain(variables: Iterable[str]) -> list[str]:
        names = []
        for variable in variables:
            for name, side in sides[variable]:
                if left.take_side(name, side):
                    names.append(name)
        return list(dict.fromkeys(names))

    if outside:
        ratios = {each: Fraction(*pair) for each, pair in outside.items()}
        same = {each for each, pair in inner.items() if Fraction(*pair) in ratios.values()}
        scaled = [f"grouped {each.partition(' ')[2]}" for each in same]
        names = explain([*outside, *same, *scaled])
        made.append(Cause("width", width_words(outside), tuple(names)))
        inner = {each: pair for each, pair in inner.items() if each not in same}
        grouped = {each: pair for each, pair in grouped.items() if f"grouped {each}" not in scaled}
    if last == 3 and (inner or grouped):
        made += inner_cause(inner, grouped, left, explain)
    elif inner:
        names = explain([*inner, *(f"grouped {each}" for each in grouped)])
        made.append(Cause("pruned", pruned_words(inner), tuple(names)))
    return made


def inner_cause(
    inner: dict[str, tuple[int, int]],
    grouped: dict[str, tuple[int, int]],
    left: Unexplained,
    explain: Callable[[Iterable[str]], list[str]],
) -> list[Cause]:
    """The convs within bottlenecks: groups, wider ones, or some that were pruned."""
    ratios = {Fraction(*pair) for pair in inner.values()}
    first = left.shapes.get("layer1.0.conv2.weight")
    everywhere = {
        each.split()[1].partition(".")[0] for each in [*inner, *(f"x {g}" for g in grouped)]
    }
    uniform = len(ratios) <= 1 and "layer1" in everywhere
    variables = [*inner, *(f"grouped {each}" for each in grouped)]
    if not uniform or not first:
        if not inner:
            words = Message("other groups in the 3×3 convs")
            return [Cause("groups", words, tuple(explain(variables)))]
        words = pruned_words(inner)
        return [Cause("pruned", words, tuple(explain(variables)))]
    sizes = [(shape[0] // max(1, shape[1]), shape[1]) for shape in first]
    (mine, my_width), (theirs, their_width) = sizes
    if mine == theirs:
        words = Message(
            "{given} channels within layer1’s bottlenecks in the file, {expected} in the network",
            given=first[0][0],
            expected=first[1][0],
        )
        return [Cause("inner", words, tuple(explain(variables)))]
    words = Message(
        "3×3 convs with {mine} groups of {my_width} channels in the file, {theirs} of {their_width}"
        " in the network (layer1)",
        mine=mine,
        my_width=my_width,
        theirs=theirs,
        their_width=their_width,
    )
    return [Cause("groups", words, tuple(explain(variables)))]


def width_words(outside: dict[str, tuple[int, int]]) -> Message:
    """How much wider or narrower a network is."""
    ratios = {Fraction(*pair) for pair in outside.values()}
    if len(ratios) == 1 and "out 0" in outside:
        ratio = ratios.pop()
        if ratio == Fraction(1, 2):
            return Message(
                "half the width: {given} channels in the stem against {expected}",
                given=outside["out 0"][0],
                expected=outside["out 0"][1],
            )
        if ratio == 2:
            return Message(
                "twice the width: {given} channels in the stem against {expected}",
                given=outside["out 0"][0],
                expected=outside["out 0"][1],
            )
        return Message(
            "another width: {given} channels in the stem against {expected}",
            given=outside["out 0"][0],
            expected=outside["out 0"][1],
        )
    said = [
        Message(
            "{given} channels behind {part} against {expected}",
            given=pair[0],
            part="conv1" if each == "out 0" else f"layer{each.partition(' ')[2]}",
            expected=pair[1],
        )
        for each, pair in sorted(outside.items())
    ]
    return Message("other widths: {what}", what=join(COMMA, said))


def pruned_words(inner: dict[str, tuple[int, int]]) -> Message:
    """The convs that have other channels than the network's."""
    said = [
        Message(
            "{path} {given} of {expected} channels",
            path=each.partition(" ")[2],
            given=pair[0],
            expected=pair[1],
        )
        for each, pair in list(inner.items())[:SOME]
    ]
    what = join(COMMA, said)
    more = len(inner) - SOME
    if more > 0:
        return Message("pruned: {what}, and {count} further convs", what=what, count=more)
    return Message("pruned: {what}", what=what)


def variable_of(name: str, side: int, rank: int, last: int) -> str:
    """Which number of channels a side of a tensor is; empty for one that is none.

    ``out 0`` is the stem's, ``out 2`` the second stage's, ``inner layer2.0.conv1`` that of a conv
    within a block, ``grouped layer2.0.conv2`` the channels of one group.
    """
    if side > 1:
        return ""
    if name in ("conv1.weight", "conv1.6.weight") or name.startswith("bn1."):
        return "out 0" if side == 0 else ""
    if name == "fc.weight":
        return "out -1" if side == 1 else ""
    found = IN_BLOCK.match(name)
    if not found:
        return ""
    path, stage, number, layer = found[1], int(found[2]), int(found[3]), found[4]
    before = f"out {stage - 1 if number == 0 else stage}"
    if layer.startswith("downsample"):
        return before if side == 1 else f"out {stage}"
    if layer.startswith("se."):
        return f"out {stage}"
    if not layer[-1:].isdigit():
        return ""
    conv = int(layer[-1])
    if side == 0:
        return f"out {stage}" if conv == last else f"inner {path}.conv{conv}"
    if conv == 1:
        return before
    if last == 3 and conv == 2:
        return f"grouped {path}.conv2"
    return f"inner {path}.conv{conv - 1}"
