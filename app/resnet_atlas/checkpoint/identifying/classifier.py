"""The last layer of a network, whatever it is called."""

import re

from resnet_atlas.checkpoint.identifying.options import Shapes
from resnet_atlas.graph.tensor import Shape
from resnet_atlas.network.options import MOST_STAGES

HEAD = re.compile(r"(?:fc|linear|last_linear|classifier|head|output|logits|cls|proj)(?:\.\w+)*")
"""What the last layer is called, where it isn't ``fc``."""


def with_classifier(
    own: dict[str, Shape], others: Shapes
) -> tuple[dict[str, Shape], str, list[str]]:
    """The weights with the classifier under ``fc``, its path, and the names that are left over.

    Within the network or beside it, the last layer is the one matrix that takes what the last stage
    gives.
    """
    if len(own.get("fc.weight", ())) == 2:
        return own, "fc", list(others)
    channels = last_channels(own)
    places = [(own, name) for name in own] + [(others, name) for name in others]
    for held, name in places:
        path, _, end = name.rpartition(".")
        is_matrix = len(held[name]) == 2 and held[name][-1:] == (channels,)
        if end == "weight" and is_matrix and HEAD.fullmatch(path):
            moved = {
                f"fc.{each}": held[f"{path}.{each}"]
                for each in ("weight", "bias")
                if f"{path}.{each}" in held
            }
            taken = {f"{path}.{each}" for each in ("weight", "bias")}
            kept = {
                name: shape for name, shape in own.items() if held is others or name not in taken
            }
            left = [name for name in others if held is own or name not in taken]
            return {**kept, **moved}, path, left
    return own, "", list(others)


def last_channels(shapes: Shapes) -> int:
    """The channels that the last stage gives; 0 where there is none."""
    for stage in range(MOST_STAGES, 0, -1):
        for conv in (3, 2):
            if found := shapes.get(f"layer{stage}.0.conv{conv}.weight"):
                return found[0]
    return 0
