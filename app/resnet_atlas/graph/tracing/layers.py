"""PyTorch's most usual layers, read from their options without running them.

What a layer gives follows from its options by the same rule as a call of its function does; not
running it saves most of the time of a trace. Whatever changes what a layer does (a hook, a
parametrization, a ``forward`` of its own) has it run.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from torch import nn

from resnet_atlas.network.module.layers import Conv2d


@dataclass(frozen=True, slots=True)
class Layer:
    """How a layer calls its function: the function's name, and the arguments behind the input.

    A text among them names an attribute. ``weights`` are the parameters and buffers among these.
    """

    function: str
    arguments: tuple[str, ...] = ()
    weights: tuple[str, ...] = ()
    usual: Callable[[Any], bool] = lambda module: True


CONV = ("weight", "bias", "stride", "padding", "dilation", "groups")
NORM = ("running_mean", "running_var", "weight", "bias")
POOL = ("kernel_size", "stride", "padding")


def pads_with_zeros(module: Any) -> bool:
    """Whether a convolution pads with zeros, which it does itself."""
    return bool(module.padding_mode == "zeros")


def is_torchs(module: Any) -> bool:
    """Whether one of our convolutions does what PyTorch's does."""
    return not (module.same or module.standardized)


LAYERS: dict[Any, Layer] = {
    nn.Conv2d.forward: Layer("conv2d", CONV, CONV[:2], pads_with_zeros),
    Conv2d.forward: Layer("conv2d", CONV, CONV[:2], is_torchs),
    nn.BatchNorm2d.forward: Layer("batch_norm", NORM, NORM),
    nn.Linear.forward: Layer("linear", CONV[:2], CONV[:2]),
    nn.MaxPool2d.forward: Layer("max_pool2d", (*POOL, "dilation", "ceil_mode", "return_indices")),
    nn.AvgPool2d.forward: Layer("avg_pool2d", (*POOL, "ceil_mode")),
    nn.AdaptiveAvgPool2d.forward: Layer("adaptive_avg_pool2d", ("output_size",)),
    nn.Flatten.forward: Layer("flatten", ("start_dim", "end_dim")),
    nn.Dropout.forward: Layer("dropout"),
    nn.ReLU.forward: Layer("relu"),
    nn.ReLU6.forward: Layer("hardtanh", ("min_val", "max_val")),
    nn.LeakyReLU.forward: Layer("leaky_relu"),
    nn.ELU.forward: Layer("elu"),
    nn.GELU.forward: Layer("gelu"),
    nn.SiLU.forward: Layer("silu"),
    nn.Hardswish.forward: Layer("hardswish"),
    nn.Hardsigmoid.forward: Layer("hardsigmoid"),
    nn.Sigmoid.forward: Layer("sigmoid"),
}
"""The layers by their ``forward``."""


def layer_of(module: nn.Module) -> Layer | None:
    """How a layer calls its function, if it does that and nothing else."""
    found = LAYERS.get(getattr(type(module), "forward", None))
    if found is None or "forward" in vars(module):
        return None
    hooks = module._forward_hooks or module._forward_pre_hooks or module._modules
    own = {**module._parameters, **module._buffers} if found.weights else {}
    if hooks or any(name not in own for name in found.weights) or not found.usual(module):
        return None
    return found
