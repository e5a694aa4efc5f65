from dataclasses import replace

import pytest
from hypothesis import given
from resnet_atlas.facts.comparison.difference import differences
from resnet_atlas.facts.state_dict import state_dict
from resnet_atlas.graph.tracing.trace import trace
from resnet_atlas.network.catalogue import named
from resnet_atlas.network.module import build
from resnet_atlas.network.network import Network
from resnet_atlas.network.size import DEFAULT_SIZE, Size
from resnet_atlas.store.local_graphs import graph_of

from tests.depth import examples
from tests.strategies import variants


def found(left, right, sizes=(DEFAULT_SIZE, DEFAULT_SIZE), **options):
    """What differs between a network and another, or the same with options."""
    specs = named(left), replace(named(right), **options)
    return differences(*map(graph_of, specs), *sizes)


def said(*arguments, **options):
    return [f"{it.where}: {it.what}" for it in found(*arguments, **options)]


def test_a_network_doesnt_differ_from_itself(name):
    assert found(name, name) == ()


def test_the_papers_stride_is_in_three_blocks_and_said_once():
    (one,) = found("resnet50", "resnet50", stride_in_1x1=True)
    assert one.where == "stages 2 to 4, block 1"
    assert one.what == "the stride moves from conv2 to conv1"
    assert one.left == ("layer2.0.conv2", "layer3.0.conv2", "layer4.0.conv2")
    assert one.right == ("layer2.0.conv1", "layer3.0.conv1", "layer4.0.conv1")


def test_18_and_34_differ_in_the_number_of_blocks_alone():
    assert said("resnet18", "resnet34") == [
        "stage 1: 2 vs. 3 blocks",
        "stage 2: 2 vs. 4 blocks",
        "stage 3: 2 vs. 6 blocks",
        "stage 4: 2 vs. 3 blocks",
    ]


def test_50_and_101_differ_in_one_stage_and_the_surplus_blocks_are_named():
    (one,) = found("resnet50", "resnet101")
    assert f"{one.where}: {one.what}" == "stage 3: 6 vs. 23 blocks"
    assert one.left == ("layer3",)
    assert one.right == tuple(f"layer3.{block}" for block in range(6, 23))


def test_a_basic_block_and_a_bottleneck():
    assert said("resnet34", "resnet50") == [
        "every block: block type: BasicBlock vs. Bottleneck",
        "every block: convs: 3×3, 3×3 vs. 1×1, 3×3, 1×1",
        "stage 1, every block: output: 64 vs. 256 channels",
        "stage 1, block 1: shortcut: identity vs. projection",
        "stage 2, every block: output: 128 vs. 512 channels",
        "stages 2 to 4, block 1: the stride moves from conv1 to conv2",
        "stage 3, every block: output: 256 vs. 1024 channels",
        "stage 4, every block: output: 512 vs. 2048 channels",
        "head: fc: 512 vs. 2048 inputs",
    ]


def test_groups_and_widths():
    assert said("resnet50", "resnext50_32x4d") == [
        "stage 1, every block: conv1, conv2: 64 vs. 128 channels",
        "every block: conv2: groups 1 vs. 32",
        "stage 2, every block: conv1, conv2: 128 vs. 256 channels",
        "stage 3, every block: conv1, conv2: 256 vs. 512 channels",
        "stage 4, every block: conv1, conv2: 512 vs. 1024 channels",
    ]


def test_dilation_in_the_place_of_a_stride():
    assert said("resnet50", "resnet50", dilated_stages=(3, 4)) == [
        "stage 3, block 1: conv2: stride 2 vs. 1",
        "stages 3 to 4, block 1: downsample.0: stride 2 vs. 1",
        "stage 3, blocks 2 to 6: conv2: dilation 1 vs. 2",
        "stage 4, block 1: conv2: stride 2 vs. dilation 2",
        "stage 4, blocks 2 to 3: conv2: dilation 1 vs. 4",
    ]


def test_what_goes_in_and_what_comes_out():
    sizes = DEFAULT_SIZE, Size(448, 320)
    assert said("resnet18", "resnet18", sizes, in_channels=1, num_classes=10) == [
        "input: 224×224 vs. 448×320",
        "input: 3 vs. 1 channels",
        "stem: conv1: 3 vs. 1 input channels",
        "head: fc: 1000 vs. 10 classes",
    ]


def test_a_stage_that_only_one_has():
    (*_, one) = found("resnet18", "resnet18", depths=(2, 2, 2, 2, 3))[:1]
    assert f"{one.where}: {one.what}" == "stage 5: no such stage vs. 3 blocks"
    assert one.left == ()
    assert one.right == ("layer5.0", "layer5.1", "layer5.2")


@pytest.mark.parametrize(
    ("left", "right"), [("resnet18", "resnext101_64x4d"), ("resnet34", "wide_resnet50_2")]
)
def test_what_a_difference_is_about_is_there(left, right):
    graphs = [graph_of(named(name)) for name in (left, right)]
    for one in differences(*graphs, DEFAULT_SIZE, DEFAULT_SIZE):
        for graph, ids in zip(graphs, (one.left, one.right), strict=True):
            assert set(ids) <= graph.op.keys() | graph.group.keys()


def test_what_takes_other_channels_is_said_though_it_gives_as_many():
    ours = Network.parse("resnet50", {"stem": "deep"})
    theirs = Network.parse(
        "resnet50", {"stem": "deep", "base_width": "128", "widths": "64,128,256,512"}
    )
    left, right = graph_of(ours.spec), graph_of(theirs.spec)
    made = differences(left, right, DEFAULT_SIZE, DEFAULT_SIZE)
    words = [f"{it.where}: {it.what}" for it in made]
    assert "stage 1, block 1: conv1, downsample.0: 64 vs. 128 input channels" in words, words


@examples(40)
@given(ours=variants(), theirs=variants())
def test_wherever_weights_differ_in_shape_a_difference_is_seen(ours, theirs):
    left, right = trace(build(ours)), trace(build(theirs))
    said = differences(left, right, DEFAULT_SIZE, DEFAULT_SIZE)
    seen = {id for it in said for id in it.left}
    places = {place for id in seen for place in (id, place_of(left, id))}
    theirs_shapes = state_dict(right)
    for name, shape in state_dict(left).items():
        if shape != theirs_shapes.get(name, shape):
            op = left.op[name.rpartition(".")[0]]
            assert {op.id, op.block or op.stage} & places, name


def place_of(graph, id):
    op = graph.op.get(id)
    return (op.block or op.stage) if op else id


def test_a_shortcut_whose_layers_are_only_numbered_differently_is_the_same():
    pair = [graph_of(named(name)) for name in ("resnet50", "resnet50d")]
    found = differences(*pair, DEFAULT_SIZE, DEFAULT_SIZE)
    assert not [it for it in found if "stage 1" in it.where]
