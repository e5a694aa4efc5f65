"""What others say of the same networks: torchvision, timm and PyTorch's flop counter."""

from collections import Counter
from functools import cache, lru_cache
from typing import Any

import torch
from resnet_atlas.graph.graph import Graph
from resnet_atlas.graph.tensor import Shape
from resnet_atlas.network.size import Size
from resnet_atlas.network.spec import ResNetSpec
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

# torchvision declares these in its compiled half, which is built against one build of torch and
# which the ResNets don't need.
for missing in ("nms", "qnms"):
    torch.library.define(
        f"torchvision::{missing}", "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor"
    )

import timm  # noqa: E402
import torchvision  # noqa: E402
from torchvision.models import get_model, list_models, resnet  # noqa: E402


@cache
def named(name: str) -> nn.Module:
    """torchvision's network of that name."""
    with torch.device("meta"):
        return get_model(name).eval()


CLASSIFIERS = [it for it in list_models(module=torchvision.models) if it != "regnet_y_128gf"]
"""torchvision's networks for classification, but for the one that is too large to be built here."""


def state_of(name: str, **options: Any) -> dict[str, Shape]:
    """The names and shapes of the weights of any of torchvision's networks."""
    if name in ("googlenet", "inception_v3"):
        options["init_weights"] = False
    device = "cpu" if name.startswith("regnet") else "meta"  # its builder computes with tensors
    with torch.device(device):
        state = get_model(name, **options).state_dict()
    return {key: tuple(tensor.shape) for key, tensor in state.items()}


@cache
def timms(name: str, **options: Any) -> nn.Module:
    """timm's network of that name, with some options of its own."""
    with torch.device("meta"):
        return timm.create_model(name, **options).eval()


def from_spec(spec: ResNetSpec) -> nn.Module:
    """torchvision's network for a spec of four stages without ``stride_in_1x1``."""
    block = resnet.BasicBlock if spec.block == "basic" else resnet.Bottleneck
    with torch.device("meta"):
        net = resnet.ResNet(
            block,
            list(spec.depths),
            groups=spec.groups,
            width_per_group=spec.width_per_group,
            replace_stride_with_dilation=[stage in spec.dilated_stages for stage in (2, 3, 4)],
            num_classes=spec.num_classes,
        )
        # torchvision has no option for this one; its users replace the layer.
        net.conv1 = nn.Conv2d(spec.in_channels, 64, 7, stride=2, padding=3, bias=False)
    return net.eval()


def run(module: nn.Module, size: Size, batch: int = 1) -> torch.Tensor:
    """Call ``module`` on a meta tensor of the shape it takes."""
    channels = next(module.parameters()).shape[1]
    with torch.no_grad():
        return module(torch.empty(batch, channels, size.height, size.width, device="meta"))


def accepts(module: nn.Module, size: Size) -> bool:
    """Whether PyTorch runs ``module`` at this size."""
    try:
        run(module, size)
    except RuntimeError:
        return False
    return True


@lru_cache(100)
def outputs(module: nn.Module, size: Size, batch: int = 1) -> dict[str, Shape]:
    """The output shape of every call of every module, by path; the second call of one is ``:2``."""
    calls: Counter[str] = Counter()
    shapes: dict[str, Shape] = {}

    def listen(path: str, layer: nn.Module) -> torch.utils.hooks.RemovableHandle:
        def note(_module: nn.Module, _inputs: object, output: torch.Tensor) -> None:
            calls[path] += 1
            shapes[path if calls[path] == 1 else f"{path}:{calls[path]}"] = tuple(output.shape)

        return layer.register_forward_hook(note)

    hooks = [listen(path, layer) for path, layer in module.named_modules()]
    try:
        run(module, size, batch)
    finally:
        for hook in hooks:
            hook.remove()
    return shapes


def closed_form(graph: Graph, size: Size, batch: int = 1) -> dict[str, Shape]:
    """The same by the graph: a container's output is that of the last op in it."""
    shapes: dict[str, Shape] = {}
    for op, shape in zip(graph.layers, graph.shapes(size, batch)[1:], strict=True):
        parts = op.id.split(".")
        shapes |= {".".join(parts[:length]): shape for length in range(len(parts))}
        if op.kind not in ("add", "flatten"):  # functions: no module to hang a hook on
            shapes[op.id] = shape
    return shapes


def flops(module: nn.Module, size: Size, batch: int = 1) -> dict[str, int]:
    """What PyTorch counts, by the name of the operator."""
    with FlopCounterMode(display=False) as counter:
        run(module, size, batch)
    return {str(operator): count for operator, count in counter.get_flop_counts()["Global"].items()}
