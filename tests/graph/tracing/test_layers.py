"""Layers that are read from their options: the graph is the one of a run, and what differs runs."""

import pytest
from resnet_atlas.graph.tracing import layers
from resnet_atlas.graph.tracing.trace import trace
from resnet_atlas.graph.tracing.verify import differences
from resnet_atlas.network.catalogue import CATALOGUE
from resnet_atlas.network.module import build
from resnet_atlas.network.size import Size
from torch import nn

from tests.depth import representatives
from tests.handwritten import MODULES

KINDS = (
    nn.Sequential(nn.Conv2d(3, 8, 3, 2, 1, 2), nn.BatchNorm2d(8), nn.ReLU(True), nn.MaxPool2d(3)),
    nn.Sequential(nn.Conv2d(3, 8, (1, 3)), nn.ReLU6(), nn.AvgPool2d(2, ceil_mode=True), nn.GELU()),
    nn.Sequential(nn.Conv2d(3, 8, 1, groups=1), nn.SiLU(), nn.LeakyReLU(), nn.ELU()),
    nn.Sequential(nn.Conv2d(3, 8, 3, padding="same"), nn.Hardswish(), nn.Hardsigmoid()),
    nn.Sequential(
        nn.Conv2d(3, 8, 3), nn.AdaptiveAvgPool2d(2), nn.Flatten(), nn.Dropout(), nn.Linear(32, 2)
    ),
    nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8, affine=False), nn.Sigmoid()),
    nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8, track_running_stats=False)),
)


def by_running(module: nn.Module, monkeypatch: pytest.MonkeyPatch):
    with monkeypatch.context() as patch:
        patch.setattr(layers, "LAYERS", {})
        return trace(module)


@pytest.mark.parametrize("number", range(len(KINDS)))
def test_a_layer_is_read_as_it_runs(number, monkeypatch):
    assert trace(KINDS[number]) == by_running(KINDS[number], monkeypatch)


@pytest.mark.parametrize("name", representatives(MODULES, ("cifar", "statements", "inside")))
def test_a_network_by_hand_is_read_as_it_runs(name, monkeypatch):
    module = MODULES[name]()
    assert trace(module) == by_running(module, monkeypatch)


@pytest.mark.parametrize("name", representatives(CATALOGUE, ("resnet18", "resnetv2_50_bit")))
def test_a_named_network_is_read_as_it_runs(name, monkeypatch):
    module = build(CATALOGUE[name])
    assert trace(module) == by_running(module, monkeypatch)


def with_hook() -> nn.Module:
    """A convolution whose hook pools."""
    made = nn.Conv2d(3, 8, 3)
    made.register_forward_hook(lambda module, args, output: nn.functional.max_pool2d(output, 2))
    return made


def with_hook_before() -> nn.Module:
    """A convolution whose hook pads what comes in."""
    made = nn.Conv2d(3, 8, 3)
    made.register_forward_pre_hook(lambda module, args: nn.functional.pad(args[0], (1, 1, 1, 1)))
    return made


def by_instance() -> nn.Module:
    """A convolution that has a ``forward`` of its own."""
    made = nn.Conv2d(3, 8, 3)
    made.forward = lambda x: nn.functional.conv2d(x, made.weight, stride=2)  # type: ignore
    return made


def parametrized() -> nn.Module:
    """A convolution with a norm on its weights."""
    return nn.utils.parametrizations.weight_norm(nn.Conv2d(3, 8, 3))


def mirrored() -> nn.Module:
    """A convolution that pads with a mirror image."""
    return nn.Conv2d(3, 8, 3, padding=1, padding_mode="reflect")


@pytest.mark.parametrize("make", [with_hook, with_hook_before, by_instance, parametrized, mirrored])
def test_a_layer_that_does_more_is_run(make):
    module = nn.Sequential(make(), nn.ReLU()).to("meta")
    graph = trace(module)
    assert layers.layer_of(module[0]) is None
    for size in (Size(9, 12), Size(32, 33)):
        assert differences(module, graph, size) == []
