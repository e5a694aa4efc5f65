"""The playground follows what is typed, and says so when it can't."""

import re

import pytest
from playwright.sync_api import Page, Request, Route, expect

from tests.browser.waiting import release
from tests.depth import full

pytestmark = pytest.mark.browser


def test_typing_changes_the_picture_and_the_address(page: Page):
    page.goto("/formula?size=225#playground")
    expect(page.locator("#played .outcome")).to_contain_text("16 → 8")
    page.locator("#input").fill("20")
    expect(page.locator("#played .outcome")).to_contain_text("20 → 10")
    expect(page).to_have_url(re.compile(r"/formula\?size=225&input=20#playground$"))
    page.get_by_role("link", name="dilated 3×3").click()
    expect(page.locator("#dilation")).to_have_value("2")
    expect(page.locator("#played .outcome")).to_contain_text("20 → 20")


def test_a_number_out_of_range_is_said_and_leaves_the_picture(page: Page):
    page.goto("/formula")
    page.locator("#kernel").fill("99")
    expect(page.locator("#played-said")).to_have_text("kernel size: a whole number from 1 to 15")
    expect(page.locator("#played-said")).to_be_visible()
    expect(page.locator("#kernel")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#played .outcome")).to_contain_text("16 → 8")


def test_what_is_wrong_is_said_in_the_page_s_language_not_the_browser_s(page: Page):
    page.goto("/formula?lang=zh")
    page.locator("#kernel").fill("")
    expect(page.locator("#played-said")).to_have_text("核大小：1 到 15 的整数")


@pytest.mark.full
def test_what_is_played_stays_when_the_other_form_is_sent_or_the_language_switched(page: Page):
    page.goto("/formula?size=225")
    page.locator("#kernel").fill("3")
    page.locator("#input").fill("20")
    expect(page).to_have_url(re.compile(r"/formula\?size=225&kernel=3&input=20#playground$"))
    switch = page.locator(".languages a")
    query = "kernel=3&input=20&size=225&lang=zh#playground"
    expect(switch).to_have_attribute("href", f"/formula?{query}")
    link = page.get_by_role("link", name="Look at it below")
    expect(link).to_have_attribute("href", re.compile("input=20"))
    preset = page.get_by_role("link", name="dilated 3×3")
    expect(preset).to_have_attribute("href", re.compile("input=20"))
    page.locator("#size").fill("97")
    page.get_by_role("button", name="Compute").click()
    expect(page).to_have_url(re.compile(r"/formula\?size=97&kernel=3&input=20$"))


@pytest.mark.full
def test_a_number_costs_one_request_to_the_address_that_people_keep(page: Page):
    page.goto("/formula")
    asked: list[str] = []

    def note(request: Request) -> None:
        _, page_of_ours, query = request.url.partition("/formula")
        if page_of_ours:  # not the icon, which a browser may ask for late
            asked.append(query)

    page.on("request", note)
    page.locator("#kernel").fill("3")
    expect(page.locator("#played .outcome")).to_contain_text("16 → 10")
    assert asked == ["?kernel=3"]


def test_a_late_answer_never_overwrites_a_newer_one(page: Page):
    page.goto("/formula")
    held: list[Route] = []
    page.route("**/formula?*input=30*", lambda route: held.append(route))
    with page.expect_request("**/formula?*input=30*"):
        page.locator("#input").fill("30")
    page.locator("#input").fill("40")
    expect(page.locator("#played .outcome")).to_contain_text("40 → 20")
    release(page, held)
    expect(page.locator("#played .outcome")).to_contain_text("40 → 20")


@pytest.mark.full
def test_a_lost_server_is_said_and_made_up_for(page: Page):
    page.goto("/formula")
    page.route("**/formula?*", lambda route: route.abort())
    page.route("**/healthz", lambda route: route.abort())
    page.locator("#stride").fill("3")
    page.locator("#stride").fill("4")
    expect(page.locator("#played-said")).to_contain_text("The server does not answer")
    expect(page.locator("#played")).to_have_class(re.compile("stale"))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.partition("/formula")[2]))
    page.unroute("**/formula?*")
    page.unroute("**/healthz")
    expect(page.locator("#played .outcome")).to_contain_text("16 → 4")
    expect(page.locator("#played-said")).to_have_class("hidden")
    assert [url for url in asked if url] == ["?stride=4"]  # once, however often it failed


def test_without_scripts_it_is_a_form(plain):
    page = plain.page
    page.goto("/formula?size=225")
    page.locator("#kernel").fill("3")
    page.get_by_role("button", name="Draw").click()
    expect(page).to_have_url(re.compile(r"/formula\?size=225&kernel=3#playground$"))


@pytest.mark.parametrize("path", ["/formula?size=1024", *full(["/tour?size=1024"])])
def test_a_long_formula_is_broken_rather_than_cut(page: Page, path):
    page.set_viewport_size({"width": 320, "height": 740})
    page.goto(path)
    for formula in page.locator(".display").all():
        assert formula.evaluate("it => it.scrollWidth <= it.clientWidth")
