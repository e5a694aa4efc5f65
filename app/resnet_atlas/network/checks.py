"""What a ``ResNetSpec`` may not be; a check refuses with the reason and the nearest that can be."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NoReturn

from resnet_atlas.errors import BadParameter
from resnet_atlas.messages import Message
from resnet_atlas.network.options import (
    CHOICES,
    LARGEST_DILATION,
    LARGEST_STRIDE,
    LIMITS,
    MOST_BLOCKS,
    MOST_STAGES,
    NORM_GROUPS,
    SHORTCUTS,
    USUAL_WIDTH,
    WIDEST,
)
from resnet_atlas.parse import as_text, one_of

if TYPE_CHECKING:
    from resnet_atlas.network.spec import ResNetSpec

NO_BLOCKS = Message("every stage has blocks")
OUT_OF_RANGE = Message("out of range")


def check(spec: ResNetSpec) -> None:
    """Refuse options of which no network can be built, and networks that are too large."""
    for name, values in CHOICES.items():
        one_of(name, getattr(spec, name), values)
    check_depths(spec)
    for name, (least, most) in LIMITS.items():
        if not least <= getattr(spec, name) <= most:
            allowed = Message("a whole number from {least} to {most}", least=least, most=most)
            refuse(spec, name, OUT_OF_RANGE, allowed)
    if spec.block == "basic":
        check_basic(spec)
    if spec.groups * spec.width_per_group > WIDEST:
        widest = f"groups × width_per_group ≤ {WIDEST}"
        most = WIDEST // spec.width_per_group
        refuse(spec, "groups", Message("the blocks get too wide"), widest, most)
    check_widths(spec)
    check_strides(spec)
    check_dilation(spec)
    check_layers(spec)


def check_depths(spec: ResNetSpec) -> None:
    """Check that there are some stages and blocks, but not too many."""
    if not 1 <= len(spec.depths) <= MOST_STAGES or min(spec.depths) < 1:
        problem = Message("too many stages") if len(spec.depths) > MOST_STAGES else NO_BLOCKS
        allowed = Message("1 to {most} numbers from 1 up", most=MOST_STAGES)
        refuse(spec, "depths", problem, allowed, spec.depths[:MOST_STAGES])
    if sum(spec.depths) > MOST_BLOCKS:
        allowed = Message("at most {most} blocks in all", most=MOST_BLOCKS)
        refuse(spec, "depths", Message("too many blocks"), allowed)


def check_widths(spec: ResNetSpec) -> None:
    """Check that every stage has a width, and that ``padded`` shortcuts fit the widths."""
    if spec.widths and len(spec.widths) != len(spec.depths):
        allowed = Message("{count} numbers, as many as depths, or none", count=len(spec.depths))
        refuse(spec, "widths", Message("every stage has one width"), allowed, ())
    if spec.widths and not 1 <= min(spec.widths) <= max(spec.widths) <= WIDEST:
        allowed = Message("stages from 1 to {most} wide", most=WIDEST)
        refuse(spec, "widths", OUT_OF_RANGE, allowed, ())
    if max(spec.stage_widths) > WIDEST:  # only where each doubles that before
        most = WIDEST >> (len(spec.depths) - 1)
        allowed = Message("at most {most} with {count} stages", most=most, count=len(spec.depths))
        refuse(spec, "base_width", Message("the last stage gets too wide"), allowed, most)
    if spec.block == "bottleneck":
        least = -(-USUAL_WIDTH // min(spec.stage_widths))
        if spec.width_per_group < least:
            allowed = Message("at least {least} at these widths", least=least)
            problem = Message("a conv would have no channels")
            refuse(spec, "width_per_group", problem, allowed, least)
    channels = (spec.base_width, *[width * spec.expansion for width in spec.stage_widths])
    if spec.shortcut == "padded" and any(a > b for a, b in pairwise(channels)):
        allowed = Message("shortcut=projection or pooled, or stages that get wider")
        problem = Message("zeros can add channels, not take them away")
        refuse(spec, "shortcut", problem, allowed, SHORTCUTS[0])


def check_strides(spec: ResNetSpec) -> None:
    """Check that every stage has a stride, and that the stem's pooling can blur."""
    if spec.strides and len(spec.strides) != len(spec.depths):
        allowed = Message("{count} numbers, as many as depths, or none", count=len(spec.depths))
        refuse(spec, "strides", Message("every stage has one stride"), allowed, ())
    if spec.strides and not 1 <= min(spec.strides) <= max(spec.strides) <= LARGEST_STRIDE:
        allowed = Message("strides from 1 to {most}", most=LARGEST_STRIDE)
        refuse(spec, "strides", OUT_OF_RANGE, allowed, ())
    if spec.antialias and spec.pool not in ("padded", "none"):
        problem = Message("a blur goes with a max pooling that is padded, or with none")
        allowed = Message("false with this stem_pool; any with stem_pool=padded or none")
        refuse(spec, "antialias", problem, allowed, False)


def check_dilation(spec: ResNetSpec) -> None:
    """Check that what dilates would stride, and that a multi-grid has a factor for each block."""
    count = len(spec.depths)
    striding = [stage for stage in range(2, count + 1) if spec.stage_strides[stage - 1] > 1]
    if spec.dilated_stages and spec.stride_at == "last":
        problem = Message("a stage that strides in its last block doesn’t dilate instead")
        allowed = Message("none with stride_at=last")
        refuse(spec, "dilated_stages", problem, allowed, ())
    if not set(spec.dilated_stages) <= set(striding):
        stages = Message("numbers from 2 to {last}", last=count) if count > 1 else Message("none")
        if striding != list(range(2, count + 1)):
            stages = Message("stages with a stride: {stages}", stages=as_text(tuple(striding)))
        problem = Message("only a stage that strides can dilate instead")
        rest = tuple(stage for stage in spec.dilated_stages if stage in striding)
        refuse(spec, "dilated_stages", problem, stages, rest)
    if spec.multi_grid and len(spec.multi_grid) != spec.depths[-1]:
        allowed = Message(
            "{count} numbers, as many as the last stage has blocks, or none", count=spec.depths[-1]
        )
        refuse(spec, "multi_grid", Message("every block has one factor"), allowed, ())
    if (
        spec.multi_grid
        and not 1 <= min(spec.multi_grid) <= max(spec.multi_grid) <= LARGEST_DILATION
    ):
        allowed = Message("factors from 1 to {most}", most=LARGEST_DILATION)
        refuse(spec, "multi_grid", OUT_OF_RANGE, allowed, ())


def check_layers(spec: ResNetSpec) -> None:
    """Check that a group norm's groups fit the channels, and that channels are weighed once."""
    if spec.squeeze and spec.eca:
        problem = Message("squeeze-and-excitation weighs the channels already")
        refuse(spec, "eca", problem, Message("false with squeeze; any with squeeze=0"), False)
    if spec.norm.startswith("group") and any(width % NORM_GROUPS for width in normed(spec)):
        problem = Message("a group norm has {count} groups", count=NORM_GROUPS)
        allowed = Message(
            "batch or frozen, or widths that are multiples of {count}", count=NORM_GROUPS
        )
        refuse(spec, "norm", problem, allowed, "batch")


def normed(spec: ResNetSpec) -> list[int]:
    """The channels of the maps that a norm may take."""
    stages = [(spec.inner_width(width), width * spec.expansion) for width in spec.stage_widths]
    return [*spec.stem_widths, *(channels for stage in stages for channels in stage)]


def check_basic(spec: ResNetSpec) -> None:
    """Refuse options that basic blocks don't have, in torchvision or in the literature."""
    plain = {"groups": 1, "width_per_group": 64, "stride_in_1x1": False}
    for name, only in plain.items():
        if getattr(spec, name) != only:
            problem = Message("basic blocks don’t have this option (torchvision refuses it too)")
            allowed = Message(
                "{only} with block=basic; any with block=bottleneck", only=as_text(only)
            )
            refuse(spec, name, problem, allowed, only)


def refuse(
    spec: ResNetSpec, name: str, problem: str, allowed: str, nearest: object = None
) -> NoReturn:
    """Raise the error for an option of a spec."""
    near = as_text(nearest) or None
    raise BadParameter(name, as_text(getattr(spec, name)), problem, allowed, near)
