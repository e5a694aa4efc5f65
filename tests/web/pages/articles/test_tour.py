import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from resnet_atlas.facts.paper.published import BILLIONS
from resnet_atlas.network.catalogue import CATALOGUE
from resnet_atlas.network.module import build
from resnet_atlas.network.spec import ResNetSpec
from resnet_atlas.web.pages.articles.figures import FIGURES
from resnet_atlas.web.templates import compact

from tests.html import Page

HTML = {"Accept": "text/html"}
PAPER = ("resnet18", "resnet34", "resnet50", "resnet101", "resnet152")


def tour(client, query=""):
    return Page(client.get(f"/tour{query}", headers=HTML).text)


def within(it, id):
    (element,) = [element for element in it.elements if element.get("id") == id]
    return element


def below(element):
    yield element
    for child in element.children:
        yield from below(child)


def hooked(spec, height, width):
    """Every module's input and output shape, by PyTorch itself on the meta device."""
    shapes = {}

    def keep(path):
        def hook(_, inputs, output):
            shapes.setdefault(path, (tuple(inputs[0].shape), tuple(output.shape)))

        return hook

    model = build(spec).eval()
    for path, module in model.named_modules():
        module.register_forward_hook(keep(path))
    model(torch.empty(1, spec.in_channels, height, width, device="meta"))
    return shapes


def text(shape):
    return "×".join(map(str, shape[1:]))


def sections(it):
    """The parts of the page that are about one network, with that network's spec."""
    for element in it.elements:
        address = element.get("data-graph")
        if address:
            name = re.search(r"/api/v1/models/(\w+)/graph", address)[1]
            spec = CATALOGUE[name]
            yield replace(spec, stride_in_1x1="stride_in_1x1" in address), element


@pytest.mark.parametrize(("query", "height", "width"), [("", 224, 224), ("?size=225x97", 225, 97)])
def test_every_shape_in_the_text_is_pytorchs(client, query, height, width):
    compared = 0
    for spec, section in sections(tour(client, query)):
        shapes = hooked(spec, height, width)
        for element in below(section):
            for name, side in (("data-in", 0), ("data-out", 1)):
                if element.get(name):
                    assert element.words == text(shapes[element.get(name)][side]), element
                    compared += 1
    assert compared >= 30


def test_every_shape_in_a_figure_is_pytorchs(client):
    it = tour(client, "?size=225x97")
    for figure in FIGURES:
        shapes = {text(out) for _, out in hooked(figure.network.spec, 225, 97).values()}
        shapes.add("3×225×97")
        svg = within(it, f"figure-{figure.number}")
        drawn = [element.words for element in below(svg) if element.get("data-shape")]
        assert drawn
        assert set(drawn) <= shapes


def test_macs_in_the_text_are_those_of_either_place_of_the_stride(client):
    costs = {}
    for spec, section in sections(tour(client)):
        for element in below(section):
            if element.get("data-cost") == "macs network":
                costs[spec] = round(int(element.get("value")) / 1e9, 2)
    fifty = CATALOGUE["resnet50"]
    assert costs[fifty] == 4.09
    assert costs[replace(fifty, stride_in_1x1=True)] == 3.86
    assert [costs[CATALOGUE[name]] for name in PAPER] == [1.81, 3.66, 4.09, 7.8, 11.51]


def test_depths_are_counted_in_the_models(client):
    rows = [
        row.words.split("\n") for row in below(within(tour(client), "depth")) if row.tag == "tr"
    ]
    cells = [re.findall(r"\d+", " ".join(row)) for row in rows[1:]]
    for name, row in zip(PAPER, cells, strict=True):
        model = build(CATALOGUE[name])
        kinds = (torch.nn.Conv2d, torch.nn.Linear)
        layers = [path for path, module in model.named_modules() if isinstance(module, kinds)]
        shortcuts = [path for path in layers if "downsample" in path]
        joined = "".join(row)
        depth = str(len(layers) - len(shortcuts))
        assert f"resnet{depth}" == name
        assert joined.endswith(depth + depth + str(len(shortcuts))), row


def test_each_claim_meets_its_evidence(client):
    it = tour(client)
    words = {n: " ".join(within(it, f"evidence-{n}").words.split()) for n in range(1, 6)}
    model = build(CATALOGUE["resnet50"])
    blocks = [path for path, module in model.named_modules() if hasattr(module, "downsample")]
    projected = [path for path in blocks if model.get_submodule(path).downsample is not None]
    assert "Every bottleneck has a conv on its shortcut." in words[1]
    assert f"{len(projected)} of {len(blocks)}. In the other 12 the shortcut is" in words[1]
    assert all(path in words[1] for path in projected)
    count = [
        f"{sum(p.numel() for p in model.get_submodule(f'layer1.{n}').parameters()):,} parameters"
        for n in range(2)
    ]
    assert all(number in words[2] for number in count)
    assert "layer1.0.downsample" in words[3]
    assert "resnet50: 0 × BasicBlock, 16 × Bottleneck" in words[4]
    assert (
        "Of every 2×2 positions the paper’s first 1×1 reads one and drops the other 3" in words[5]
    )
    assert "it makes 128×28×28 of 256×56×56." in words[5]
    assert "At 224×224 ResNet-50 has 4.09 G MACs in PyTorch, and 3.86 G with" in words[5]
    assert f"the paper prints {BILLIONS['resnet50']} G" in words[5]
    weights = [
        sum(it.numel() for it in build(replace(CATALOGUE["resnet34"], shortcut=way)).parameters())
        for way in ("padded", "projection")
    ]
    assert "has {} parameters instead of {}.".format(*map(compact, weights)) in words[5]


def test_figure_1_says_of_every_stage_how_often_its_block_is_there(client):
    words = " ".join(within(tour(client), "figure-1").words.split())
    for name in PAPER:
        counts = " ".join(f"×{depth}" for depth in CATALOGUE[name].depths)
        assert f"{counts} " in words, name
    assert "Figure 1 The five depths" in words


def test_figures_have_the_articles_numbers_and_lead_to_the_explorer(client):
    it = tour(client, "?size=225")
    for figure in FIGURES:
        place = within(it, f"figure-{figure.number}")
        links = [element.get("href") for element in below(place) if element.tag == "a"]
        wanted = f"/models/{figure.model}?focus={figure.focus}&size=225"
        assert wanted in links
        marks = [e.words for e in below(place) if e.get("class") == "mark"]
        assert sorted(marks) == [str(number) for number in figure.numbers]


def test_rows_and_columns_drop_each_their_own(client):
    it = tour(client, "?size=223x500")
    dropped = {e.get("data-axis"): e.words for e in it.elements if e.get("data-dropped")}
    assert dropped == {"0": "0", "1": "1"}


@pytest.mark.parametrize(
    ("size", "said"),
    [
        ("224", "Here it is 1 of its rows and 1 of its columns."),
        ("223x500", "Here it is 0 of its rows and 1 of its columns."),
        ("225", "Here nothing is left over."),
        ("1", "Here nothing is left over."),
    ],
)
def test_what_is_left_over_is_said_in_one_way(client, size, said):
    it = tour(client, f"?size={size}")
    shown = [e.words for e in it.elements if e.get("data-left") and e.get("hidden") is None]
    assert shown == [said]


def test_no_mark_can_be_read_as_a_number(client):
    """Who reads the text alone hears of marks as such, and of the strides in numbers."""
    it = tour(client)
    for id in ("stem", "downsample", "bottleneck", "halving"):
        words = " ".join(within(it, id).words.split())
        assert "(mark 1)" in words
        assert not re.search(r"((?<!conv)\d|stride) \(mark", words), words
        assert not re.search(r"\(mark \d\)\d", words), words
    assert "conv2 (mark 1), the 3×3, has a stride of 2 and halves" in words
    assert "all their convs (mark 3) have a stride of 1" in words


def test_a_figure_is_drawn_from_the_model(client, monkeypatch):
    """Another ResNet-18 under that name: another figure, other words."""
    before = client.get("/tour?size=221", headers=HTML).text
    other = ResNetSpec("basic", (2, 3, 2, 2))
    monkeypatch.setitem(CATALOGUE, "resnet18", other)
    after = client.get("/tour?size=222", headers=HTML).text
    figures = [within(Page(text), "figure-4") for text in (before, after)]
    assert "layer2.1 · BasicBlock" in figures[0].words
    assert "layer2.1–2 · BasicBlock" in figures[1].words
    assert "2·(2 + 3 + 2 + 2)" in after


def test_a_figure_is_drawn_from_the_module_itself(client, monkeypatch):
    """Another module for a spec, whose graph is known: another shape in the figure."""
    from resnet_atlas.graph.tracing.trace import trace
    from resnet_atlas.network.module import build

    spec = ResNetSpec("basic", (2, 2, 2, 2), num_classes=4321)
    module = build(spec)
    module.conv1.stride = (1, 1)
    client.app.state.graphs.keep(spec, trace(module))
    monkeypatch.setitem(CATALOGUE, "resnet18", spec)
    it = tour(client, "?size=223")
    shapes = [e.words for e in below(within(it, "figure-2")) if e.get("data-shape")]
    assert "64×223×223" in shapes
    assert "64×112×112" in shapes


def test_without_scripts_the_size_is_a_form(client):
    it = tour(client, "?size=97&theme=dark")
    (field,) = [e for e in it.all("input") if e.get("name") == "size"]
    assert field.get("value") == "97"
    (form,) = [e for e in it.all("form") if e.get("action") == "/tour"]
    assert [e.get("value") for e in below(form) if e.get("name") == "theme"] == ["dark"]


@pytest.mark.parametrize("query", ["?size=0", "?foo=1", "?batch=2"])
def test_what_can_not_be_is_named_and_the_nearest_is_shown(client, query):
    answer = client.get(f"/tour{query}", headers=HTML)
    assert answer.status_code == 200
    assert f"<code>{query[1:]}</code>" in answer.text


def test_numbers_are_rounded_as_scripts_round_them():
    numbers = json.loads((Path(__file__).parents[3] / "numbers.json").read_text())
    assert {number: compact(int(number)) for number in numbers} == numbers
