"""Opening and closing groups, unfolding identical blocks."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.explorer_page import Explorer
from tests.depth import full

pytestmark = pytest.mark.browser


@pytest.mark.full
def test_after_a_click_opens_a_stage_arrow_keys_walk_the_picture(page: Page, explorer: Explorer):
    explorer.visit("/models/resnet50")
    explorer.part("layer2").click()
    expect(explorer.part("layer2.0")).to_be_attached()
    assert explorer.selected() == "layer2"
    explorer.wait_until_still()
    page.keyboard.press("ArrowDown")
    assert explorer.selected() == "layer2.0"


@pytest.mark.full
def test_a_table_row_opens_the_groups_around_its_op(page: Page, explorer: Explorer):
    explorer.visit("/models/resnet50")
    page.locator('tr[id="layer2.0.conv2"] td').first.click()
    expect(explorer.selection).to_have_attribute("data-id", "layer2.0.conv2")
    explorer.wait_until_still()
    assert explorer.in_sight("layer2.0.conv2")


@pytest.mark.full
@pytest.mark.parametrize(("field", "value"), [("detail", "full"), *full([("direction", "LR")])])
def test_the_selection_survives_another_detail_or_direction(
    page: Page, explorer: Explorer, field: str, value: str
):
    explorer.visit("/models/resnet50?detail=conv#select=layer3.0.conv2&heat=macs")
    explorer.open_panel("view").page.locator(f"#{field}").select_option(value)
    expect(page).to_have_url(re.compile(rf"{field}={value}#select=layer3.0.conv2&heat=macs"))
    expect(explorer.selection).to_have_attribute("data-id", "layer3.0.conv2")
    explorer.wait_until_still()
    assert explorer.in_sight("layer3.0.conv2")


def test_clicks_open_and_close_a_stage_and_a_block(explorer: Explorer):
    explorer.visit("/models/resnet50?size=225").mark()
    explorer.part("layer2").click()
    expect(explorer.closed("layer2.0")).to_be_visible()
    explorer.expect_address("?open=layer2&size=225")
    explorer.wait_until_still()
    explorer.part("layer2.0").click()
    expect(explorer.part("layer2.0.conv2")).to_contain_text("stride=2 ↓2")
    explorer.expect_address("?open=layer2,layer2.0&size=225")
    explorer.wait_until_still()
    assert {"256×57×57", "512×29×29"} <= set(explorer.texts())
    explorer.title("layer2.0").click()
    expect(explorer.closed("layer2.0")).to_be_visible()
    explorer.wait_until_still()
    explorer.title("layer2").click()
    expect(explorer.closed("layer2")).to_be_visible()
    explorer.expect_address("/models/resnet50?size=225")
    assert explorer.is_marked()


@pytest.mark.full
def test_an_opened_stage_has_the_current_size(page: Page, explorer: Explorer):
    explorer.visit("/models/resnet50")
    explorer.type_size("225")
    explorer.part("layer2").click()  # before the address is written
    expect(explorer.closed("layer2.0")).to_be_visible()
    assert "512×29×29" in explorer.texts()
    explorer.expect_address("?open=layer2&size=225")
    page.go_back()
    expect(explorer.part("layer2.0")).to_have_count(0)
    assert "512×29×29" in explorer.texts()


@pytest.mark.full
def test_a_stage_can_be_closed_at_any_detail(explorer: Explorer):
    explorer.visit("/models/resnet18?detail=conv")
    explorer.title("layer1").click()
    expect(explorer.closed("layer1")).to_be_visible()
    explorer.expect_address("?detail=conv&closed=layer1")


@pytest.mark.full
def test_enter_opens_and_closes_the_selected_group(page: Page, explorer: Explorer):
    explorer.visit("/models/resnet50")
    explorer.picture.focus()
    for _ in range(4):
        page.keyboard.press("ArrowDown")
    assert explorer.selected() == "layer2"
    page.keyboard.press("Enter")
    expect(explorer.frame("layer2")).to_be_visible()
    expect(explorer.selection).to_have_attribute("data-id", "layer2")
    page.keyboard.press("Enter")
    expect(explorer.closed("layer2")).to_be_visible()
    explorer.expect_address("/models/resnet50")


def test_a_badge_unfolds_its_blocks_and_u_folds_them_again(page: Page, explorer: Explorer):
    explorer.visit("/models/resnet50?focus=layer2")
    explorer.badges.click()
    expect(explorer.frame("layer2.3")).to_be_attached()
    explorer.expect_address("?focus=layer2&unfold=layer2.1")
    explorer.wait_until_still()
    assert explorer.badges.count() == 0
    explorer.picture.focus()
    page.keyboard.press("ArrowDown")
    for key in ("ArrowDown", "u"):
        page.keyboard.press(key)
    expect(explorer.badges).to_have_count(1)
    explorer.expect_address("?focus=layer2")


@pytest.mark.full
def test_u_unfolds_the_run_around_the_selection(page: Page, explorer: Explorer):
    explorer.visit("/models/resnet50?focus=layer2#select=layer2.1.conv2")
    explorer.picture.focus()
    page.keyboard.press("u")
    explorer.expect_address("?focus=layer2&unfold=layer2.1")
    expect(explorer.part("layer2.3.conv2")).to_be_attached()


@pytest.mark.parametrize("start", ["", *full(["?open=layer2"])])
def test_the_clicked_group_stays_where_it_is(explorer: Explorer, start: str):
    explorer.visit(f"/models/resnet50{start}")
    id = "layer3" if start else "layer2"
    explorer.part(id).scroll_into_view_if_needed()
    before = explorer.part(id).bounding_box()
    explorer.part(id).click()
    expect(explorer.frame(id)).to_be_attached()
    explorer.wait_until_still()
    after = explorer.part(id).bounding_box()
    assert before
    assert after
    assert abs(before["y"] - after["y"]) < 65  # what it may give up to show all


@pytest.mark.full
def test_the_transition_between_pictures_is_short(page: Page, explorer: Explorer):
    explorer.visit("/models/resnet50")
    page.evaluate(
        """() => { window.times = []; const { animate } = Element.prototype;
        Element.prototype.animate = function (frames, timing) {
            times.push(timing.duration); return animate.call(this, frames, timing); }; }"""
    )
    explorer.part("layer2").click()
    expect(explorer.frame("layer2")).to_be_attached()
    times = page.evaluate("times")
    assert times
    assert max(times) < 500


@pytest.mark.full
def test_nothing_moves_when_reduced_motion_is_asked_for(page: Page, explorer: Explorer):
    page.emulate_media(reduced_motion="reduce")
    explorer.visit("/models/resnet50")
    page.evaluate(
        """window.moved = 0;
        new MutationObserver(() => moved += document.getAnimations().length)
        .observe(document.querySelector('#picture'), {childList: true, subtree: true,
                                                      attributes: true})"""
    )
    explorer.part("layer2").click()
    expect(explorer.frame("layer2")).to_be_attached()
    page.locator("[data-do=fit]").click()
    page.locator("[data-do=actual]").click()
    assert page.evaluate("document.getAnimations().length + moved") == 0


@pytest.mark.full
def test_an_answer_that_is_no_picture_changes_neither_address_nor_picture(
    page: Page, explorer: Explorer
):
    explorer.visit("/models/resnet50")
    page.route(
        "**/picture?open=layer2", lambda route: route.fulfill(body="<html>Log in first</html>")
    )
    explorer.part("layer2").click()
    expect(explorer.message).to_have_text("The server could not answer.")
    explorer.expect_address("/models/resnet50")
    expect(explorer.part("layer2.0")).not_to_be_attached()
