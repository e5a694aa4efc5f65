"""The options of a ResNet, which cover the variants with a name in the literature.

Words and defaults follow torchvision's ``resnet.py``, so that a spec can be read beside it. The
architecture is that of He et al. 2015 (arXiv:1512.03385), table 1 and section 4.2 (CIFAR);
``groups`` and ``width_per_group`` that of ResNeXt (arXiv:1611.05431) and Wide ResNet
(arXiv:1605.07146), the deep stem and the pooled shortcut that of ResNet-C and D
(arXiv:1812.01187), ``preactivation`` that of ResNet v2 (arXiv:1603.05027), ``squeeze`` that of
SENet (arXiv:1709.01507), ``eca`` that of ECA-Net (arXiv:1910.03151), ``antialias`` that of
arXiv:1904.11486, ``multi_grid`` that of DeepLabv3 (arXiv:1706.05587), group norm that of
arXiv:1803.08494 and its weight standardization that of BiT (arXiv:1912.11370).
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from math import log2

from resnet_atlas.errors import BadParameter
from resnet_atlas.messages import Message
from resnet_atlas.network.checks import check
from resnet_atlas.network.foreign import meant
from resnet_atlas.network.options import (
    CONVS_IN_STEM,
    CONVS_PER_BLOCK,
    READERS,
    USUAL_WIDTH,
)
from resnet_atlas.parse import as_text, nearest


@dataclass(frozen=True, slots=True)
class ResNetSpec:
    """One ResNet. The constructor checks its options; ``BadParameter`` says what is wrong.

    **Stages.** ``depths`` are the blocks per stage, ``strides`` the strides of the stages (none
    given: 1, then 2), carried by the ``first`` block of a stage or by its ``last`` one (then 2,
    and 1 at the end). ``stride_in_1x1`` puts a bottleneck's stride on its first 1×1 conv, as the
    paper does, instead of the 3×3, as PyTorch does. ``dilated_stages`` (numbers from 2) dilate
    their 3×3 convs instead of striding; the first conv of such a stage has the dilation of the
    ``previous`` stage or its ``own`` (``first_dilation``). ``multi_grid`` multiplies the dilation
    of each block of the last stage.

    **Widths.** ``base_width`` is the width of the stem and the first stage, which each stage
    doubles unless ``widths`` says every stage's own; a bottleneck puts out four times its stage's.

    **Stem.** One 7×7 (the paper), ``deep`` for three 3×3 (ResNet-C), ``tiered`` for three that
    widen step by step (timm), or one 3×3 (the paper's CIFAR networks). ``stem_stride`` is the
    stride of its first conv; 0 stands for 2, and 1 for one 3×3. ``stem_pool`` is the max pooling
    behind it: ``padded`` as in PyTorch, ``ceil`` without padding and rounded up (Caffe), ``same``
    (TensorFlow), a ``conv`` in its place (ResNet-RS), or ``none``, which is usual behind one 3×3.

    **Blocks.** ``shortcut`` is what makes shapes agree: a 1×1 conv with the stride (option B of
    the paper), an average pooling and then a 1×1 conv (``pooled``, ResNet-D), or every other
    position and channels of zeros (``padded``, option A); with ``none`` no block has a shortcut,
    which is the paper's plain network. ``preactivation`` puts norm and ReLU before each conv
    instead of behind it. ``squeeze`` is by how much a squeeze-and-excitation narrows the channels,
    to a multiple of ``squeeze_divisor``; 0 is none. ``eca`` weighs channels by a conv over their
    neighbours. ``antialias`` blurs before it drops positions.

    **Layers.** ``padding`` is the same on both sides, or where there is a stride as TensorFlow's
    ``same`` (everywhere, or behind the stem). ``bias`` says which convs have one: none, all, the
    1×1 of the blocks' branches, those that no norm follows, or the ``stem``'s. ``norm`` is batch
    norm, one that is ``frozen``, or group norm, also with standardized weights (``group_ws``).
    """

    block: str
    depths: tuple[int, ...]
    groups: int = 1
    width_per_group: int = 64
    stride_in_1x1: bool = False
    strides: tuple[int, ...] = ()
    stride_at: str = "first"
    dilated_stages: tuple[int, ...] = ()
    first_dilation: str = "previous"
    multi_grid: tuple[int, ...] = ()
    base_width: int = USUAL_WIDTH
    widths: tuple[int, ...] = ()
    stem: str = "7x7"
    stem_stride: int = 0
    stem_pool: str = "auto"
    shortcut: str = "projection"
    preactivation: bool = False
    squeeze: int = 0
    squeeze_divisor: int = 1
    eca: bool = False
    antialias: bool = False
    padding: str = "symmetric"
    bias: str = "none"
    norm: str = "batch"
    in_channels: int = 3
    num_classes: int = 1000

    def __post_init__(self) -> None:
        """Refuse what can't be built or is too large; what is usual counts as not given."""
        check(self)
        if self.strides == self.usual_strides:
            object.__setattr__(self, "strides", ())
        if self.stem_stride == self.usual_stem_stride:
            object.__setattr__(self, "stem_stride", 0)
        if self.stem_pool == self.usual_pool:
            object.__setattr__(self, "stem_pool", "auto")

    @property
    def expansion(self) -> int:
        """Output channels of a block over the stage's base width: 1 basic, 4 bottleneck."""
        return 4 if self.block == "bottleneck" else 1

    @property
    def stage_widths(self) -> tuple[int, ...]:
        """The width of every stage."""
        return self.widths or tuple(self.base_width * 2**stage for stage in range(len(self.depths)))

    @property
    def usual_strides(self) -> tuple[int, ...]:
        """The strides of the stages where none are given."""
        others = (2,) * (len(self.depths) - 1)
        return (1, *others) if self.stride_at == "first" else (*others, 1)

    @property
    def stage_strides(self) -> tuple[int, ...]:
        """The stride of every stage, where it doesn't dilate instead."""
        return self.strides or self.usual_strides

    @property
    def usual_stem_stride(self) -> int:
        """The stride of the stem's first conv where none is given."""
        return 1 if self.stem == "3x3" else 2

    @property
    def conv_stride(self) -> int:
        """The stride of the stem's first conv."""
        return self.stem_stride or self.usual_stem_stride

    @property
    def usual_pool(self) -> str:
        """What follows the stem's convs where nothing is said."""
        if self.stem == "3x3":
            return "none"
        return "same" if self.padding == "same" else "padded"

    @property
    def pool(self) -> str:
        """What follows the stem's convs, with a stride of 2; or ``none``."""
        return self.usual_pool if self.stem_pool == "auto" else self.stem_pool

    @property
    def stem_widths(self) -> tuple[int, ...]:
        """The channels that each conv of the stem puts out."""
        half = max(1, self.base_width // 2)
        first = {"deep": (half, half), "tiered": (max(1, half // 4 * 3), half)}
        return (*first.get(self.stem, ()), self.base_width)

    @property
    def stem_kernel(self) -> int:
        """The kernel of the stem's convs."""
        return 7 if self.stem == "7x7" else 3

    @property
    def depth(self) -> int:
        """The number in a network's name: convs and fc on the residual path, without shortcuts."""
        return CONVS_IN_STEM[self.stem] + self.convs_per_block * sum(self.depths) + 1

    @property
    def convs_per_block(self) -> int:
        """Convs on a block's residual branch."""
        return CONVS_PER_BLOCK[self.block]

    def inner_width(self, width: int) -> int:
        """The channels between the convs of a block in a stage of this width."""
        grouped = width * self.width_per_group // USUAL_WIDTH * self.groups
        return grouped if self.block == "bottleneck" else width

    def squeezed(self, channels: int) -> int:
        """The channels between the two layers of squeeze-and-excitation.

        A divisor above 1 rounds to its nearest multiple, as timm does.
        """
        if self.squeeze_divisor == 1:
            return max(1, channels // self.squeeze)
        step = self.squeeze_divisor
        return max(step, (2 * channels + step * self.squeeze) // (2 * self.squeeze) // step * step)

    def eca_kernel(self, channels: int) -> int:
        """How many neighbours the conv along the channels sees: equation 12 of arXiv:1910.03151."""
        near = int((log2(channels) + 1) / 2)
        return max(near if near % 2 else near + 1, 3)

    def with_options(self, texts: Mapping[str, str]) -> "ResNetSpec":
        """This spec with the options in ``texts`` changed, checked again."""
        for name, text in texts.items():
            if name not in READERS:
                problem, near = meant(name, text)
                raise BadParameter(
                    name,
                    text,
                    problem or Message("there is no such option"),
                    ", ".join(READERS),
                    near or nearest(name, READERS),
                )
        return replace(self, **{name: READERS[name](text) for name, text in texts.items()})

    def changes(self, base: "ResNetSpec") -> dict[str, str]:
        """The options, as text, in which this spec differs from ``base``."""
        mine, theirs = asdict(self), asdict(base)
        return {name: as_text(mine[name]) for name in mine if mine[name] != theirs[name]}
