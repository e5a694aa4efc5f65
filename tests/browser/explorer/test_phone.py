"""The explorer on a phone."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.explorer_page import PHONE, SCALE, Explorer
from tests.depth import full

pytestmark = pytest.mark.browser


def overflow(page: Page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


@pytest.mark.parametrize(
    "path",
    [
        "/models/resnext101_32x8d?size=0&foo=1&focus=layer3.12",
        *full(
            [
                "/models/resnet50",
                "/models/resnet18?detail=full&direction=LR",
                "/embed/resnet50?focus=layer2",
            ]
        ),
    ],
)
def test_no_page_is_wider_than_a_phone(phone: Explorer, path: str):
    phone.visit(path)
    assert overflow(phone.page) <= 0
    if "/models/" in path:
        phone.type_size("4096x4096")
        phone.batch.fill("256")
        phone.search.fill("layer3")
        phone.search.press("Enter")
    assert overflow(phone.page) <= 0


@pytest.mark.full
def test_the_list_of_keys_begins_at_its_heading(browser: Browser, server: str):
    with browser.new_context(base_url=server, **{**PHONE, "has_touch": False}) as context:
        explorer = Explorer(context.new_page()).visit("/models/resnet18")
        explorer.page.locator("[data-do=keys]").click()
        expect(explorer.page.locator("#keys h2")).to_be_in_viewport(ratio=1)


def test_a_tap_selects_and_the_facts_are_pulled_up_and_down(phone: Explorer):
    phone.visit("/models/resnet50?focus=layer2.0")
    phone.part("layer2.0.conv2").tap()
    assert phone.selected() == "layer2.0.conv2"
    pull, sheet = phone.page.locator("#tab-facts"), phone.inspector
    expect(pull).to_have_text("layer2.0.conv2")
    expect(pull).to_be_in_viewport()
    expect(sheet).to_be_hidden()
    pull.tap()
    expect(pull).to_have_attribute("aria-expanded", "true")
    expect(sheet).to_be_visible()
    expect(sheet).to_contain_text("stride=2")
    expect(sheet).to_be_in_viewport()
    pull.tap()
    expect(pull).to_have_attribute("aria-expanded", "false")
    expect(sheet).to_be_hidden()


def test_escape_lets_the_sheet_down_and_returns_to_its_tab(phone: Explorer):
    phone.visit("/models/resnet50")
    phone.open_panel("vary")
    phone.page.locator("#depths").focus()
    phone.page.keyboard.press("Escape")
    expect(phone.page.locator("#depths")).to_be_hidden()
    expect(phone.page.locator("#tab-vary")).to_be_focused()


def test_the_shortcut_is_in_sight_and_the_text_is_legible(phone: Explorer):
    phone.visit("/models/resnet50?focus=layer2")
    assert phone.page.evaluate(SCALE) >= 1
    way = phone.page.locator("#picture .arrow.shortcut").first.bounding_box()
    assert way
    assert way["x"] + way["width"] < 360
    pull, tools = phone.page.locator("#side").bounding_box(), phone.page.locator(".tools")
    plus = phone.part("layer2.0.add").bounding_box()
    assert pull
    assert plus
    assert plus["y"] + plus["height"] < pull["y"]
    assert tools.evaluate("it => it.scrollWidth <= it.clientWidth")


def test_an_opened_stage_comes_into_sight(phone: Explorer):
    phone.visit("/models/resnet50")
    phone.part("layer2").tap()
    expect(phone.part("layer2.1")).to_be_attached()
    phone.wait_until_still()
    phone.page.wait_for_function(
        "() => document.querySelector('#picture').getBoundingClientRect().bottom < innerHeight"
    )
    expect(phone.part("layer2.1")).to_be_in_viewport()


@pytest.mark.parametrize("path", ["/tour", *full(["/"])])
def test_pictures_scroll_rather_than_shrink_too_far(phone: Explorer, path: str):
    page = phone.page
    page.goto(path)
    scales = page.evaluate(
        """[...document.querySelectorAll('.picture > svg')].filter(
        it => getComputedStyle(it).display !== 'none').map(
        it => it.getBoundingClientRect().width / it.viewBox.baseVal.width)"""
    )
    assert scales
    assert all(scale >= 1 for scale in scales)


def test_a_tap_opens_a_stage(phone: Explorer):
    phone.visit("/models/resnet50")
    phone.part("layer2").tap()
    expect(phone.closed("layer2.0")).to_be_attached()
