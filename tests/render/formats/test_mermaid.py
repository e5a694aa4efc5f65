"""Mermaid: the nodes and arrows of the diagram, strides and shortcuts in their colours."""

import re

import pytest
from resnet_atlas.diagram.project import project
from resnet_atlas.diagram.view import View
from resnet_atlas.network.catalogue import CATALOGUE
from resnet_atlas.render.formats import mermaid
from resnet_atlas.store.local_graphs import graph_of

SPEC = CATALOGUE["resnet50"]
VIEWS = [
    View(open=("layer2", "layer2.1")),
    View("layer2", "conv", direction="LR", theme="dark"),
    View("layer1.0", "full"),
    View("network", "block", shapes="symbols"),
]
every = pytest.mark.parametrize("view", VIEWS, ids=lambda view: f"{view.focus}-{view.direction}")


def diagram(view):
    return project(graph_of(SPEC), view)


@every
def test_it_has_the_nodes_arrows_and_frames_of_the_diagram(view):
    text = mermaid.write(diagram(view), view)
    assert len(re.findall(r"^ +n\d+[\[(]", text, re.MULTILINE)) == len(diagram(view).nodes)
    assert len(re.findall(r"^ +n\d+ -\.?->?", text, re.MULTILINE)) == len(diagram(view).arrows)
    assert text.count("subgraph ") == len(diagram(view).frames)
    assert len(re.findall(r"^ +end$", text, re.MULTILINE)) == len(diagram(view).frames)


def test_a_stride_is_a_class_of_its_own_and_an_identity_is_dotted():
    text = mermaid.write(diagram(VIEWS[1]), VIEWS[1])
    strided = [node for node in diagram(VIEWS[1]).nodes if node.stride > 1]
    assert len(re.findall(r"^ +class n\d+ stride$", text, re.MULTILINE)) == len(strided) == 2
    assert '-.->|"identity<br>512×28×28"|' in text


def test_it_flows_as_the_view_says():
    assert "flowchart LR" in mermaid.write(diagram(VIEWS[1]), VIEWS[1])
    assert "flowchart TB" in mermaid.write(diagram(VIEWS[2]), VIEWS[2])
