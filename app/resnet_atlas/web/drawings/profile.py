"""A network at a glance: one bar a block, as high as its feature map, for the home page's cards."""

from dataclasses import dataclass, replace
from math import log2

from resnet_atlas.facts.summary import Summary

WIDTH, HEIGHT, GAP = 300.0, 64.0, 7.0

NARROWEST = 1.0
"""Bars that are less wide can't be told apart."""


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


def merged(bars: list[Bar]) -> list[Bar]:
    """The bars; neighbours that are alike are one where they are too narrow to be told apart."""
    if not bars or bars[0].width >= NARROWEST:
        return bars
    found: list[Bar] = []
    for bar in bars:
        last = found[-1] if found else None
        if last and (last.y, last.stage, last.strided, last.projects) == (
            bar.y,
            bar.stage,
            bar.strided,
            bar.projects,
        ):
            found[-1] = replace(last, width=bar.x + bar.width - last.x)
        else:
            found.append(bar)
    return found
