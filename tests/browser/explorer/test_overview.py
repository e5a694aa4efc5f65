"""The strip of blocks, the minimap, and the table below the picture."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.explorer_page import Explorer

pytestmark = pytest.mark.browser


@pytest.mark.full
def test_a_click_on_the_strip_brings_its_block_into_sight(page: Page, explorer: Explorer):
    explorer.visit("/models/resnet50?detail=block&fold=false")
    assert not explorer.in_sight("layer4.2")
    page.locator('#strip [data-id="layer4.2"] .hit').click()
    explorer.wait_until_still()
    assert explorer.in_sight("layer4.2")
    assert explorer.selected() == "layer4.2"
    page.locator('#strip [data-id="stem"] .hit').click()
    explorer.wait_until_still()
    assert explorer.in_sight("stem")


@pytest.mark.full
def test_the_strip_shows_every_block_and_follows_the_size(page: Page, explorer: Explorer):
    explorer.visit("/models/resnet50")
    assert page.locator("#strip g.block").count() == 16
    bar = page.locator('#strip [data-id="layer2.0"] title')
    assert "512×28×28" in bar.text_content()
    explorer.type_size("225")
    assert "512×29×29" in bar.text_content()
    heights = page.evaluate(
        "[...document.querySelectorAll('#strip .map')].map(it => Number(it.getAttribute('height')))"
    )
    assert heights == sorted(heights, reverse=True)


def test_large_pictures_have_a_minimap_and_a_click_goes_there(page: Page, explorer: Explorer):
    explorer.visit("/models/resnet50")
    expect(explorer.minimap).to_be_hidden()
    explorer.visit("/models/resnet50?detail=conv&fold=false")
    assert "zoom" not in page.url
    box = explorer.minimap.bounding_box()
    assert box
    assert not explorer.in_sight("fc")
    end = (box["x"] + box["width"] / 2, box["y"] + box["height"] - 3)
    page.mouse.click(*end, button="right")
    assert not explorer.in_sight("fc")
    page.mouse.click(*end)
    assert explorer.in_sight("fc")
    expect(page).to_have_url(re.compile("#zoom="))
    page.mouse.move(*end)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 2, steps=4)
    page.mouse.up()
    assert explorer.in_sight("conv1")


@pytest.mark.full
def test_every_op_of_the_picture_has_a_row_in_the_table(page: Page, explorer: Explorer):
    explorer.visit("/models/resnet50?detail=conv&fold=false")
    ops = page.locator("#picture .op").evaluate_all("ops => ops.map(it => it.dataset.id)")
    rows = page.locator("#layers tbody tr").evaluate_all("rows => rows.map(it => it.id)")
    assert sorted(ops) == sorted(rows)
