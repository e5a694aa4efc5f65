"""The first look at every page: what a picture is about lies in its frame, and can be read."""

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.depth import full

pytestmark = pytest.mark.browser

HEIGHTS = {360: 740, 390: 844, 768: 1024, 1366: 768, 1920: 1080, 2560: 1440}
PAGES = [
    "/",
    "/tour",
    "/which",
    "/families",
    "/table",
    "/models/resnet50",
    "/models/resnet50?direction=LR",
    "/models/resnet50?focus=layer2",
    "/models/resnet50?focus=layer2.0",
    "/models/resnet50?open=layer2",
    "/compare?left=resnet34&right=resnet50&focus=layer2.0",
    "/build/resnet50",
    "/embed/resnet50?focus=layer2.0",
]
ARTICLES = ("/tour", "/which", "/families", "/table")
"""What begins with words."""
LEGIBLE = 11
"""Pixels of the smallest type, in pictures and beside them."""

CUT_OFF = """least => [...document.querySelectorAll('.picture')].flatMap(frame => {
    const svg = [...frame.querySelectorAll(':scope > svg')]
        .find(child => getComputedStyle(child).display !== 'none');
    if (!svg || !svg.querySelector('g[data-id]')) return [];
    const {width, height} = svg.viewBox.baseVal;
    const sizes = [...svg.querySelectorAll('text')].map(text => text.getAttribute('font-size'));
    const size = Math.min(...sizes.map(size => Number(size) || 99));
    const box = frame.getBoundingClientRect();
    const fits = (side, space) => side * least / size <= space;
    const seen = part => {
        const {left, right, top, bottom} = part.getBoundingClientRect();
        return (!fits(width, box.width) || left >= box.left - 1 && right <= box.right + 1)
            && (!fits(height, box.height) || top >= box.top - 1 && bottom <= box.bottom + 1);
    };
    return [...svg.querySelectorAll('.shortcut, .tensor, .op')]
        .filter(part => !seen(part)).map(part => part.dataset.id);
})"""
SMALL = """least => {
    const sizes = [];
    for (const text of document.querySelectorAll('svg text'))
        if (text.checkVisibility()) {
            const scale = text.ownerSVGElement.getScreenCTM().a;
            sizes.push([text.textContent, parseFloat(getComputedStyle(text).fontSize) * scale]);
        }
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node; (node = walker.nextNode());) {
        const parent = node.parentElement;
        if (node.data.trim() && !parent.closest('svg, script, .hidden') && parent.checkVisibility())
            sizes.push([node.data.trim(), parseFloat(getComputedStyle(parent).fontSize)]);
    }
    return sizes.filter(([, size]) => size < least - 0.01);
}"""
LOW = """least => [...document.querySelectorAll('button:not(.copied), select, input')]
    .filter(field => field.checkVisibility() && field.type !== 'checkbox')
    .map(field => [field.id || field.textContent.trim(), field.getBoundingClientRect().height])
    .filter(([, height]) => height && height < least)"""


@pytest.fixture(params=[390, 1366, *full([360, 768, 1920, 2560])])
def page(request: pytest.FixtureRequest, browser: Browser, server: str):
    width: int = request.param
    viewport = ViewportSize(width=width, height=HEIGHTS[width])
    touch = width < 1000
    context = browser.new_context(
        base_url=server, viewport=viewport, has_touch=touch, is_mobile=touch
    )
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("language", ["en", *full(["zh"])])
@pytest.mark.parametrize("theme", ["light", *full(["dark"])])
def test_what_can_be_fitted_is_in_sight_and_legible(page: Page, language: str, theme: str):
    for path in PAGES:
        page.goto(f"{path}{'&' if '?' in path else '?'}lang={language}&theme={theme}")
        if "/models/" in path or "/embed/" in path:
            page.wait_for_selector("#explorer[data-ready=true]")
        assert page.evaluate(CUT_OFF, LEGIBLE) == [], path
        assert page.evaluate(SMALL, LEGIBLE) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        picture = page.locator(".picture:visible").first
        if path not in ARTICLES:
            expect(picture, path).to_be_in_viewport()


def test_numbers_at_coloured_boxes_are_legible_too(page: Page):
    page.goto("/models/resnet50?focus=layer2")
    page.wait_for_selector("#explorer[data-ready=true]")
    page.select_option("#heat", "macs")
    expect(page.locator("#picture .figure:visible").first).to_be_visible()
    assert page.evaluate(SMALL, LEGIBLE) == []


def test_controls_are_high_enough_for_a_finger(page: Page):
    if not page.evaluate("matchMedia('(pointer: coarse)').matches"):
        pytest.skip("this page is for a mouse")
    for path in ("/models/resnet50", "/build/resnet50", "/compare"):
        page.goto(path)
        assert page.evaluate(LOW, 40) == [], path
