"""Modules of networks before and after ResNet, without weights, by torchvision."""

import warnings
from collections.abc import Callable, Iterator
from functools import partial

import torch
from torch import nn

from resnet_atlas.network.relatives import RELATIVES, family_of

# torchvision declares these in its compiled half, which is built against one build of torch and
# which no classifier needs.
for missing in ("nms", "qnms"):
    if not hasattr(torch.ops.torchvision, missing):
        torch.library.define(
            f"torchvision::{missing}", "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor"
        )

TOO_LARGE = ("regnet_y_128gf",)
"""Its builder makes real tensors of 2.6 GB."""


def relatives() -> Iterator[tuple[str, nn.Module]]:
    """Every relative that torchvision has, with its name; ``ImportError`` without torchvision."""
    from torchvision import models

    for name in models.list_models(module=models):
        if family_of(name) and name not in TOO_LARGE:
            yield name, built(name)


def built(name: str) -> nn.Module:
    """One of them on the meta device."""
    from torchvision.models import get_model

    options = {"init_weights": False} if name in ("googlenet", "inception_v3") else {}
    device = "cpu" if name.startswith("regnet") else "meta"  # its builder computes with tensors
    with torch.device(device), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        module: nn.Module = get_model(name, **options)
    return module.eval().to("meta")


def __getattr__(name: str) -> Callable[[], nn.Module]:
    """What builds a relative, by the relative's name: so a ``Reference`` leads to it."""
    if name in RELATIVES:
        return partial(built, name)
    raise AttributeError(name)
