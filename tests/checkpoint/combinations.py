"""What can be the matter with weights, one thing and two things at once, for real networks."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

from resnet_atlas.network.catalogue import named
from resnet_atlas.network.spec import ResNetSpec
from torch import nn

from tests.checkpoint.mismatches import (
    CIFAR_NAMES,
    SEQUENTIAL,
    Mismatch,
    Weights,
    both,
    checkpoint,
    folded,
    headless,
    in_module,
    narrowed,
    prefix,
    renamed,
    with_dropout,
    without,
    without_counters,
)

BASE = named("resnet18")


@dataclass(frozen=True)
class Trouble:
    """One thing that is the matter: with the spec of the file, its weights, or the network."""

    file: dict[str, Any] | None = None
    change: Callable[[Weights], Weights] | None = None
    wrap: Callable[[nn.Module], nn.Module] | None = None


def parameters_only(weights: Weights) -> Weights:
    ends = ("running_mean", "running_var", "num_batches_tracked")
    return {name: value for name, value in weights.items() if not name.endswith(ends)}


def biased(weights: Weights) -> Weights:
    """Convs with biases."""
    convs = [name for name in weights if name.endswith(("conv1.weight", "conv2.weight"))]
    return weights | {name.replace("weight", "bias"): weights[name][:, 0, 0, 0] for name in convs}


def with_pyramid(weights: Weights) -> Weights:
    """A feature pyramid beside."""
    return weights | {f"fpn.{number}.weight": weights["conv1.weight"] for number in range(3)}


def as_sequence(module: nn.Module) -> nn.Module:
    """``nn.Sequential(*list(resnet.children())[:-1])``, as much code has it."""
    return nn.Sequential(*list(module.children())[:-1])


def with_neck(module: nn.Module) -> nn.Module:
    module.neck = nn.Conv2d(512, 256, 1, device="meta")
    return module


def with_biases(module: nn.Module) -> nn.Module:
    for part in module.modules():
        if isinstance(part, nn.Conv2d):
            part.bias = nn.Parameter(part.weight[:, 0, 0, 0].clone())
    return module


def with_groups(module: nn.Module) -> nn.Module:
    """GroupNorm in place of batch norms."""
    for path, part in list(module.named_modules()):
        if isinstance(part, nn.BatchNorm2d):
            parent, _, name = path.rpartition(".")
            norm = nn.GroupNorm(8, part.num_features, device="meta")
            setattr(module.get_submodule(parent), name, norm)
    return module


TROUBLES = {
    "classes": Trouble({"num_classes": 7}),
    "one channel": Trouble({"in_channels": 1}),
    "four channels": Trouble({"in_channels": 4}),
    "deeper": Trouble({"depths": (3, 4, 6, 3)}),
    "bottlenecks": Trouble({"block": "bottleneck", "depths": (3, 4, 6, 3)}),
    "width": Trouble({"base_width": 32}),
    "deep stem": Trouble({"stem": "deep"}),
    "3x3 stem": Trouble({"stem": "3x3"}),
    "squeeze": Trouble({"squeeze": 16}),
    "preactivation": Trouble({"preactivation": True}),
    "pooled": Trouble({"shortcut": "pooled"}),
    "three stages": Trouble({"depths": (2, 2, 2)}),
    "module.": Trouble(change=prefix("module.")),
    "model.backbone.": Trouble(change=prefix("model.backbone.")),
    "no classifier": Trouble(change=without("fc.")),
    "numbers": Trouble(change=both(without("fc."), SEQUENTIAL)),
    "CIFAR names": Trouble(change=CIFAR_NAMES),
    "dropout in file": Trouble(change=renamed((r"^fc\.", "fc.1."))),
    "folded": Trouble(change=folded),
    "biases": Trouble(change=biased),
    "pruned": Trouble(change=narrowed("layer2.0.conv1", "layer2.0.conv2", "layer2.0.bn1", 7)),
    "parameters only": Trouble(change=parameters_only),
    "no counters": Trouble(change=without_counters),
    "whole checkpoint": Trouble(change=checkpoint),
    "pyramid": Trouble(change=with_pyramid),
    "wrapped": Trouble(wrap=in_module("module")),
    "compiled": Trouble(wrap=in_module("_orig_mod")),
    "sequence": Trouble(wrap=as_sequence),
    "headless": Trouble(wrap=headless),
    "dropout": Trouble(wrap=with_dropout),
    "neck": Trouble(wrap=with_neck),
    "network with biases": Trouble(wrap=with_biases),
    "GroupNorm": Trouble(wrap=with_groups),
}
"""What is the matter, by a short name."""

EXCLUDED = (
    {"numbers", "CIFAR names"},
    {"folded", "biases"},
    {"folded", "preactivation"},
    {"pruned", "biases"},
)
"""What can't be at once."""

LAST = ("module.", "model.backbone.", "whole checkpoint")
"""Changes that come after others: they hide the names."""


def mismatch_of(*names: str) -> Mismatch | None:
    """A file and a network with all of these; None where they exclude each other."""
    troubles = [TROUBLES[name] for name in sorted(names, key=lambda it: (it in LAST, it))]
    options: dict[str, Any] = {}
    for trouble in troubles:
        if options.keys() & (trouble.file or {}).keys():
            return None
        options |= trouble.file or {}
    wraps = [it.wrap for it in troubles if it.wrap]
    if len(wraps) > 1:
        return None
    changes = [it.change for it in troubles if it.change]
    if any(both <= {*names} for both in EXCLUDED):
        return None
    file: ResNetSpec = replace(BASE, **options)
    made = Mismatch(file, BASE, (), both(*changes), wraps[0] if wraps else lambda it: it)
    try:
        made.weights()
    except (KeyError, IndexError):  # nothing is left to be pruned, say
        return None
    return made


def pairs() -> list[tuple[str, ...]]:
    """All troubles alone and by two."""
    return [*((name,) for name in TROUBLES), *combinations(TROUBLES, 2)]
