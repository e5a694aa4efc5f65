"""Weights as a plain ResNet would have them: with norms and statistics, convs without biases."""

import re
from collections.abc import Mapping

from resnet_atlas.facts.state_dict import norm
from resnet_atlas.graph.tensor import Shape

CONV_BIAS = re.compile(r"(?:^|\.)(?:conv\d(?:\.[036])?|downsample\.\d)\.bias$")


def completed(shapes: Mapping[str, Shape]) -> dict[str, Shape]:
    """The same with what was folded away or not saved."""
    has_norms = any(re.search(r"(?:^|\.)bn\d\.weight$", name) for name in shapes)
    found = {
        name: shape
        for name, shape in shapes.items()
        if not (CONV_BIAS.search(name) and len(shapes.get(weight_of(name), ())) == 4)
    }
    if not has_norms:
        for name in shapes.keys() - found.keys():
            found |= norm(norm_behind(name.removesuffix(".bias")), shapes[name][0])
    return found | statistics_missing(found)


def weight_of(bias: str) -> str:
    """The weight of the layer that has a bias."""
    return bias.removesuffix("bias") + "weight"


def norm_behind(conv: str) -> str:
    """The path of the norm behind a conv."""
    before, _, last = conv.rpartition(".")
    if last.isdigit():
        return f"{before}.{int(last) + 1}"
    return conv.removesuffix(last) + last.replace("conv", "bn")


def statistics_missing(shapes: Mapping[str, Shape]) -> dict[str, Shape]:
    """The statistics of all norms, where a file has none: it holds parameters only."""
    if any(name.endswith("running_mean") for name in shapes):
        return {}
    return {
        name.removesuffix("weight") + end: shape
        for name, shape in shapes.items()
        for end in ("running_mean", "running_var")
        if name.endswith(".weight") and len(shape) == 1
    }
