"""Searching the picture."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.api import api
from tests.browser.explorer_page import Explorer
from tests.depth import full

pytestmark = pytest.mark.browser


SOUGHT = {
    "conv2": lambda it: "conv2" in it["id"],
    "3x3": lambda it: it["kernel"] == [3, 3],
    "stride=2": lambda it: it["stride"] == [2, 2],
    "512x28x28": lambda it: it["output"] == [1, 512, 28, 28],
    "conv2 stride=2": lambda it: "conv2" in it["id"] and it["stride"] == [2, 2],
    "add": lambda it: it["kind"] == "add",
}


def test_search_finds_what_the_api_knows(page: Page, explorer: Explorer, server: str):
    explorer.visit("/models/resnet50?detail=conv")
    layers = api(server, "resnet50/layers")["layers"]
    for text, fits in SOUGHT.items():
        hits = [it["id"] for it in layers if fits(it)]
        explorer.search.fill(text)
        expect(explorer.found).to_have_text(f"{len(hits)} found")
        assert page.locator("#picture .hit").count() > 0
        explorer.search.press("Enter")
        expect(explorer.found).to_contain_text(f"1 of {len(hits)}: {hits[0]}")


@pytest.mark.full
def test_a_hit_within_a_folded_run_is_explained_itself(page: Page, explorer: Explorer, server: str):
    explorer.visit("/models/resnet50")
    explorer.search.fill("layer3.4.conv2")
    explorer.search.press("Enter")
    expect(explorer.copied.first).to_have_text("layer3.4.conv2")
    expect(explorer.inspector).to_contain_text("identical blocks, layer3.1 to layer3.5")
    (row,) = [it for it in api(server, "resnet50/layers")["layers"] if it["id"] == "layer3.4.conv2"]
    field = "×".join(map(str, row["receptive_field"]))
    expect(explorer.inspector).to_contain_text(f"{field}, stride")
    expect(explorer.selection).to_have_attribute("data-id", "layer3.1.conv2")
    expect(page).to_have_url(re.compile("select=layer3.4.conv2"))
    page.reload()
    explorer.wait_until_ready()
    expect(explorer.copied.first).to_have_text("layer3.4.conv2")
    explorer.picture.focus()
    page.keyboard.press("ArrowDown")
    assert explorer.selected() == "layer3.1.conv3"


@pytest.mark.parametrize("text", ["stride = 2", *full(["Conv2d stride=2"])])
def test_search_understands_what_people_type(explorer: Explorer, server: str, text: str):
    explorer.visit("/models/resnet50")
    explorer.search.fill(text)
    kinds = ["conv"] if "Conv" in text else ["conv", "max_pool"]
    layers = api(server, "resnet50/layers")["layers"]
    count = sum(it["kind"] in kinds and it["stride"] == [2, 2] for it in layers)
    expect(explorer.found).to_have_text(f"{count} found")


@pytest.mark.full
def test_search_works_in_full_screen(page: Page, explorer: Explorer):
    explorer.visit("/models/resnet50?detail=conv")
    page.locator("[data-do=full]").click()
    page.wait_for_function("() => document.fullscreenElement")
    page.keyboard.press("/")
    page.keyboard.type("layer4.0.conv2")
    page.keyboard.press("Enter")
    expect(explorer.selection).to_have_attribute("data-id", "layer4.0.conv2")
    assert page.evaluate("Boolean(document.fullscreenElement)")


@pytest.mark.full
def test_a_hit_that_is_not_drawn_names_the_group_around_it(explorer: Explorer):
    explorer.visit("/models/resnet18?detail=conv")
    explorer.search.fill("layer1.0.relu")
    explorer.search.press("Enter")
    within = "layer1.0.relu is within layer1.0: only full detail draws it"
    expect(explorer.message).to_have_text(within)
    explorer.search.fill("layer1.0.conv1")
    explorer.search.press("Enter")
    expect(explorer.message).not_to_contain_text("layer1.0.conv1")
    explorer.visit("/models/resnet18?detail=full#select=layer1.0.relu")
    explorer.search.fill("layer1.0.relu")
    explorer.search.press("Enter")
    expect(explorer.found).to_contain_text("1 of 2")
    expect(explorer.message).to_be_empty()


@pytest.mark.full
def test_the_search_is_repeated_when_the_size_changes(explorer: Explorer):
    explorer.visit("/models/resnet50?detail=conv")
    explorer.search.fill("56x56")
    for _ in range(5):
        explorer.search.press("Enter")
    found = explorer.found
    expect(found).to_contain_text(": layer1")
    explorer.type_size("112")
    expect(found).to_have_text(re.compile(r"^\d+ found$"))  # that one isn't among them
    explorer.search.fill("28x28")
    explorer.search.press("Enter")
    first = found.inner_text()
    explorer.type_size("224")
    expect(found).not_to_have_text(first)


@pytest.mark.full
def test_enter_steps_through_the_hits_and_shift_enter_steps_back(explorer: Explorer):
    explorer.visit("/models/resnet18?detail=conv")
    field = explorer.search
    field.fill("downsample.0")
    for step, hit in (
        ("Enter", "layer2"),
        ("Enter", "layer3"),
        ("Enter", "layer4"),
        ("Enter", "layer2"),
        ("Shift+Enter", "layer4"),
    ):
        field.press(step)
        assert explorer.selected() == f"{hit}.0.downsample.0"
        explorer.wait_until_still()
        assert explorer.in_sight(f"{hit}.0.downsample.0")
    expect(explorer.search).to_be_focused()


def test_a_hit_within_a_closed_group_opens_it(page: Page, explorer: Explorer):
    explorer.visit("/models/resnet50")
    explorer.search.fill("layer2.0.conv2")
    explorer.search.press("Enter")
    expect(explorer.selection).to_have_attribute("data-id", "layer2.0.conv2")
    expect(page).to_have_url(re.compile("open=layer2,layer2.0"))
    explorer.wait_until_still()
    assert explorer.in_sight("layer2.0.conv2")
    expect(explorer.search).to_be_focused()


@pytest.mark.full
def test_a_hit_outside_the_focus_changes_the_focus(explorer: Explorer):
    explorer.visit("/models/resnet50?focus=layer2")
    explorer.search.fill("layer3 stride=2")
    explorer.search.press("Enter")
    expect(explorer.selection).to_have_attribute("data-id", "layer3.0.conv2")
    expect(explorer.search).to_have_value("layer3 stride=2")
    explorer.search.press("Enter")
    expect(explorer.selection).to_have_attribute("data-id", "layer3.0.downsample.0")


@pytest.mark.full
def test_no_hits_are_reported_and_escape_clears_the_search(page: Page, explorer: Explorer):
    explorer.visit("/models/resnet50?focus=layer2")
    explorer.search.fill("conv9")
    expect(explorer.found).to_contain_text("nothing")
    assert page.locator("#picture .hit").count() == 0
    explorer.search.fill("3x3")
    assert page.locator("#picture .hit").count() > 0
    explorer.search.press("Escape")
    expect(explorer.search).to_have_value("")
    assert page.locator("#picture .hit").count() == 0
    assert page.evaluate("document.activeElement.id") == "picture"


def test_where_nothing_is_found_a_click_searches_for_the_nearest(explorer: Explorer):
    explorer.visit("/models/resnet50")
    explorer.search.fill("stride 64")
    expect(explorer.found).to_contain_text("nothing found")
    explorer.found.get_by_role("button", name="stride 16").click()
    expect(explorer.search).to_have_value("stride 16")
    expect(explorer.search).to_be_focused()
    expect(explorer.found).to_contain_text("found")
    explorer.search.press("Enter")
    expect(explorer.found).to_contain_text("layer3")


@pytest.mark.full
def test_the_names_of_columns_stay_while_the_table_is_scrolled(page: Page, explorer: Explorer):
    explorer.visit("/models/resnet50")
    row = page.locator("#layers tr[id='layer4.2.conv3']")
    page.locator("#layers").evaluate("it => it.scrollIntoView()")
    page.locator("#layers .scroll").evaluate("it => it.scrollTo(0, it.scrollHeight)")
    expect(row).to_be_in_viewport()
    header = page.locator("#layers thead th").nth(4)
    expect(header).to_have_text("cumulative stride")
    expect(header).to_be_in_viewport()
    assert row.locator("td").nth(3).text_content() == "32"
