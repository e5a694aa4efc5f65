"""The options of a ResNet, which cover the variants with a name in the literature.

Words and defaults follow torchvision's ``resnet.py``, so that a spec can be read beside it. The
architecture is that of He et al. 2015 (arXiv:1512.03385), table 1 and section 4.2 (CIFAR);
``groups`` and ``width_per_group`` that of ResNeXt (arXiv:1611.05431) and Wide ResNet
(arXiv:1605.07146), the deep stem and the pooled shortcut that of ResNet-C and D
(arXiv:1812.01187), ``preactivation`` that of ResNet v2 (arXiv:1603.05027), ``squeeze`` that of
SENet (arXiv:1709.01507).
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from functools import partial
from itertools import pairwise
from typing import Any

from resnet_atlas.errors import BadParameter
from resnet_atlas.messages import Message
from resnet_atlas.parse import as_text, nearest, one_of, truth, whole_number, whole_numbers

CONVS_PER_BLOCK = {"basic": 2, "bottleneck": 3}

CONVS_IN_STEM = {"7x7": 1, "deep": 3, "3x3": 1}
"""The stems, and how many convs each has in a row."""

SHORTCUTS = ("projection", "pooled", "padded")
"""The kinds of shortcut where the block's input and output differ in shape."""

USUAL_WIDTH = 64
"""The width of the first stage that the paper has, and that ``width_per_group`` is relative to."""

MOST_STAGES = 6
MOST_BLOCKS = 1024
"""ResNet-1202 has 600. A limit, because a stranger may ask for any spec and all that is listed
block by block grows with it."""

NO_BLOCKS = Message("every stage has blocks")


@dataclass(frozen=True, slots=True)
class ResNetSpec:
    """One ResNet. The constructor checks its options; ``BadParameter`` says what is wrong.

    ``depths`` are the blocks per stage. ``stride_in_1x1`` puts a bottleneck's stride on its first
    1×1 conv, as the paper does, instead of the 3×3, as PyTorch does. ``dilated_stages`` are the
    stages (numbers from 2) that dilate their 3×3 convs instead of striding, which torchvision calls
    ``replace_stride_with_dilation``.

    ``base_width`` is the width of the stem and the first stage, which each stage doubles unless
    ``widths`` says every stage's own; a bottleneck puts out four times its stage's width. ``stem``
    is one 7×7 (the paper), ``deep`` for three 3×3 (ResNet-C), both followed by a max pooling, or
    one 3×3 without a stride and a pooling (the paper's CIFAR networks). ``shortcut`` is what makes
    shapes agree: a 1×1 conv with the stride (option B of the paper), an average pooling and then a
    1×1 conv (``pooled``, ResNet-D), or every other position and channels of zeros (``padded``,
    option A). ``preactivation`` puts batch norm and ReLU before each conv instead of behind it.
    ``squeeze`` is by how much a squeeze-and-excitation narrows the channels; 0 is none.
    """

    block: str
    depths: tuple[int, ...]
    groups: int = 1
    width_per_group: int = 64
    stride_in_1x1: bool = False
    dilated_stages: tuple[int, ...] = ()
    base_width: int = USUAL_WIDTH
    widths: tuple[int, ...] = ()
    stem: str = "7x7"
    shortcut: str = "projection"
    preactivation: bool = False
    squeeze: int = 0
    in_channels: int = 3
    num_classes: int = 1000

    def __post_init__(self) -> None:
        """Refuse options of which no network can be built, and networks that are too large."""
        one_of("block", self.block, CONVS_PER_BLOCK)
        one_of("stem", self.stem, CONVS_IN_STEM)
        one_of("shortcut", self.shortcut, SHORTCUTS)
        if not 1 <= len(self.depths) <= MOST_STAGES or min(self.depths) < 1:
            problem = Message("too many stages") if len(self.depths) > MOST_STAGES else NO_BLOCKS
            allowed = Message("1 to {most} numbers from 1 up", most=MOST_STAGES)
            self._refuse("depths", problem, allowed, self.depths[:MOST_STAGES])
        if sum(self.depths) > MOST_BLOCKS:
            allowed = Message("at most {most} blocks in all", most=MOST_BLOCKS)
            self._refuse("depths", Message("too many blocks"), allowed)
        for name, (least, most) in LIMITS.items():
            if not least <= getattr(self, name) <= most:
                allowed = Message("a whole number from {least} to {most}", least=least, most=most)
                self._refuse(name, Message("out of range"), allowed)
        if self.block == "basic":
            self._check_basic()
        if self.groups * self.width_per_group > WIDEST:
            widest = f"groups × width_per_group ≤ {WIDEST}"
            most = WIDEST // self.width_per_group
            self._refuse("groups", Message("the blocks get too wide"), widest, most)
        self._check_widths()
        striding = range(2, len(self.depths) + 1)
        if not set(self.dilated_stages) <= set(striding):
            last = len(self.depths)
            stages = Message("numbers from 2 to {last}", last=last) if last > 1 else Message("none")
            problem = Message("only a stage that strides can dilate instead")
            rest = tuple(stage for stage in self.dilated_stages if stage in striding)
            self._refuse("dilated_stages", problem, stages, rest)

    def _check_widths(self) -> None:
        """Check that every stage has a width, and that ``padded`` shortcuts fit the widths."""
        if self.widths and len(self.widths) != len(self.depths):
            allowed = Message("{count} numbers, as many as depths, or none", count=len(self.depths))
            self._refuse("widths", Message("every stage has one width"), allowed, ())
        if self.widths and not 1 <= min(self.widths) <= max(self.widths) <= WIDEST:
            allowed = Message("stages from 1 to {most} wide", most=WIDEST)
            self._refuse("widths", Message("out of range"), allowed, ())
        if max(self.stage_widths) > WIDEST:  # only where each doubles that before
            most = WIDEST >> (len(self.depths) - 1)
            allowed = Message(
                "at most {most} with {count} stages", most=most, count=len(self.depths)
            )
            self._refuse("base_width", Message("the last stage gets too wide"), allowed, most)
        if self.block == "bottleneck":
            least = -(-USUAL_WIDTH // min(self.stage_widths))
            if self.width_per_group < least:
                allowed = Message("at least {least} at these widths", least=least)
                problem = Message("a conv would have no channels")
                self._refuse("width_per_group", problem, allowed, least)
        channels = (self.base_width, *[width * self.expansion for width in self.stage_widths])
        if self.shortcut == "padded" and any(a > b for a, b in pairwise(channels)):
            allowed = Message("shortcut=projection or pooled, or stages that get wider")
            problem = Message("zeros can add channels, not take them away")
            self._refuse("shortcut", problem, allowed, SHORTCUTS[0])

    def _check_basic(self) -> None:
        """Refuse options that basic blocks don't have, in torchvision or in the literature."""
        plain = {"groups": 1, "width_per_group": 64, "stride_in_1x1": False, "dilated_stages": ()}
        for name, only in plain.items():
            if getattr(self, name) != only:
                problem = Message(
                    "basic blocks don’t have this option (torchvision refuses it too)"
                )
                allowed = Message(
                    "{only} with block=basic; any with block=bottleneck", only=as_text(only)
                )
                self._refuse(name, problem, allowed, only)

    def _refuse(self, name: str, problem: str, allowed: str, nearest: object = None) -> None:
        near = as_text(nearest) or None
        raise BadParameter(name, as_text(getattr(self, name)), problem, allowed, near)

    @property
    def expansion(self) -> int:
        """Output channels of a block over the stage's base width: 1 basic, 4 bottleneck."""
        return 4 if self.block == "bottleneck" else 1

    @property
    def stage_widths(self) -> tuple[int, ...]:
        """The width of every stage."""
        return self.widths or tuple(self.base_width * 2**stage for stage in range(len(self.depths)))

    @property
    def depth(self) -> int:
        """The number in a network's name: convs and fc on the residual path, without shortcuts."""
        return CONVS_IN_STEM[self.stem] + self.convs_per_block * sum(self.depths) + 1

    @property
    def convs_per_block(self) -> int:
        """Convs on a block's residual branch."""
        return CONVS_PER_BLOCK[self.block]

    def with_options(self, texts: Mapping[str, str]) -> "ResNetSpec":
        """This spec with the options in ``texts`` changed, checked again."""
        for name, text in texts.items():
            if name not in READERS:
                raise BadParameter(
                    name,
                    text,
                    Message("there is no such option"),
                    ", ".join(READERS),
                    nearest(name, READERS),
                )
        return replace(self, **{name: READERS[name](text) for name, text in texts.items()})

    def changes(self, base: "ResNetSpec") -> dict[str, str]:
        """The options, as text, in which this spec differs from ``base``."""
        mine, theirs = asdict(self), asdict(base)
        return {name: as_text(mine[name]) for name in mine if mine[name] != theirs[name]}


LIMITS = {
    "groups": (1, 1024),
    "width_per_group": (1, 1024),
    "base_width": (1, 1024),
    "squeeze": (0, 1024),
    "in_channels": (1, 1024),
    "num_classes": (1, 100_000),
}
"""The least and the most of each whole number."""

WIDEST = 2048

READERS: dict[str, Callable[[str], Any]] = {
    "block": lambda text: one_of("block", text, CONVS_PER_BLOCK),
    "depths": lambda text: whole_numbers("depths", text, 1, MOST_BLOCKS),
    "stride_in_1x1": lambda text: truth("stride_in_1x1", text),
    "dilated_stages": lambda text: tuple(
        sorted(set(whole_numbers("dilated_stages", text, 1, MOST_STAGES)))
    ),
    "widths": lambda text: whole_numbers("widths", text, 1, WIDEST),
    "stem": lambda text: one_of("stem", text, CONVS_IN_STEM),
    "shortcut": lambda text: one_of("shortcut", text, SHORTCUTS),
    "preactivation": lambda text: truth("preactivation", text),
    **{name: partial(whole_number, name, least=a, most=b) for name, (a, b) in LIMITS.items()},
}
"""How each option is read from text; the options of a spec are exactly these."""
