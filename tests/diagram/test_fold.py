from dataclasses import replace
from itertools import groupby

import pytest
from hypothesis import given
from resnet_atlas.diagram.diagram import Diagram
from resnet_atlas.diagram.fold import PAGE, fold
from resnet_atlas.diagram.project import project
from resnet_atlas.diagram.view import View
from resnet_atlas.facts.cost import total
from resnet_atlas.facts.facts import Facts
from resnet_atlas.graph.graph import Graph
from resnet_atlas.graph.tracing.trace import trace
from resnet_atlas.network.catalogue import CATALOGUE, named
from resnet_atlas.network.module import build
from resnet_atlas.network.size import DEFAULT_SIZE
from resnet_atlas.network.spec import ResNetSpec
from resnet_atlas.render.formats.json import to_json
from resnet_atlas.store.local_graphs import graph_of

from tests.depth import examples
from tests.strategies import specs


def runs(graph: Graph) -> list[tuple[str, ...]]:
    """The blocks as they are folded."""
    return [
        frame.copies or (frame.id,) for frame in fold(graph).frames if frame.group.kind == "block"
    ]


def alike(spec: ResNetSpec) -> list[tuple[str, ...]]:
    """Neighbours in a stage whose modules PyTorch prints alike."""
    net = build(spec)
    found = []
    for stage, depth in enumerate(spec.depths, 1):
        paths = [f"layer{stage}.{number}" for number in range(depth)]
        grouped = groupby(paths, key=lambda path: repr(net.get_submodule(path)))
        found += [tuple(run) for _, run in grouped]
    return found


def test_neighbours_are_folded_exactly_where_pytorch_prints_them_alike(name, graph):
    assert runs(graph) == alike(CATALOGUE[name])


@examples(25)
@given(spec=specs())
def test_neighbours_of_any_network_are_folded_where_pytorch_prints_them_alike(spec):
    assert runs(trace(build(spec))) == alike(spec)


@pytest.mark.parametrize(
    ("name", "stage", "counts"),
    [
        ("resnet18", "layer1", [2]),
        ("resnet18", "layer2", [1, 1]),
        ("resnet50", "layer1", [1, 2]),
        ("resnet50", "layer2", [1, 3]),
        ("resnet152", "layer3", [1, 35]),
    ],
)
def test_a_stages_first_block_stays_apart_where_it_differs(graphs, name, stage, counts):
    frames = fold(graphs[name]).frames
    assert [frame.count for frame in frames if frame.group.parent == stage] == counts


def test_the_first_dilated_block_differs_from_those_after_it():
    """Dilation starts one block late: the 3×3 of layer3.0 is still undilated."""
    spec = named("resnet50").with_options({"dilated_stages": "3,4"})
    graph = trace(build(spec))
    dilations = [op.windows[0].dilation for op in graph.layers if op.id.endswith("conv2")]
    assert dilations == [1] * 8 + [2] * 5 + [2] + [4] * 2
    folded = [run for run in runs(graph) if run[0].startswith(("layer3", "layer4"))]
    assert [len(run) for run in folded] == [1, 5, 1, 2]


def test_blocks_that_differ_in_one_thing_only_are_not_folded(graphs):
    graph = graphs["resnet18"]
    conv = graph.op["layer1.1.conv2"]
    for change in (
        {"windows": (conv.windows[0], replace(conv.windows[1], padding=0))},
        {"groups": 2},
        {"bias": True},
        {"output": replace(conv.output, channels=65)},
        {"role": "trunk"},
    ):
        ops = tuple(replace(op, **change) if op == conv else op for op in graph.ops)
        assert runs(Graph(ops, graph.groups))[:2] == [("layer1.0",), ("layer1.1",)]


def test_every_copy_costs_what_the_block_shown_costs(graph):
    cost = Facts(graph, DEFAULT_SIZE).costs
    for run in runs(graph):
        sums = [total(cost[op.id] for op in graph.members(block)) for block in run]
        assert sums == [sums[0]] * len(run)


def test_what_leaves_the_last_copy_leaves_the_block_shown(graphs):
    arrows = fold(graphs["resnet50"]).arrows
    after = {arrow.target for arrow in arrows if arrow.source == "layer2.1.relu:3"}
    assert after == {"layer3.0.conv1", "layer3.0.downsample.0"}


@pytest.mark.parametrize("block", ["layer2.1", "layer2.2", "layer2.3"])
def test_a_run_is_left_as_it_is_where_any_of_its_blocks_is_unfolded(graphs, block):
    graph = graphs["resnet50"]
    whole, folded, partly = (
        Diagram.of(graph),
        fold(graph),
        fold(graph, unfold=(block,)),
    )
    shown = [frame.id for frame in partly.frames if frame.group.parent == "layer2"]
    assert shown == ["layer2.0", "layer2.1", "layer2.2", "layer2.3"]
    assert all(frame.count == 1 for frame in partly.frames if frame.group.parent == "layer2")

    def within(diagram, inside):
        return [node for node in diagram.nodes if node.id.startswith("layer2.") == inside]

    assert within(partly, True) == within(whole, True)
    assert within(partly, False) == within(folded, False)


def test_unfolding_a_block_of_no_run_changes_nothing(graphs):
    graph = graphs["resnet50"]
    assert fold(graph, unfold=("layer2.0",)) == fold(graph)


def test_unfolding_a_block_of_every_run_folds_nothing(graph):
    unfold = [run[-1] for run in runs(graph)]
    assert fold(graph, unfold=unfold) == Diagram.of(graph)


@pytest.mark.parametrize(
    ("unfold", "counts"),
    [
        ((), [1, 199]),
        (("layer2.1",), [1, *[1] * PAGE, 199 - PAGE]),
        (("layer2.48", "layer2.1"), [1, *[1] * PAGE, 199 - PAGE]),
        (("layer2.49",), [1, PAGE, *[1] * PAGE, 199 - 2 * PAGE]),
        (("layer2.199",), [1, 4 * PAGE, *[1] * 7]),
        (("layer2.1", "layer2.100"), [1, *[1] * PAGE, PAGE, *[1] * PAGE, 199 - 3 * PAGE]),
    ],
)
def test_a_long_run_is_unfolded_a_page_at_a_time(unfold, counts):
    graph = graph_of(named("resnet1202"))
    folded = fold(graph, unfold=unfold)
    frames = [frame for frame in folded.frames if frame.group.parent == "layer2"]
    assert [frame.count for frame in frames] == counts
    assert [block for frame in frames for block in frame.covers] == [
        f"layer2.{number}" for number in range(200)
    ]
    # One way leads through all of it still.
    reached = {"input"}
    for node in folded.nodes:
        reached |= {
            it.target for it in folded.arrows if it.source in reached and it.source == node.id
        }
    assert {node.id for node in folded.nodes} == reached


def test_a_limit_that_was_met_is_said():
    graph = graph_of(named("resnet1202"))
    view = View("layer2", "block", fold=False)
    diagram = project(graph, view)
    assert diagram.limit == 48
    assert to_json(diagram, view)["limit"]["blocks"] == 48
    assert project(graph, View("layer2", "block")).limit == 0
    assert project(graph_of(named("resnet152")), View("layer3", "block", fold=False)).limit == 0
