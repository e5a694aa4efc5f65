"""What describes one ResNet, and the catalogue of the ones that have a name.

Words and defaults follow torchvision's ``resnet.py``, so that a spec can be read beside it. The
architecture is that of He et al. 2015 (arXiv:1512.03385), table 1; ``groups`` and
``width_per_group`` that of ResNeXt (arXiv:1611.05431) and Wide ResNet (arXiv:1605.07146).
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Any

from app.errors import BadParameter, UnknownName
from app.parse import as_text, nearest, one_of, truth, whole_number, whole_numbers
from app.phrase import Phrase

STEM_CHANNELS = 64
CONVS_PER_BLOCK = {"basic": 2, "bottleneck": 3}
MOST_STAGES = 6
MOST_BLOCKS = 200
"""ResNet-152 has 50. A limit, because a stranger may ask for any spec and a block costs time."""


@dataclass(frozen=True, slots=True)
class ResNetSpec:
    """One ResNet. Making one checks it; a spec that can't be is a ``BadParameter`` with the reason.

    ``depths`` are the blocks per stage. ``stride_in_1x1`` puts a bottleneck's stride on its first
    1×1 conv, as the paper does, instead of the 3×3, as PyTorch does. ``dilated_stages`` are the
    stages (numbers from 2) that dilate their 3×3 convs instead of striding, which torchvision calls
    ``replace_stride_with_dilation``.
    """

    block: str
    depths: tuple[int, ...]
    groups: int = 1
    width_per_group: int = 64
    stride_in_1x1: bool = False
    dilated_stages: tuple[int, ...] = ()
    in_channels: int = 3
    num_classes: int = 1000

    def __post_init__(self) -> None:
        """Refuse what can't be built, or what is too large to serve to a stranger."""
        one_of("block", self.block, CONVS_PER_BLOCK)
        if not 1 <= len(self.depths) <= MOST_STAGES or min(self.depths, default=0) < 1:
            self._refuse(
                "depths",
                Phrase("every stage has blocks"),
                Phrase("1 to {most} numbers from 1 up", most=MOST_STAGES),
            )
        if sum(self.depths) > MOST_BLOCKS:
            allowed = Phrase("at most {most} blocks in all", most=MOST_BLOCKS)
            self._refuse("depths", Phrase("too many blocks"), allowed)
        for name, most in LIMITS.items():
            if not 1 <= getattr(self, name) <= most:
                allowed = Phrase("a whole number from {least} to {most}", least=1, most=most)
                self._refuse(name, Phrase("out of range"), allowed)
        if self.groups * self.width_per_group > WIDEST:
            widest = f"groups × width_per_group ≤ {WIDEST}"
            self._refuse("groups", Phrase("the blocks get too wide"), widest)
        if not set(self.dilated_stages) <= set(range(2, len(self.depths) + 1)):
            last = len(self.depths)
            stages = Phrase("numbers from 2 to {last}", last=last) if last > 1 else Phrase("none")
            problem = Phrase("only a stage that strides can dilate instead")
            self._refuse("dilated_stages", problem, stages)
        if self.block == "basic":
            self._check_basic()

    def _check_basic(self) -> None:
        """Basic blocks take no variation in torchvision, and mean none in the literature."""
        plain = {"groups": 1, "width_per_group": 64, "stride_in_1x1": False, "dilated_stages": ()}
        for name, only in plain.items():
            if getattr(self, name) != only:
                self._refuse(
                    name,
                    Phrase("basic blocks don’t have this option (torchvision refuses it too)"),
                    Phrase(
                        "{only} with block=basic; any with block=bottleneck",
                        only=as_text(only) or Phrase("nothing"),
                    ),
                )

    def _refuse(self, name: str, problem: str, allowed: str) -> None:
        raise BadParameter(name, as_text(getattr(self, name)), problem, allowed)

    @property
    def expansion(self) -> int:
        """Output channels of a block over the stage's base width: 1 basic, 4 bottleneck."""
        return 4 if self.block == "bottleneck" else 1

    @property
    def depth(self) -> int:
        """The number in a network's name: convs and fc on the residual path, shortcuts left out."""
        return 1 + self.convs_per_block * sum(self.depths) + 1

    @property
    def convs_per_block(self) -> int:
        """Convs on a block's residual branch."""
        return CONVS_PER_BLOCK[self.block]

    def with_options(self, texts: Mapping[str, str]) -> "ResNetSpec":
        """This spec with some options changed to what ``texts`` say, checked again."""
        for name, text in texts.items():
            if name not in READERS:
                raise BadParameter(
                    name,
                    text,
                    Phrase("there is no such option"),
                    ", ".join(READERS),
                    nearest(name, READERS),
                )
        return replace(self, **{name: READERS[name](text) for name, text in texts.items()})

    def changes(self, base: "ResNetSpec") -> dict[str, str]:
        """The options, as text, in which this spec differs from ``base``."""
        mine, theirs = asdict(self), asdict(base)
        return {name: as_text(mine[name]) for name in mine if mine[name] != theirs[name]}


LIMITS = {"groups": 1024, "width_per_group": 1024, "in_channels": 1024, "num_classes": 100_000}
WIDEST = 2048

CATALOGUE = {
    "resnet18": ResNetSpec("basic", (2, 2, 2, 2)),
    "resnet34": ResNetSpec("basic", (3, 4, 6, 3)),
    "resnet50": ResNetSpec("bottleneck", (3, 4, 6, 3)),
    "resnet101": ResNetSpec("bottleneck", (3, 4, 23, 3)),
    "resnet152": ResNetSpec("bottleneck", (3, 8, 36, 3)),
    "resnext50_32x4d": ResNetSpec("bottleneck", (3, 4, 6, 3), groups=32, width_per_group=4),
    "resnext101_32x8d": ResNetSpec("bottleneck", (3, 4, 23, 3), groups=32, width_per_group=8),
    "resnext101_64x4d": ResNetSpec("bottleneck", (3, 4, 23, 3), groups=64, width_per_group=4),
    "wide_resnet50_2": ResNetSpec("bottleneck", (3, 4, 6, 3), width_per_group=128),
    "wide_resnet101_2": ResNetSpec("bottleneck", (3, 4, 23, 3), width_per_group=128),
}


READERS: dict[str, Callable[[str], Any]] = {
    "block": lambda text: one_of("block", text, CONVS_PER_BLOCK),
    "depths": lambda text: whole_numbers("depths", text, 1, MOST_BLOCKS),
    "stride_in_1x1": lambda text: truth("stride_in_1x1", text),
    "dilated_stages": lambda text: tuple(
        sorted(set(whole_numbers("dilated_stages", text, 2, MOST_STAGES)))
    ),
    **{name: partial(whole_number, name, least=1, most=most) for name, most in LIMITS.items()},
}
"""How each option is read from text; the options of a spec are exactly these."""


def named(name: str) -> ResNetSpec:
    """The spec that torchvision calls ``name``."""
    if name not in CATALOGUE:
        raise UnknownName(
            "model",
            name,
            Phrase("there is no network of this name"),
            ", ".join(CATALOGUE),
            nearest(name, CATALOGUE),
        )
    return CATALOGUE[name]
