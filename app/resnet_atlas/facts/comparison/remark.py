"""What differs between two groups of ops that stand at the same place of two networks.

Read off the ops alone: their kinds, windows, groups, bias, channels and paths, whichever network
they are of and whatever options made it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import prod

from resnet_atlas.graph.graph import Op
from resnet_atlas.graph.window import Window
from resnet_atlas.messages import Message

Ops = Mapping[str, Op]
"""The ops of a group in the order of execution, by their paths within it (``conv1``)."""

GROUP = ("",)
"""The path within a group of the group itself."""

CONV_AND_BESIDE = ("conv", "batch_norm", "relu", "add")
"""What every residual branch is made of."""


@dataclass(frozen=True, slots=True)
class Remark:
    """One difference, in words that are the other way round when the two sides are.

    ``template`` has places for ``left`` and ``right``, what either side has there, and for the
    ``ops`` that it is about, if it names them. ``on_left`` and ``on_right`` are the paths, within
    the group, of what it is to be seen on.
    """

    template: Message
    left: str
    right: str
    on_left: tuple[str, ...] = GROUP
    on_right: tuple[str, ...] = GROUP
    ops: tuple[str, ...] = ()

    @property
    def words(self) -> Message:
        """The template, filled."""
        named = {"ops": ", ".join(self.ops)} if self.ops else {}
        return Message(self.template.template, left=self.left, right=self.right, **named)


WORDS = {
    "max_pool": "max pool",
    "avg_pool": "average pool",
    "batch_norm": "batch norm",
    "relu": "ReLU",
    "pad": "channels of 0",
}
"""What kinds of op are called, as on a picture; the others by their own name."""

KIND = Message("{ops}: {left} against {right}")
KERNEL = Message("{ops}: kernel {left} against {right}")
STRIDE = Message("{ops}: stride {left} against {right}")
DILATION = Message("{ops}: dilation {left} against {right}")
PADDING = Message("{ops}: padding {left} against {right}")
CHANNELS = Message("{ops}: {left} channels against {right}")
INPUTS = Message("{ops}: {left} inputs against {right}")
TAKEN = Message("{ops}: {left} input channels against {right}")
CLASSES = Message("{ops}: {left} classes against {right}")
GROUPS = Message("{ops}: groups {left} against {right}")
CONVS = Message("convs: {left} against {right}")
LEAVING = Message("what leaves it: {left} channels against {right}")
MOVED = Message("the stride moves from {left} to {right}")
SHORTCUT = Message("shortcut: {left} against {right}")
FURTHER = Message("further layers: {left} against {right}")
ORDER = Message("order: {left} against {right}")


def remarks(left: Ops, right: Ops) -> list[Remark]:
    """All that two groups differ in, what is larger first; nothing where they are alike."""
    ours, theirs = (branch(ops, shortcut=False) for ops in (left, right))
    found = [*among(ours, theirs), *shortcuts(left, right)]
    rebuilt = any(remark.template == CONVS for remark in found)
    return found if rebuilt else [*found, *entering(left, right)]


def entering(left: Ops, right: Ops) -> Iterator[Remark]:
    """The convs that take another number of channels from outside the group, and give as many.

    A conv that gives another number is remarked on for that. One further inside takes what a conv
    before it gives, so its inputs follow from that one's channels.
    """
    firsts = first_convs(left) & first_convs(right)
    for path in common(left, right):
        ours, theirs = left[path], right[path]
        if path in firsts and ours.output.channels == theirs.output.channels:
            channels = str(ours.in_channels), str(theirs.in_channels)
            if channels[0] != channels[1]:
                yield Remark(TAKEN, *channels, (path,), (path,), (path,))


def first_convs(ops: Ops) -> set[str]:
    """The paths of the convs that no other conv of the group comes before."""
    behind: set[str] = set()  # the ids of what a conv comes before, and of the convs themselves
    found = set()
    for path, op in ops.items():
        follows = not behind.isdisjoint(op.inputs)
        if op.kind == "conv" and not follows:
            found.add(path)
        if op.kind == "conv" or follows:
            behind.add(op.id)
    return found


def branch(ops: Ops, shortcut: bool) -> Ops:
    """The ops on the shortcut, or all others."""
    return {path: op for path, op in ops.items() if (op.role == "shortcut") == shortcut}


def among(left: Ops, right: Ops) -> Iterator[Remark]:
    """What differs off the shortcut."""
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
            yield from between(path, left[path], right[path], stays=path not in moved)
    yield from present(left, right, CONV_AND_BESIDE if rebuilt else ())
    if not rebuilt:
        orders = [
            ", ".join(path for path in one if path in other)
            for one, other in ((left, right), (right, left))
        ]
        if orders[0] != orders[1]:
            yield Remark(ORDER, orders[0], orders[1])


def is_conv(op: Op) -> bool:
    """Whether it is a convolution of a map, not of one pooled to a constant size."""
    return op.kind == "conv" and not any(axis.is_constant for axis in op.output.axes)


def is_rebuilt(left: Ops, right: Ops, ours: set[str], theirs: set[str]) -> bool:
    """Whether convs are no longer each other's: there are others, and what is shared isn't alike.

    A bottleneck isn't a basic block with ``conv1`` made smaller and a ``conv3`` added.
    """
    shared = ours & theirs
    alike = all(kernel(left[path]) == kernel(right[path]) for path in shared)
    return bool(ours and theirs) and ours != theirs and not (shared and alike)


def common(left: Ops, right: Ops) -> list[str]:
    """The paths that both have, in an order that doesn't depend on which is which."""
    places = [{path: place for place, path in enumerate(ops)} for ops in (left, right)]
    shared = places[0].keys() & places[1].keys()
    return sorted(shared, key=lambda path: (min(place[path] for place in places), path))


def between(path: str, left: Op, right: Op, stays: bool = True) -> Iterator[Remark]:
    """What differs between two ops; of the stride nothing where it doesn't ``stay``."""

    def remark(template: Message, ours: object, theirs: object) -> Iterator[Remark]:
        if ours != theirs:
            texts = [it if isinstance(it, str) else str(it) for it in (ours, theirs)]
            yield Remark(template, texts[0], texts[1], (path,), (path,), (path,))

    if left.kind != right.kind:
        yield from remark(KIND, WORDS.get(left.kind, left.kind), WORDS.get(right.kind, right.kind))
        return
    yield from remark(KERNEL, kernel(left), kernel(right))
    strides = [text(op, lambda it: it.stride) for op in (left, right)]
    dilations = [text(op, lambda it: it.dilation) for op in (left, right)]
    usual = [(own == "1") for own in (*strides, *dilations)]
    if stays and usual in ([False, True, True, False], [True, False, False, True]):
        one, other = map(step, strides, dilations)
        yield from remark(KIND, one, other)
    else:
        if stays:
            yield from remark(STRIDE, *strides)
        yield from remark(DILATION, *dilations)
    if not (keeps(left) and keeps(right)):
        yield from remark(PADDING, *[text(op, lambda it: it.padding) for op in (left, right)])
    # A shortcut has as many channels as what it is added to, so that nothing new is said of them.
    if left.kind in ("conv", "linear") and left.role != "shortcut":
        template = CLASSES if left.kind == "linear" and not left.block else CHANNELS
        yield from remark(template, left.output.channels, right.output.channels)
    if left.kind == "linear" and not left.block:
        yield from remark(INPUTS, left.in_channels, right.in_channels)
    yield from remark(GROUPS, left.groups, right.groups)
    bias = {True: Message("with bias"), False: Message("without bias")}
    yield from remark(KIND, bias[left.bias], bias[right.bias])


def present(left: Ops, right: Ops, unsaid: tuple[str, ...]) -> Iterator[Remark]:
    """What only one of the two has, but for some kinds."""

    def only(one: Ops, other: Ops) -> tuple[str, ...]:
        return tuple(path for path in one if path not in other and one[path].kind not in unsaid)

    ours, theirs = only(left, right), only(right, left)
    if ours or theirs:
        names = [", ".join(own) or Message("none") for own in (ours, theirs)]
        yield Remark(FURTHER, names[0], names[1], ours or GROUP, theirs or GROUP)


def shortcuts(left: Ops, right: Ops) -> Iterator[Remark]:
    """What differs on the shortcut."""
    ours, theirs = (branch(ops, shortcut=True) for ops in (left, right))
    kinds = [[op.kind for op in ops.values()] for ops in (ours, theirs)]
    if kinds[0] == kinds[1]:
        for path in common(ours, theirs):
            yield from between(path, ours[path], theirs[path])
        return
    names = [passage(ops) for ops in (ours, theirs)]
    on = [tuple(own) or additions(ops) for own, ops in ((ours, left), (theirs, right))]
    yield Remark(SHORTCUT, names[0], names[1], on[0], on[1])


def passage(ops: Ops) -> str:
    """What is on a shortcut, in a word."""
    shown = [op for op in ops.values() if op.kind != "batch_norm"]
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
    """Where a shortcut that has nothing on it is to be seen: at the addition it leads to."""
    return tuple(path for path, op in ops.items() if op.kind == "add") or GROUP


def step(stride: str, dilation: str) -> Message:
    """What a window does that has a stride or, in its place, a dilation."""
    if dilation == "1":
        return Message("stride {stride}", stride=stride)
    return Message("dilation {dilation}", dilation=dilation)


def keeps(op: Op) -> bool:
    """Whether its padding follows from its kernel: as much as keeps the size at a stride of 1."""
    return all(it.padding == it.dilation * (it.kernel // 2) for it in op.windows or ())


def kernel(op: Op) -> str:
    """Both sides of an op's window."""
    return "×".join(str(window.kernel) for window in op.windows or ())


def text(op: Op, read: Callable[[Window], int]) -> str:
    """A number of an op's windows, once where both axes agree."""
    return "×".join(dict.fromkeys(str(read(window)) for window in op.windows or ()))
