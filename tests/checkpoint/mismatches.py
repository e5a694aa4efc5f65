"""Weights and networks that don't fit, with the causes: what people meet, and two of it at once.

Each is loaded by PyTorch in the tests, and the text that it raises is what is explained.
"""

import re
import warnings
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from resnet_atlas.network.catalogue import named
from resnet_atlas.network.module import build
from resnet_atlas.network.spec import ResNetSpec
from torch import nn

Weights = dict[str, Any]
R18, R34, R50, R101 = (named(f"resnet{depth}") for depth in (18, 34, 50, 101))
R20 = named("resnet20")


@dataclass(frozen=True)
class Mismatch:
    """Weights of one network, changed somehow, for another that is wrapped somehow."""

    file: ResNetSpec
    model: ResNetSpec
    kinds: tuple[str, ...]
    change: Callable[[Weights], Weights] = dict
    wrap: Callable[[nn.Module], nn.Module] = lambda module: module

    def weights(self) -> Weights:
        return self.change(dict(build(self.file).state_dict()))

    def network(self) -> nn.Module:
        return self.wrap(build(self.model))

    def error(self) -> str:
        """What PyTorch says."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # nothing is copied to the meta device
            try:
                self.network().load_state_dict(self.weights())
            except RuntimeError as error:
                return str(error)
        raise AssertionError("it loads")


def prefix(front: str) -> Callable[[Weights], Weights]:
    return lambda weights: {front + name: value for name, value in weights.items()}


def renamed(*pairs: tuple[str, str]) -> Callable[[Weights], Weights]:
    def change(weights: Weights) -> Weights:
        for old, new in pairs:
            weights = {re.sub(old, new, name): value for name, value in weights.items()}
        return weights

    return change


def without(start: str) -> Callable[[Weights], Weights]:
    return lambda weights: {k: v for k, v in weights.items() if not k.startswith(start)}


def without_counters(weights: Weights) -> Weights:
    """As a file that says it is of today's PyTorch; an older one's counters are filled in."""
    made = OrderedDict((k, v) for k, v in weights.items() if not k.endswith("tracked"))
    made._metadata = {name.rpartition(".")[0]: {"version": 2} for name in made}
    return made


def both(*changes: Callable[[Weights], Weights]) -> Callable[[Weights], Weights]:
    def change(weights: Weights) -> Weights:
        for step in changes:
            weights = step(weights)
        return weights

    return change


def narrowed(path: str, behind: str, norm: str, channels: int) -> Callable[[Weights], Weights]:
    """A conv that was pruned: some of its channels are left, and of what takes them."""

    def change(weights: Weights) -> Weights:
        made = dict(weights)
        made[f"{path}.weight"] = weights[f"{path}.weight"][:channels]
        made[f"{behind}.weight"] = weights[f"{behind}.weight"][:, :channels]
        for name in ("weight", "bias", "running_mean", "running_var"):
            made[f"{norm}.{name}"] = weights[f"{norm}.{name}"][:channels]
        return made

    return change


def folded(weights: Weights) -> Weights:
    """Batch norms folded into the convs."""
    made = {}
    for name, value in weights.items():
        if re.search(r"(bn\d|downsample\.1)\.", name):
            conv = re.sub(r"bn(\d)\.", r"conv\1.", name).replace("downsample.1", "downsample.0")
            if name.endswith(".bias"):
                made[conv] = value
        else:
            made[name] = value
    return made


def checkpoint(weights: Weights) -> Weights:
    """All that a training loop saves."""
    return {"epoch": 3, "state_dict": weights, "optimizer": {}}


def in_module(name: str) -> Callable[[nn.Module], nn.Module]:
    """A module that holds a network."""

    def wrap(module: nn.Module) -> nn.Module:
        outer = nn.Module()
        outer.add_module(name, module)
        return outer

    return wrap


def headless(module: nn.Module) -> nn.Module:
    module.fc = nn.Identity()
    return module


def with_dropout(module: nn.Module) -> nn.Module:
    module.fc = nn.Sequential(nn.Dropout(), nn.Linear(module.fc.in_features, 7, device="meta"))
    return module


def other(spec: ResNetSpec, **options: Any) -> ResNetSpec:
    return replace(spec, **options)


SEQUENTIAL = renamed(
    (r"^conv1\.", "0."), (r"^bn1\.", "1."), *((rf"^layer{n}\.", f"{n + 3}.") for n in range(1, 5))
)
CIFAR_NAMES = renamed((r"\.downsample\.", ".shortcut."), (r"^fc\.", "linear."))

MISMATCHES = {
    "classes": Mismatch(R50, other(R50, num_classes=7), ("classes",)),
    "classes of the file": Mismatch(other(R18, num_classes=2), R18, ("classes",)),
    "prefix": Mismatch(R50, R50, ("naming",), prefix("module.")),
    "prefix of Lightning": Mismatch(R18, R18, ("naming",), prefix("model.")),
    "prefixes in a chain": Mismatch(R18, R18, ("naming",), prefix("module._orig_mod.")),
    "prefix of a backbone": Mismatch(
        R50, R50, ("naming", "no_classifier"), both(without("fc."), prefix("model.backbone."))
    ),
    "network wrapped": Mismatch(R50, R50, ("network_named",), wrap=in_module("module")),
    "network compiled": Mismatch(R18, R18, ("network_named",), wrap=in_module("_orig_mod")),
    "one input channel": Mismatch(other(R18, in_channels=1), R18, ("in_channels",)),
    "network of one input channel": Mismatch(R50, other(R50, in_channels=1), ("in_channels",)),
    "four input channels": Mismatch(R50, other(R50, in_channels=4), ("in_channels",)),
    "bottleneck weights": Mismatch(R50, R34, ("block",)),
    "weights of basic blocks": Mismatch(R34, R50, ("block",)),
    "bottlenecks and depth": Mismatch(R50, R18, ("block", "depth")),
    "basic blocks and depth": Mismatch(R18, R101, ("block", "depth")),
    "deeper": Mismatch(R101, R50, ("depth",)),
    "less deep": Mismatch(R50, R101, ("depth",)),
    "34 into 18": Mismatch(R34, R18, ("depth",)),
    "18 into 34": Mismatch(R18, R34, ("depth",)),
    "three stages": Mismatch(R18, other(R18, depths=(2, 2, 2)), ("stages",)),
    "a stage too few": Mismatch(other(R18, depths=(2, 2, 2)), R18, ("stages",)),
    "deep stem": Mismatch(other(R50, stem="deep"), R50, ("stem",)),
    "network with a deep stem": Mismatch(R50, other(R50, stem="deep"), ("stem",)),
    "stem for CIFAR": Mismatch(other(R18, stem="3x3"), R18, ("stem",)),
    "network for CIFAR": Mismatch(R18, other(R18, stem="3x3"), ("stem",)),
    "half the width": Mismatch(other(R18, base_width=32), R18, ("width",)),
    "twice the width": Mismatch(other(R50, base_width=128), R50, ("width",)),
    "widths of stages": Mismatch(other(R18, widths=(64, 96, 256, 512)), R18, ("width",)),
    "wide": Mismatch(named("wide_resnet50_2"), R50, ("inner",)),
    "network is wide": Mismatch(R50, named("wide_resnet50_2"), ("inner",)),
    "ResNeXt": Mismatch(named("resnext50_32x4d"), R50, ("groups",)),
    "network is a ResNeXt": Mismatch(R101, named("resnext101_32x8d"), ("groups",)),
    "pruned": Mismatch(
        R20, R20, ("pruned",), narrowed("layer2.0.conv1", "layer2.0.conv2", "layer2.0.bn1", 7)
    ),
    "pruned bottleneck": Mismatch(
        R50, R50, ("pruned",), narrowed("layer3.2.conv2", "layer3.2.conv3", "layer3.2.bn2", 100)
    ),
    "no classifier": Mismatch(R50, R50, ("no_classifier",), without("fc.")),
    "network without classifier": Mismatch(R50, R50, ("classifier",), wrap=headless),
    "classifier behind a dropout": Mismatch(R50, R50, ("head",), renamed((r"^fc\.", "fc.1."))),
    "classifier in a head": Mismatch(R18, R18, ("head",), renamed((r"^fc\.", "head.fc."))),
    "squeeze": Mismatch(named("seresnet50"), R50, ("squeeze",)),
    "network with squeeze": Mismatch(R50, named("seresnet50"), ("squeeze",)),
    "another squeeze": Mismatch(other(R50, squeeze=8), other(R50, squeeze=16), ("squeeze",)),
    "pre-activation": Mismatch(named("preact_resnet50"), R50, ("preactivation",)),
    "network with pre-activation": Mismatch(R50, named("preact_resnet50"), ("preactivation",)),
    "pooled shortcuts": Mismatch(other(R50, shortcut="pooled"), R50, ("shortcut",)),
    "network with pooled shortcuts": Mismatch(R50, other(R50, shortcut="pooled"), ("shortcut",)),
    "option A": Mismatch(R20, other(R20, shortcut="projection"), ("shortcut",)),
    "network with option A": Mismatch(other(R20, shortcut="projection"), R20, ("shortcut",)),
    "folded": Mismatch(R18, R18, ("folded",), folded),
    "no counters": Mismatch(R18, R18, ("counters",), without_counters),
    "numbers of a sequence": Mismatch(
        R50, R50, ("naming", "no_classifier"), both(without("fc."), SEQUENTIAL)
    ),
    "names of CIFAR networks": Mismatch(other(R18, stem="3x3"), other(R18, stem="3x3"),
                                        ("naming", "head"), CIFAR_NAMES),
    "a whole checkpoint": Mismatch(R50, R50, ("wrapped",), checkpoint),
    # Two at once
    "prefix and classes": Mismatch(
        R18, R18, ("naming", "no_classifier"), both(without("fc."), prefix("module."))
    ),
    "prefix and depth": Mismatch(R101, R50, ("naming", "depth"), prefix("module.")),
    "prefix and blocks": Mismatch(R50, R34, ("naming", "block"), prefix("module.")),
    "classes and input channel": Mismatch(
        other(R50, num_classes=7, in_channels=1), R50, ("classes", "in_channels")
    ),
    "classes and blocks": Mismatch(other(R50, num_classes=7), R34, ("block", "classes")),
    "classes and depth": Mismatch(other(R101, num_classes=7), R50, ("depth", "classes")),
    "width and classes": Mismatch(other(R18, base_width=32, num_classes=7), R18,
                                  ("classes", "width")),
    "width and channel": Mismatch(other(R18, base_width=32, in_channels=1), R18,
                                  ("in_channels", "width")),
    "stem and classes": Mismatch(other(R50, stem="deep", num_classes=7), R50, ("stem", "classes")),
    "ResNet-D": Mismatch(named("resnet50d"), R50, ("stem", "shortcut")),
    "squeeze and depth": Mismatch(other(R101, squeeze=16), R50, ("depth", "squeeze")),
    "ResNeXt and depth": Mismatch(named("resnext101_32x8d"), R50, ("depth", "groups")),
    "stem for CIFAR and classes": Mismatch(other(R18, stem="3x3", num_classes=10), R18,
                                           ("stem", "classes")),
    "no classifier and a channel": Mismatch(other(R18, in_channels=1), R18,
                                            ("no_classifier", "in_channels"), without("fc.")),
}  # fmt: skip
