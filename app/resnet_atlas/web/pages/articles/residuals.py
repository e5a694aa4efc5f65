"""The tour's chapter on why there are shortcuts: its networks, its pictures and its numbers."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from resnet_atlas.diagram.view import View
from resnet_atlas.facts.facts import Facts
from resnet_atlas.facts.residuals import published
from resnet_atlas.facts.residuals.gradients import measured
from resnet_atlas.messages import Message
from resnet_atlas.network.network import Network
from resnet_atlas.resources import resource_folder
from resnet_atlas.web.drawings.gradients import panels


@dataclass(frozen=True, slots=True)
class Picture:
    """A part of a network beside others."""

    id: str
    network: Network
    focus: str
    title: str

    def view(self, base: View) -> View:
        """What it shows, for the size and in the colours of another view."""
        return replace(base, focus=self.focus, detail="conv")


def resnet34(shortcut: str) -> Network:
    """ResNet-34 with another kind of shortcut."""
    return Network("resnet34", published.specs()[shortcut])


HALVING = "layer2.0"
"""A block where the shapes on both sides of the addition differ."""

PAIR = (
    Picture("plain", resnet34("none"), "layer1", Message("Plain: without shortcuts")),
    Picture("residual", resnet34("projection"), "layer1", Message("Residual: with shortcuts")),
)

OPTIONS = (
    Picture("padded", resnet34("padded"), HALVING, Message("A: zeros for the new channels")),
    Picture(
        "projection",
        resnet34("projection"),
        HALVING,
        Message("B: a 1×1 conv with the stride"),
    ),
    Picture(
        "pooled",
        resnet34("pooled"),
        HALVING,
        Message("D: an average pooling, then a 1×1 conv"),
    ),
)

PICTURES = (*PAIR, *OPTIONS)

SCRIPT = "gradients.py"
"""What measured the gradients, in ``scripts``."""


@cache
def script() -> str:
    """Its text."""
    return (resource_folder("scripts") / SCRIPT).read_text()


def context(facts: Mapping[Network, Facts], svgs: Mapping[str, str]) -> dict[str, Any]:
    """What the chapter says: ``facts`` by network, the pictures by their ids."""
    found = measured()
    return {
        "pair": PAIR,
        "options": OPTIONS,
        "svgs": svgs,
        "facts": {picture.id: facts[picture.network] for picture in PICTURES},
        "errors": published.ERRORS,
        "option_errors": published.OPTIONS,
        "measured": found,
        "panels": panels(found),
        "script": f"scripts/{SCRIPT}",
        "code": script(),
    }
