"""The pictures of all ten networks, measured."""

from dataclasses import replace
from itertools import combinations, permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from resnet_atlas.diagram.project import project
from resnet_atlas.diagram.view import DETAILS, DIRECTIONS, NETWORK, View
from resnet_atlas.graph.tensor import show
from resnet_atlas.network.catalogue import CATALOGUE, named
from resnet_atlas.network.size import Size
from resnet_atlas.render import engine
from resnet_atlas.store.local_graphs import graph_of

from tests import oracle
from tests.depth import TYPICAL, examples, representatives
from tests.diagrams import views_of
from tests.pictures import Box, network, picture, planned, scene, stages, straight
from tests.strategies import batches, sizes, specs

MORE = [
    # The hard ones: frames in frames, wide labels, long chains.
    ("resnet18", {}, View(NETWORK, "full", fold=False)),
    ("resnet18", {}, View(NETWORK, "conv", fold=False)),
    ("resnet18", {}, View(NETWORK, "full", fold=False, direction="LR")),
    ("resnet50", {}, View(NETWORK, "block")),
    ("resnet50", {}, View("layer2", narrow=True)),
    ("resnet50", {"squeeze": "16"}, View("layer2.0", "full", narrow=True)),
    ("resnet50", {"shortcut": "pooled"}, View(NETWORK, "conv", narrow=True, shapes="symbols")),
    ("resnet50", {}, View(NETWORK, "conv", direction="LR")),
    ("resnet50", {"stride_in_1x1": "true"}, View("layer2")),
    ("resnet50", {"stride_in_1x1": "true"}, View("layer2", direction="LR")),
    ("resnext101_64x4d", {"dilated_stages": "2,3,4"}, View("layer4", "full")),
    ("resnext101_64x4d", {"dilated_stages": "2,3,4"}, View("layer4", direction="LR")),
    ("resnet50", {"num_classes": "100000", "in_channels": "1024"}, View(NETWORK)),
    ("resnet50", {"num_classes": "100000"}, View("head", "full", direction="LR")),
    ("resnet18", {"depths": "1"}, View(NETWORK, "block", direction="LR")),
    ("resnet50", {}, View("layer2", size=Size(4096, 4096))),
    ("resnet50", {}, View("layer4", "full", direction="LR", size=Size(4096, 4096))),
    ("resnet50", {}, View("layer4", shapes="symbols")),
    ("resnet18", {}, View(NETWORK, "block", direction="LR", shapes="symbols")),
    ("resnet50", {}, View("layer2", size=Size(4096, 4096), batch=256)),
    *[
        # Some parts open and others closed.
        (name, options, replace(view, direction=direction))
        for name, options, view in (
            ("resnet50", {}, View(open=("layer2", "layer2.1"))),
            ("resnet50", {}, View(open=("stem", "layer2.1", "layer3.0", "layer3", "head"))),
            ("resnet50", {}, View(detail="conv", closed=("layer2.0", "layer3"))),
            ("resnet50", {}, View(detail="full", closed=("stem", "layer1.1", "layer3", "head"))),
            ("resnet34", {}, View(open=("layer2",), unfold=("layer2.1",))),
            ("resnet34", {}, View("layer3", "conv", unfold=("layer3.2",), closed=("layer3.4",))),
            ("resnet18", {}, View(detail="block")),
            ("resnet152", {}, View(detail="block")),
            ("resnet152", {}, View(detail="block", open=("layer3.7", "layer4.0"))),
            ("resnext50_32x4d", {"depths": "1,1"}, View(open=("layer1", "layer1.0", "layer2"))),
            # What the literature's variants add: gates, poolings and zeros on shortcuts.
            ("seresnet50", {}, View("layer2")),
            ("seresnet50", {}, View("layer1", "full", fold=False)),
            ("resnet18", {"squeeze": "16", "shortcut": "padded"}, View("layer2")),
            ("resnet50d", {}, View("layer2")),
            ("resnet50d", {"preactivation": "true", "squeeze": "8"}, View("layer2", "full")),
            ("resnet20", {}, View("layer2", "full")),
            ("resnet20", {}, View(detail="conv")),
            ("preact_resnet50", {}, View("layer1", "full")),
            ("resnet1202", {}, View("layer2", unfold=("layer2.199",))),
        )
        for direction in DIRECTIONS
    ],
]


def shown(spec, view):
    """A view's diagram, its picture, and whether it is drawn from left to right."""
    view = view.of(graph_of(spec))
    return project(graph_of(spec), view), picture(spec, view), view.direction == "LR"


@pytest.fixture(
    params=representatives([*CATALOGUE, *range(len(MORE))], {*TYPICAL, *range(0, len(MORE), 3)})
)
def drawn(request):
    """The pictures of every stage of a network both ways, or one of the hard ones."""
    if isinstance(request.param, int):
        name, options, view = MORE[request.param]
        return [shown(network(name, **options).spec, view)]
    return [shown(CATALOGUE[request.param], view) for view in stages(request.param)]


# ---- Where things lie --------------------------------------------------------------------------


def test_a_picture_shows_the_diagram_part_for_part(drawn):
    for diagram, drawing, _ in drawn:
        lanes = [part.id for part in drawing.of("lane")]
        nodes = [part.id for part in drawing.nodes if part.id not in lanes]
        assert nodes == [node.id for node in diagram.nodes]
        assert {*drawing.arrows} == {f"{it.source}>{it.target}" for it in diagram.arrows}
        assert len(drawing.arrows) == len(diagram.arrows)
        frames = [part.id for part in drawing.of("frame")]
        assert sorted(frames) == sorted(frame.id for frame in diagram.frames)
        bare = [
            f"{arrow.target} identity"
            for arrow in diagram.arrows
            if arrow.role == "shortcut" and diagram.node[arrow.source].is_tensor
            if diagram.node[arrow.target].role != "shortcut"
        ]
        assert lanes == bare


def test_nodes_stand_apart_the_words_beside_them_included(drawn):
    for _, drawing, _ in drawn:
        rooms = {node.id: node.room.grown(2) for node in drawing.nodes}
        over = [(a, b) for a, b in combinations(rooms, 2) if rooms[a].meets(rooms[b])]
        assert over == []


def test_words_do_not_overlap_one_another_nor_any_node_but_their_own(drawn):
    for _, drawing, _ in drawn:
        over = [(a, b) for a, b in combinations(drawing.texts, 2) if a.box.meets(b.box)]
        assert over == []
        for part in drawing.parts:
            for text, node in product(part.texts, drawing.nodes):
                assert node.id == part.id or not node.box.meets(text.box), (text, node.id)


def test_words_of_a_node_are_in_its_box_or_beside_it_never_across_its_line(drawn):
    for _, drawing, _ in drawn:
        for node in drawing.nodes:
            outside = [text for text in node.texts if not node.box.holds(text.box)]
            assert [text for text in outside if node.box.meets(text.box)] == []


def test_titles_and_badges_are_in_their_frames_and_in_none_within(drawn):
    for _, drawing, _ in drawn:
        frames = {frame.id: frame for frame in drawing.of("frame")}
        for frame in frames.values():
            assert frame.box.holds(frame.room)
        for badge in drawing.of("badge"):
            assert frames[badge.id].box.holds(badge.room)
        for part, frame in product([*frames.values(), *drawing.of("badge")], frames.values()):
            for text in part.texts:
                assert frame.box.holds(frames[part.id].box) or not frame.box.meets(text.box)


def test_nothing_is_cut_off(drawn):
    for _, drawing, _ in drawn:
        assert [part.id for part in drawing.parts if not drawing.page.holds(part.room)] == []


def test_frames_hold_what_is_in_them_whole_and_nothing_else(drawn):
    for diagram, drawing, _ in drawn:
        frames = {frame.id: frame.box for frame in drawing.of("frame")}
        for node in drawing.nodes:
            around = diagram.around(diagram.node[node.id.removesuffix(" identity")])
            inside = {frame.id for frame in around}
            for id, box in frames.items():
                if id in inside:
                    assert box.holds(node.room.grown(4)), node.id
                else:
                    assert not box.meets(node.room.grown(1)), node.id
        parents = {frame.id: frame.group.parent for frame in diagram.frames}
        for one, other in permutations(frames, 2):
            assert frames[one].holds(frames[other]) == (parents[other] == one)
            assert frames[one].meets(frames[other]) == (
                one == parents[other] or other == parents[one]
            )


def test_arrows_stay_in_the_frame_that_both_ends_are_in_and_out_of_those_of_neither(drawn):
    for diagram, drawing, _ in drawn:
        frames = {frame.id: frame.box for frame in drawing.of("frame")}
        for arrow in diagram.arrows:
            ends = [
                {frame.id for frame in diagram.around(diagram.node[id])}
                for id in (arrow.source, arrow.target)
            ]
            room = drawing.arrows[f"{arrow.source}>{arrow.target}"].room
            for id, box in frames.items():
                if id in ends[0] & ends[1]:
                    assert box.holds(room), arrow
                elif id not in ends[0] | ends[1]:
                    assert not box.meets(room), arrow


def test_frames_of_a_kind_are_equally_broad(drawn):
    for _, drawing, across in drawn:
        blocks = drawing.of("frame", "block")
        for frames in (blocks, [frame for frame in drawing.of("frame") if frame not in blocks]):
            sides = {
                (it.box.top, it.box.bottom) if across else (it.box.left, it.box.right)
                for it in frames
            }
            assert len(sides) == bool(frames)


def test_no_arrow_runs_through_words_titles_included(drawn):
    for _, drawing, _ in drawn:
        for arrow in drawing.of("arrow"):
            around = Box.around(arrow.line).grown(0.1)
            near = [text for text in drawing.texts if text.box.meets(around)]
            crossed = [text.words for text in near if any(map(text.box.has, arrow.line))]
            assert crossed == [], arrow.id


def test_no_arrow_runs_through_a_node(drawn):
    for _, drawing, _ in drawn:
        for arrow in drawing.of("arrow"):
            around = Box.around(arrow.line).grown(0.1)
            for node in drawing.nodes:
                inner = node.box.grown(-1.5)
                through = inner.meets(around) and any(map(inner.has, arrow.line))
                assert not through, (arrow.id, node.id)


def test_an_arrow_is_one_stroke_from_the_edge_of_a_node_to_the_edge_of_another(drawn):
    for diagram, drawing, across in drawn:
        # Downwards an arrow begins below the pile that stands for several blocks.
        piled = (lambda node: ()) if across else (lambda node: node.outlines)
        boxes = {node.id: Box.of([node.box, *piled(node)]) for node in drawing.nodes}
        forks = past_a_gate(diagram)
        for id, arrow in drawing.arrows.items():
            if id in forks:
                continue
            assert len(arrow.strokes) == 1, id
            tip, *feet = arrow.head
            foot = Box.around(feet).middle
            assert arrow.strokes[0][-1] == pytest.approx(foot, abs=0.15), id
            for node, end in zip(id.split(">"), (arrow.line[0], tip), strict=True):
                assert boxes[node].grown(0.15).has(end), id
                assert not boxes[node].grown(-0.15).has(end), id


def test_an_arrow_past_a_gate_leaves_another_and_goes_round_all_between(drawn):
    for diagram, drawing, across in drawn:
        boxes = {node.id: node for node in drawing.nodes}
        for id, way in past_a_gate(diagram).items():
            arrow, axis = drawing.arrows[id], 0 if across else 1
            source, target = id.split(">")
            other = drawing.arrows[f"{source}>{way[0]}"]
            assert other.line[0][axis] < arrow.line[0][axis] < other.line[-1][axis]
            assert straight([arrow.line[0], *other.line], across) <= 0.1
            for node in way:
                assert not any(boxes[node].room.grown(4).has(point) for point in arrow.line)
            assert boxes[target].box.grown(0.15).has(arrow.head[0])


def past_a_gate(diagram):
    """The arrows that take a map past what weighs its channels, and what they go round."""
    order = [node.id for node in diagram.nodes]
    return {
        f"{it.source}>{it.target}": order[order.index(it.source) + 1 : order.index(it.target)]
        for it in diagram.arrows
        if it.target.endswith(".mul") and len(it.tensor.axes) == 2 and it.tensor.axes[0].s
    }


def test_the_trunk_is_straight(drawn):
    for diagram, drawing, across in drawn:
        aside = past_a_gate(diagram)
        trunk = [a for a in drawing.of("arrow") if "shortcut" not in a.classes]
        trunk = [arrow for arrow in trunk if arrow.id not in aside]
        points = [point for arrow in trunk for point in arrow.line]
        assert straight(points, across) <= 0.1


def test_data_flows_downwards_or_to_the_right(drawn):
    for _, drawing, across in drawn:
        axis = 0 if across else 1
        for id, arrow in drawing.arrows.items():
            assert arrow.line[0][axis] < arrow.line[-1][axis], id


def test_an_arrow_of_the_trunk_is_long_enough_to_be_seen(drawn):
    for _, drawing, across in drawn:
        axis = 0 if across else 1
        for id, arrow in drawing.arrows.items():
            assert arrow.line[-1][axis] - arrow.line[0][axis] >= 12, id


def test_the_shortcuts_lane_is_right_of_the_residual_branch_or_below_it(drawn):
    for _, drawing, across in drawn:
        lanes = [*drawing.of("lane"), *drawing.of("op", "shortcut")]
        assert lanes or not drawing.of("op", "residual")
        for lane in lanes:
            block = lane.id.split(" ")[0].rsplit(".", 2 if "downsample" in lane.id else 1)[0]
            branch = [
                node for node in drawing.of("op", "residual") if node.id.startswith(f"{block}.")
            ]
            assert branch
            for node in branch:
                # Its boxes may be wider than the lane, where no box of the branch is beside them.
                if across:
                    assert lane.box.middle[1] > node.box.bottom, lane.id
                else:
                    assert lane.box.middle[0] > node.box.right, lane.id


GEOMETRY = [
    check for name, check in list(globals().items()) if name.startswith("test_") and callable(check)
]


@examples(25)
@given(data=st.data(), spec=specs())
def test_all_this_holds_for_any_view_of_any_network(data, spec):
    size, batch = data.draw(sizes), data.draw(batches)
    view = replace(data.draw(views_of(graph_of(spec))), size=size, batch=batch)
    for check in GEOMETRY:
        check([shown(spec, view)])


# ---- What does not change where things lie -----------------------------------------------------


@pytest.mark.parametrize("direction", DIRECTIONS)
@pytest.mark.parametrize("focus", ["network", "stem", "layer2", "head"])
def test_size_batch_theme_and_kind_of_shapes_move_nothing(focus, direction):
    spec = CATALOGUE["resnet50"]
    usual = View(focus, "stage" if focus == "network" else "conv", direction=direction)
    for more in (
        {"size": Size(1, 1)},
        {"size": Size(4096, 4095), "theme": "dark", "batch": 256},
        {"shapes": "symbols"},
    ):
        other = replace(usual, **more)
        drawing = planned(spec, other)  # from the whole view, where a kept layout has less of it
        assert drawing.scene(engine.layout(drawing.plan, "plain")) == scene(spec, usual)
        assert picture(spec, other).geometry == picture(spec, usual).geometry
        assert picture(spec, other).svg != picture(spec, usual).svg


# ---- What is written ---------------------------------------------------------------------------

SIZES = [Size(224, 224), Size(225, 320), Size(33, 61), Size(1, 1), Size(4096, 17)]


def pytorchs(name, size):
    """The shape after any node of a picture, by its id, as torchvision's module has it."""
    heard = {path: show(shape) for path, shape in oracle.outputs(oracle.named(name), size).items()}
    heard |= {"input": f"3×{size.height}×{size.width}", "stem": heard["maxpool"]}
    heard |= {"head": heard["fc"], "flatten": show((1, *heard["avgpool"].split("×")[:1]))}
    # An addition has no module: its shape is that of its block.
    adds = {f"{path}.add": shape for path, shape in heard.items() if path.count(".") == 1}
    return heard | adds


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_every_shape_on_every_picture_is_torchvisions(name, size):
    shapes = pytorchs(name, size)
    checked = 0
    for view in stages(name):
        painted = picture(
            CATALOGUE[name], View(view.focus, view.detail, True, view.direction, size=size)
        )
        for tensor in painted.of("tensor"):
            assert [text.words for text in tensor.texts] == [shapes[tensor.id.rstrip("→")]]
            checked += 1
        for arrow in painted.of("arrow"):
            if arrow.texts:
                source, target = arrow.id.split(">")
                source = "flatten" if (source, target) == ("avgpool", "fc") else source
                assert [text.words for text in arrow.texts] == [shapes[source.rstrip("→")]]
                checked += 1
        for lane in painted.of("lane"):
            block = lane.id.rpartition(".")[0]
            assert [text.words for text in lane.texts] == ["identity", shapes[block]]
            checked += 1
    assert checked > 80


def test_every_arrow_says_its_shape_or_has_an_ellipse_that_does(drawn):
    for diagram, drawing, _ in drawn:
        silent = {part.id for part in drawing.of("tensor")} | {""}
        forks = past_a_gate(diagram)  # they begin where the shape of what they take is said
        for id, arrow in drawing.arrows.items():
            if id in forks:
                continue
            lane = "identity" in arrow.classes
            assert len(arrow.texts) == 1 or set(id.split(">")) & silent or lane, id


def test_exactly_the_layers_that_stride_in_pytorch_are_ringed(name):
    module = oracle.named(name)
    rings = 0
    for view in stages(name):
        for node in picture(CATALOGUE[name], view).of("op"):
            if "add" in node.classes:
                continue
            stride = getattr(module.get_submodule(node.id), "stride", 1)
            stride = stride if isinstance(stride, int) else max(stride)
            pooled = "avg_pool" in node.classes or "linear" in node.classes
            ring = [text.words for text in node.texts if "↓" in text.words and "=" in text.words]
            strided = stride > 1 and not pooled
            assert ring == ([f"stride={stride} ↓{stride}"] if strided else []), node.id
            assert ("strided" in node.classes) == strided
            rings += strided
    # conv1, maxpool; a conv and a downsample in each of three stages: both ways.
    assert rings == 2 * (2 + 3 * 2)


def test_every_box_writes_the_options_that_pytorch_has(name):
    module = oracle.named(name)
    for view in stages(name):
        for node in picture(CATALOGUE[name], view).of("op"):
            words = " ".join(text.words for text in node.texts)
            if "conv" in node.classes:
                conv = module.get_submodule(node.id)
                assert f"{conv.kernel_size[0]}×{conv.kernel_size[1]}, {conv.out_channels}" in words
                assert f"stride={conv.stride[0]}" in words
                assert f"padding={conv.padding[0]}" in words
                assert (f"groups={conv.groups}" in words) == (conv.groups > 1)
            if "add" not in node.classes:
                path = node.id.split(".", 2)
                assert path[-1] in [text.words for text in node.texts]


def test_shortcuts_are_dashed_identities_or_boxes_exactly_as_in_pytorch(name):
    module = oracle.named(name)
    for view in stages(name):
        drawing = picture(CATALOGUE[name], view)
        for add in drawing.of("add"):
            block = add.id.removesuffix(".add")
            into = [
                arrow
                for id, arrow in drawing.arrows.items()
                if id.endswith(f">{add.id}") and "shortcut" in arrow.classes
            ]
            words = [part for part in drawing.of("lane") if part.id.startswith(f"{block}.")]
            if module.get_submodule(block).downsample is None:
                assert all(arrow.dashed and "identity" in arrow.classes for arrow in into)
                assert [lane.texts[0].words for lane in words] == ["identity"]
            else:
                assert not any(arrow.dashed for arrow in into)
                assert words == []
                box = drawing.part(f"{block}.downsample.0")
                assert "downsample.0" in [text.words for text in box.texts]
            assert into


def test_a_projection_says_what_it_is_for():
    said = {}
    for focus in ("layer1.0", "layer2.0"):
        texts = picture(CATALOGUE["resnet50"], View(focus, "conv")).part(f"{focus}.downsample.0")
        said[focus] = texts.texts[-1].words
    assert said == {"layer1.0": "64→256, no ↓", "layer2.0": "256→512, ↓2"}


def test_the_papers_form_rings_conv1_instead_of_conv2():
    spec = named("resnet50").with_options({"stride_in_1x1": "true"})
    ringed = [node.id for node in picture(spec, View("layer2", "conv")).of("strided")]
    assert ringed == ["layer2.0.conv1", "layer2.0.downsample.0"]


def test_dilation_is_written_where_there_is_any():
    spec = named("resnet50").with_options({"dilated_stages": "4"})
    drawing = picture(spec, View("layer4", "conv"))
    assert drawing.of("strided") == []
    dilated = {
        node.id: any("dilation=2" in text.words for text in node.texts)
        for node in drawing.of("op", "conv")
    }
    assert [id for id, said in dilated.items() if said] == ["layer4.1.conv2"]


def test_folded_blocks_are_titled_with_their_range_and_count():
    drawing = picture(CATALOGUE["resnet50"], View("layer2", "conv"))
    titles = {frame.id: [text.words for text in frame.texts] for frame in drawing.of("frame")}
    assert titles == {
        "layer2.0": ["layer2.0 · Bottleneck"],
        "layer2.1": ["layer2.1–3 · Bottleneck"],
    }
    (badge,) = drawing.of("badge")
    assert (badge.id, [text.words for text in badge.texts]) == ("layer2.1", ["×3"])


def test_every_frame_that_stands_for_several_has_a_badge_and_every_closed_group_a_pile(drawn):
    for diagram, drawing, _ in drawn:
        counts = {frame.id: frame.count for frame in diagram.frames}
        badges = {part.id: [text.words for text in part.texts] for part in drawing.of("badge")}
        assert badges == {id: [f"×{count}"] for id, count in counts.items() if count > 1}
        for part in drawing.of("closed"):
            broad = part.box.right - part.box.left
            boxes = [box for box in part.outlines if abs(box.right - box.left - broad) < 0.1]
            assert len(boxes) == (3 if diagram.node[part.id].closed.count > 1 else 1)


@pytest.mark.parametrize("detail", DETAILS)
def test_every_part_can_be_found_by_its_path(detail):
    view = View(NETWORK, detail, fold=False)
    drawing = picture(CATALOGUE["resnet18"], view)
    known = {op.id for op in graph_of(CATALOGUE["resnet18"]).ops}
    known |= {group.id for group in graph_of(CATALOGUE["resnet18"]).groups}
    for part in [*drawing.of("op"), *drawing.of("closed"), *drawing.of("frame")]:
        assert part.id in known
