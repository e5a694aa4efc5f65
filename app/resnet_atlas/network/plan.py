"""The blocks of a ``ResNetSpec`` one by one: what each takes, its stride and its dilation."""

from collections.abc import Iterator
from dataclasses import dataclass

from resnet_atlas.network.spec import ResNetSpec


@dataclass(frozen=True, slots=True)
class BlockPlan:
    """A block.

    ``stage`` counts from 1, ``number`` within the stage from 0. ``inputs`` and ``outputs`` are
    channels, ``width`` is the stage's. ``dilation`` is that of its 3×3 convs, ``first_dilation``
    that of the first of them.
    """

    stage: int
    number: int
    inputs: int
    width: int
    outputs: int
    stride: int
    first_dilation: int
    dilation: int

    @property
    def starts(self) -> bool:
        """Whether it is the first block of the network."""
        return (self.stage, self.number) == (1, 0)

    @property
    def changes_shape(self) -> bool:
        """Whether what it gives has another shape than what it takes."""
        return self.stride != 1 or self.inputs != self.outputs


def blocks_of(spec: ResNetSpec) -> Iterator[BlockPlan]:
    """All blocks, in order."""
    channels, dilation = spec.base_width, 1
    stages = zip(spec.depths, spec.stage_widths, spec.stage_strides, strict=True)
    for stage, (depth, width, stride) in enumerate(stages, 1):
        before = dilation
        if stage in spec.dilated_stages:
            stride, dilation = 1, dilation * stride
        start = before if spec.first_dilation == "previous" else dilation
        grid = spec.multi_grid if stage == len(spec.depths) else ()
        strides = 0 if spec.stride_at == "first" else depth - 1
        for number, factor in enumerate(grid or (1,) * depth):
            yield BlockPlan(
                stage,
                number,
                channels,
                width,
                width * spec.expansion,
                stride if number == strides else 1,
                (start if number == 0 else dilation) * factor,
                dilation * factor,
            )
            channels = width * spec.expansion


def subsamples(spec: ResNetSpec, block: BlockPlan) -> bool:
    """Whether its shortcut keeps one position per stride and has nothing else on it.

    That is so where a stage strides in its last block (TF-Slim's ``subsample``, Keras's V2).
    """
    keeps = block.inputs == block.outputs and block.stride > 1
    return spec.stride_at == "last" and keeps and spec.shortcut != "none"


def projects(spec: ResNetSpec, block: BlockPlan) -> bool:
    """Whether there is a 1×1 conv on its shortcut."""
    has_conv = spec.shortcut in ("projection", "pooled")
    return has_conv and block.changes_shape and not subsamples(spec, block)
