from copy import deepcopy
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from resnet_atlas.diagram.project import project
from resnet_atlas.diagram.view import NETWORK, View
from resnet_atlas.errors import BadParameter
from resnet_atlas.graph.tracing.trace import trace
from resnet_atlas.network.catalogue import named
from resnet_atlas.network.module import build

from tests.depth import examples
from tests.diagrams import assert_whole, every_view, views_of
from tests.strategies import specs


def test_every_view_shows_each_op_once_on_a_way_from_input_to_output(graph):
    for view in every_view(graph):
        assert_whole(graph, view, project(graph, view))


@examples(25)
@given(data=st.data(), spec=specs())
def test_any_view_of_any_network_shows_each_op_once(data, spec):
    graph = trace(build(spec))
    view = data.draw(views_of(graph)).of(graph)
    assert_whole(graph, view, project(graph, view))


def test_looking_changes_nothing(graphs):
    graph = graphs["resnet18"]
    before = deepcopy(graph)
    for view in every_view(graph):
        project(graph, view)
    assert graph == before


@pytest.mark.parametrize(
    ("detail", "shown"),
    [
        ("stage", ["stem", "layer1", "layer2", "layer3", "layer4", "head"]),
        (
            "block",
            ["conv1", "maxpool"]
            + [f"layer{stage}.{block}" for stage in (1, 2, 3, 4) for block in (0, 1)]
            + ["avgpool", "fc"],
        ),
    ],
)
def test_levels_of_detail_open_a_network_step_by_step(graphs, detail, shown):
    nodes = project(graphs["resnet18"], View(NETWORK, detail, fold=False)).nodes
    assert [node.id for node in nodes if node.op or node.closed] == shown


@pytest.mark.parametrize(
    ("view", "shown"),
    [
        (
            View(open=("layer2", "layer2.1")),
            "stem layer1 layer2.0 layer2.1.conv1 layer2.1.conv2 layer2.1.conv3 layer2.1.add "
            "layer3 layer4 head",
        ),
        (
            View(open=("stem", "layer4"), unfold=("layer4.2",)),
            "conv1 maxpool layer1 layer2 layer3 layer4.0 layer4.1 layer4.2 head",
        ),
        (View("layer3", "conv", closed=("layer3.0", "layer3.4")), "layer3.0 layer3.1"),
        (
            View("layer2", "conv", closed=("layer2.0", "layer2.2"), unfold=("layer2.3",)),
            "layer2.0 layer2.1.conv1 layer2.1.conv2 layer2.1.conv3 layer2.1.add layer2.2 "
            "layer2.3.conv1 layer2.3.conv2 layer2.3.conv3 layer2.3.add",
        ),
        (
            View("layer3", "block", unfold=("layer3.1",)),
            "layer3.0 layer3.1 layer3.2 layer3.3 layer3.4 layer3.5",
        ),
        (
            View("layer2.1", "stage"),
            "layer2.1.conv1 layer2.1.conv2 layer2.1.conv3 layer2.1.add",
        ),
        (View("layer2", "stage"), "layer2.0 layer2.1"),
    ],
)
def test_groups_are_open_closed_and_unfolded_on_their_own(graphs, view, shown):
    nodes = project(graphs["resnet50"], view).nodes
    assert [node.id for node in nodes if not node.is_tensor] == shown.split()


def test_what_is_listed_outside_the_part_that_is_shown_changes_nothing(graphs):
    usual = View("layer2", "conv")
    view = replace(
        usual, open=("layer3", "stem"), closed=("layer1.0", "layer4"), unfold=("layer3.2",)
    )
    assert project(graphs["resnet50"], view) == project(graphs["resnet50"], usual)


def test_a_picture_of_too_many_nodes_is_refused_and_a_coarser_one_is_drawn(graphs):
    spec = named("resnet152").with_options({"depths": "50,50,50,50"})
    graph = trace(build(spec))
    with pytest.raises(BadParameter, match="at most 1200") as caught:
        project(graph, View(detail="full", fold=False))
    assert caught.value.parameter == "detail"
    closed = tuple(f"layer{stage}" for stage in (1, 2, 3))
    assert len(project(graph, View(detail="full", fold=False, closed=closed)).nodes) > 400


def test_a_stage_on_its_own_has_no_frame_around_it_but_a_block_keeps_its_own(graphs):
    frames = [frame.id for frame in project(graphs["resnet18"], View("layer2", "conv")).frames]
    assert frames == ["layer2.0", "layer2.1"]
    block = project(graphs["resnet18"], View("layer2.0", "conv"))
    assert [frame.id for frame in block.frames] == ["layer2.0"]


# ---- The figures of the article ----------------------------------------------------------------


def shown(graphs, name, focus):
    """A diagram in short: its tensors' shapes and its ops with kernel, channels and strides."""
    lines = []
    for node in project(graphs[name], View(focus, "conv")).nodes:
        count = node.frame and project(graphs[name], View(focus, "conv")).frame[node.frame].count
        if not node.op:
            lines.append(node.output.symbolic)
        elif node.op.windows:
            words = [node.id, f"{node.op.windows[0].kernel}×", node.output.channels]
            lines.append(" ".join(map(str, [*words, f"/{node.stride}", f"×{count or 1}"])))
        else:
            lines.append(f"{node.id} ×{count or 1}")
    return lines


def test_figure_2_the_stem(graphs):
    assert shown(graphs, "resnet18", "stem") == [
        "3×H×W",
        "conv1 7× 64 /2 ×1",
        "maxpool 3× 64 /2 ×1",
        "64×⌈H/4⌉×⌈W/4⌉",
    ]


def test_figure_3_two_identical_blocks_of_two_convs_drawn_once(graphs):
    assert shown(graphs, "resnet18", "layer1") == [
        "64×⌈H/4⌉×⌈W/4⌉",
        "layer1.0.conv1 3× 64 /1 ×2",
        "layer1.0.conv2 3× 64 /1 ×2",
        "layer1.0.add ×2",
        "64×⌈H/4⌉×⌈W/4⌉",
    ]


def test_figure_4_the_stride_and_the_downsample_it_forces_then_a_plain_block(graphs):
    assert shown(graphs, "resnet18", "layer2") == [
        "64×⌈H/4⌉×⌈W/4⌉",
        "layer2.0.conv1 3× 128 /2 ×1",
        "layer2.0.conv2 3× 128 /1 ×1",
        "layer2.0.downsample.0 1× 128 /2 ×1",
        "layer2.0.add ×1",
        "128×⌈H/8⌉×⌈W/8⌉",
        "layer2.1.conv1 3× 128 /1 ×1",
        "layer2.1.conv2 3× 128 /1 ×1",
        "layer2.1.add ×1",
        "128×⌈H/8⌉×⌈W/8⌉",
    ]


def test_figure_5_one_projection_without_a_stride_then_two_identical_blocks(graphs):
    assert shown(graphs, "resnet50", "layer1") == [
        "64×⌈H/4⌉×⌈W/4⌉",
        "layer1.0.conv1 1× 64 /1 ×1",
        "layer1.0.conv2 3× 64 /1 ×1",
        "layer1.0.conv3 1× 256 /1 ×1",
        "layer1.0.downsample.0 1× 256 /1 ×1",
        "layer1.0.add ×1",
        "256×⌈H/4⌉×⌈W/4⌉",
        "layer1.1.conv1 1× 64 /1 ×2",
        "layer1.1.conv2 3× 64 /1 ×2",
        "layer1.1.conv3 1× 256 /1 ×2",
        "layer1.1.add ×2",
        "256×⌈H/4⌉×⌈W/4⌉",
    ]


def test_figure_6_the_stride_on_conv2_and_on_the_shortcut_then_three_identical_blocks(graphs):
    assert shown(graphs, "resnet50", "layer2") == [
        "256×⌈H/4⌉×⌈W/4⌉",
        "layer2.0.conv1 1× 128 /1 ×1",
        "layer2.0.conv2 3× 128 /2 ×1",
        "layer2.0.conv3 1× 512 /1 ×1",
        "layer2.0.downsample.0 1× 512 /2 ×1",
        "layer2.0.add ×1",
        "512×⌈H/8⌉×⌈W/8⌉",
        "layer2.1.conv1 1× 128 /1 ×3",
        "layer2.1.conv2 3× 128 /1 ×3",
        "layer2.1.conv3 1× 512 /1 ×3",
        "layer2.1.add ×3",
        "512×⌈H/8⌉×⌈W/8⌉",
    ]
