import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from resnet_atlas.diagram.view import DIRECTIONS, NETWORK, View
from resnet_atlas.network.catalogue import CATALOGUE
from resnet_atlas.render import engine
from resnet_atlas.render.layout import plan
from resnet_atlas.store.local_graphs import graph_of

from tests.diagrams import every_view
from tests.pictures import planned

VIEWS = [
    View(focus, detail, direction=direction, fold=False, open=opened)
    for direction in DIRECTIONS
    for focus, detail, opened in (
        (NETWORK, "stage", ()),
        (NETWORK, "stage", ("layer2", "layer2.1", "head")),
        ("layer2", "conv", ()),
        ("layer1.0", "full", ()),
        ("head", "full", ()),
    )
]
SPEC = CATALOGUE["resnet50"]
every = pytest.mark.parametrize(
    "view", VIEWS, ids=lambda it: f"{it.focus}-{it.direction}{'-mixed' * bool(it.open)}"
)
WORDS = (
    "digraph subgraph cluster node edge label box rankdir LR TB splines ordering out false true "
    "nodesep ranksep weight shape fixedsize width height margin rank same"
)
TABLE = "TABLE TR TD BORDER CELLPADDING CELLSPACING FIXEDSIZE TRUE WIDTH HEIGHT"


def sizes(text):
    """The width and height of each numbered box."""
    found = re.findall(r"^(\d+) \[width=([\d.]+) height=([\d.]+)\]$", text, re.MULTILINE)
    assert len({number for number, *_ in found}) == len(found)
    return {int(number): (float(width) * 72, float(height) * 72) for number, width, height in found}


def ways(text):
    return [(int(a), int(b)) for a, b in re.findall(r"^(\d+) -> (\d+)$", text, re.MULTILINE)]


@every
def test_no_word_of_a_picture_is_in_it(view):
    """Words would cost Graphviz more than the layout, and differ with a machine's fonts."""
    text = planned(SPEC, view).plan
    labels = re.findall(r"<<.*?>>", text)
    assert {"".join(ElementTree.fromstring(label[1:-1]).itertext()) for label in labels} <= {""}
    assert {word for label in labels for word in re.findall(r"[^\W\d_]+", label)} <= {
        *TABLE.split()
    }
    bare = re.sub(r"<<.*?>>", "", text)
    assert set(re.findall(r"[^\W\d_]+", bare)) <= {*WORDS.split()}
    assert set(re.findall('"(.*?)"', bare)) == {""}


@every
def test_colours_and_fonts_are_none_of_its_business(view):
    assert not re.search("color|font|#", planned(SPEC, view).plan)


@every
def test_every_box_and_every_identitys_word_has_its_number_and_size(view):
    drawing = planned(SPEC, view)
    names = plan.names(drawing.diagram, drawing.lanes)
    found = sizes(drawing.plan)
    assert sorted(found) == list(range(len(names)))
    for number, name in enumerate(names):
        if name not in drawing.boxes:
            assert name.endswith(" identity")
            continue
        box = drawing.boxes[name]
        room = 0
        if drawing.across:
            room = plan.room_after(drawing.diagram, drawing.diagram.node[name])
        assert found[number] == pytest.approx((box.width + room, box.height), abs=0.01)


@every
def test_shortcuts_are_no_edges_but_their_stops_have_the_rank_of_the_op_beside(view):
    drawing = planned(SPEC, view)
    names = plan.names(drawing.diagram, drawing.lanes)
    arrows = [(it.source, it.target) for it in drawing.diagram.arrows if it.role != "shortcut"]
    assert [(names[a], names[b]) for a, b in ways(drawing.plan)] == arrows
    ranks = re.findall(r"\{rank=same (\d+) -> (\d+) ", drawing.plan)
    assert {(names[int(a)], names[int(b)]) for a, b in ranks} == {
        pair for lane in drawing.lanes for pair in zip(lane.beside, lane.stops, strict=True)
    }


@every
def test_clusters_nest_as_frames_do(view):
    drawing = planned(SPEC, view)
    names = plan.names(drawing.diagram, drawing.lanes)
    frames = iter(order(drawing.diagram, None))
    around: list[str] = []
    for line in drawing.plan.splitlines()[3:]:
        if line.startswith("subgraph"):
            around.append(next(frames))
        elif line == "}":
            around[-1:] = []
        elif (node := re.match(r"(\d+) \[", line)) and names[int(node[1])] in drawing.boxes:
            its = drawing.diagram.around(drawing.diagram.node[names[int(node[1])]])
            assert [frame.id for frame in its] == around[::-1]
    assert (around, list(frames)) == ([], [])


def order(diagram, parent):
    """Frames from the outside in, as they are written."""
    for frame in diagram.frames_in(parent):
        yield frame.id
        yield from order(diagram, frame.id)


@every
def test_graphviz_places_all_and_the_trunk_in_order(view):
    drawing = planned(SPEC, view)
    names = plan.names(drawing.diagram, drawing.lanes)
    places = engine.places(engine.layout(drawing.plan, "plain"), names)
    assert {*places} == {*names}
    axis = 0 if drawing.across else 1
    for lane in drawing.lanes:
        for stop, near in zip(lane.stops, lane.beside, strict=True):
            assert places[stop][axis] == pytest.approx(places[near][axis], abs=40)
    trunk = [node.id for node in drawing.diagram.nodes if node.role != "shortcut"]
    for before, after in pairwise(trunk):
        assert places[before][axis] < places[after][axis]


def test_a_title_has_room_and_going_across_its_width(graphs):
    frame = planned(SPEC, View("layer2", "conv")).diagram.frame["layer2.1"]
    downwards, across = (
        planned(SPEC, View("layer2", "conv", direction=direction)).plan for direction in DIRECTIONS
    )
    assert f'WIDTH="{plan.title_width(frame)}" HEIGHT="16"' in across
    assert set(re.findall('WIDTH="(\\d+)" HEIGHT="16"', downwards)) == {"1"}


def test_every_view_of_every_network_can_be_planned(name):
    for view in every_view(graph_of(CATALOGUE[name])):
        drawing = planned(CATALOGUE[name], view)
        assert len(sizes(drawing.plan)) == len(plan.names(drawing.diagram, drawing.lanes))
