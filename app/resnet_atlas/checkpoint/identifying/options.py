"""The options of a ResNet that the shapes of its weights tell."""

import re
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from resnet_atlas.errors import BadParameter
from resnet_atlas.graph.tensor import Shape
from resnet_atlas.network.options import LIMITS, MOST_STAGES, SHORTCUTS, USUAL_WIDTH
from resnet_atlas.network.spec import ResNetSpec

Shapes = Mapping[str, Shape]

BLOCK = re.compile(r"layer(\d{1,3})\.(\d{1,4})\.")
IN_BLOCK = re.compile(r"(layer(\d{1,3})\.(\d{1,4}))\.(.+)\.([^.]+)$")
"""A block's path in a name, and the layer and the tensor in it."""


def specs(shapes: Shapes) -> Iterator[ResNetSpec]:
    """The specs that some weights may be of, by what their shapes say."""
    options = options_of(shapes)
    if not options:
        return
    preactivations = [False, True]
    if "bn1.weight" in shapes and shapes["bn1.weight"] != (options["base_width"],):
        preactivations.reverse()
    shortcuts = sorted(SHORTCUTS, key=lambda each: each != shortcut(shapes))
    dilated = {(), stages_without_stride(shapes)}
    steps = (1, 8) if options["squeeze"] else (1,)
    rows = product(shortcuts, preactivations, sorted(dilated), steps)
    for kind, preactivation, stages, step in rows:
        try:
            yield ResNetSpec(
                **options,
                shortcut=kind,
                preactivation=preactivation,
                dilated_stages=stages,
                squeeze_divisor=step,
            )
        except BadParameter:
            continue


def options_of(shapes: Shapes) -> dict[str, Any]:
    """The options that shapes say by themselves; empty where they are no ResNet's."""
    blocks: dict[int, int] = {}
    for name in shapes:
        if found := BLOCK.match(name):
            stage, number = int(found[1]), int(found[2])
            blocks[stage] = max(blocks.get(stage, 0), number + 1)
    depths = tuple(blocks[stage] for stage in sorted(blocks))
    first = [blocks and shapes.get(f"layer{stage}.0.conv1.weight") for stage in sorted(blocks)]
    if not all(shape and len(shape) == 4 for shape in first):
        return {}
    bottleneck = "layer1.0.conv3.weight" in shapes
    last = [shapes.get(f"layer{each}.0.conv{3 if bottleneck else 2}.weight", ()) for each in blocks]
    if not all(len(shape) == 4 for shape in last):
        return {}
    stem, ends = stem_of(shapes)
    widths = tuple(shape[0] // (4 if bottleneck else 1) for shape in last)
    base = ends[0] if len(ends) == 4 else shapes["layer1.0.conv1.weight"][1]
    doubled = tuple(base * 2**stage for stage in range(len(widths)))
    options: dict[str, Any] = {
        "block": "bottleneck" if bottleneck else "basic",
        "depths": depths,
        "base_width": base,
        "widths": () if widths == doubled else widths,
        "stem": stem,
        "squeeze": squeeze(shapes),
        "eca": "layer1.0.se.conv.weight" in shapes,
        "stem_pool": "conv" if "maxpool.0.weight" in shapes else "auto",
        "bias": biased(shapes, bottleneck),
        "in_channels": in_channels(shapes),
        "num_classes": shapes["fc.weight"][0] if len(shapes.get("fc.weight", ())) == 2 else 1000,
    }
    if bottleneck:
        options["groups"], options["width_per_group"] = grouping(shapes, widths)
    return options


def stem_of(shapes: Shapes) -> tuple[str, Shape]:
    """The stem, and the shape of the weights of its last conv."""
    if "conv1.0.weight" in shapes:
        first, second = (shapes.get(f"conv1.{place}.weight", ())[:1] for place in (0, 3))
        return "deep" if first == second else "tiered", shapes.get("conv1.6.weight", ())
    ends = shapes.get("conv1.weight", ())
    return "3x3" if ends[2:] == (3, 3) else "7x7", ends


def biased(shapes: Shapes, bottleneck: bool) -> str:
    """Which convs have a bias."""
    first, second, third = (f"layer1.0.conv{number}.bias" in shapes for number in (1, 2, 3))
    if first:
        return "1x1" if bottleneck and not second else "all"
    if third if bottleneck else second:
        return "unnormed"
    return "stem" if {"conv1.bias", "conv1.0.bias"} & shapes.keys() else "none"


def in_channels(shapes: Shapes) -> int:
    """What the first conv takes."""
    first = shapes.get("conv1.weight") or shapes.get("conv1.0.weight") or ()
    return first[1] if len(first) == 4 else 3


def grouping(shapes: Shapes, widths: tuple[int, ...]) -> tuple[int, int]:
    """The groups of the 3×3 convs, and the width of one where a stage is 64 wide.

    Several widths can give the same channels in narrow stages: the usual one is taken if it does.
    """
    groups, least, most = 1, 1, LIMITS["width_per_group"][1]
    for stage, width in enumerate(widths, 1):
        inner = shapes.get(f"layer{stage}.0.conv2.weight", ())
        if len(inner) != 4 or not inner[1] or not width:
            continue
        groups = max(1, inner[0] // inner[1])
        least = max(least, -(-USUAL_WIDTH * inner[1] // width))
        most = min(most, -(-USUAL_WIDTH * (inner[1] + 1) // width) - 1)
    usual = least <= USUAL_WIDTH <= most or least > most
    return groups, USUAL_WIDTH if usual else least


def squeeze(shapes: Shapes) -> int:
    """By how much squeeze-and-excitation narrows the channels; 0 where there is none."""
    least, most = 1, LIMITS["squeeze"][1]
    found = False
    for stage in range(1, MOST_STAGES + 1):
        shape = shapes.get(f"layer{stage}.0.se.fc1.weight", ())
        if len(shape) == 4 and shape[0]:
            found = True
            least = max(least, shape[1] // (shape[0] + 1) + 1)
            if shape[0] > 1:
                most = min(most, shape[1] // shape[0])
    if not found:
        return 0
    return 16 if least <= 16 <= most or least > most else least


def shortcut(shapes: Shapes) -> str:
    """What the shortcuts look like that don't keep the shape."""
    kind = "padded"
    for stage in range(1, MOST_STAGES + 1):
        path = f"layer{stage}.0.downsample"
        if len(shapes.get(f"{path}.1.weight", ())) == 4:
            return "pooled"
        if f"{path}.0.weight" in shapes:
            kind = "projection"
    return kind


def stages_without_stride(shapes: Shapes) -> tuple[int, ...]:
    """The stages that keep the shape though most stages stride: they dilate instead."""
    found = []
    pooled = shortcut(shapes) == "pooled"  # where nothing is pooled its conv is the first
    for stage in range(2, MOST_STAGES + 1):
        first, second, third = (
            shapes.get(f"layer{stage}.0.conv{each}.weight", ()) for each in (1, 2, 3)
        )
        last = third or second
        beside = [shapes.get(f"layer{stage}.0.downsample.{each}.weight", ()) for each in (0, 1)]
        keeps = len(first) == len(last) == 4 and first[1] == last[0] and not any(beside)
        if keeps or (pooled and len(beside[0]) == 4):
            found.append(stage)
    return tuple(found)
