"""torchvision's classifiers: every shape, weight and multiply-add is PyTorch's."""

import warnings
from functools import cache

import pytest
import torch
from resnet_atlas.errors import BadInput
from resnet_atlas.facts.facts import Facts
from resnet_atlas.facts.state_dict import state_dict
from resnet_atlas.graph.graph import Graph
from resnet_atlas.graph.tracing.recorder import WHOLE
from resnet_atlas.graph.tracing.trace import trace
from resnet_atlas.graph.tracing.verify import differences, run
from resnet_atlas.network.size import Size
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from tests import oracle
from tests.depth import FULL, representatives

FIXED = ("vit_", "maxvit_")
"""Those that take one size of input alone."""

TYPICAL = (
    "convnext_tiny",
    "googlenet",
    "mobilenet_v3_small",
    "shufflenet_v2_x0_5",
    "squeezenet1_1",
)

SIZES = [Size.parse(text) for text in ("1", "7x9", "33x32", "225x320")]
if FULL:
    more = ("16x31", "64x97", "75", "80x111", "127x224", "224", "299", "300x1025")
    SIZES += map(Size.parse, more)

names = pytest.mark.parametrize("name", representatives(oracle.CLASSIFIERS, TYPICAL))


@cache
def built(name: str) -> nn.Module:
    options = {"init_weights": False} if name in ("googlenet", "inception_v3") else {}
    device = "cpu" if name.startswith("regnet") else "meta"  # its builder computes with tensors
    with torch.device(device), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return oracle.get_model(name, **options).eval().to("meta")


@cache
def traced(name: str) -> Graph:
    return trace(built(name))


@names
def test_every_shape_is_pytorchs_and_proven(name):
    module, graph = built(name), traced(name)
    for size in [Size(224, 224)] if name.startswith(FIXED) else SIZES:
        try:
            run(module, (2, 3, size.height, size.width))
        except (RuntimeError, ValueError):
            with pytest.raises(BadInput):
                graph.shapes(size, 2)
            continue
        assert differences(module, graph, size, 2) == [], size
        assert hooked(module, size) <= set(zip(graph.op, graph.shapes(size, 2), strict=True))
    if not name.startswith(FIXED):
        assert {op.output.certainty for op in graph.ops} == {"proven"}


def hooked(module: nn.Module, size: Size) -> set[tuple[str, tuple[int, ...]]]:
    """The shapes that convs and linear layers give, by forward hooks."""
    found: set[tuple[str, tuple[int, ...]]] = set()

    def hook(path):
        return lambda _, __, output: found.add((path, tuple(output.shape)))

    layers = [
        (path, part)
        for path, part in module.named_modules()
        if isinstance(part, nn.Conv2d | nn.Linear) and not inside_one_op(path, module)
    ]
    handles = [part.register_forward_hook(hook(path)) for path, part in layers]
    with torch.no_grad():
        module(torch.empty(2, 3, size.height, size.width, device="meta"))
    for handle in handles:
        handle.remove()
    return found


def inside_one_op(path: str, module: nn.Module) -> bool:
    """Whether a layer is a part of attention, which is one op."""
    parts = path.split(".")
    around = [module.get_submodule(".".join(parts[:length])) for length in range(1, len(parts))]
    return any(type(part).__name__ in WHOLE for part in around)


@names
def test_every_weight_is_counted_once(name):
    module, graph = built(name), traced(name)
    ours = state_dict(graph) | {weight.name: weight.shape for weight in graph.unused}
    theirs = {key: tuple(value.shape) for key, value in module.named_parameters()}
    assert {key: ours.get(key) for key in theirs} == theirs
    unused = sum(torch.Size(weight.shape).numel() for weight in graph.unused)
    total = Facts(graph).total.parameters + unused
    assert total == sum(weight.numel() for weight in module.parameters())
    assert bool(unused) == (name in ("googlenet", "inception_v3"))  # classifiers for training


@names
def test_every_multiply_add_is_the_flop_counters(name):
    module = built(name)
    counter = FlopCounterMode(display=False)
    with torch.no_grad(), counter:
        module(torch.empty(1, 3, 224, 224, device="meta"))
    counts = counter.get_flop_counts()["Global"]
    wanted = sum(
        flops
        for op, flops in counts.items()
        if str(op) in ("aten.convolution", "aten.addmm", "aten.mm")
    )
    if name.startswith("swin_v2"):
        return  # its position bias is a small network on constants
    assert 2 * Facts(traced(name)).total.macs == wanted
