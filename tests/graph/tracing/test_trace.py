from dataclasses import replace

import pytest
import torch
from resnet_atlas.errors import BadInput, UnsupportedOp
from resnet_atlas.facts.chain import trunk
from resnet_atlas.facts.cost import in_depth
from resnet_atlas.facts.facts import Facts
from resnet_atlas.graph.extent import Extent
from resnet_atlas.graph.graph import Graph
from resnet_atlas.graph.tensor import Tensor
from resnet_atlas.graph.tracing.trace import trace
from resnet_atlas.graph.tracing.verify import differences, run
from resnet_atlas.graph.window import Window
from resnet_atlas.network.catalogue import CATALOGUE, named
from resnet_atlas.network.module import build
from resnet_atlas.network.size import Size
from resnet_atlas.network.spec import ResNetSpec
from resnet_atlas.store.local_graphs import graph_of
from torch import nn

from tests import oracle
from tests.networks import Calls, Gated, Sum


def test_torchvisions_own_module_has_the_same_graph(name, graph):
    assert trace(oracle.named(name)) == graph


def test_tracing_twice_gives_the_same_graph(name, graph):
    assert trace(build(CATALOGUE[name])) == graph


def test_the_first_op_is_the_input():
    graph = trace(build(ResNetSpec("basic", (1,), in_channels=4)))
    assert graph.ops[0].id == graph.ops[0].kind == "input"
    assert graph.ops[0].output == Tensor(4, (Extent(), Extent()))
    assert graph.layers == graph.ops[1:]


def test_kinds_are_counted_right(name, graph):
    kinds = [op.kind for op in graph.layers]
    blocks = sum(CATALOGUE[name].depths)
    convs = sum(isinstance(layer, nn.Conv2d) for layer in oracle.named(name).modules())
    assert (kinds.count("add"), kinds.count("conv")) == (blocks, convs)
    assert kinds.count("batch_norm") == convs
    assert [kinds.count(kind) for kind in ("max_pool", "avg_pool", "flatten", "linear")] == [1] * 4


def test_a_module_called_again_gets_an_ordinal(graphs):
    calls = [op.id for op in graphs["resnet50"].members("layer2.0") if op.kind == "relu"]
    assert calls == ["layer2.0.relu", "layer2.0.relu:2", "layer2.0.relu:3"]
    assert {op.id for op in graphs["resnet18"].members("layer2.0") if op.kind == "relu"} == {
        "layer2.0.relu",
        "layer2.0.relu:2",
    }


def test_a_function_is_named_under_the_module_that_calls_it(graphs):
    functions = [op.id for op in graphs["resnet18"].layers if op.kind in ("add", "flatten")]
    adds = [f"layer{stage}.{block}.add" for stage in (1, 2, 3, 4) for block in (0, 1)]
    assert functions == [*adds, "flatten"]


def test_an_op_carries_what_its_module_says(graphs):
    conv = graphs["resnext50_32x4d"].op["layer2.0.conv2"]
    assert (conv.kind, conv.role) == ("conv", "residual")
    assert (conv.stage, conv.block) == ("layer2", "layer2.0")
    assert (conv.in_channels, conv.output.channels, conv.groups, conv.bias) == (256, 256, 32, False)
    assert conv.windows == (Window(3, 2, 1), Window(3, 2, 1))
    assert conv.stride == 2
    assert conv.output.axes == (Extent(7, 8), Extent(7, 8))
    assert graphs["resnet50"].op["fc"].bias
    assert graphs["resnet50"].op["layer2.0.relu"].stride == 1


def test_height_and_width_have_windows_of_their_own():
    graph = trace(nn.Sequential(nn.Conv2d(3, 8, (5, 3), (1, 2), (2, 0), (1, 3))))
    conv = graph.op["0"]
    assert conv.windows == (Window(5, 1, 2, 1), Window(3, 2, 0, 3))
    assert conv.stride == 2
    assert conv.output.axes == (Extent(0, 1), Extent(-5, 2))


@pytest.mark.parametrize("size", [(7, 5), (None, 5), 7])
def test_adaptive_pooling_gives_a_constant_unless_it_keeps_the_axis(size):
    graph = trace(nn.Sequential(nn.Conv2d(3, 8, 1), nn.AdaptiveAvgPool2d(size)))
    height, width = size if isinstance(size, tuple) else (size, size)
    axes = (Extent.constant(height) if height else Extent(), Extent.constant(width))
    assert graph.op["1"].output.axes == axes


def test_flatten_multiplies_what_is_constant():
    graph = trace(Calls(lambda x: torch.flatten(x, 1), nn.AdaptiveAvgPool2d((2, 3))))
    assert graph.ops[-1].output == Tensor(48, ())


def test_stem_and_head_are_what_lies_before_and_after_the_stages(graphs):
    stages = {op.id: op.stage for op in graphs["resnet50"].ops if op.block is None}
    assert stages == {
        **dict.fromkeys(["input", "conv1", "bn1", "relu", "maxpool"], "stem"),
        **dict.fromkeys(["avgpool", "flatten", "fc"], "head"),
    }


def test_roles_are_those_of_the_ops_between_fork_and_addition(graph):
    for block in [group for group in graph.groups if group.kind == "block"]:
        members = {op.id.removeprefix(f"{block.id}."): op for op in graph.members(block.id)}
        basic = block.type == "BasicBlock"
        projects = block.number == 0 and not (basic and block.parent == "layer1")
        assert [path for path, op in members.items() if op.role == "trunk"] == [
            "add",
            "relu:2" if basic else "relu:3",
        ]
        assert [path for path, op in members.items() if op.role == "shortcut"] == (
            ["downsample.0", "downsample.1"] if projects else []
        )


@pytest.mark.parametrize("swapped", [False, True])
def test_the_branch_with_fewer_convs_is_the_shortcut_whichever_is_added_to_which(swapped):
    long = nn.Sequential(nn.Conv2d(8, 8, 1), nn.ReLU(), nn.Conv2d(8, 8, 1))
    short = nn.Sequential(nn.Conv2d(8, 8, 1))
    graph = trace(Sum(short, long) if swapped else Sum(long, short))
    short_name, long_name = ("left", "right") if swapped else ("right", "left")
    roles = {op.id: op.role for op in graph.ops}
    assert roles[f"{short_name}.0"] == "shortcut"
    assert {roles[f"{long_name}.{number}"] for number in range(3)} == {"residual"}
    assert roles["conv"] == roles["add"] == "trunk"


def test_a_graph_is_a_value(graphs):
    graph = graphs["resnet18"]
    assert Graph(graph.ops, graph.groups) == graph
    first = replace(graph.ops[1], groups=2)
    assert Graph((graph.ops[0], first, *graph.ops[2:]), graph.groups) != graph


# ---- What is refused rather than guessed -------------------------------------------------------

CONV = nn.Conv2d(3, 8, 3, padding=1)
POOL = nn.AdaptiveAvgPool2d(2)


class TwoImages(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 1)

    def forward(self, x, y):
        return self.conv(x) + self.conv(y)


REFUSED = {
    "no conv": ("input", nn.Sequential(nn.ReLU()), "a conv says its channels"),
    "two inputs": ("input", TwoImages(), "takes one batch of images; this one takes x, y"),
    "a branch on values": (
        "gt",
        Calls(lambda x: x if x.sum() > 0 else -x),
        "test_trace.py, line",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_traced_is_refused_by_name(case):
    op, network, problem = REFUSED[case]
    with pytest.raises(UnsupportedOp) as caught:
        trace(network)
    assert caught.value.op == op
    assert problem in str(caught.value)
    assert "0x" not in str(caught.value)


MISFITS = {
    "adding other channels": (
        Sum(nn.Conv2d(8, 8, 1), nn.Conv2d(8, 16, 1)),
        "add can’t add 16×9×9 and 8×9×9",
    ),
    "conv of other channels": (
        nn.Sequential(CONV, nn.Conv2d(16, 8, 1)),
        "1 takes 16 channels and gets 8",
    ),
    "batch norm of other channels": (
        nn.Sequential(CONV, nn.BatchNorm2d(16)),
        "1 takes 16 channels and gets 8",
    ),
    "linear of an image": (
        nn.Sequential(CONV, POOL, nn.Linear(8, 2)),
        "2 takes 8 features and gets 2",
    ),
    "linear of other features": (
        nn.Sequential(Calls(lambda x: torch.flatten(x, 1), POOL), nn.Linear(8, 2)),
        "1 takes 8 features and gets 32",
    ),
    "a view of other elements": (
        Calls(lambda x: x.view(x.size(0), 7)),
        "view can’t make 7 of 8×9×9",
    ),
}


@pytest.mark.parametrize("case", MISFITS)
def test_what_does_not_fit_is_traced_and_refused_at_a_size(case):
    network, problem = MISFITS[case]
    graph = trace(network)
    with pytest.raises(BadInput) as caught:
        graph.shapes(Size(9, 9))
    assert problem in str(caught.value)
    with pytest.raises(RuntimeError):
        run(network.to("meta"), (1, 3, 9, 9))


# Rounding up, and what SE and option A of the paper need


@pytest.mark.parametrize("pool", [nn.AvgPool2d, nn.MaxPool2d])
@pytest.mark.parametrize(
    ("kernel", "stride", "padding"), [(2, 2, 0), (3, 2, 1), (3, 3, 0), (5, 3, 2), (2, 1, 1)]
)
def test_a_pooling_that_rounds_up_is_a_floor_as_well(pool, kernel, stride, padding):
    network = nn.Sequential(CONV, pool(kernel, stride, padding, ceil_mode=True)).to("meta")
    graph = trace(network)
    for side in range(max(1, kernel - 2 * padding), 40):
        assert differences(network, graph, Size(side, 41 - side + kernel)) == []


def test_a_gate_weighs_each_channel_by_one_number():
    graph = trace(Gated(nn.AdaptiveAvgPool2d(1)))
    assert [op.kind for op in graph.layers][-1] == "mul"
    assert graph.shapes(Size(7, 9), 2)[-1] == (2, 8, 7, 9)


def test_channels_of_zeros_are_added():
    graph = trace(nn.Sequential(CONV, nn.ZeroPad3d((0, 0, 0, 0, 1, 3))))
    assert graph.ops[-1].output.channels == 12


def test_the_convs_of_a_squeeze_are_on_a_side_branch():
    graph = graph_of(named("seresnet50"))
    block = {op.id.removeprefix("layer2.0.") for op in graph.members("layer2.0")}
    side = {id.removeprefix("layer2.0.") for id in graph.side_branches if "layer2.0." in id}
    assert side == {"se.avgpool", "se.fc1", "se.relu", "se.fc2", "se.sigmoid"}
    assert side < block
    assert len(in_depth(graph)) == 50
    assert Facts(graph).part("layer2").jump == (8, 8)
    assert all(not step.after.is_constant for step in trunk(graph))


def test_a_function_without_a_rule_is_observed_until_the_size_is_known_again():
    known = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Conv2d(8, 4, 1))
    graph = trace(Calls(lambda x: known(torch.fft.fft2(x).real)))
    seen = [op.id for op in graph.ops if op.output.certainty == "observed"]
    assert seen[0] == "fft_fft2"
    assert graph.ops[-1].output == Tensor(4, (Extent.constant(1), Extent.constant(1)))
