"""Zooming, dragging, fitting and full screen."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.explorer_page import SCALE, Explorer
from tests.browser.waiting import wait_until_handled

pytestmark = pytest.mark.browser


@pytest.fixture
def large(explorer: Explorer) -> Explorer:
    return explorer.visit("/models/resnet18?detail=conv")


@pytest.mark.full
def test_the_wheel_zooms_about_the_pointer(large: Explorer):
    before = large.part("maxpool").bounding_box()
    large.part("maxpool").hover()
    _, _, scale = large.camera()
    large.page.mouse.wheel(0, -300)
    large.page.wait_for_function(f"k => {SCALE} > k * 1.2", arg=scale)
    large.wait_until_still()
    after = large.part("maxpool").bounding_box()
    assert before
    assert after
    for side, length in (("x", "width"), ("y", "height")):
        middles = [box[side] + box[length] / 2 for box in (before, after)]
        assert middles[0] == pytest.approx(middles[1], abs=6)
    assert after["width"] > before["width"] * 1.2
    large.page.mouse.wheel(0, 900)
    large.page.wait_for_function(f"k => {SCALE} < k", arg=scale)


@pytest.mark.full
def test_the_picture_cannot_be_dragged_out_of_sight(page: Page, explorer: Explorer):
    explorer.visit("/models/resnet50")
    box = explorer.picture.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2 + 200, box["y"] + 20
    for _ in range(3):
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x, y + 400, steps=4)
        page.mouse.up()
    explorer.wait_until_still()
    expect(page.locator("#picture svg")).to_be_in_viewport()
    expect(explorer.minimap).to_be_visible()
    at_least = explorer.minimap.bounding_box()
    assert at_least
    assert min(at_least["width"], at_least["height"]) >= 40


@pytest.mark.full
def test_dragging_moves_the_picture_and_selects_nothing(large: Explorer):
    box = large.picture.bounding_box()
    assert box
    x, y, k = large.camera()
    start = box["x"] + 30, box["y"] + box["height"] - 40
    large.page.mouse.move(*start)
    large.page.mouse.down()
    large.page.mouse.move(start[0] + 40, start[1] - 200, steps=5)
    large.page.mouse.up()
    assert large.camera() == pytest.approx((x + 40, y - 200, k), abs=1.5)
    assert large.selected() is None
    assert large.page.url.count("closed") == 0


def test_dragging_from_a_closed_stage_does_not_open_it(page: Page, explorer: Explorer):
    explorer.visit("/models/resnet50?direction=LR")
    explorer.part("layer2").hover()
    page.mouse.down()
    box = explorer.picture.bounding_box()
    assert box
    page.mouse.move(box["x"] + 40, box["y"] + 40, steps=6)
    asked: list[str] = []
    page.on("request", lambda it: asked.append(it.url) if "/models/" in it.url else None)
    page.mouse.up()
    wait_until_handled(page)
    assert "open=" not in page.url
    assert asked == []
    expect(explorer.closed("layer2")).to_be_attached()


@pytest.mark.full
def test_fit_shows_all_and_one_to_one_the_usual_size(large: Explorer):
    large.page.locator("[data-do=fit]").click()
    large.wait_until_still()
    frame, svg = (large.page.locator(it).bounding_box() for it in ("#picture", "#picture svg"))
    assert frame
    assert svg
    assert svg["height"] <= frame["height"]
    assert svg["y"] >= frame["y"]
    assert large.in_sight("conv1")
    assert large.in_sight("fc")
    large.page.locator("[data-do=actual]").click()
    assert large.camera()[2] == pytest.approx(1, rel=0.02)


def test_keys_zoom_and_fit_the_picture(large: Explorer):
    large.picture.focus()
    scales = [large.camera()[2]]
    for key in ("+", "+", "-", "0", "1"):
        large.page.keyboard.press(key)
        scales.append(large.camera()[2])
    start, once, twice, back, fit, actual = scales
    assert start < once < twice
    assert back == pytest.approx(once)
    assert fit < start
    assert actual > fit


@pytest.mark.full
def test_leaving_full_screen_restores_the_view(page: Page, explorer: Explorer):
    explorer.visit("/models/resnet50")
    before = explorer.camera()
    page.locator("[data-do=full]").click()
    page.wait_for_function(
        "() => document.fullscreenElement?.contains(document.querySelector('#picture'))"
    )
    page.locator("[data-do=full]").click()
    page.wait_for_function("() => !document.fullscreenElement")
    wait_until_handled(page)
    assert explorer.camera() == pytest.approx(before, abs=1)
    assert "zoom" not in page.url


@pytest.mark.full
def test_a_resized_frame_moves_the_picture_at_once_and_sets_new_limits(
    page: Page, explorer: Explorer
):
    page.set_viewport_size({"width": 1280, "height": 1400})
    explorer.visit("/models/resnet50?detail=conv")
    explorer.picture.press("+")
    explorer.wait_until_still()
    page.set_viewport_size({"width": 1280, "height": 620})
    wait_until_handled(page)
    assert page.evaluate("document.querySelector('#picture.gliding')") is None
    page.locator("[data-do=fit]").click()
    scale = explorer.camera()[2]
    explorer.picture.hover()
    page.mouse.wheel(0, 100)
    assert explorer.camera()[2] < scale


@pytest.mark.full
def test_the_tools_fit_in_their_bar_when_the_key_is_shown(page: Page, explorer: Explorer):
    explorer.visit("/models/resnet50?focus=layer2")
    explorer.heat.select_option("macs")
    expect(explorer.heat_key).to_be_visible()
    assert page.locator(".tools").evaluate("it => it.scrollWidth <= it.clientWidth")
    expect(page.locator("[data-do=keys]")).to_be_in_viewport(ratio=1)


def test_two_fingers_zoom_and_one_finger_drags(phone: Explorer):
    phone.visit("/models/resnet18?detail=conv")
    box = phone.picture.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 4
    scale = phone.camera()[2]
    phone.touch("touchStart", (x - 30, y), (x + 30, y))
    for far in (40, 60, 80):
        phone.touch("touchMove", (x - far, y), (x + far, y))
    phone.touch("touchEnd")
    assert phone.camera()[2] > scale * 1.8
    before = phone.camera()
    phone.touch("touchStart", (x, y))
    for down in (20, 60, 100):
        phone.touch("touchMove", (x, y - down))
    phone.touch("touchEnd")
    after = phone.camera()
    assert after[2] == before[2]
    assert before[1] - after[1] == pytest.approx(100, abs=25)


@pytest.mark.full
def test_a_double_tap_on_the_background_zooms(phone: Explorer):
    phone.visit("/models/resnet50")
    box = phone.picture.bounding_box()
    assert box
    scale = phone.camera()[2]
    place = box["x"] + 8, box["y"] + 200
    assert phone.page.evaluate(
        "([x, y]) => !document.elementFromPoint(x, y).closest('[data-id]')", place
    )
    for _ in range(2):
        phone.touch("touchStart", place)
        phone.touch("touchEnd")
    phone.page.wait_for_function(f"k => {SCALE} > k * 1.3", arg=scale)
    assert phone.camera()[2] < scale * 2.5  # once, not by the tap and by the click
