"""The playground follows what is typed, and says so when it can't."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

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
    expect(page.locator("#played-said")).to_contain_text("kernel")
    expect(page.locator("#played-said")).to_be_visible()
    expect(page.locator("#kernel")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#played .outcome")).to_contain_text("16 → 8")


def test_a_late_answer_never_overwrites_a_newer_one(page: Page):
    page.goto("/formula")
    held: list[Route] = []
    page.route("**/formula?*input=30*", lambda route: held.append(route))
    with page.expect_request("**/formula?*input=30*"):
        page.locator("#input").fill("30")
    page.locator("#input").fill("40")
    expect(page.locator("#played .outcome")).to_contain_text("40 → 20")
    for route in held:
        route.continue_()
    page.wait_for_timeout(300)
    expect(page.locator("#played .outcome")).to_contain_text("40 → 20")


def test_a_lost_server_is_said_and_made_up_for(page: Page):
    page.goto("/formula")
    page.route("**/formula?*", lambda route: route.abort())
    page.route("**/healthz", lambda route: route.abort())
    page.locator("#stride").fill("4")
    expect(page.locator("#played-said")).to_contain_text("The server does not answer")
    expect(page.locator("#played")).to_have_class(re.compile("stale"))
    page.unroute("**/formula?*")
    page.unroute("**/healthz")
    expect(page.locator("#played .outcome")).to_contain_text("16 → 4")
    expect(page.locator("#played-said")).to_have_class("hidden")


def test_without_scripts_it_is_a_form(browser, server):
    context = browser.new_context(base_url=server, java_script_enabled=False)
    page = context.new_page()
    page.goto("/formula?size=225")
    page.locator("#kernel").fill("3")
    page.get_by_role("button", name="Draw").click()
    expect(page).to_have_url(re.compile(r"/formula\?size=225&kernel=3#playground$"))
    context.close()


@pytest.mark.parametrize("path", ["/formula?size=1024", "/tour?size=1024"])
def test_a_long_formula_is_broken_rather_than_cut(browser, server, path):
    with browser.new_context(base_url=server, viewport={"width": 320, "height": 740}) as context:
        page = context.new_page()
        page.goto(path)
        for formula in page.locator(".display").all():
            assert formula.evaluate("it => it.scrollWidth <= it.clientWidth")
