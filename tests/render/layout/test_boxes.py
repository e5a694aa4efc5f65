from itertools import pairwise

import pytest
from resnet_atlas.diagram.diagram import Diagram
from resnet_atlas.diagram.project import project
from resnet_atlas.diagram.view import NETWORK, View
from resnet_atlas.graph.tracing.trace import trace
from resnet_atlas.render.layout.boxes import TEXT, box_of, text_bounds
from resnet_atlas.render.layout.labels import longest, op_label
from resnet_atlas.render.shapes import Bounds, Ellipse, Line, Rect, Text, width_of
from torch import nn

BOTH = pytest.mark.parametrize("across", [False, True])


def box(graph, id, across=False):
    return box_of(Diagram.of(graph).node[id], across)


def closed(graph, id, across=False, detail="stage", **options):
    return box_of(project(graph, View(NETWORK, detail, **options)).node[id], across)


def words(box, **look):
    """The texts of a box, or those that look so."""
    return [
        shape.words
        for shape in box.shapes
        if isinstance(shape, Text) and look.items() <= looks(shape).items()
    ]


def looks(shape):
    return {name: getattr(shape, name) for name in shape.__slots__}


def rects(box):
    return [shape for shape in box.shapes if isinstance(shape, Rect)]


def everything(graph):
    """Every kind of node that a picture of a graph may have."""
    views = [View(NETWORK, "full", fold=False), View(NETWORK, "block"), View()]
    return [node for view in views for node in project(graph, view).nodes]


# ---- All boxes ---------------------------------------------------------------------------------


def inside(shape):
    """The room that a shape takes."""
    match shape:
        case Text():
            return text_bounds(shape)
        case Rect():
            return Bounds(shape.x, shape.y, shape.x + shape.width, shape.y + shape.height)
        case Ellipse():
            left, top = shape.x - shape.rx, shape.y - shape.ry
            return Bounds(left, top, shape.x + shape.rx, shape.y + shape.ry)
    xs, ys = zip(*shape.points, strict=True)
    return Bounds(min(xs), min(ys), max(xs), max(ys))


@BOTH
def test_the_bounds_of_a_box_hold_all_that_is_drawn(graph, across):
    for node in everything(graph):
        its = box_of(node, across)
        for shape in its.shapes:
            assert its.bounds | inside(shape) == its.bounds, (node.id, shape)
        outline = Bounds(-its.width / 2, -its.height / 2, its.width / 2, its.height / 2)
        assert its.bounds | outline == its.bounds


@BOTH
def test_boxes_are_an_even_number_of_points_wide(graph, across):
    for node in everything(graph):
        assert box_of(node, across).width % 2 == 0


@BOTH
def test_classes_tips_and_links_by_what_a_box_is(graphs, across):
    graph = graphs["resnet50"]
    boxes = {
        "conv1": ("op conv trunk strided", "op"),
        "maxpool": ("op max_pool trunk strided", "op"),
        "layer2.0.conv1": ("op conv residual", "op"),
        "layer2.0.downsample.0": ("op conv shortcut strided", "op"),
        "layer2.0.add": ("op add", "op"),
        "input": ("tensor", ""),
    }
    for id, (classes, link) in boxes.items():
        its = box(graph, id, across)
        assert (its.classes, its.link) == (classes, link)
        assert id in its.tip
    its = closed(graph, "layer2", across)
    assert (its.classes, its.link) == ("closed stage strided", "group")
    assert closed(graph, "layer2.1", across, "block").classes == "closed block"


# ---- Ops ---------------------------------------------------------------------------------------


@BOTH
@pytest.mark.parametrize("id", ["conv1", "layer2.0.conv2", "layer2.0.downsample.0", "fc", "bn1"])
def test_the_options_are_in_the_box_and_the_name_is_outside(graphs, id, across):
    its = box(graphs["resnet50"], id, across)
    label = op_label(Diagram.of(graphs["resnet50"]).node[id], graphs["resnet50"].op[id])
    for text in (shape for shape in its.shapes if isinstance(shape, Text)):
        room = text_bounds(text)
        beyond_x = room.right <= -its.width / 2 or room.left >= its.width / 2
        beyond_y = room.bottom <= -its.height / 2 or room.top >= its.height / 2
        outside = text.words in (label.name, label.note)
        assert (beyond_y if across else beyond_x) == outside
        assert text.size == TEXT
    beside = [label.name, label.note]
    written = [word.strip(", ") for word in words(its) if word not in beside]
    assert ", ".join(written) == ", ".join(label.lines)
    assert label.name in words(its)


def test_the_name_is_away_from_the_other_branch(graphs):
    def side(id, across):
        its = box(graphs["resnet50"], f"layer2.0.{id}", across)
        (text,) = [shape for shape in its.shapes if getattr(shape, "words", "") == id]
        return text.y < 0 if across else text.x < 0

    for across in (False, True):
        assert side("conv1", across)
        assert not side("downsample.0", across)


@BOTH
def test_only_a_stride_is_ringed_and_its_box_is_red(graphs, across):
    outline, ring = rects(box(graphs["resnet50"], "layer2.0.conv2", across))
    assert (outline.line, outline.thick, ring.line, ring.fill) == (
        *("stride", 2),
        *("stride", "stride-fill"),
    )
    (plain,) = rects(box(graphs["resnet50"], "layer2.0.conv1", across))
    assert (plain.line, plain.thick) == ("conv-line", 1)


@BOTH
def test_a_ring_is_around_the_words_that_state_the_stride_in_bold(graphs, across):
    its = box(graphs["resnet50"], "layer2.0.conv2", across)
    assert words(its, bold=True) == words(its, color="stride") == ["stride=2 ↓2"]
    (text,) = [shape for shape in its.shapes if getattr(shape, "bold", False)]
    ring, room = inside(rects(its)[1]), text_bounds(text)
    assert ring | room == ring
    others = [it for it in its.shapes if isinstance(it, Text) and it != text]
    for other in map(text_bounds, others):
        apart_x = other.right <= ring.left or ring.right <= other.left
        assert apart_x or other.bottom <= ring.top or ring.bottom <= other.top


@pytest.mark.parametrize(
    ("id", "fill", "line"),
    [
        ("layer1.0.conv1", "conv", "conv-line"),
        ("conv1", "conv", "stride"),
        ("maxpool", "pool", "stride"),
        ("avgpool", "pool", "pool-line"),
        ("fc", "fc", "fc-line"),
        ("bn1", "quiet", "quiet-line"),
        ("layer1.0.downsample.0", "shortcut-fill", "shortcut"),
        ("layer1.0.downsample.1", "quiet", "quiet-line"),
    ],
)
def test_a_colour_a_kind(graphs, id, fill, line):
    outline = rects(box(graphs["resnet50"], id))[0]
    assert (outline.fill, outline.line) == (fill, line)


def test_a_projection_says_what_it_is_for_in_its_colour(graphs):
    its = box(graphs["resnet50"], "layer2.0.downsample.0")
    assert words(its, color="muted") == ["downsample.0"]
    assert words(its, color="shortcut") == ["256→512, ↓2"]


@pytest.mark.parametrize("id", ["conv1", "layer2.0.conv2", "layer2.0.downsample.0", "fc", "bn1"])
def test_a_narrow_box_has_all_its_words_inside_each_on_its_line(graphs, id):
    node, op = Diagram.of(graphs["resnet50"]).node[id], graphs["resnet50"].op[id]
    its, label = box_of(node, False, narrow=True), op_label(node, op)
    assert words(its) == [label.name, *label.lines, *filter(None, [label.note])]
    assert its.bounds == inside(rects(its)[0])
    rooms = [inside(shape) for shape in its.shapes if isinstance(shape, Text)]
    assert all(room | its.bounds == its.bounds for room in rooms)
    assert all(one.bottom < next.top for one, next in pairwise(rooms))
    assert its.width < box_of(node, False).width or len(label.lines) == 1


def test_an_addition_is_round_and_says_nothing(graphs):
    its = box(graphs["resnet50"], "layer1.0.add")
    assert isinstance(its.shapes[0], Ellipse)
    assert words(its) == []
    assert (its.width, its.height) == (22, 22)


# ---- Tensors and closed groups -----------------------------------------------------------------


def test_an_ellipse_has_room_for_the_longest_text_of_its_tensor(graph):
    for node in project(graph, View(NETWORK, "conv")).nodes:
        if node.is_tensor:
            its = box_of(node, False)
            assert words(its) == [node.output]
            assert its.width > width_of(longest(node.output), TEXT)


@BOTH
def test_a_closed_stage_says_its_title_names_and_stride(graphs, across):
    its = closed(graphs["resnet50"], "layer2", across)
    assert words(its) == ["layer2 · Bottleneck ×4", "stage 2 · conv3_x", "stride=2 ↓2"]
    assert words(its, color="stride") == ["stride=2 ↓2"]
    outline, ring = rects(its)
    assert (outline.line, ring.line, ring.fill) == ("conv-line", "stride", "stride-fill")


@BOTH
def test_a_closed_group_without_a_stride_has_no_ring(graphs, across):
    its = closed(graphs["resnet50"], "layer1", across)
    assert words(its) == ["layer1 · Bottleneck ×3", "stage 1 · conv2_x"]
    assert len(rects(its)) == 1


def test_the_kind_of_shortcut_has_the_colour_of_shortcuts_where_it_is_a_projection(graphs):
    colors = {
        id: words(closed(graphs["resnet50"], id, detail="block"), color="shortcut")
        for id in ("layer2.0", "layer2.1")
    }
    assert colors == {"layer2.0": ["projection shortcut"], "layer2.1": []}


@BOTH
def test_several_closed_blocks_are_a_pile_with_the_words_in_front(graphs, across):
    its = closed(graphs["resnet50"], "layer2.1", across, "block")
    *behind, front = rects(its)
    assert len(behind) == 2
    below = 0 if across else 6  # downwards an arrow begins below the pile
    assert {(it.width, it.height) for it in (*behind, front)} == {(its.width, its.height - below)}
    assert (front.x, front.y) == (-its.width / 2, -its.height / 2)
    assert [(it.x - front.x, it.y - front.y) for it in behind] == [(6, 6), (3, 3)]
    alone = closed(graphs["resnet50"], "layer2.1", across, "block", fold=False)
    assert len(rects(alone)) == 1


# ---- What isn't proven -------------------------------------------------------------------------


class Largest(nn.Conv2d):
    """A function without a rule behind a convolution."""

    def forward(self, x):
        return super().forward(x).logcumsumexp(1)


@pytest.mark.parametrize("narrow", [False, True])
@BOTH
def test_what_is_only_observed_is_hatched_within_its_outline(across, narrow):
    diagram = project(trace(Largest(3, 8, 3)), View(NETWORK, "full"))
    boxes = {node.id: box_of(node, across, narrow) for node in diagram.nodes if node.op}
    lines = {id: [it for it in box.shapes if isinstance(it, Line)] for id, box in boxes.items()}
    proven, observed = lines
    assert lines[proven] == []
    (outline,) = rects(boxes[observed])
    assert len(lines[observed]) > 3
    for line in lines[observed]:
        bounds, room = inside(line), inside(outline)
        assert room | bounds == room
        ends = {line.points[0], line.points[-1]}
        assert all(x in (room.left, room.right) or y in (room.top, room.bottom) for x, y in ends)
