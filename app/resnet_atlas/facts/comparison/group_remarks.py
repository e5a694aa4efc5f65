"""Remarks on two groups of ops that stand at the same place in two networks.

They compare the ops alone (kinds, windows, groups, bias, channels and paths), whichever networks
and options these come from.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from math import prod

from resnet_atlas.facts.comparison.op_remarks import kernel, op_remarks
from resnet_atlas.facts.comparison.remark import (
    CONVS,
    FURTHER,
    GROUP,
    LEAVING,
    MOVED,
    ORDER,
    SHORTCUT,
    TAKEN,
    WORDS,
    Remark,
)
from resnet_atlas.graph.op import Op
from resnet_atlas.messages import Message

Ops = Mapping[str, Op]
"""The ops of a group in the order of execution, by their paths within it (``conv1``)."""

NORMS = ("batch_norm", "frozen_batch_norm", "group_norm")
CONV_AND_BESIDE = ("conv", *NORMS, "relu", "add")
"""The kinds of op in every residual branch."""


def remarks(left: Ops, right: Ops) -> list[Remark]:
    """The differences between two groups, larger ones first."""
    ours, theirs = (branch(ops, shortcut=False) for ops in (left, right))
    found = [*among(ours, theirs), *shortcuts(left, right)]
    rebuilt = any(remark.template == CONVS for remark in found)
    return found if rebuilt else [*found, *entering(left, right)]


def entering(left: Ops, right: Ops) -> Iterator[Remark]:
    """The group's first convs that differ in their input channels alone.

    The input channels of a later conv are the output channels of the conv before it, which has a
    remark of its own.
    """
    firsts = first_convs(left) & first_convs(right)
    for path in common(left, right):
        ours, theirs = left[path], right[path]
        if path in firsts and ours.output.channels == theirs.output.channels:
            channels = str(ours.in_channels), str(theirs.in_channels)
            if channels[0] != channels[1]:
                yield Remark(TAKEN, *channels, (path,), (path,), (path,))


def first_convs(ops: Ops) -> set[str]:
    """The paths of the convs that don't depend on another conv of the group."""
    behind: set[str] = set()  # ids of convs and of the ops that depend on them
    found = set()
    for path, op in ops.items():
        follows = not behind.isdisjoint(op.inputs)
        if op.kind == "conv" and not follows:
            found.add(path)
        if op.kind == "conv" or follows:
            behind.add(op.id)
    return found


def branch(ops: Ops, shortcut: bool) -> Ops:
    """The ops on the shortcut, or all other ops."""
    return {path: op for path, op in ops.items() if (op.role == "shortcut") == shortcut}


def among(left: Ops, right: Ops) -> Iterator[Remark]:
    """The differences outside the shortcut."""
    convs = [{path for path in ops if is_conv(ops[path])} for ops in (left, right)]
    rebuilt = is_rebuilt(left, right, *convs)
    if rebuilt:
        kernels = [
            ", ".join(kernel(ops[path]) for path in ops if path in own)
            for ops, own in zip((left, right), convs, strict=True)
        ]
        if kernels[0] != kernels[1]:
            yield Remark(CONVS, kernels[0], kernels[1])
        channels = [[*ops.values()][-1].output.channels for ops in (left, right)]
        if channels[0] != channels[1]:
            yield Remark(LEAVING, str(channels[0]), str(channels[1]))
    strided = [tuple(path for path in ops if ops[path].stride > 1) for ops in (left, right)]
    factors = [
        prod(ops[path].stride for path in own)
        for ops, own in zip((left, right), strided, strict=True)
    ]
    moved: set[str] = set()
    if strided[0] != strided[1] and factors[0] == factors[1]:
        yield Remark(MOVED, ", ".join(strided[0]), ", ".join(strided[1]), strided[0], strided[1])
        moved = {*strided[0], *strided[1]}
    for path in common(left, right):
        if not (rebuilt and path in convs[0] | convs[1]):
            yield from op_remarks(path, left[path], right[path], with_stride=path not in moved)
    yield from present(left, right, CONV_AND_BESIDE if rebuilt else ("add",))
    if not rebuilt:
        orders = [
            ", ".join(path for path in one if path in other)
            for one, other in ((left, right), (right, left))
        ]
        if orders[0] != orders[1]:
            yield Remark(ORDER, orders[0], orders[1])


def is_conv(op: Op) -> bool:
    """Whether ``op`` is a convolution of a feature map; squeeze-and-excitation has others."""
    return op.kind == "conv" and not any(axis.is_constant for axis in op.output.axes)


def is_rebuilt(left: Ops, right: Ops, ours: set[str], theirs: set[str]) -> bool:
    """Whether the convs of two groups don't correspond, so that comparing them one by one misleads.

    A bottleneck isn't a basic block with a smaller ``conv1`` and a further ``conv3``.
    """
    shared = ours & theirs
    alike = all(kernel(left[path]) == kernel(right[path]) for path in shared)
    return bool(ours and theirs) and ours != theirs and not (shared and alike)


def common(left: Ops, right: Ops) -> list[str]:
    """The paths in both groups, in an order that is the same if the sides are exchanged."""
    places = [{path: place for place, path in enumerate(ops)} for ops in (left, right)]
    shared = places[0].keys() & places[1].keys()
    return sorted(shared, key=lambda path: (min(place[path] for place in places), path))


def present(left: Ops, right: Ops, unsaid: tuple[str, ...]) -> Iterator[Remark]:
    """The ops that only one of the groups has, except those of some kinds."""

    def only(one: Ops, other: Ops) -> tuple[str, ...]:
        return tuple(path for path in one if path not in other and one[path].kind not in unsaid)

    ours, theirs = only(left, right), only(right, left)
    if ours or theirs:
        names = [", ".join(own) or Message("none") for own in (ours, theirs)]
        yield Remark(FURTHER, names[0], names[1], ours or GROUP, theirs or GROUP)


def shortcuts(left: Ops, right: Ops) -> Iterator[Remark]:
    """The differences on the shortcut."""
    ours, theirs = (branch(ops, shortcut=True) for ops in (left, right))
    kinds = [[op.kind for op in ops.values()] for ops in (ours, theirs)]
    added = [any(op.kind == "add" for op in ops.values()) for ops in (left, right)]
    if kinds[0] == kinds[1] and added[0] == added[1]:
        # By their order: behind a layer that does nothing, the same layer has another number.
        for (path, op), (other, its) in zip(ours.items(), theirs.items(), strict=True):
            for remark in op_remarks(min(path, other), op, its):
                yield replace(remark, on_left=(path,), on_right=(other,))
        return
    names = [
        passage(ops) if has else Message("none")
        for ops, has in zip((ours, theirs), added, strict=True)
    ]
    on = [tuple(own) or additions(ops) for own, ops in ((ours, left), (theirs, right))]
    yield Remark(SHORTCUT, names[0], names[1], on[0], on[1])


def passage(ops: Ops) -> str:
    """The ops of a shortcut, in a few words."""
    shown = [op for op in ops.values() if op.kind not in NORMS]
    if not shown:
        return Message("identity")
    if [op.kind for op in shown] == ["conv"]:
        normed = len(shown) < len(ops)
        return Message("projection") if normed else Message("projection without batch norm")
    return ", ".join(
        " ".join(
            filter(
                None, [kernel(op), WORDS.get(op.kind, op.kind), f"↓{op.stride}" * (op.stride > 1)]
            )
        )
        for op in shown
    )


def additions(ops: Ops) -> tuple[str, ...]:
    """The additions of a group, which stand for a shortcut without ops."""
    return tuple(path for path, op in ops.items() if op.kind == "add") or GROUP
