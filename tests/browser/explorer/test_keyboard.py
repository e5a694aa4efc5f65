"""Walking through the picture by keyboard."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.api import api
from tests.browser.explorer_page import Explorer
from tests.depth import full

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("direction", ["TB", *full(["LR"])])
def test_arrow_keys_walk_along_the_data_flow_to_the_output(
    explorer: Explorer, server: str, direction: str
):
    explorer.visit(f"/models/resnet18?detail=conv&fold=false&direction={direction}")
    forward, backward = {"TB": ("ArrowDown", "ArrowUp"), "LR": ("ArrowRight", "ArrowLeft")}[
        direction
    ]
    explorer.picture.focus()
    way = []
    while (step := explorer.walk(forward)) and (not way or step != way[-1]):
        way.append(step)
        assert len(way) < 99
    shown = ("conv", "max_pool", "add", "avg_pool", "linear")
    layers = api(server, "resnet18/layers")["layers"]
    ops = [it["id"] for it in layers if it["kind"] in shown and it["role"] != "shortcut"]
    assert way[0] == "input"
    assert [id for id in way if id != "input" and not id.endswith("→")] == ops
    assert way[-1].removesuffix("→") == "fc"
    for expected in way[-2:-14:-1]:
        assert explorer.walk(backward) == expected


@pytest.mark.parametrize("direction", ["TB", *full(["LR"])])
def test_arrow_keys_cross_to_the_shortcut_and_back(explorer: Explorer, direction: str):
    out, back = {"TB": ("ArrowRight", "ArrowLeft"), "LR": ("ArrowDown", "ArrowUp")}[direction]
    explorer.visit(f"/models/resnet18?detail=conv&direction={direction}#select=layer2.0.conv1")
    explorer.picture.focus()
    assert explorer.walk(out) == "layer2.0.downsample.0"
    assert explorer.walk(back) in ("layer2.0.conv1", "layer2.0.conv2")


@pytest.mark.full
def test_walking_keeps_the_selection_in_sight_and_in_focus(page: Page, explorer: Explorer):
    explorer.visit("/models/resnet18?detail=conv")
    explorer.picture.focus()
    for _ in range(20):
        page.keyboard.press("ArrowDown")
    explorer.wait_until_still()
    id = explorer.selected()
    assert explorer.in_sight(id)
    assert page.evaluate("document.activeElement.closest('g').dataset.id") == id
    assert page.evaluate("document.activeElement.matches(':focus-visible')")


@pytest.mark.full
def test_enter_goes_to_the_row_of_an_op_and_escape_clears_the_selection(
    page: Page, explorer: Explorer
):
    explorer.visit("/models/resnet18?detail=conv#select=layer2.0.conv1")
    explorer.picture.focus()
    page.keyboard.press("Enter")
    expect(page.locator('[id="layer2.0.conv1"]')).to_be_in_viewport()
    assert page.evaluate("document.activeElement.closest('tr').id") == "layer2.0.conv1"
    explorer.picture.focus()
    page.keyboard.press("Escape")
    assert explorer.selected() is None


@pytest.mark.full
def test_arrow_keys_go_on_from_a_selected_arrow(page: Page, explorer: Explorer):
    explorer.visit("/models/resnet50?focus=layer2.1#select=layer2.1.conv2>layer2.1.conv3")
    for key, there in (("ArrowDown", "layer2.1.conv3"), ("ArrowUp", "layer2.1.conv2")):
        explorer.picture.press(key)
        assert explorer.selected() == there
    page.locator("#picture .lane text").first.click()
    explorer.picture.press("ArrowUp")
    assert explorer.selected() == "layer2.1.conv3"


@pytest.mark.full
def test_backspace_selects_the_frame_around(explorer: Explorer):
    explorer.visit("/models/resnet18?detail=conv#select=layer2.0.conv1")
    explorer.picture.focus()
    assert [explorer.walk("Backspace") for _ in range(2)] == ["layer2.0", "layer2"]


def test_a_question_mark_lists_the_keys_and_a_slash_opens_the_search(
    page: Page, explorer: Explorer
):
    explorer.visit("/models/resnet50")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(page.get_by_role("dialog")).to_contain_text("walk along the data flow")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.keyboard.press("/")
    expect(explorer.search).to_be_focused()
    page.keyboard.type("3x3/?")
    expect(explorer.search).to_have_value("3x3/?")
    expect(page.get_by_role("dialog")).to_be_hidden()
