"""Pictures coloured by what their parts cost: the numbers, the colours and the key."""

import pytest
from resnet_atlas.diagram.view import View
from resnet_atlas.facts.facts import Facts
from resnet_atlas.network.catalogue import CATALOGUE
from resnet_atlas.render.formats import tikz
from resnet_atlas.render.heat import HEATS, amount_of, heated
from resnet_atlas.render.layout.boxes import text_bounds
from resnet_atlas.render.places import meets, obstacles
from resnet_atlas.render.theme import DARK, LIGHT
from resnet_atlas.store.local_graphs import graph_of

from tests.pictures import scene

SPEC = CATALOGUE["resnet50"]
STAGES = View()
BLOCK = View("layer2.0", "conv")


def amounts(view, by):
    """What each box has, by its id."""
    items = scene(SPEC, view).items
    facts = Facts(graph_of(SPEC))
    covers = {item.id: item.covers for item in items if item.classes.startswith("frame")}
    return {
        item.id: amount_of(item, facts, by, covers)
        for item in items
        if {"op", "closed"} & {*item.classes.split()}
    }


def test_the_boxes_of_a_network_have_all_that_it_costs():
    assert sum(amounts(STAGES, "parameters").values()) == 25_557_032
    assert sum(amounts(STAGES, "macs").values()) == 4_089_184_256


def test_a_conv_has_the_multiply_adds_of_its_weights_at_each_position():
    macs = amounts(BLOCK, "macs")
    assert macs["layer2.0.conv2"] == 128 * 128 * 9 * 28 * 28
    assert macs["layer2.0.downsample.0"] == 256 * 512 * 28 * 28
    assert macs["layer2.0.add"] == 0


def test_a_box_for_several_blocks_has_their_sum_but_the_last_ones_field():
    folded = View("layer2", "block")
    alone = amounts(View("layer2", "block", fold=False), "macs")
    assert amounts(folded, "macs")["layer2.1"] == sum(alone[f"layer2.{n}"] for n in (1, 2, 3))
    fields = amounts(View("layer2", "block", fold=False), "field")
    assert amounts(folded, "field")["layer2.1"] == fields["layer2.3"] > fields["layer2.1"]


@pytest.mark.parametrize("by", HEATS)
def test_the_most_is_hottest_and_the_key_says_what_is_shown(by):
    hot, palette = heated(scene(SPEC, BLOCK), Facts(graph_of(SPEC)), by, LIGHT, BLOCK)
    fills = {
        item.id: next(it.fill for it in item.shapes if getattr(it, "outline", False))
        for item in hot.items
        if item.classes.startswith("op ")
    }
    largest = max(fills, key=amounts(BLOCK, by).__getitem__)
    assert fills[largest] == "heat-65"
    assert {*fills.values()} <= {*palette}
    words = [
        item.shapes[0].words
        for item in hot.items
        if item.id.startswith("key ") and item.shapes[0].__class__.__name__ == "Text"
    ]
    assert words[0] == HEATS[by]
    assert all(tikz.escaped(word).isascii() for word in words)  # as LaTeX takes them
    assert all(item.bounds.left >= 0 and item.bounds.right <= hot.width for item in hot.items)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_words_on_the_hottest_box_can_be_read(palette):
    _, colors = heated(scene(SPEC, BLOCK), Facts(graph_of(SPEC)), "macs", palette, BLOCK)

    def light(color):
        parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [it / 12.92 if it <= 0.04045 else ((it + 0.055) / 1.055) ** 2.4 for it in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((light(colors["heat-65"]), light(colors["ink"])))
    assert (high + 0.05) / (low + 0.05) >= 4.5


@pytest.mark.parametrize(
    "view",
    [
        STAGES,
        BLOCK,
        View("layer2", "conv", narrow=True),
        View("layer2", "conv", direction="LR"),
    ],
    ids=["stages", "block", "narrow", "across"],
)
def test_a_number_of_11_points_stands_beside_its_box_and_covers_nothing(view):
    plain = scene(SPEC, view)
    hot, _ = heated(plain, Facts(graph_of(SPEC)), "macs", LIGHT, view)
    taken = [bounds for item in plain.items for bounds in obstacles(item)]
    numbers = [
        (item, item.shapes[-1])
        for item, before in zip(hot.items, plain.items, strict=False)
        if len(item.shapes) > len(before.shapes)
    ]
    assert numbers
    for item, number in numbers:
        assert number.size == 11
        bounds = text_bounds(number).moved(item.x, item.y)
        assert not any(meets(bounds, other) for other in taken), item.id
        taken.append(bounds)
