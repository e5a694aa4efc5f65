from resnet_atlas.diagram.diagram import Diagram
from resnet_atlas.diagram.project import project
from resnet_atlas.diagram.view import NETWORK, View
from resnet_atlas.render.layout.lanes import Lane, lanes_of

from tests.diagrams import every_view


def of(graph, *view, **options):
    return lanes_of(project(graph, View(*view, **options)))


def test_every_open_block_has_one_lane_to_its_addition(graph):
    for view in every_view(graph):
        diagram = project(graph, view)
        blocks = [frame.id for frame in diagram.frames if frame.group.kind == "block"]
        lanes = lanes_of(diagram)
        assert [(lane.frame, lane.target) for lane in lanes] == [
            (block, f"{block}.add") for block in blocks
        ]
        for lane in lanes:
            assert diagram.node[lane.source].is_tensor
            assert lane.tensor == diagram.node[lane.target].output


def test_a_lane_and_the_arrows_of_the_shortcut_are_the_same_way(graph):
    for view in every_view(graph):
        diagram = project(graph, view)
        ways = [
            way
            for lane in lanes_of(diagram)
            for way in zip((lane.source, *lane.ops), (*lane.ops, lane.target), strict=True)
        ]
        arrows = [(it.source, it.target) for it in diagram.arrows if it.role == "shortcut"]
        assert sorted(ways) == sorted(arrows)


def test_stops_stand_one_by_one_beside_ops_of_the_residual_branch(graph):
    for view in every_view(graph):
        for lane in of(graph, view.focus, view.detail, view.fold):
            assert len(lane.beside) == len(lane.stops) > 0
            assert {*lane.beside} <= {*lane.residual}


def test_a_projections_ops_stand_beside_the_middle_of_the_branch(graphs):
    (lane,) = of(graphs["resnet50"], "layer2.0", "conv")
    assert (lane.ops, lane.beside) == (("layer2.0.downsample.0",), ("layer2.0.conv2",))
    assert not lane.bare
    (lane,) = of(graphs["resnet50"], "layer2.0", "full")
    assert lane.ops == ("layer2.0.downsample.0", "layer2.0.downsample.1")
    assert lane.beside == ("layer2.0.conv2", "layer2.0.bn2")
    assert lane.residual[3:5] == lane.beside
    assert len(lane.residual) == 8


def test_an_identity_has_the_place_of_its_word(graphs):
    (lane,) = of(graphs["resnet18"], "layer2.1", "conv")
    assert lane.bare
    assert lane.stops == (lane.identity,) == ("layer2.1.add identity",)
    assert lane.beside == ("layer2.1.conv1",)
    assert lane.source == "layer2.0.relu:2→"


def test_only_what_is_open_has_a_lane(graphs):
    graph = graphs["resnet50"]
    assert of(graph, NETWORK, "stage") == of(graph, NETWORK, "block") == []
    assert of(graph, "stem", "full") == []
    lanes = of(graph, NETWORK, "stage", open=("layer2", "layer2.1"))
    assert [lane.frame for lane in lanes] == ["layer2.1"]
    lanes = of(graph, "layer2", "conv", closed=("layer2.0",))
    assert [lane.frame for lane in lanes] == ["layer2.1"]


def test_more_stops_than_the_branch_has_begin_where_it_does(graphs):
    tensor = Diagram.of(graphs["resnet18"]).node["conv1"].output
    lane = Lane("a", "z", tensor, None, ("r",), ("s", "t"))
    assert (lane.stops, lane.beside) == (("s", "t"), ("r",))
