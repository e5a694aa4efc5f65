"""The tour's chapter on why there are shortcuts."""

from pathlib import Path

from resnet_atlas.facts.residuals.gradients import measured
from resnet_atlas.network.module import build
from resnet_atlas.network.network import Network

from tests.web.pages.articles.test_tour import below, tour, within


def test_the_chapter_on_residuals_comes_before_the_basic_block(client):
    page = tour(client)
    places = [it.get("id") for it in page.elements if it.tag == "section"]
    assert places.index("residuals") == places.index("basic") - 1
    assert "#residuals" in page.links


def test_the_chapter_has_the_papers_errors_and_the_models_parameters(client):
    words = within(tour(client), "residuals").words
    for number in ("27.94", "28.54", "27.88", "25.03", "0.60", "2.85"):
        assert number in words
    for options in ({"shortcut": "none"}, {"shortcut": "padded"}, {"shortcut": "pooled"}, {}):
        module = build(Network.parse("resnet34", options).spec)
        assert f"{sum(it.numel() for it in module.parameters()):,}" in words


def test_the_plot_is_described_for_who_cannot_see_it(client):
    section = within(tour(client), "residuals")
    plots = [
        it
        for it in below(section)
        if it.tag == "svg" and "layers: " in (it.get("aria-label") or "")
    ]
    curves = measured().by_depth
    assert len(plots) == len(curves)
    for plot, each in zip(plots, curves.values(), strict=True):
        assert f"{each['plain'].medians[0]:,.0f} times" in plot.get("aria-label")


def test_the_script_stands_beside_the_plot(client):
    section = within(tour(client), "residuals")
    (code,) = [it for it in below(section) if it.tag == "pre"]
    script = Path(__file__).parents[4] / "scripts/gradients.py"
    assert code.words.split() == script.read_text().split()


def test_both_plain_and_residual_blocks_are_drawn(client):
    section = within(tour(client), "residuals")
    figures = [it for it in below(section) if it.tag == "figure" and it.get("data-graph")]
    assert len(figures) == 5
    signs = ["identity" in figure.words for figure in figures[:2]]
    assert signs == [False, True]
