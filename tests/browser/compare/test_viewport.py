"""Zoom, place and height of the two pictures."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.compare.compare_page import PAPER, READY, opened, places, scales, side, still
from tests.browser.waiting import wait_for_timers
from tests.depth import full

pytestmark = pytest.mark.browser


def wait_until_written(page: Page) -> None:
    """Wait until the address and the links, which are written after it, say the same."""
    page.wait_for_function("() => document.querySelector('.languages a').hash === location.hash")


def test_zoom_and_pan_are_one_and_a_reload_restores_them(page: Page):
    opened(page, f"{PAPER}&focus=layer2")
    before = scales(page)[0]
    picture = side(page, "right").locator(".picture")
    picture.hover(position={"x": 200, "y": 150})
    page.mouse.wheel(0, -300)
    still(page)
    one, other = scales(page)
    assert one > 1.2 * before
    assert one == pytest.approx(other, rel=0.01)
    expect(page).to_have_url(re.compile("#zoom="))
    wait_until_written(page)
    zoomed = page.url
    page.mouse.down()
    page.mouse.move(400, 500, steps=4)
    page.mouse.up()
    still(page)
    moved = places(page)
    expect(page).not_to_have_url(zoomed)  # where it was moved to is in the address, too
    wait_until_written(page)
    page.reload()
    page.wait_for_selector(READY)
    still(page)
    for was, now in zip(moved, places(page), strict=True):
        assert now == pytest.approx(was, abs=3)


@pytest.mark.full
def test_buttons_move_both_and_fit_shows_all_of_both_at_one_scale(page: Page):
    opened(page, "/compare?left=resnet18&right=resnet50&focus=layer2")
    page.get_by_role("button", name="Zoom in").click()
    still(page)
    page.get_by_role("button", name="fit").click()
    still(page)
    one, other = scales(page)
    assert one == pytest.approx(other, rel=0.01)
    for frame in page.locator("figure .picture").all():
        outer, inner = frame.bounding_box(), frame.locator("svg").bounding_box()
        assert outer is not None
        assert inner is not None
        assert inner["y"] + inner["height"] <= outer["y"] + outer["height"] + 1
        assert inner["x"] + inner["width"] <= outer["x"] + outer["width"] + 1


def turn(page: Page, delta: float, ctrl: bool = False) -> None:
    """Turn the wheel over the left picture, as a mouse or a pad does."""
    side(page, "left").locator(".picture").evaluate(
        """(frame, [deltaY, ctrlKey]) => {
            const { left, top } = frame.getBoundingClientRect();
            const at = { clientX: left + 200, clientY: top + 150, bubbles: true, cancelable: true };
            frame.dispatchEvent(new WheelEvent("wheel", { ...at, deltaY, ctrlKey })); }""",
        [delta, ctrl],
    )
    still(page)


@pytest.mark.parametrize("zoomed", [False, *full([True])])
@pytest.mark.full
def test_a_page_that_is_hidden_for_a_moment_is_as_it_was(page: Page, zoomed: bool):
    opened(page, "/compare?left=resnet50&right=resnet101")
    if zoomed:
        turn(page, -100)
        expect(page).to_have_url(re.compile("#zoom="))
    address, before = page.url, (scales(page), places(page))
    page.evaluate("document.querySelector('main').hidden = true")
    wait_for_timers(page)
    assert page.url == address
    page.evaluate("document.querySelector('main').hidden = false")
    wait_for_timers(page)
    assert page.url == address
    assert (scales(page), places(page)) == before


@pytest.mark.full
def test_a_stage_opened_while_the_page_is_hidden_is_shown_at_its_place(page: Page):
    opened(page, PAPER)
    page.evaluate("document.querySelector('main').hidden = true")
    side(page, "left").locator('.closed[data-id="layer2"] a').dispatch_event("click")
    expect(side(page, "right").locator('.frame[data-id="layer2"]')).to_be_attached()
    page.evaluate("document.querySelector('main').hidden = false")
    still(page)
    wait_for_timers(page)
    assert "NaN" not in page.url
    alive = scales(page)
    page.reload()
    page.wait_for_selector(READY)
    assert scales(page) == pytest.approx(alive, rel=0.01)


@pytest.mark.parametrize("ctrl", [False, *full([True])])
@pytest.mark.full
def test_a_notch_of_the_wheel_is_a_step_and_a_pinch_is_smooth(page: Page, ctrl: bool):
    opened(page, f"{PAPER}&focus=layer2")
    before = scales(page)[0]
    turn(page, -120, ctrl)
    assert 1.1 < scales(page)[0] / before < 1.5
    before = scales(page)[0]
    turn(page, -2, ctrl)
    assert 1 < scales(page)[0] / before < 1.05
    if ctrl:
        assert scales(page)[0] / before > 1.02


@pytest.mark.parametrize(("wide", "high"), [(360, 740), *full([(2560, 1440)])])
def test_pictures_are_as_high_as_they_need(page: Page, wide: int, high: int):
    page.set_viewport_size({"width": wide, "height": high})
    opened(page, "/compare?left=resnet50&right=resnet101")
    for name in ("left", "right"):
        frame, picture = (
            side(page, name).locator(it).bounding_box() for it in (".picture", ".picture > svg")
        )
        assert frame
        assert picture
        assert picture["y"] + picture["height"] <= frame["y"] + frame["height"] + 1
