"""The names and shapes of all weights are torch's own ``state_dict``, from spec and from graph."""

import pytest
from hypothesis import given
from resnet_atlas.facts.state_dict import Shared, listed, shapes_of, state_dict, state_dict_of
from resnet_atlas.graph.graph import Graph
from resnet_atlas.graph.tracing.trace import trace
from resnet_atlas.network.catalogue import CATALOGUE, PRESETS, named
from resnet_atlas.network.module import build
from resnet_atlas.network.spec import ResNetSpec
from torch import nn

from tests import oracle
from tests.depth import examples
from tests.networks import Calls
from tests.strategies import variants


def shapes(module: nn.Module) -> dict[str, tuple[int, ...]]:
    return {name: tuple(tensor.shape) for name, tensor in module.state_dict().items()}


@pytest.mark.parametrize("name", [*CATALOGUE, *PRESETS])
def test_every_named_network_has_the_weights_of_its_module_in_the_same_order(name):
    assert list(state_dict_of(named(name)).items()) == list(shapes(build(named(name))).items())


def test_torchvisions_networks_have_the_same_weights(name: str, graph: Graph):
    expected = shapes(oracle.named(name))
    assert state_dict_of(named(name)) == expected
    assert state_dict(graph) == expected


@given(variants())
@examples(60)
def test_any_spec_has_the_weights_of_its_module(spec: ResNetSpec):
    module = build(spec)
    expected = shapes(module)
    assert state_dict_of(spec) == expected
    assert state_dict(trace(module)) == expected


def test_a_module_that_is_called_twice_has_its_weights_once():
    conv = nn.Conv2d(8, 8, 3, padding=1)
    graph = trace(Calls(lambda x: x, conv, conv))
    names = [f"layers.{number}.{name}" for number in (0, 1) for name in ("weight", "bias")]
    assert list(state_dict(graph)) == names


def test_an_op_without_weights_has_none(graph: Graph):
    assert shapes_of(graph.op["maxpool"]) == {}


def test_weights_in_a_line():
    weights = shapes_of(trace(build(named("resnet18"))).op["layer2.0.bn1"])
    assert listed(weights) == (
        "weight, bias, running_mean, running_var [128]; num_batches_tracked []"
    )


def test_what_two_networks_share_is_what_pytorch_would_load():
    left, right = (build(named(name)).state_dict() for name in ("resnet34", "resnet50"))
    both = left.keys() & right.keys()
    same = sum(left[name].shape == right[name].shape for name in both)
    found = Shared.of(shapes_dict(left), shapes_dict(right))
    assert found == Shared(same, len(both) - same, len(left) - len(both), len(right) - len(both))
    assert found.same + found.different + found.left == len(left)


def shapes_dict(state: dict) -> dict[str, tuple[int, ...]]:
    return {name: tuple(tensor.shape) for name, tensor in state.items()}
