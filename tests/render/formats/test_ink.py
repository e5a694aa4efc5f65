"""PNG and PDF: where the drawing stands on them, in which colours."""

import re
from dataclasses import replace
from io import BytesIO
from xml.etree import ElementTree

import pytest
from PIL import Image
from pygraphviz import AGraph
from resnet_atlas.diagram.view import DIRECTIONS, NETWORK, View
from resnet_atlas.graph.tensor import Tensor
from resnet_atlas.network.catalogue import CATALOGUE
from resnet_atlas.network.size import Size
from resnet_atlas.render import engine
from resnet_atlas.render.formats import ink
from resnet_atlas.render.layout import labels
from resnet_atlas.render.layout.scene import Scene
from resnet_atlas.render.shapes import Bounds, Item, Line, Rect, Text, width_of
from resnet_atlas.render.theme import PALETTES

from tests.depth import representatives
from tests.pictures import SVG, scene

SPEC = CATALOGUE["resnet50"]
VIEWS = [
    View(open=("layer2", "layer2.1")),
    View("layer2", "conv", direction="LR", theme="dark"),
    View("stem", "full", size=Size(225, 320), batch=8),
    View(NETWORK, "block", shapes="symbols"),
    View("layer1.0", "full", theme="dark"),
]
LONG = View(NETWORK, "full", fold=False)
every = pytest.mark.parametrize("view", VIEWS, ids=lambda view: f"{view.focus}-{view.direction}")
PIXELS = 96 / 72
"""How many a point has."""
MOST_PIXELS = 32_767
"""How long and how wide Graphviz makes a PNG at most."""


def written(view):
    return ink.write(scene(SPEC, view.layout()), view, PALETTES[view.theme])


def png(view):
    return Image.open(BytesIO(engine.layout(written(view), "png"))).convert("RGB")


def rgb(color):
    return tuple(int(color[i : i + 2], 16) for i in (1, 3, 5))


def close(one, other, by=6):
    return all(abs(a - b) <= by for a, b in zip(one, other, strict=True))


def pixel(image, x, y):
    return image.getpixel((int(x * PIXELS), int(y * PIXELS)))


# ---- PNG ---------------------------------------------------------------------------------------


@every
def test_a_png_is_as_large_as_the_scene(view):
    its = scene(SPEC, view.layout())
    width, height = png(view).size
    assert width == pytest.approx(its.width * PIXELS, abs=3)
    assert height == pytest.approx(its.height * PIXELS, abs=3)


@pytest.mark.full
def test_a_picture_that_is_longer_than_a_png_can_be_is_scaled_as_a_whole(monkeypatch):
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", None)
    spec = CATALOGUE["resnet152"]
    long = scene(spec, LONG.layout())
    image = Image.open(BytesIO(engine.layout(ink.write(long, LONG, PALETTES["light"]), "png")))
    scale = MOST_PIXELS / long.height
    assert scale < PIXELS
    assert image.height == MOST_PIXELS
    assert image.width == pytest.approx(long.width * scale, abs=3)
    last = max(long.items, key=lambda item: item.y)
    x, y = round(last.x * scale), round(last.y * scale)
    around = image.convert("L").crop((x - 60, y - 20, x + 60, min(y + 20, image.height)))
    assert around.getextrema()[0] < 100  # what stands last is there, in ink


@every
def test_the_paper_is_that_of_the_theme_to_the_edge(view):
    image = png(view)
    width, height = image.size
    edge = [(x, y) for x in range(width) for y in (1, height - 2)]
    edge += [(x, y) for x in (1, width - 2) for y in range(height)]
    paper = rgb(PALETTES[view.theme]["paper"])
    assert [place for place in edge if not close(image.getpixel(place), paper)] == []


@every
def test_boxes_stand_where_the_scene_has_them_filled_and_red_where_they_stride(view):
    image, palette = png(view), PALETTES[view.theme]
    strided = 0
    for item in scene(SPEC, view.layout()).items:
        boxes = [shape for shape in item.shapes if isinstance(shape, Rect)]
        if not {"op", "closed"} & {*item.classes.split()} or not boxes:
            continue
        box = max(boxes, key=lambda box: (box.width, -box.x))
        left, right = item.x + box.x, item.x + box.x + box.width
        y = item.y + box.y + box.height / 4  # arrows end at the middle of a side
        for x, inwards in ((left, 3), (right, -3)):
            inside = pixel(image, x + inwards, y)
            assert close(inside, rgb(palette[box.fill])), item.id
            assert not close(pixel(image, x, y), inside, 40), item.id
            if box.thick == 2:
                assert close(pixel(image, x, y), rgb(palette["stride"]), 40), item.id
                strided += 1
    assert strided or not view.focus.startswith(("stem", "layer2"))


@every
def test_arrows_run_where_the_scene_has_them(view):
    image, paper = png(view), rgb(PALETTES[view.theme]["paper"])
    for item in scene(SPEC, view.layout()).items:
        if "arrow" in item.classes:
            (line,) = [shape for shape in item.shapes if isinstance(shape, Line)]
            (x0, y0), (x1, y1) = line.points[:2]
            x, y = item.x + (x0 + x1) / 2, item.y + (y0 + y1) / 2
            around = [pixel(image, x + dx, y + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)]
            assert line.dashed or not all(close(it, paper, 40) for it in around), item.id


# ---- What Graphviz reads -----------------------------------------------------------------------


def read(text):
    """The DOT as Graphviz has read it, and what it draws, as SVG."""
    graph = AGraph(string=text)
    return graph, ElementTree.fromstring(graph.draw(format="svg", prog="nop2"))


def written_on(root):
    return [text.text.replace("\N{NO-BREAK SPACE}", " ") for text in root.iter(SVG + "text")]


@every
def test_every_word_of_the_scene_is_written_in_its_place(view):
    its, palette = scene(SPEC, view.layout()), PALETTES[view.theme]
    graph, root = read(written(view))
    texts = [(it, text) for it in its.items for text in it.shapes if isinstance(text, Text)]
    for number, (item, text) in enumerate(texts):
        words = text.words
        words = labels.shape_text(words, view) if isinstance(words, Tensor) else words
        assert written_on(root)[number] == words
        x = text.x + (width_of(words, text.size) / 2 if text.anchor == "start" else 0)
        look = graph.get_node(str(number)).attr
        left, up = map(float, look["pos"].split(","))
        assert left == pytest.approx(item.x + x, abs=0.6)
        assert its.height - up == pytest.approx(item.y + text.y - 0.36 * text.size, abs=0.1)
        assert (float(look["fontsize"]), look["fontcolor"]) == (text.size, palette[text.color])
    bold = [it.text for it in root.iter(SVG + "text") if it.get("font-weight") == "bold"]
    assert len(bold) == sum(text.bold for _, text in texts) > 0
    assert len(written_on(root)) == len(texts)


@every
def test_colours_are_those_of_the_theme_alone(view):
    found = set(re.findall("#[0-9a-f]{6}", written(view)))
    assert found <= set(PALETTES[view.theme].values())
    other = PALETTES["light" if view.theme == "dark" else "dark"]
    assert found & set(other.values()) == set()


def test_dashes_end_where_they_should():
    """A style holds until another is set: nothing after a dashed line may be dashed by mistake."""
    _, root = read(written(View("layer2", "conv")))
    dashed = [it for it in root.iter() if it.get("stroke-dasharray")]
    assert [it.get("stroke") for it in dashed] == [PALETTES["light"]["shortcut"]]


@pytest.mark.parametrize("words", ["&", "<b>&lt;</b>", '"', "⌈H/32⌉·–→×", "a  b"])
def test_words_are_written_as_they_are(words):
    shapes = (Rect(0, 0, 9, 9, "paper"), Text(5, 5, words, 9, "ink"))
    item = Item("a", "op", "", "", 0, 0, shapes, Bounds(0, 0, 9, 9))
    text = ink.write(Scene(50, 20, (item,)), View(), PALETTES["light"])
    assert written_on(read(text)[1]) == [words]


# ---- Long pictures -----------------------------------------------------------------------------


def test_no_line_of_a_string_is_longer_than_graphviz_takes():
    strings = re.split(r'"|\\\n', written(LONG))
    assert sum(map(len, strings)) > 100_000
    assert max(map(len, strings)) < 2**14


@pytest.mark.parametrize("direction", representatives(DIRECTIONS, ["TB"]))
def test_a_long_picture_is_drawn_to_its_end(direction):
    view = replace(LONG, direction=direction)
    its = scene(SPEC, view)
    image = png(view)
    right, down = image.size[0] / its.width, image.size[1] / its.height
    assert right == pytest.approx(down, rel=0.02)
    nodes = [item for item in its.items if {"conv", "tensor"} & {*item.classes.split()}]
    for item in (nodes[0], nodes[len(nodes) // 2], nodes[-1]):
        shape = item.shapes[0]
        inside = item.bounds.left + 6 if shape.fill == "tensor" else item.x + shape.x + 3
        found = image.getpixel((int(inside * right), int(item.y * down)))
        assert close(found, rgb(PALETTES["light"][shape.fill]), 12), item.id


# ---- PDF ---------------------------------------------------------------------------------------


def page(content):
    """Width and height of a PDF's one page, in points."""
    ((left, top, right, bottom),) = re.findall(rb"/MediaBox \[ (\S+) (\S+) (\S+) (\S+) \]", content)
    return float(right) - float(left), float(bottom) - float(top)


@pytest.mark.parametrize("view", [*VIEWS, LONG], ids=lambda view: f"{view.focus}-{view.detail}")
def test_a_pdf_is_one_page_as_large_as_the_scene(view):
    content = engine.layout(written(view), "pdf")
    its = scene(SPEC, view.layout())
    assert content.startswith(b"%PDF-")
    assert page(content) == pytest.approx((its.width, its.height), abs=2)
