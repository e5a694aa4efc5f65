"""A remark: one difference between two groups of ops, in words."""

from dataclasses import dataclass

from resnet_atlas.messages import Message

GROUP = ("",)
"""The path, within a group, of the group itself."""


@dataclass(frozen=True, slots=True)
class Remark:
    """One difference. Exchanging the two sides exchanges ``left`` and ``right`` in its words.

    ``template`` has a place for what the ``left`` and the ``right`` side have, and for the names of
    the ``ops`` that differ. ``on_left`` and ``on_right`` are the paths, within the group, of the
    parts that show the difference.
    """

    template: Message
    left: str
    right: str
    on_left: tuple[str, ...] = GROUP
    on_right: tuple[str, ...] = GROUP
    ops: tuple[str, ...] = ()

    @property
    def words(self) -> Message:
        """The remark as a sentence."""
        named = {"ops": ", ".join(self.ops)} if self.ops else {}
        return Message(self.template.template, left=self.left, right=self.right, **named)


WORDS = {
    "max_pool": "max pool",
    "avg_pool": "average pool",
    "batch_norm": "batch norm",
    "frozen_batch_norm": "batch norm, frozen",
    "group_norm": "group norm",
    "blur_pool": "blur",
    "channel_conv": "conv over channels",
    "relu": "ReLU",
    "pad": "channels of 0",
}
"""Names of the kinds of op, as on a picture; other kinds have their own name."""

KIND = Message("{ops}: {left} vs. {right}")
KERNEL = Message("{ops}: kernel {left} vs. {right}")
STRIDE = Message("{ops}: stride {left} vs. {right}")
DILATION = Message("{ops}: dilation {left} vs. {right}")
PADDING = Message("{ops}: padding {left} vs. {right}")
CHANNELS = Message("{ops}: {left} vs. {right} channels")
INPUTS = Message("{ops}: {left} vs. {right} inputs")
TAKEN = Message("{ops}: {left} vs. {right} input channels")
CLASSES = Message("{ops}: {left} vs. {right} classes")
GROUPS = Message("{ops}: groups {left} vs. {right}")
CONVS = Message("convs: {left} vs. {right}")
LEAVING = Message("output: {left} vs. {right} channels")
MOVED = Message("the stride moves from {left} to {right}")
SHORTCUT = Message("shortcut: {left} vs. {right}")
FURTHER = Message("further layers: {left} vs. {right}")
ORDER = Message("order: {left} vs. {right}")
