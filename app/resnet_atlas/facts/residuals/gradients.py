"""The gradients in untrained networks, as ``scripts/gradients.py`` measured them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import median

FILE = Path(__file__).with_name("gradients.json")

STAGES = 3
"""The paper's networks for CIFAR have three stages with equally many blocks."""


@dataclass(frozen=True, slots=True)
class Curve:
    """How large the gradient is behind each block of a network, relative to the last one.

    ``kind`` is ``plain`` or ``residual``. Each of ``runs`` is of one seed, first block to last.
    """

    kind: str
    depth: int
    runs: tuple[tuple[float, ...], ...]

    @property
    def medians(self) -> list[float]:
        """The median over the seeds, block by block."""
        return [median(norms) for norms in zip(*self.runs, strict=True)]

    @property
    def least(self) -> list[float]:
        """The smallest of any seed, block by block."""
        return [min(norms) for norms in zip(*self.runs, strict=True)]

    @property
    def most(self) -> list[float]:
        """The largest of any seed, block by block."""
        return [max(norms) for norms in zip(*self.runs, strict=True)]

    @property
    def stages(self) -> list[float]:
        """The median after the first block of each stage."""
        medians = self.medians
        return [medians[stage * len(medians) // STAGES] for stage in range(STAGES)]


@dataclass(frozen=True, slots=True)
class Measured:
    """All curves: of ``seeds`` runs each, with ``batch`` random images of ``side`` pixels."""

    curves: tuple[Curve, ...]
    seeds: int
    batch: int
    side: int

    @property
    def by_depth(self) -> Mapping[int, Mapping[str, Curve]]:
        """The curves by depth, then by kind."""
        found: dict[int, dict[str, Curve]] = {}
        for curve in self.curves:
            found.setdefault(curve.depth, {})[curve.kind] = curve
        return found


@cache
def measured() -> Measured:
    """What the file has."""
    read = json.loads(FILE.read_text())
    curves = tuple(
        Curve(kind, int(depth), tuple(map(tuple, runs)))
        for kind, depths in read["norms"].items()
        for depth, runs in depths.items()
    )
    return Measured(curves, read["seeds"], read["batch"], read["side"])
