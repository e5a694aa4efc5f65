from math import prod

import pytest
import torch
from hypothesis import given
from resnet_atlas.errors import BadParameter
from resnet_atlas.facts.cost import (
    EXACT,
    Cost,
    in_depth,
    parameters,
    total,
)
from resnet_atlas.facts.facts import Facts
from resnet_atlas.facts.receptive_field import receptive_fields
from resnet_atlas.graph.tracing.trace import trace
from resnet_atlas.network.catalogue import CATALOGUE, named
from resnet_atlas.network.module import build
from resnet_atlas.network.size import DEFAULT_SIZE, Size
from resnet_atlas.network.spec import ResNetSpec
from torch import nn

from tests import oracle
from tests.depth import examples, representatives
from tests.strategies import batches, sizes, specs

PARAMETERS = {
    "resnet18": 11_689_512,
    "resnet34": 21_797_672,
    "resnet50": 25_557_032,
    "resnet101": 44_549_160,
    "resnet152": 60_192_808,
    "resnext50_32x4d": 25_028_904,
    "resnext101_32x8d": 88_791_336,
    "resnext101_64x4d": 83_455_272,
    "wide_resnet50_2": 68_883_240,
    "wide_resnet101_2": 126_886_696,
}
GMACS = {
    "resnet18": 1.81,
    "resnet34": 3.66,
    "resnet50": 4.09,
    "resnet101": 7.80,
    "resnet152": 11.51,
}
GMACS_IN_THE_PAPER = {
    "resnet18": 1.8,
    "resnet34": 3.6,
    "resnet50": 3.8,
    "resnet101": 7.6,
    "resnet152": 11.3,
}
RECEPTIVE_FIELDS = {
    "resnet18": 435,
    "resnet34": 899,
    "resnet50": 427,
    "resnet101": 971,
    "resnet152": 1451,
}

# ---- Parameters --------------------------------------------------------------------------------


def test_parameters_are_the_published_ones(name, graph):
    assert Facts(graph, DEFAULT_SIZE).total.parameters == PARAMETERS[name]


def test_parameters_of_every_op_are_torchvisions(name, graph):
    for path, layer in oracle.named(name).named_modules():
        if path in graph.op:
            assert parameters(graph.op[path]) == sum(
                weight.numel() for weight in layer.parameters()
            ), path


# ---- MACs --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("size", "batch"), [("224", 1), ("1", 3), ("97", 2), ("225x320", 2)])
def test_flops_by_pytorchs_counter_are_twice_the_macs(name, graph, size, batch):
    size = Size.parse(size)
    flops = oracle.flops(oracle.named(name), size, batch)
    assert set(flops) == {"aten.convolution", "aten.addmm"}
    assert sum(flops.values()) == 2 * Facts(graph, size, batch).total.macs


@pytest.mark.slow
@examples(25)
@given(spec=specs(), size=sizes, batch=batches)
def test_flops_are_twice_the_macs_with_any_options(spec, size, batch):
    network = build(spec)
    graph, flops = trace(network), sum(oracle.flops(network, size, batch).values())
    if flops // 2 > EXACT:
        with pytest.raises(BadParameter, match="MACs"):
            assert Facts(graph, size, batch).costs
    else:
        assert flops == 2 * Facts(graph, size, batch).total.macs


@pytest.mark.parametrize("name", GMACS)
def test_gmacs_at_224(name, graph):
    macs = Facts(graph, DEFAULT_SIZE).total.macs
    assert f"{macs / 1e9:.2f}" == f"{GMACS[name]:.2f}"


@pytest.mark.parametrize("name", GMACS_IN_THE_PAPER)
def test_gmacs_of_the_paper(name):
    spec = named(name)
    if spec.block == "bottleneck":
        spec = spec.with_options({"stride_in_1x1": "true"})
    macs = Facts(trace(build(spec)), DEFAULT_SIZE).total.macs
    assert macs / 1e9 == pytest.approx(GMACS_IN_THE_PAPER[name], abs=0.1)


def test_macs_that_json_could_not_hold_exactly_are_refused():
    largest = Size(4096, 4096)
    one, two = (
        trace(build(ResNetSpec("bottleneck", (blocks,), groups=2, width_per_group=1024)))
        for blocks in (1, 2)
    )
    assert Facts(one, largest, batch=256).total.macs < EXACT == 2**53 - 1
    with pytest.raises(BadParameter, match=r"^batch=256: .* a smaller batch, size or width"):
        assert Facts(two, largest, batch=256).costs


# ---- Sums --------------------------------------------------------------------------------------


def test_costs_add_up():
    assert total([Cost(1, 2, 3), Cost(10, 20, 30)]) == Cost(11, 22, 33)
    assert total([]) == Cost()


def test_stages_add_up_to_the_network_and_blocks_to_their_stage(graph):
    found = Facts(graph, Size(225, 320), batch=2).costs

    def of(group):
        return total(found[op.id] for op in graph.members(group.id))

    stages = [group for group in graph.groups if group.parent is None]
    assert total(map(of, stages)) == total(found.values())
    for stage in stages:
        if stage.kind == "stage":
            assert total(map(of, graph.blocks(stage.id))) == of(stage)


def test_activations_are_the_elements_of_every_output(name, graph):
    size = Size(97, 64)
    outputs = oracle.outputs(oracle.named(name), size, 2)
    found = Facts(graph, size, 2).costs
    for path, shape in outputs.items():
        if path in found:
            assert found[path].activations == prod(shape), path
    assert found["layer1.0.add"].activations == prod(outputs["layer1.0"])


def test_batch_multiplies_macs_and_activations_but_not_parameters(graph):
    one, five = (Facts(graph, DEFAULT_SIZE, batch).total for batch in (1, 5))
    assert five == Cost(
        one.parameters, 5 * one.macs, 5 * one.activations, 5 * one.conv_fc_activations
    )


def test_activations_of_convs_and_fc_are_those_that_fvcore_counts(graphs):
    assert Facts(graphs["resnet50"], DEFAULT_SIZE).total.conv_fc_activations == 11_114_984


def test_a_bias_is_a_parameter_and_no_mac():
    with_bias, without = (
        Facts(trace(nn.Sequential(nn.Conv2d(3, 8, 3, bias=bias))), Size(5, 5)).costs["0"]
        for bias in (True, False)
    )
    assert with_bias.parameters - without.parameters == 8
    assert with_bias.macs == without.macs == 3 * 8 * 9 * 9


# ---- Receptive field ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", representatives(RECEPTIVE_FIELDS))
def test_receptive_fields_before_pooling(name, graph):
    before = graph.op["avgpool"].inputs[0]
    assert receptive_fields(graph)[before] == (RECEPTIVE_FIELDS[name],) * 2


def test_behind_global_pooling_it_is_the_whole_input(graph):
    fields = receptive_fields(graph)
    assert [fields[path] for path in ("avgpool", "flatten", "fc")] == [None] * 3


class Middle(nn.Module):
    """One element from the middle of the first channel, of a picture one column wide."""

    def forward(self, features):
        return features[:, 0, features.shape[2] // 2]


def reached(spec, height):
    """How many rows of the input the gradient of one element before pooling spans.

    All weights are positive and BN lets everything pass, so no dependence cancels out or ends at
    a ReLU; the max pooling, which passes a gradient to the winner only, is replaced by an average
    over the same window.
    """
    network = build(spec).to_empty(device="cpu").double().requires_grad_(False)
    network.maxpool = nn.AvgPool2d(3, stride=2, padding=1)
    network.avgpool, network.fc = Middle(), nn.Identity()
    for layer in network.modules():
        if isinstance(layer, nn.Conv2d):
            nn.init.constant_(layer.weight, 1 / layer.weight[0].numel())
        elif isinstance(layer, nn.BatchNorm2d):
            nn.BatchNorm2d.reset_parameters(layer)  # ours do nothing when they are made
    x = torch.ones(1, 3, height, 1, dtype=torch.double, requires_grad=True)
    network(x).backward()
    rows = x.grad.sum((0, 1, 3)).nonzero()
    assert rows.min() > 0  # nothing is cut off at the ends
    assert rows.max() < height - 1
    return int(rows.max() - rows.min()) + 1


def slim(*depths, **options):
    """A bottleneck network of few channels: fields don't depend on them, time does."""
    return ResNetSpec("bottleneck", depths, width_per_group=1, **options)


@pytest.mark.parametrize(
    "spec",
    [
        pytest.param(CATALOGUE["resnet18"], id="resnet18", marks=pytest.mark.full),
        pytest.param(slim(3, 4, 6, 3), id="resnet50", marks=pytest.mark.full),
        pytest.param(
            slim(3, 4, 6, 3, stride_in_1x1=True), id="resnet50 of the paper", marks=pytest.mark.full
        ),
        pytest.param(slim(1), id="a single block"),
        pytest.param(ResNetSpec("basic", (1, 3)), id="basic blocks"),
        pytest.param(slim(1, 2, 2, 2, dilated_stages=(3, 4)), id="dilation at the end"),
        pytest.param(
            slim(2, 1, 3, dilated_stages=(2,), stride_in_1x1=True), id="dilation, then a stride"
        ),
    ],
)
def test_receptive_field_is_what_a_gradient_reaches(spec):
    graph = trace(build(spec))
    field = receptive_fields(graph)[graph.op["avgpool"].inputs[0]]
    assert field == (reached(spec, height=3 * field[0]),) * 2


def test_receptive_field_of_each_axis_is_its_own():
    network = nn.Sequential(nn.Conv2d(1, 1, (7, 3), (2, 1)), nn.MaxPool2d((3, 1), dilation=(2, 1)))
    assert receptive_fields(trace(network)) == {"input": (1, 1), "0": (7, 3), "1": (15, 3)}


def test_the_number_in_a_name_counts_what_lies_one_behind_the_other(name, graph):
    counted = in_depth(graph)
    assert len(counted) == CATALOGUE[name].depth
    assert str(len(counted)) in name
    assert counted[-1].kind == "linear"
    assert not [op for op in counted if op.role == "shortcut"]
