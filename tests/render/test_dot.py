"""What Graphviz makes of the DOT: the pictures of all ten networks, measured."""

from itertools import combinations, pairwise, product

import pytest

from app.atlas import graph_of, template
from app.diagram.view import DETAILS, NETWORK, View
from app.graph import show
from app.render.paint import paint_dot
from app.size import Size
from app.spec import CATALOGUE, named
from tests import oracle
from tests.pictures import Box, fresh, network, picture, stages, straight

MORE = [
    # The hard ones: frames in frames, wide labels, long chains.
    ("resnet18", {}, View(NETWORK, "full", fold=False)),
    ("resnet18", {}, View(NETWORK, "conv", fold=False)),
    ("resnet18", {}, View(NETWORK, "full", fold=False, direction="LR")),
    ("resnet50", {}, View(NETWORK, "block")),
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
]


@pytest.fixture(params=[*CATALOGUE, *range(len(MORE))])
def drawn(request):
    """The pictures of every stage of a network both ways, or one of the hard ones."""
    if isinstance(request.param, int):
        name, options, view = MORE[request.param]
        return [(view, picture(network(name, **options).spec, view))]
    spec = CATALOGUE[request.param]
    return [(view, picture(spec, view)) for view in stages(request.param)]


# ---- Where things lie --------------------------------------------------------------------------


def all_of(part):
    """The room that a node takes with the words beside it."""
    boxes = [*part.outlines, *[text.box for text in part.texts]]
    return Box.around([(b.left, b.top) for b in boxes] + [(b.right, b.bottom) for b in boxes])


def test_nodes_do_not_overlap_the_words_beside_them_included(drawn):
    for _, drawing in drawn:
        rooms = {node.id: all_of(node) for node in drawing.nodes}
        over = [(a, b) for a, b in combinations(rooms, 2) if rooms[a].meets(rooms[b])]
        assert over == []


def test_words_do_not_overlap_one_another_nor_any_node_but_their_own(drawn):
    for _, drawing in drawn:
        over = [(a, b) for a, b in combinations(drawing.texts, 2) if a.box.meets(b.box)]
        assert over == []
        for part in drawing.parts:
            for text, node in product(part.texts, drawing.nodes):
                assert node.id == part.id or not node.box.meets(text.box), (text, node.id)


def test_words_of_a_node_are_in_its_box_or_beside_it_never_across_its_line(drawn):
    for _, drawing in drawn:
        for node in drawing.nodes:
            outside = [text for text in node.texts if not node.box.holds(text.box)]
            assert [text for text in outside if node.box.meets(text.box)] == []


def test_nothing_is_cut_off(drawn):
    for _, drawing in drawn:
        boxes = [text.box for text in drawing.texts]
        boxes += [box for part in drawing.parts for box in part.outlines]
        assert [box for box in boxes if not drawing.page.holds(box)] == []


def test_frames_hold_their_nodes_whole_and_do_not_cross(drawn):
    for _, drawing in drawn:
        frames = drawing.of("frame")
        for frame in frames:
            for node in drawing.nodes:
                assert frame.box.holds(all_of(node)) or not frame.box.meets(all_of(node))
        for a, b in combinations(frames, 2):
            assert a.box.holds(b.box) or b.box.holds(a.box) or not a.box.meets(b.box)


def test_no_arrow_runs_through_words_titles_included(drawn):
    for _, drawing in drawn:
        for arrow in drawing.of("arrow"):
            around = Box.around(list(arrow.line))
            near = [text for text in drawing.texts if text.box.meets(around.grown(0.1))]
            crossed = [text.words for text in near if any(map(text.box.has, arrow.line))]
            assert crossed == [], arrow.id


def test_no_arrow_runs_through_a_node(drawn):
    for _, drawing in drawn:
        solid = [node for node in drawing.nodes if "lane" not in node.classes]
        for arrow, node in product(drawing.of("arrow"), solid):
            inner = node.box.grown(-1.5)
            assert not any(map(inner.has, arrow.line)), (arrow.id, node.id)


def test_the_trunk_is_straight(drawn):
    for view, drawing in drawn:
        trunk = [a for a in drawing.of("arrow") if "shortcut" not in a.classes]
        points = [point for arrow in trunk for point in arrow.line]
        assert straight(points, across=view.direction == "LR") <= 1


def test_data_flows_downwards_or_to_the_right(drawn):
    for view, drawing in drawn:
        axis = 0 if view.direction == "LR" else 1
        for arrow in drawing.of("arrow"):
            assert arrow.line[0][axis] < arrow.line[-1][axis] + 1, arrow.id


def test_the_shortcuts_lane_is_right_of_the_residual_branch_or_below_it(drawn):
    for view, drawing in drawn:
        across = view.direction == "LR"
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


def test_an_arrow_is_one_stroke_broken_only_by_the_words_on_it(drawn):
    for _, drawing in drawn:
        words = [part.box for part in drawing.of("lane")]
        for arrow in drawing.of("arrow"):
            for before, after in pairwise(arrow.strokes):
                gap = Box.around([before[-1], after[0]]).grown(0.1)
                assert any(box.meets(gap) for box in words), arrow.id
            if "identity" not in arrow.classes:
                assert len(arrow.strokes) == 1, arrow.id


# ---- What does not change where things lie -----------------------------------------------------


@pytest.mark.parametrize("direction", ["TB", "LR"])
@pytest.mark.parametrize("focus", ["network", "stem", "layer2", "head"])
def test_size_theme_and_kind_of_shapes_move_nothing(focus, direction):
    spec = CATALOGUE["resnet50"]
    usual = View(focus, "stage" if focus == "network" else "conv", direction=direction)
    expected = picture(spec, usual).geometry
    drawing = template(spec, usual)
    for other in (
        View(*usual_parts(usual), size=Size(1, 1)),
        View(*usual_parts(usual), size=Size(4096, 4095), theme="dark"),
        View(*usual_parts(usual), shapes="symbols"),
    ):
        # Laid out anew from its own DOT, as a PNG is, and not painted from a kept layout.
        assert fresh(paint_dot(drawing, other)).geometry == expected


def usual_parts(view):
    return view.focus, view.detail, view.fold, view.direction


@pytest.mark.parametrize("face", ["Times", "No Such Face", "Arial Narrow"])
@pytest.mark.parametrize("direction", ["TB", "LR"])
def test_the_fonts_of_a_machine_move_nothing(face, direction):
    view = View("layer2", "conv", direction=direction)
    dot = template(CATALOGUE["resnet50"], view).text
    assert "DejaVu Sans Mono" in dot
    assert fresh(dot.replace("DejaVu Sans Mono", face)).geometry == fresh(dot).geometry


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
        assert "§" not in painted.svg
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
    for _, drawing in drawn:
        silent = {part.id for part in drawing.of("tensor")} | {""}
        for id, arrow in drawing.arrows.items():
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
    titles = [
        " ".join(text.words for text in frame.texts)
        for frame in picture(CATALOGUE["resnet50"], View("layer2", "conv")).of("frame")
    ]
    assert titles == ["layer2.0 · Bottleneck", "layer2.1–3 · Bottleneck ×3"]


@pytest.mark.parametrize("detail", DETAILS)
def test_every_part_can_be_found_by_its_path(detail):
    view = View(NETWORK, detail, fold=False)
    drawing = picture(CATALOGUE["resnet18"], view)
    known = {op.id for op in graph_of(CATALOGUE["resnet18"]).ops}
    known |= {group.id for group in graph_of(CATALOGUE["resnet18"]).groups}
    for part in [*drawing.of("op"), *drawing.of("closed"), *drawing.of("frame")]:
        assert part.id in known
