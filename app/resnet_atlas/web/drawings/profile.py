"""A network at a glance: one bar a block, as high as its feature map, for the home page's cards."""

from dataclasses import dataclass
from math import log2

from resnet_atlas.facts.summary import Summary

WIDTH, HEIGHT, GAP = 300.0, 64.0, 7.0


@dataclass(frozen=True, slots=True)
class Bar:
    """A block (or the stem): where it stands, what it is."""

    id: str
    stage: int
    x: float
    y: float
    width: float
    height: float
    strided: bool
    projects: bool


def profile(summary: Summary) -> list[Bar]:
    """The bars of stem and blocks in order, scaled to one width for every network.

    The height is logarithmic in the map's height: each halving takes the same step down.
    """
    parts = [
        (number, part)
        for number, whole in enumerate(summary.parts)
        for part in whole.blocks or (whole,)
        if whole.kind != "head" and len(part.output) > 2
    ]
    if not parts:
        return []
    room = WIDTH - GAP * parts[-1][0]
    top = log2(max(summary.input[2], 2))
    bars: list[Bar] = []
    for place, (stage, part) in enumerate(parts):
        height = HEIGHT * max(log2(max(part.output[2], 1)) / top, 0.06)
        bars.append(
            Bar(
                id=part.id,
                stage=stage,
                x=place * room / len(parts) + stage * GAP,
                y=HEIGHT - height,
                width=room / len(parts) - min(1.5, room / len(parts) / 4),
                height=height,
                strided=part.stride > 1,
                projects=part.shortcut == "projection",
            )
        )
    return bars
