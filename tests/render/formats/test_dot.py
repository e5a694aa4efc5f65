"""The DOT for people, as Graphviz reads and draws it."""

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from pygraphviz import AGraph
from resnet_atlas.diagram.project import project
from resnet_atlas.diagram.view import DIRECTIONS, NETWORK, View
from resnet_atlas.graph.tensor import show
from resnet_atlas.network.catalogue import CATALOGUE
from resnet_atlas.network.size import Size
from resnet_atlas.render.formats import dot
from resnet_atlas.render.layout import labels
from resnet_atlas.render.theme import DARK, LIGHT
from resnet_atlas.store.local_graphs import graph_of

from tests import oracle
from tests.pictures import SVG, stages

SPEC = CATALOGUE["resnet50"]
VIEWS = [
    View(NETWORK, "full", fold=False),
    View(open=("layer2", "layer2.1")),
    View("layer2", "full", direction="LR", shapes="symbols"),
    View("layer1.0", "conv", theme="dark", batch=8),
]
every = pytest.mark.parametrize("view", VIEWS, ids=lambda view: f"{view.focus}-{view.detail}")


def diagram(view, spec=SPEC):
    return project(graph_of(spec), view)


def read(view, spec=SPEC):
    """The graph as Graphviz has read it."""
    return AGraph(string=dot.write(diagram(view, spec), view))


def plain(id):
    return id.replace(":", "#")


@every
def test_all_nodes_arrows_and_frames_are_there_once(view):
    graph, its = read(view), diagram(view)
    assert sorted(graph.nodes()) == sorted(plain(node.id) for node in its.nodes)
    assert sorted(graph.edges()) == sorted(
        (plain(arrow.source), plain(arrow.target)) for arrow in its.arrows
    )
    assert {*clusters(graph)} == {f"cluster_{frame.id}" for frame in its.frames}
    assert len(clusters(graph)) == len(its.frames)


def clusters(graph):
    """The names of all subgraphs, and the nodes in each."""
    found = {}
    for part in graph.subgraphs():
        found[part.name] = set(part.nodes())
        found |= clusters(part)
    return found


@every
def test_a_frame_holds_its_nodes_and_says_its_title(view):
    graph, its = read(view), diagram(view)
    for frame in its.frames:
        inside = {plain(node.id) for node in its.nodes if frame in its.around(node)}
        assert clusters(graph)[f"cluster_{frame.id}"] == inside
    text = graph.to_string()
    assert [frame.id for frame in its.frames if labels.title(frame) not in text] == []


@every
def test_graphviz_draws_it_with_every_word(view):
    graph = read(view)
    root = ElementTree.fromstring(graph.draw(format="svg", prog="dot"))
    words = [text.text.replace("\N{NO-BREAK SPACE}", " ") for text in root.iter(SVG + "text")]
    its = diagram(view)
    for node in its.nodes:
        if node.is_tensor:
            assert labels.shape_text(node.output, view) in words
        elif node.closed:
            assert {*labels.closed_label(node, node.closed).lines} <= {*words}
        elif node.op.kind != "add":
            label = labels.op_label(node, node.op)
            assert f"{label.name}: {', '.join(label.lines)}" in words
    for arrow in its.arrows:
        assert labels.shape_text(arrow.tensor, view) in words


@pytest.mark.parametrize("size", [Size(224, 224), Size(225, 320)], ids=str)
def test_shapes_are_torchvisions(name, size):
    heard = oracle.outputs(oracle.named(name), size)
    checked = 0
    for view in stages(name):
        view = replace(view, size=size)
        graph = read(view, CATALOGUE[name])
        for edge in graph.edges():
            source = edge[0].rstrip("→")
            if source in heard and source not in ("stem", "avgpool"):
                assert edge.attr["label"].rpartition("\n")[2] == show(heard[source])
                checked += 1
    assert checked > 50


def test_a_batch_and_symbols_are_written():
    view = View("layer2", "conv")
    assert '"8×512×29×40"' in dot.write(diagram(view), replace(view, batch=8, size=Size(225, 320)))
    assert '"512×⌈H/8⌉×⌈W/8⌉"' in dot.write(diagram(view), replace(view, shapes="symbols"))


def test_strides_are_red_and_thick_and_nothing_else():
    for view in VIEWS[:2]:
        graph = read(view)
        for node in diagram(view).nodes:
            look = graph.get_node(plain(node.id)).attr
            red = (look["color"], look["penwidth"]) == (LIGHT["stride"], "2")
            assert red == (node.stride > 1), node.id
            assert red or LIGHT["stride"] not in {*look.values()}


def test_identities_are_dashed_and_said_and_projections_are_not():
    graph = read(View("layer2", "conv"))
    dashed = [edge for edge in graph.edges() if edge.attr["style"] == "dashed"]
    assert dashed == [("layer2.0.relu#3→", "layer2.1.add")]
    assert dashed[0].attr["label"] == "identity\n512×28×28"
    shortcut = [edge for edge in graph.edges() if edge.attr["color"] == LIGHT["shortcut"]]
    assert {*shortcut} - {*dashed} == {
        ("layer1.2.relu:3→".replace(":", "#"), "layer2.0.downsample.0"),
        ("layer2.0.downsample.0", "layer2.0.add"),
    }


def test_no_mark_and_no_link_is_left_in_it():
    for view in VIEWS:
        text = dot.write(diagram(view), view)
        for leftover in ("\N{SECTION SIGN}", "URL", "href", "<TABLE", "pos="):
            assert leftover not in text


@every
@pytest.mark.parametrize(("theme", "palette"), [("light", LIGHT), ("dark", DARK)])
def test_colours_are_of_one_theme(view, theme, palette):
    found = set(re.findall("#[0-9a-f]{6}", dot.write(diagram(view), replace(view, theme=theme))))
    assert palette["paper"] in found
    assert found <= set(palette.values())


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_it_flows_as_the_view_does(direction):
    graph = read(View("layer2", "conv", direction=direction))
    assert graph.graph_attr["rankdir"] == direction
