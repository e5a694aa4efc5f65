"""Highlighted branches and the colouring by cost."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.api import api, compact
from tests.browser.explorer_page import Explorer

pytestmark = pytest.mark.browser


HEAT = ("parameters", "macs", "activations", "field")


def test_pointing_at_a_branch_highlights_it_and_not_the_other(page: Page, explorer: Explorer):
    explorer.visit("/models/resnet50?focus=layer2.0")
    explorer.part("layer2.0.conv2").hover()
    assert {
        "layer2.0.conv1",
        "layer2.0.conv2",
        "layer2.0.conv3",
        "layer2.0.add",
    } <= explorer.highlighted()
    assert "layer2.0.downsample.0" not in explorer.highlighted()
    assert any(">layer2.0.conv2" in id for id in explorer.highlighted())
    explorer.part("layer2.0.downsample.0").hover()
    assert {"layer2.0.downsample.0", "layer2.0.add"} <= explorer.highlighted()
    assert not {"layer2.0.conv1", "layer2.0.conv2", "layer2.0.conv3"} & explorer.highlighted()
    dim = explorer.part("layer2.0.conv2").evaluate("it => Number(getComputedStyle(it).opacity)")
    assert dim < 0.6
    page.mouse.move(5, 5)
    assert explorer.highlighted() == set()


@pytest.mark.full
def test_pointing_at_an_arrow_highlights_both_its_ends(page: Page, explorer: Explorer):
    explorer.visit("/models/resnet50?focus=layer2.1")
    page.locator('#picture .lane[data-id="layer2.1.add identity"] text').first.hover()
    ends = {end for id in explorer.highlighted() if ">" in id for end in id.split(">")}
    assert "layer2.1.add" in ends
    assert not {"layer2.1.conv1", "layer2.1.conv2"} & explorer.highlighted()


@pytest.mark.full
def test_an_arrow_can_be_pointed_at_within_a_few_pixels(page: Page, explorer: Explorer):
    explorer.visit("/models/resnet50?focus=layer2.0")
    for id in ("layer2.0.conv1>layer2.0.conv2", "layer2.0.downsample.0>layer2.0.add"):
        x, y = page.locator(f'#picture .arrow[data-id="{id}"] path').first.evaluate(
            """it => { const {x, y} = it.getPointAtLength(it.getTotalLength() / 3);
            const at = new DOMPoint(x, y).matrixTransform(it.getScreenCTM());
            return [at.x, at.y]; }"""
        )
        page.mouse.move(x, y)
        assert id in explorer.highlighted()
        page.mouse.move(x + 3, y + 3)
        assert id in explorer.highlighted()


def test_shortcut_and_residual_branch_differ_by_more_than_colour(page: Page, explorer: Explorer):
    explorer.visit("/models/resnet50?focus=layer2")
    dashes = page.evaluate(
        """Object.fromEntries(['identity', 'residual'].map(kind => [kind,
        [...document.querySelectorAll(`#picture .arrow.${kind}:not(.out) path:first-of-type`)]
        .map(it => getComputedStyle(it).strokeDasharray)]))"""
    )
    assert set(dashes["residual"]) == {"none"}
    assert dashes["identity"]
    assert "none" not in dashes["identity"]


@pytest.mark.full
def test_the_clicked_part_has_one_outline(page: Page, explorer: Explorer):
    explorer.visit("/models/resnet50?focus=layer2.0")
    explorer.part("layer2.0.conv2").click()
    rings = page.evaluate(
        """["#picture .selected", "#picture .selected a:focus"].map(it =>
        getComputedStyle(document.querySelector(it)).outlineStyle)"""
    )
    assert rings == ["solid", "none"]


def test_the_strongest_colour_has_the_largest_amount_and_a_key(
    page: Page, explorer: Explorer, server: str
):
    explorer.visit("/models/resnet50?focus=layer2&size=225")
    layers = {it["id"]: it for it in api(server, "resnet50/layers?size=225")["layers"]}
    key = explorer.heat_key
    for by in HEAT:
        explorer.heat.select_option(by)
        expect(key).to_be_visible()
        colours = page.evaluate(
            """Object.fromEntries([...document.querySelectorAll('#picture .op')].map(it => [
            it.dataset.id, it.querySelector('rect, ellipse').style.fill]))"""
        )
        fills = {id: int(re.search(r"(\d+)%", colour)[1]) for id, colour in colours.items()}
        amounts = {id: layers[id].get(by) for id in fills}
        if by == "field":  # what is drawn once for many sees what the last of them does
            last = {id: id.replace("layer2.1.", "layer2.3.") for id in fills}
            amounts = {id: max(layers[last[id]]["receptive_field"]) for id in fills}
        order = sorted(fills, key=amounts.get)
        assert [fills[id] for id in order] == sorted(fills.values())
        assert fills[order[-1]] > fills[order[0]]
        expect(key).to_contain_text(compact(amounts[order[-1]]).partition(" (")[0])
    explorer.heat.select_option("")
    expect(key).to_be_hidden()
    assert page.locator("#picture :is(.amount, .figure)").count() == 0


@pytest.mark.full
def test_a_closed_group_is_coloured_by_its_sum(explorer: Explorer, server: str):
    explorer.visit("/models/resnet50?open=layer3")
    before = explorer.picture.bounding_box()
    explorer.heat.select_option("macs")
    expect(explorer.heat_key).to_be_visible()
    assert explorer.picture.bounding_box() == before
    stages = api(server, "resnet50")["stages"]
    blocks = [block["totals"]["macs"] for block in stages[2]["blocks"]]
    for id, macs in {"layer2": stages[1]["totals"]["macs"], "layer3.1": sum(blocks[1:])}.items():
        assert explorer.part(id).locator(".amount").text_content() == f"MACs: {macs:,}"


def test_amounts_are_written_too_and_follow_the_size(explorer: Explorer):
    explorer.visit("/models/resnet50?focus=layer2.0#heat=macs")
    amount = explorer.part("layer2.0.conv2").locator("title.amount")
    assert amount.text_content() == f"MACs: {28 * 28 * 128 * 128 * 9:,}"
    assert explorer.part("layer2.0.conv2").locator(".figure").text_content() == "115.61 M"
    assert explorer.part("layer2.0.add").locator(".figure").count() == 0
    explorer.type_size("225")
    assert explorer.part("layer2.0.conv2").locator(".figure").text_content() == "124.01 M"
    assert amount.text_content() == f"MACs: {29 * 29 * 128 * 128 * 9:,}"
