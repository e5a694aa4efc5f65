import pytest
from resnet_atlas.diagram.diagram import Diagram
from resnet_atlas.diagram.fold import fold
from resnet_atlas.diagram.project import project
from resnet_atlas.diagram.view import NETWORK, SHAPES, View
from resnet_atlas.graph.extent import Extent
from resnet_atlas.graph.tensor import Tensor
from resnet_atlas.graph.tracing.trace import trace
from resnet_atlas.network.catalogue import named
from resnet_atlas.network.module import build
from resnet_atlas.network.size import LARGEST, LARGEST_BATCH, Size
from resnet_atlas.render.layout import labels
from resnet_atlas.render.layout.labels import Label


def of(graph, id):
    node = Diagram.of(graph).node[id]
    return labels.op_label(node, node.op)


@pytest.mark.parametrize(
    ("id", "lines", "ring"),
    [
        ("conv1", ("7×7, 64", "stride=2 ↓2", "padding=3"), "stride=2 ↓2"),
        ("maxpool", ("max pool 3×3", "stride=2 ↓2", "padding=1"), "stride=2 ↓2"),
        ("layer1.0.conv2", ("3×3, 64", "stride=1", "padding=1"), ""),
        ("layer1.0.relu", ("ReLU",), ""),
        ("bn1", ("batch norm",), ""),
        ("avgpool", ("average pool",), ""),
        ("flatten", ("flatten",), ""),
        ("fc", ("2048 → 1000",), ""),
    ],
)
def test_words_of_an_op(graphs, id, lines, ring):
    words = of(graphs["resnet50"], id)
    assert (words.lines, words.ring) == (lines, ring)


def test_groups_and_dilation_are_said_where_there_are_any():
    spec = named("resnext50_32x4d").with_options({"dilated_stages": "4"})
    assert of(trace(build(spec)), "layer4.1.conv2").lines == (
        "3×3, 1024",
        "stride=1",
        "padding=2",
        "dilation=2",
        "groups=32",
    )


def test_a_name_is_the_modules_within_its_block(graphs):
    names = [
        of(graphs["resnet18"], id).name
        for id in ("conv1", "layer2.0.conv2", "layer2.0.downsample.0", "layer2.0.relu:2")
    ]
    assert names == ["conv1", "conv2", "downsample.0", "relu:2"]


def test_two_numbers_are_written_as_one_where_they_agree():
    assert labels.pair(3, 3) == "3"
    assert labels.pair(3, 1) == "(3,1)"


def test_titles_of_frames(graphs):
    frames = {frame.id: labels.title(frame) for frame in fold(graphs["resnet50"]).frames}
    assert frames["stem"] == "stem"
    assert frames["layer2"] == "layer2 · stage 2 · conv3_x"
    assert frames["layer2.0"] == "layer2.0 · Bottleneck"
    assert frames["layer2.1"] == "layer2.1–3 · Bottleneck ×3"


def closed(graph, detail):
    nodes = project(graph, View(NETWORK, detail)).nodes
    return {node.id: labels.closed_label(node, node.closed) for node in nodes if node.closed}


def test_words_of_closed_parts(graphs):
    stages = closed(graphs["resnet50"], "stage")
    ring = "stride=2 ↓2"
    assert stages["layer1"].lines == ("layer1 · Bottleneck ×3", "stage 1 · conv2_x")
    assert stages["layer2"] == Label(
        ("layer2 · Bottleneck ×4", "stage 2 · conv3_x", ring), ring=ring
    )
    assert stages["stem"] == Label(("stem", "conv1 ↓2, maxpool ↓2", "↓4"), ring="↓4")
    blocks = closed(graphs["resnet50"], "block")
    assert blocks["layer1.0"].lines == ("layer1.0 · Bottleneck", "projection shortcut")
    assert blocks["layer1.1"].lines == ("layer1.1–2 · Bottleneck ×2", "identity shortcut")
    assert blocks["layer2.0"].ring == ring


TENSOR = Tensor(512, (Extent(31, 32), Extent(31, 32)))


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({}, "512×7×7"),
        ({"size": Size(225, 320)}, "512×8×10"),
        ({"batch": 8}, "8×512×7×7"),
        ({"batch": 256, "size": Size(1, 33)}, "256×512×1×2"),
        ({"shapes": "symbols"}, "512×⌈H/32⌉×⌈W/32⌉"),
        ({"shapes": "symbols", "batch": 8, "size": Size(225, 320)}, "512×⌈H/32⌉×⌈W/32⌉"),
        ({"theme": "dark", "direction": "LR", "focus": "layer4"}, "512×7×7"),
    ],
)
def test_a_shape_as_the_view_has_it(options, text):
    assert labels.shape_text(TENSOR, View(**options)) == text


def test_a_shape_without_height_and_width():
    assert labels.shape_text(Tensor(1000, ()), View()) == "1000"
    assert labels.shape_text(Tensor(1000, ()), View(batch=2)) == "2×1000"


def test_no_shape_of_a_network_is_longer_than_the_room_kept_for_it(graph):
    for tensor in {op.output for op in graph.ops}:
        room = labels.longest(tensor)
        lengths = {
            len(labels.shape_text(tensor, View(shapes=shapes, size=Size(side, LARGEST), batch=n)))
            for side in (1, 9, 10, 99, 100, 999, 1000, LARGEST)
            for n in (1, 2, 99, LARGEST_BATCH)
            for shapes in SHAPES
        }
        assert max(lengths) == room


def test_a_closed_stage_says_its_dilation():
    diagram = project(trace(build(named("dilated_resnet50"))), View())
    closed = {node.id: node for node in diagram.nodes if node.closed}
    said = {id: labels.closed_label(node, node.closed).lines for id, node in closed.items()}
    assert said["layer3"][1].endswith(" · dilation=2")
    assert said["layer4"][1].endswith(" · dilation=4")
    assert "dilation" not in " ".join([*said["layer2"], *said["stem"]])
