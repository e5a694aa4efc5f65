"""Answers that come late, or don't."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.compare.compare_page import PAPER, opened, scales, side
from tests.browser.waiting import delayed, wait_for_timers

pytestmark = pytest.mark.browser


def test_a_size_set_while_an_answer_is_on_its_way_holds_when_it_comes(page: Page):
    opened(page, PAPER)
    with delayed(page, "**/compare?*open=layer2*"):
        side(page, "left").locator('.closed[data-id="layer2"]').click()
        page.locator("#size").fill("225")
    for name in ("left", "right"):
        expect(side(page, name).locator('.frame[data-id="layer2"]')).to_be_attached()
    expect(page.locator("#size")).to_have_value("225")
    expect(page).to_have_url(re.compile("open=layer2&size=225(#.*)?$"))
    expect(side(page, "left").locator("svg")).to_contain_text("512×29×29")


@pytest.mark.full
def test_a_stage_is_opened_though_a_side_of_its_own_size_asks_for_the_sentences(page: Page):
    opened(page, "/compare?left=resnet50&right=resnet50;size=320")
    with delayed(page, "**/compare?*open=layer2"):
        side(page, "left").locator('.closed[data-id="layer2"]').click()
        page.locator("#size").fill("225")
        wait_for_timers(page)
    expect(side(page, "left").locator('.frame[data-id="layer2"]')).to_be_attached()
    expect(page).to_have_url(re.compile("open=layer2&size=225(#.*)?$"))
    expect(page.locator("#differences")).to_contain_text("225")


def test_two_clicks_faster_than_an_answer_both_count(page: Page):
    opened(page, PAPER)
    with delayed(page, "**/compare?*open=layer2"):
        side(page, "left").locator('.closed[data-id="layer2"]').click()
        side(page, "right").locator('.closed[data-id="layer3"]').click()
        for id in ("layer2", "layer3"):
            expect(side(page, "left").locator(f'.frame[data-id="{id}"]')).to_be_attached()
    expect(page).to_have_url(re.compile("open=layer2,layer3(#.*)?$"))


@pytest.mark.full
def test_a_size_set_on_the_way_back_changes_nothing_of_what_was_seen_then(page: Page):
    opened(page, PAPER)
    side(page, "left").locator('.closed[data-id="layer2"]').click()
    expect(page).to_have_url(re.compile("open=layer2$"))
    with delayed(page, "**/compare?*"):
        page.go_back()
        expect(page.locator("#compare")).to_have_attribute("aria-busy", "true")
        page.locator("#size").fill("225")
        wait_for_timers(page)
        page.go_forward()
        expect(page).to_have_url(re.compile("open=layer2"))
    page.go_back()
    expect(side(page, "left").locator('.closed[data-id="layer2"]')).to_be_attached()
    expect(page).not_to_have_url(re.compile("open=layer2"))


@pytest.mark.full
def test_a_link_within_the_page_leaves_what_is_seen(page: Page):
    opened(page, f"{PAPER}#zoom=2,100,100")
    before = scales(page)
    page.locator(".skip").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#main$"))
    wait_for_timers(page)
    assert scales(page) == pytest.approx(before)


@pytest.mark.full
def test_back_leaves_behind_what_is_on_its_way(page: Page):
    opened(page, PAPER)
    page.evaluate("location.hash = 'costs'")
    with delayed(page, "**/compare?*open=layer2"):
        side(page, "left").locator('.closed[data-id="layer2"]').click()
        expect(page.locator("#compare")).to_have_attribute("aria-busy", "true")
        page.go_back()
        expect(page.locator("#compare")).not_to_have_attribute("aria-busy", "true")
    expect(page).not_to_have_url(re.compile("open=layer2"))
    expect(side(page, "left").locator('.frame[data-id="layer2"]')).not_to_be_attached()


def test_back_that_is_refused_loses_nothing(page: Page):
    opened(page, PAPER)
    side(page, "left").locator('.closed[data-id="layer2"]').click()
    expect(page).to_have_url(re.compile("open=layer2$"))
    refusal = {"status": 503, "body": '{"detail": "Not now."}'}
    page.route("**/compare?*", lambda route: route.fulfill(**refusal))
    page.go_back()
    expect(page.locator("#said")).to_have_text("Not now.")
    frame = side(page, "left").locator('.frame[data-id="layer2"]')
    expect(frame).to_be_attached()
    page.locator("#size").fill("225")
    expect(side(page, "left").locator("svg")).to_contain_text("512×29×29")
    expect(page).to_have_url(re.compile("open=layer2&size=225$"))
    page.unroute_all()
    page.go_back()
    expect(frame).not_to_be_attached()


@pytest.mark.full
def test_back_while_the_server_is_lost_comes_when_it_answers_again(page: Page):
    opened(page, PAPER)
    side(page, "left").locator('.closed[data-id="layer2"]').click()
    expect(page).to_have_url(re.compile("open=layer2$"))
    for address in ("**/compare?*", "**/healthz"):
        page.route(address, lambda route: route.abort())
    page.go_back()
    expect(page.locator("#said")).to_contain_text("The server doesn’t answer.")
    frame = side(page, "left").locator('.frame[data-id="layer2"]')
    expect(frame).to_be_attached()
    page.locator("#size").fill("225")
    expect(side(page, "left").locator("svg")).to_contain_text("512×29×29")
    page.unroute_all()
    expect(frame).not_to_be_attached()
    expect(page).to_have_url(re.compile(r"stride_in_1x1=true&size=225$"))
