import re
from dataclasses import replace
from itertools import product
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from resnet_atlas.diagram.project import project
from resnet_atlas.diagram.view import DIRECTIONS, NETWORK, View
from resnet_atlas.messages import Message
from resnet_atlas.network.catalogue import CATALOGUE, named
from resnet_atlas.network.size import Size
from resnet_atlas.render.formats import svg
from resnet_atlas.render.layout.scene import Scene
from resnet_atlas.render.shapes import Bounds, Item, Text
from resnet_atlas.render.theme import DARK, LIGHT, variables
from resnet_atlas.store.local_graphs import graph_of

from tests.pictures import SVG, picture, scene
from tests.strategies import batches, sizes

SPEC = CATALOGUE["resnet50"]
MIXED = View(open=("layer2", "layer2.1"))
VIEWS = [
    View(focus, "full" if focus != NETWORK else "stage", direction=direction)
    for focus, direction in product((NETWORK, "stem", "layer1", "layer2", "head"), DIRECTIONS)
] + [
    replace(view, direction=direction)
    for view in (MIXED, View(NETWORK, "conv"))
    for direction in DIRECTIONS
]


def name_of(view):
    return f"{view.focus}-{view.detail}-{view.direction}{'-mixed' * bool(view.open)}"


every_view = pytest.mark.parametrize("view", VIEWS, ids=name_of)


def colours(text):
    return set(re.findall(r"#[0-9a-fA-F]{6}\b", text))


@every_view
def test_a_dark_picture_has_no_light_colour(view):
    light = picture(SPEC, view).svg
    dark = picture(SPEC, replace(view, theme="dark")).svg
    assert colours(light) <= set(LIGHT.values())
    assert colours(dark) <= set(DARK.values())
    assert len(colours(dark)) == len(colours(light)) > 3


def test_all_colours_are_used_somewhere():
    """A colour that no picture has would be tested for nothing."""
    used = set().union(*[colours(picture(SPEC, view).svg) for view in VIEWS])
    assert used == set(LIGHT.values())


def test_a_picture_in_a_page_has_the_pages_variables_alone():
    text = svg.form(scene(SPEC, MIXED), variables()).fill(MIXED, "")
    assert colours(text) == set()
    assert {"ink", "frame", "stride"} <= set(re.findall(r"var\(--([a-z-]+)\)", text)) <= set(LIGHT)


@every_view
def test_the_ground_is_behind_all_and_of_paper(view):
    first, *others = picture(SPEC, view).root
    assert (first.tag, first.get("class"), first.get("fill")) == (
        SVG + "rect",
        "ground",
        LIGHT["paper"],
    )
    assert {it.tag for it in others} == {SVG + "g"}


@every_view
def test_what_is_in_a_frame_comes_after_it_and_arrows_come_last(view):
    parts = picture(SPEC, view).parts
    arrows = ["arrow" in part.classes for part in parts]
    assert arrows == sorted(arrows)
    for place, part in enumerate(parts):
        if "frame" in part.classes:
            assert not [it.id for it in parts[:place] if it.box and part.box.holds(it.box)]


def test_every_text_is_as_wide_as_the_layout_counted():
    view = View("layer2", "conv", size=Size(1, 4096), batch=8)
    texts = list(picture(SPEC, view).root.iter(SVG + "text"))
    assert len(texts) > 20
    for text in texts:
        width = len(text.text) * 0.602 * float(text.get("font-size"))
        assert float(text.get("textLength")) == pytest.approx(width, abs=0.06)
        assert text.text == text.text.strip()


# ---- Shapes as data ----------------------------------------------------------------------------


def said(data, size, batch):
    """A shape from the data that a script has of it."""
    channels, *extents = data.split()
    shape = [batch] * (batch > 1) + [int(channels)]
    for extent, n in zip(extents, (size.height, size.width)[: len(extents)], strict=True):
        a, s = map(int, extent.split("/"))
        shape.append((n + a) // s if s else a)
    return "×".join(map(str, shape))


@given(view=st.sampled_from(VIEWS), size=sizes, batch=batches)
def test_the_data_of_a_shape_is_enough_to_write_it_for_any_size(view, size, batch):
    view = replace(view, size=size, batch=batch)
    texts = list(picture.__wrapped__(SPEC, view).root.iter(SVG + "text"))
    shapes = [(text.get("data-shape"), text.text) for text in texts if text.get("data-shape")]
    assert shapes
    assert [said(data, size, batch) for data, _ in shapes] == [words for _, words in shapes]


@every_view
def test_every_shape_has_its_data_and_nothing_else_has(view):
    drawing = picture(SPEC, replace(view, shapes="symbols", batch=200))
    texts = list(drawing.root.iter(SVG + "text"))
    numbers = picture(SPEC, replace(view, size=Size(225, 320), batch=200))
    for symbols, text in zip(texts, numbers.root.iter(SVG + "text"), strict=True):
        assert symbols.get("data-shape") == text.get("data-shape")
        assert bool(text.get("data-shape")) == text.text.startswith("200×")
        assert (symbols.text == text.text) == (not text.get("data-shape"))


def test_shapes_in_symbols_and_of_a_batch():
    def shape(**options):
        return picture(SPEC, View("layer2", "conv", **options)).of("tensor")[-1].texts[0].words

    assert shape() == "512×28×28"
    assert shape(batch=8, size=Size(225, 320)) == "8×512×29×40"
    assert shape(shapes="symbols") == "512×⌈H/8⌉×⌈W/8⌉"


# ---- Links, titles, names ----------------------------------------------------------------------


def linked(view, link):
    """The picture of a view with links, and where these lead."""
    text = svg.form(scene(SPEC, view.layout()), LIGHT, link).fill(view, "")
    root = ElementTree.fromstring(text)
    return text, [a.get("href") for a in root.iter(SVG + "a")]


@every_view
def test_links_lead_where_they_are_told_from_every_op_group_and_badge(view):
    asked = []

    def link(item):
        asked.append((item.link, item.id))
        return f"/there?{item.link}={item.id}"

    _, found = linked(view, link)
    assert found == [f"/there?{kind}={path}" for kind, path in asked]
    diagram = project(graph_of(SPEC), view)
    groups = [*diagram.frames, *[node.closed for node in diagram.nodes if node.closed]]
    expected = [("op", node.id) for node in diagram.nodes if node.op]
    expected += [("group", group.id) for group in groups]
    expected += [("unfold", frame.id) for frame in diagram.frames if frame.count > 1]
    assert sorted(asked) == sorted(expected)


def test_what_leads_nowhere_is_no_link():
    assert linked(MIXED, lambda item: "")[1] == []
    root = ElementTree.fromstring(linked(MIXED, lambda item: "/x")[0])
    parts = [g for g in root.findall(SVG + "g") if g.find(SVG + "a") is not None]
    classes = {word for g in parts for word in g.get("class").split()}
    assert {"op", "closed", "frame", "badge"} <= classes
    assert not classes & {"tensor", "arrow", "lane"}


def test_an_address_cannot_break_out():
    address = '/models?a=1&b="><script>'
    text, found = linked(MIXED, lambda item: address)
    assert set(found) == {address}
    assert "<script" not in text


def test_what_opens_and_closes_says_which_of_them_it_is():
    root = ElementTree.fromstring(linked(MIXED, lambda item: "/x")[0])
    said: dict[str, set[str | None]] = {}
    for g in root.findall(SVG + "g"):
        for a in g.iter(SVG + "a"):
            said.setdefault(g.get("class").split()[0], set()).add(a.get("aria-expanded"))
    assert said == {"frame": {"true"}, "closed": {"false"}, "badge": {None}, "op": {None}}


def test_a_picture_that_stands_alone_links_nowhere():
    assert "href" not in picture(SPEC, View("layer2", "conv")).svg


def test_a_title_is_said_to_those_who_cannot_see_and_cannot_break_out():
    title = 'a "quoted" <script> & more'
    for link, role in ((svg.no_link, "img"), (lambda item: "/x", "group")):
        root = ElementTree.fromstring(svg.form(scene(SPEC, MIXED), LIGHT, link).fill(MIXED, title))
        assert (root.get("role"), root.get("aria-label")) == (role, title)


def test_every_part_but_arrows_and_words_says_what_it_is():
    for g in picture(SPEC, MIXED).root.findall(SVG + "g"):
        tips = [it.text for it in g.iter(SVG + "title")]
        silent = {"arrow", "lane"} & {*g.get("class").split()}
        assert (len(tips), all(tips)) == (0 if silent else 1, True)


def test_a_part_says_all_the_groups_that_it_stands_for():
    covers = {
        g.get("data-id"): g.get("data-covers")
        for g in picture(SPEC, MIXED).root.findall(SVG + "g")
        if g.get("data-covers")
    }
    assert covers == {"layer2.1": "layer2.1 layer2.2 layer2.3"}


@every_view
def test_a_picture_has_no_id_that_could_clash_on_a_page(view):
    assert not [it for it in picture(SPEC, view).root.iter() if it.get("id")]


def test_it_is_plain_svg_of_our_own():
    text = picture(SPEC, VIEWS[2]).svg
    for leftover in ("<!--", "<?xml", "DOCTYPE", "xlink", "Graphviz", "\N{SECTION SIGN}"):
        assert leftover not in text
    assert text.startswith("<svg ")
    assert svg.FONTS in text


def test_a_number_is_written_short():
    assert [svg.at(number) for number in (3, 2.04, -0.5, 10.25)] == ["3", "2", "-0.5", "10.2"]


def test_a_corner_is_rounded_no_farther_than_half_way_to_the_next():
    assert svg.rounded(((0, 0), (0, 50), (8, 50))) == "M0 0L0 40Q0 50 4 50L8 50"
    assert svg.rounded(((0, 0), (0, 50))) == "M0 0L0 50"


def test_a_translation_that_is_wider_than_its_english_is_not_used():
    """The layout has counted the characters of the English."""
    item = Item("a", "", Message("a tip"), "", 0, 0, (), Bounds(0, 0, 1, 1))
    for words, shown in (("恒等", "恒等"), ("恒等的捷径", "identity"), ("Identität", "identity")):
        label = Text(0, 0, Message("identity"), 9, "ink")
        scene = Scene(1, 1, (replace(item, shapes=(label,)),))
        translations = {"identity": words, "a tip": "a tip that is much longer"}
        text = svg.form(scene, LIGHT, translate=translations.__getitem__).fill(View(), "")
        root = ElementTree.fromstring(text)
        (label,) = root.iter(f"{SVG}text")
        assert label.text == shown
        assert (label.get("textLength") is None) == (shown == "恒等")
        assert root.find(f".//{SVG}title").text == "a tip that is much longer"


@pytest.mark.parametrize(
    ("name", "view"),
    [
        ("resnet50", View()),
        ("resnet50", View("layer3", "full")),
        ("resnet50", View("layer3", "conv")),
        ("seresnet50", View("layer2", "full", direction="LR")),
        ("resnet1202", View("layer1", "block", unfold=("layer1.60",))),
    ],
)
def test_ellipses_and_arrows_name_the_op_that_computes_their_tensor(name, view):
    graph = graph_of(named(name))
    root = ElementTree.fromstring(picture(named(name), view).svg)
    origins = {g.get("data-id"): g.get("data-origin") for g in root.iter(f"{SVG}g")}
    diagram = project(graph, view)
    for arrow in diagram.arrows:
        assert origins[f"{arrow.source}>{arrow.target}"] == arrow.origin
        assert graph.op[arrow.origin].output == arrow.tensor
    for node in diagram.nodes:
        expected = node.id.removesuffix("→") if node.is_tensor else None
        assert origins[node.id] == expected


def test_the_arrow_out_of_a_folded_run_names_the_last_block():
    view = View("layer1", "block", unfold=("layer1.60",))
    root = ElementTree.fromstring(picture(named("resnet1202"), view).svg)
    (arrow,) = [g for g in root.iter(f"{SVG}g") if g.get("data-id") == "layer1.0>layer1.48"]
    assert arrow.get("data-origin") == "layer1.47.relu:2"
