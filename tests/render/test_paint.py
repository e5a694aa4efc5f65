import re
from itertools import product
from xml.etree import ElementTree

import pytest

from app.atlas import graph_of, template
from app.diagram.project import project
from app.diagram.view import NETWORK, View
from app.extent import Extent
from app.graph import Tensor
from app.render.paint import Template, no_link, paint_dot, paint_svg
from app.render.svg import FONTS
from app.render.theme import DARK, LIGHT, variables
from app.size import Size
from app.spec import CATALOGUE
from tests.pictures import SVG, layout, picture

SPEC = CATALOGUE["resnet50"]
VIEWS = [
    View(focus, "full" if focus != NETWORK else "stage", direction=direction)
    for focus, direction in product((NETWORK, "stem", "layer1", "layer2", "head"), ("TB", "LR"))
]


def colours(text):
    return set(re.findall(r"#[0-9a-fA-F]{6}\b", text))


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: f"{view.focus}-{view.direction}")
def test_a_dark_picture_has_no_light_colour(view):
    for write in (
        lambda view: paint_dot(template(SPEC, view), view),
        lambda view: picture(SPEC, view).svg,
    ):
        light = write(view)
        dark = write(View(view.focus, view.detail, True, view.direction, "dark"))
        assert colours(light) <= set(LIGHT.values())
        assert colours(dark) <= set(DARK.values())
        assert len(colours(dark)) == len(colours(light)) > 3


def test_all_colours_are_used_somewhere():
    """A colour that no picture has would be tested for nothing."""
    used = set().union(*[colours(picture(SPEC, view).svg) for view in VIEWS])
    assert used == set(LIGHT.values())


def test_a_picture_in_a_page_has_the_pages_variables_alone():
    svg = paint_svg(layout(SPEC, VIEWS[2]), VIEWS[2], "", variables(), no_link)
    assert colours(svg) == set()
    assert set(re.findall(r"var\(--([a-z-]+)\)", svg)) <= set(LIGHT)


def test_marks_become_shapes_and_a_mark_of_two_digits_is_not_two_marks():
    tensors = tuple(Tensor(number, (Extent(), Extent(1, 2))) for number in range(11))
    marks = "§1§ §10§"
    view = View(size=Size(5, 8))
    assert paint_dot(Template(marks, tensors), view) == "1×5×4 10×5×4"


def test_every_text_is_as_wide_as_the_layout_counted():
    svg = picture(SPEC, View("layer2", "conv", size=Size(1, 4096))).root
    for text in svg.iter(SVG + "text"):
        width = len(text.text) * 0.602 * float(text.get("font-size"))
        assert float(text.get("textLength")) == pytest.approx(width, abs=0.06)
        assert text.text == text.text.rstrip(" ")


def test_links_lead_where_they_are_told_and_are_escaped_by_whoever_makes_them():
    asked = []

    def link(kind, path):
        asked.append((kind, path))
        return f"/there?{kind}={path}"

    svg = paint_svg(layout(SPEC, View("layer2", "conv")), View("layer2"), "", LIGHT, link)
    root = ElementTree.fromstring(svg)
    found = [a.get("href") for a in root.iter(SVG + "a") if a.get("href")]
    assert found == [f"/there?{kind}={path}" for kind, path in asked]
    ops = {path for kind, path in asked if kind == "op"}
    assert ops == {
        node.id for node in project(graph_of(SPEC), View("layer2", "conv")).nodes if node.op
    }
    assert {path for kind, path in asked if kind == "focus"} == {"layer2.0", "layer2.1"}


def test_a_picture_that_stands_alone_links_nowhere():
    assert "href" not in picture(SPEC, View("layer2", "conv")).svg


def test_a_title_is_said_to_those_who_cannot_see_and_cannot_break_out():
    title = 'a "quoted" <script> & more'
    svg = paint_svg(layout(SPEC, View()), View(), title, LIGHT, no_link)
    root = ElementTree.fromstring(svg)
    assert (root.get("role"), root.get("aria-label")) == ("img", title)


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: f"{view.focus}-{view.direction}")
def test_a_picture_has_no_id_that_could_clash_on_a_page(view):
    assert not [g for g in picture(SPEC, view).root.iter() if g.get("id")]


def test_the_engines_remarks_and_names_are_gone():
    svg = picture(SPEC, VIEWS[2]).svg
    for leftover in ("<!--", "<?xml", "DOCTYPE", "xlink", "Graphviz", "atlas"):
        assert leftover not in svg
    assert svg.startswith("<svg ")
    assert FONTS in svg
