"""Remarks on two ops that have the same path in two networks."""

from collections.abc import Callable, Iterator

from resnet_atlas.facts.comparison.remark import (
    CHANNELS,
    CLASSES,
    DILATION,
    GROUPS,
    INPUTS,
    KERNEL,
    KIND,
    PADDING,
    STRIDE,
    WORDS,
    Remark,
)
from resnet_atlas.graph.op import Op
from resnet_atlas.graph.window import Window
from resnet_atlas.messages import Message


def op_remarks(path: str, left: Op, right: Op, with_stride: bool = True) -> Iterator[Remark]:
    """The differences between two ops, that of their strides only ``with_stride``."""

    def remark(template: Message, ours: object, theirs: object) -> Iterator[Remark]:
        if ours != theirs:
            texts = [side if isinstance(side, str) else str(side) for side in (ours, theirs)]
            yield Remark(template, texts[0], texts[1], (path,), (path,), (path,))

    if left.kind != right.kind:
        yield from remark(KIND, WORDS.get(left.kind, left.kind), WORDS.get(right.kind, right.kind))
        return
    yield from remark(KERNEL, kernel(left), kernel(right))
    strides = [text(op, lambda window: window.stride) for op in (left, right)]
    dilations = [text(op, lambda window: window.dilation) for op in (left, right)]
    usual = [(own == "1") for own in (*strides, *dilations)]
    if with_stride and usual in ([False, True, True, False], [True, False, False, True]):
        one, other = map(step, strides, dilations)
        yield from remark(KIND, one, other)
    else:
        if with_stride:
            yield from remark(STRIDE, *strides)
        yield from remark(DILATION, *dilations)
    if not (keeps(left) and keeps(right)):
        yield from remark(PADDING, *[text(op, padding) for op in (left, right)])
    # A shortcut has the channels of the branch that it is added to, so they aren't remarked on.
    if left.kind in ("conv", "linear") and left.role != "shortcut":
        template = CLASSES if left.kind == "linear" and not left.block else CHANNELS
        yield from remark(template, left.output.channels, right.output.channels)
    if left.kind == "linear" and not left.block:
        yield from remark(INPUTS, left.in_channels, right.in_channels)
    yield from remark(GROUPS, left.groups, right.groups)
    rounds = {True: Message("rounded up"), False: Message("rounded down")}
    ups = [any(window.ceil for window in op.windows or ()) for op in (left, right)]
    yield from remark(KIND, *[rounds[up] for up in ups])
    own = {True: Message("weights standardized"), False: Message("weights as they are")}
    yield from remark(KIND, own[left.standardized], own[right.standardized])
    bias = {True: Message("with bias"), False: Message("without bias")}
    yield from remark(KIND, bias[left.bias], bias[right.bias])


def step(stride: str, dilation: str) -> Message:
    """The stride of a window or, if it has one, its dilation."""
    if dilation == "1":
        return Message("stride {stride}", stride=stride)
    return Message("dilation {dilation}", dilation=dilation)


def padding(window: Window) -> int | str:
    """The padding of a window in elements, or ``same``."""
    return "same" if window.same else window.padding


def keeps(op: Op) -> bool:
    """Whether the padding keeps the size at a stride of 1."""
    return all(
        not window.same and window.padding == window.dilation * (window.kernel // 2)
        for window in op.windows or ()
    )


def kernel(op: Op) -> str:
    """The height and width of an op's window."""
    return "×".join(str(window.kernel) for window in op.windows or ())


def text(op: Op, read: Callable[[Window], int | str]) -> str:
    """An option of an op's windows; one number if both axes agree."""
    return "×".join(dict.fromkeys(str(read(window)) for window in op.windows or ()))
