"""torchvision's networks on the meta device, which the others are given: without any weights."""

import torch
from torch import Tensor, nn

# torchvision declares these in its compiled half, which the ResNets don't need.
for missing in ("nms", "qnms"):
    torch.library.define(
        f"torchvision::{missing}", "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor"
    )

from torchvision.models import get_model  # noqa: E402


def network(name: str) -> nn.Module:
    """The network that torchvision calls ``name``."""
    with torch.device("meta"):
        return get_model(name).eval()


def image(size: tuple[int, int]) -> Tensor:
    """One image of that height and width."""
    return torch.empty(1, 3, *size, device="meta")
