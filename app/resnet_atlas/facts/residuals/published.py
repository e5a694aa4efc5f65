"""What the paper measured with and without shortcuts (He et al. 2015, arXiv:1512.03385)."""

from collections.abc import Mapping
from dataclasses import replace

from resnet_atlas.network.catalogue import CATALOGUE
from resnet_atlas.network.spec import ResNetSpec

PLAIN, RESIDUAL = "plain", "resnet"

ERRORS: Mapping[str, Mapping[int, float]] = {
    PLAIN: {18: 27.94, 34: 28.54},
    RESIDUAL: {18: 27.88, 34: 25.03},
}
"""Table 2: top-1 error in percent on ImageNet's validation images (ten crops), by depth."""

OPTIONS: Mapping[str, float] = {"padded": 25.03, "projection": 24.52}
"""Table 3: the same of ResNet-34, by the kind of shortcut where shapes change (options A, B)."""


def specs() -> dict[str, ResNetSpec]:
    """ResNet-34 with each kind of shortcut, and without any."""
    kinds = ("none", "padded", "projection", "pooled")
    return {kind: replace(CATALOGUE["resnet34"], shortcut=kind) for kind in kinds}
