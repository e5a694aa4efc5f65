import json
from pathlib import Path

import pytest
import torch
from hypothesis import given
from resnet_atlas.errors import BadInput
from resnet_atlas.graph.extent import Extent
from resnet_atlas.graph.graph import Graph
from resnet_atlas.graph.group import Group
from resnet_atlas.graph.tensor import Tensor
from resnet_atlas.graph.tracing.trace import trace
from resnet_atlas.network.catalogue import PRESETS
from resnet_atlas.network.module import build
from resnet_atlas.network.size import Size
from resnet_atlas.network.spec import ResNetSpec
from torch import nn

from tests import oracle
from tests.depth import examples, representatives
from tests.networks import Sum
from tests.strategies import batches, sizes, specs, torchvision_specs

PART_NAMES = json.loads(Path("tests/graph/part_names.json").read_text())["cases"]
SIZES = [*map(str, (1, 2, 3, 7, 31, 32, 33, 64, 97, 224, 225)), "225x320", "1x4096", "4096x33"]


@pytest.mark.parametrize("size", representatives(SIZES, {"1", "33", "224", "225x320", "1x4096"}))
def test_every_shape_is_torchvisions(name, graph, size):
    size = Size.parse(size)
    assert oracle.closed_form(graph, size, 2) == oracle.outputs(oracle.named(name), size, 2)


@pytest.mark.slow
@examples(25)
@given(spec=torchvision_specs, size=sizes, batch=batches)
def test_every_shape_is_torchvisions_with_any_options(spec, size, batch):
    shapes = oracle.closed_form(trace(build(spec)), size, batch)
    assert shapes == oracle.outputs(oracle.from_spec(spec), size, batch)


def test_ops_are_in_torchvisions_order_of_execution(name, graph):
    ids = [op.id for op in graph.layers if op.kind not in ("add", "flatten")]
    heard = oracle.outputs(oracle.named(name), Size(224, 224))
    assert [path for path in heard if path in graph.op] == ids


def test_a_tensor_states_its_shape_in_numbers_and_in_symbols():
    tensor = Tensor(512, (Extent(31, 32), Extent(7, 8)))
    assert tensor.shape(Size(225, 320), batch=2) == (2, 512, 8, 40)
    assert tensor.symbolic == "512×⌈H/32⌉×⌈W/8⌉"
    assert Tensor(1000, ()).shape(Size(225, 320), batch=2) == (2, 1000)
    assert Tensor(1000, ()).symbolic == "1000"


def test_formula_before_pooling(graph):
    assert graph.op["avgpool"].in_channels in (512, 2048)
    before = graph.op[graph.op["avgpool"].inputs[0]].output
    assert before.symbolic == f"{before.channels}×⌈H/32⌉×⌈W/32⌉"


@pytest.mark.parametrize(("name", "id", "_"), PART_NAMES)
def test_a_part_is_found_by_the_names_that_people_give_it(graphs, name, id, _):
    part = graphs["resnet50"].part(name)
    assert (part and part.id) == id


def test_a_network_of_three_stages_has_none_of_the_papers_names():
    graph = trace(build(PRESETS["resnet20"].spec))
    assert graph.part("C3") is graph.part("res3") is None


def test_a_stage_goes_by_three_names(graphs):
    stages = [group.names for group in graphs["resnet50"].groups if group.kind == "stage"]
    assert stages == [
        ("stage1", "layer1", "conv2_x"),
        ("stage2", "layer2", "conv3_x"),
        ("stage3", "layer3", "conv4_x"),
        ("stage4", "layer4", "conv5_x"),
    ]
    assert [graphs["resnet50"].group[path].names for path in ("stem", "layer1.0", "head")] == [
        ("stem",),
        ("layer1.0",),
        ("head",),
    ]


def test_blocks_of_a_stage_are_in_order(graphs):
    shortcuts = ["projection", "identity", "identity", "identity"]
    assert graphs["resnet34"].blocks("layer2") == tuple(
        Group(f"layer2.{number}", "block", "layer2", "BasicBlock", number, shortcut)
        for number, shortcut in enumerate(shortcuts)
    )
    assert graphs["resnet34"].blocks("stem") == ()


def test_a_shortcut_is_a_projection_exactly_where_torchvision_downsamples(name, graph):
    blocks = {group.id: group.shortcut for group in graph.groups if group.kind == "block"}
    modules = {path: oracle.named(name).get_submodule(path) for path in blocks}
    assert blocks == {
        path: "identity" if block.downsample is None else "projection"
        for path, block in modules.items()
    }


def test_members_of_stages_and_of_blocks(graphs):
    graph = graphs["resnet18"]
    stages = [group.id for group in graph.groups if group.parent is None]
    assert stages == ["stem", "layer1", "layer2", "layer3", "layer4", "head"]
    assert [op for stage in stages for op in graph.members(stage)] == list(graph.layers)
    assert [op.id for op in graph.members("stem")] == ["conv1", "bn1", "relu", "maxpool"]
    assert [op.id for op in graph.members("head")] == ["avgpool", "flatten", "fc"]
    blocks = [op for block in graph.blocks("layer1") for op in graph.members(block.id)]
    assert blocks == list(graph.members("layer1"))


def test_members_tell_block_1_from_block_10():
    graph = trace(build(ResNetSpec("basic", (11,))))
    assert len(graph.members("layer1.1")) == len(graph.members("layer1.10")) == 7


ROLES = {
    # A projection, since the stage strides; then an identity.
    ("resnet18", "layer2"): """
        layer1.1.relu:2         layer2.0.conv1          residual
        layer2.0.conv1          layer2.0.bn1            residual
        layer2.0.bn1            layer2.0.relu           residual
        layer2.0.relu           layer2.0.conv2          residual
        layer2.0.conv2          layer2.0.bn2            residual
        layer1.1.relu:2         layer2.0.downsample.0   shortcut
        layer2.0.downsample.0   layer2.0.downsample.1   shortcut
        layer2.0.bn2            layer2.0.add            residual
        layer2.0.downsample.1   layer2.0.add            shortcut
        layer2.0.add            layer2.0.relu:2         trunk
        layer2.0.relu:2         layer2.1.conv1          residual
        layer2.1.conv1          layer2.1.bn1            residual
        layer2.1.bn1            layer2.1.relu           residual
        layer2.1.relu           layer2.1.conv2          residual
        layer2.1.conv2          layer2.1.bn2            residual
        layer2.1.bn2            layer2.1.add            residual
        layer2.0.relu:2         layer2.1.add            shortcut
        layer2.1.add            layer2.1.relu:2         trunk
    """,
    # A projection without a stride: 64 channels have to become 256.
    ("resnet50", "layer1.0"): """
        maxpool                 layer1.0.conv1          residual
        layer1.0.conv1          layer1.0.bn1            residual
        layer1.0.bn1            layer1.0.relu           residual
        layer1.0.relu           layer1.0.conv2          residual
        layer1.0.conv2          layer1.0.bn2            residual
        layer1.0.bn2            layer1.0.relu:2         residual
        layer1.0.relu:2         layer1.0.conv3          residual
        layer1.0.conv3          layer1.0.bn3            residual
        maxpool                 layer1.0.downsample.0   shortcut
        layer1.0.downsample.0   layer1.0.downsample.1   shortcut
        layer1.0.bn3            layer1.0.add            residual
        layer1.0.downsample.1   layer1.0.add            shortcut
        layer1.0.add            layer1.0.relu:3         trunk
    """,
    ("resnet18", "stem"): """
        input                   conv1                   trunk
        conv1                   bn1                     trunk
        bn1                     relu                    trunk
        relu                    maxpool                 trunk
    """,
    ("resnet18", "head"): """
        layer4.1.relu:2         avgpool                 trunk
        avgpool                 flatten                 trunk
        flatten                 fc                      trunk
    """,
}


@pytest.mark.parametrize(("name", "group"), ROLES)
def test_role_of_every_edge(graphs, name, group):
    graph = graphs[name]
    members = {op.id for op in graph.members(group)}
    edges = [
        [edge.source, edge.target, edge.role] for edge in graph.edges if edge.target in members
    ]
    assert edges == [line.split() for line in ROLES[name, group].split("\n") if line.strip()]


# ---- What PyTorch refuses ----------------------------------------------------------------------

UNPADDED = nn.Sequential(nn.Conv2d(3, 8, (5, 3)), nn.MaxPool2d(2), nn.Conv2d(8, 8, 3, stride=2))
PADDED_AFTER = nn.Sequential(nn.Conv2d(3, 8, 7), nn.Conv2d(8, 8, 1, padding=3))
BRANCHES = Sum(
    left=nn.Conv2d(8, 8, 3, stride=2, padding=1),  # ⌈n/2⌉
    right=nn.Conv2d(8, 8, 2, stride=2),  # ⌊n/2⌋
)


def refusal(graph: Graph, size: Size) -> BadInput | None:
    try:
        graph.shapes(size)
    except BadInput as error:
        return error
    return None


@pytest.mark.parametrize("network", [UNPADDED, PADDED_AFTER])
def test_too_small_is_refused_exactly_where_pytorch_refuses(network):
    network, graph = network.to("meta"), trace(network)
    sizes = [Size(height, width) for height in range(1, 16) for width in range(1, 16)]
    accepted = [size for size in sizes if not refusal(graph, size)]
    assert accepted == [size for size in sizes if oracle.accepts(network, size)]
    assert 0 < len(accepted) < len(sizes)


@pytest.mark.parametrize(
    ("network", "size", "op"),
    [(UNPADDED, 1, "0"), (UNPADDED, 5, "1"), (UNPADDED, 9, "2"), (PADDED_AFTER, 6, "0")],
)
def test_too_small_names_the_op_and_the_least_size(network, size, op):
    graph = trace(network)
    error = refusal(graph, Size(size, size))
    assert error.op == op
    assert error.given == str(size)
    least = int(error.allowed.removesuffix(" or more"))
    assert not refusal(graph, Size(least, least))
    assert refusal(graph, Size(least - 1, least - 1))


def test_branches_that_disagree_are_refused_exactly_where_pytorch_refuses():
    graph, network = trace(BRANCHES), BRANCHES.to("meta")
    sizes = [Size(height, width) for height in range(4, 12) for width in range(4, 12)]
    accepted = [size for size in sizes if not refusal(graph, size)]
    assert accepted == [size for size in sizes if oracle.accepts(network, size)]
    assert accepted == [size for size in sizes if size.height % 2 == size.width % 2 == 0]


def test_branches_that_disagree_name_the_addition_and_both_shapes():
    error = refusal(trace(BRANCHES), Size(225, 224))
    assert error.op == "add"
    assert str(error) == (
        "size=225x224: add can’t add 8×112×112 and 8×113×112. Allowed: H and W: multiples of 2."
    )


def test_a_side_of_1_is_not_broadcast_though_pytorch_would():
    assert refusal(trace(BRANCHES), Size(3, 3)).op == "add"
    assert oracle.run(BRANCHES.to("meta"), Size(3, 3)).shape == torch.Size((1, 8, 2, 2))


@examples(25)
@given(spec=specs(), size=sizes)
def test_no_resnet_refuses_any_size(spec, size):
    assert not refusal(trace(build(spec)), size)
