"""Drawings opened by what they are for: Mermaid, and maxGraph, which draw.io stands on."""

import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from resnet_atlas.diagram.project import project
from resnet_atlas.diagram.view import View
from resnet_atlas.network.catalogue import CATALOGUE
from resnet_atlas.render.formats import drawio, mermaid
from resnet_atlas.render.theme import PALETTES
from resnet_atlas.store.local_graphs import graph_of

from tests.depth import full
from tests.pictures import scene

pytestmark = pytest.mark.browser

MODULES = Path(__file__).parents[2] / "node_modules"
MERMAID = MODULES / "mermaid/dist/mermaid.min.js"
MAXGRAPH = MODULES / "@maxgraph/core"
SPEC = CATALOGUE["resnet50"]
VIEWS = [
    View(open=("layer2", "layer2.1")),
    View("layer2", "conv", direction="LR"),
    *full([View("layer1.0", "full", theme="dark"), View("network", "block", shapes="symbols")]),
]
every = pytest.mark.parametrize("view", VIEWS, ids=lambda view: f"{view.focus}-{view.direction}")

DRAW = """async text => {
    mermaid.initialize({startOnLoad: false});
    await mermaid.parse(text);
    const {svg} = await mermaid.render('drawn', text);
    const made = new DOMParser().parseFromString(svg, 'text/html');
    const count = selector => made.querySelectorAll(selector).length;
    return [count('g.node'), count('path.flowchart-link'), count('g.cluster')];
}"""
OPEN = """text => {
    const {Graph, ModelXmlSerializer} = window.maxgraph;
    const graph = new Graph(document.body);
    const model = new DOMParser().parseFromString(text, 'text/xml').querySelector('mxGraphModel');
    const xml = new XMLSerializer().serializeToString(model);
    new ModelXmlSerializer(graph.getDataModel()).import(xml);
    const cells = graph.getChildCells(graph.getDefaultParent(), true, true);
    const edges = cells.filter(cell => cell.isEdge());
    const ends = edges.flatMap(edge => [edge.getTerminal(true), edge.getTerminal(false)]);
    return {
        edges: edges.filter(edge => edge.getTerminal(true) && edge.getTerminal(false)).length,
        ends: new Set(ends.map(end => end.getId())).size,
        drawn: cells.filter(cell => graph.getView().getState(cell)?.shape).length,
        cells: cells.length,
    };
}"""


@pytest.fixture
def blank(browser: Browser):
    """A page of nobody's."""
    with browser.new_context() as context:
        yield context.new_page()


@pytest.mark.skipif(not MERMAID.exists(), reason="Mermaid isn't installed")
@every
def test_mermaid_draws_the_nodes_arrows_and_frames_of_the_diagram(blank: Page, view: View):
    diagram = project(graph_of(SPEC), view)
    blank.add_script_tag(path=MERMAID)
    drawn = blank.evaluate(DRAW, mermaid.write(diagram, view))
    assert drawn == [len(diagram.nodes), len(diagram.arrows), len(diagram.frames)]


@pytest.mark.skipif(not MAXGRAPH.exists(), reason="maxGraph isn't installed")
@every
def test_maxgraph_opens_every_box_and_connects_every_arrow(blank: Page, view: View, tmp_path: Path):
    bundle = tmp_path / "maxgraph.js"
    command = [MODULES / ".bin/esbuild", "--bundle", "--format=iife", "--global-name=maxgraph"]
    subprocess.run([*command, f"--outfile={bundle}", MAXGRAPH], check=True, capture_output=True)
    blank.add_script_tag(path=bundle)
    diagram = project(graph_of(SPEC), view)
    text = drawio.write(scene(SPEC, view.layout()), view, PALETTES[view.theme], "title").decode()
    opened = blank.evaluate(OPEN, text.partition("?>")[2])
    assert opened["edges"] == len(diagram.arrows)
    assert opened["ends"] == len({end for it in diagram.arrows for end in (it.source, it.target)})
    assert opened["drawn"] == opened["cells"]
