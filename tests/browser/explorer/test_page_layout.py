"""The page around the picture: nothing shifts, and it prints well."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.explorer_page import Explorer
from tests.browser.waiting import wait_until_handled
from tests.depth import full

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("width", "height"), [(1280, 900), *full([(1280, 2000), (1920, 2000)])])
def test_no_layout_shifts_while_loading(page: Page, explorer: Explorer, width: int, height: int):
    page.set_viewport_size({"width": width, "height": height})
    for path in (
        "/models/resnet50",
        "/models/resnet18?focus=layer2",  # with the table in sight
        "/models/resnet18?detail=conv&direction=LR#select=layer2.0.conv1",
        "/embed/resnet50",
    ):
        explorer.visit(path)
        shift = page.evaluate(
            """new Promise(done => { let sum = 0;
            new PerformanceObserver(list => list.getEntries().forEach(it => sum += it.value))
                .observe({type: 'layout-shift', buffered: true});
            requestAnimationFrame(() => requestAnimationFrame(() =>
                setTimeout(() => done(sum)))); })"""
        )
        assert shift < 0.001, path


@pytest.mark.full
def test_reloading_keeps_the_scroll_position(page: Page, explorer: Explorer):
    explorer.visit("/models/resnet50")
    page.mouse.wheel(0, 800)
    page.wait_for_function("() => scrollY > 500")
    wait_until_handled(page)
    before = page.evaluate("scrollY")
    page.reload()
    explorer.wait_until_ready()
    page.wait_for_function("before => scrollY === before", arg=before)


@pytest.mark.full
def test_a_printed_page_has_picture_and_table_and_no_controls(page: Page, explorer: Explorer):
    explorer.visit("/models/resnet50")
    explorer.part("layer2").click()
    expect(explorer.closed("layer2.0")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator("#picture svg")).to_be_visible()
    expect(page.locator("#layers table")).to_be_visible()
    for control in (".tools", ".tabs", "#height", "#find", "#minimap", ".take"):
        expect(page.locator(control)).to_be_hidden()
    frame, svg = (page.locator(it).bounding_box() for it in ("#picture", "#picture svg"))
    assert frame
    assert svg
    assert svg["height"] <= frame["height"] + 1
    assert svg["width"] <= frame["width"] + 1
