"""The page of two networks as it is used: what is done to one picture is done to the other."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.compare.compare_page import PAPER, READY, opened, scales, side
from tests.browser.explorer_page import Explorer
from tests.depth import full

pytestmark = pytest.mark.browser


def test_a_ready_made_comparison_is_followed(page: Page):
    opened(page, "/compare")
    page.get_by_role("link", name="PyTorch and the paper").click()
    expect(page).to_have_url(re.compile(r"right=resnet50;stride_in_1x1=true&focus=layer2$"))
    page.wait_for_selector(READY)
    expect(page.locator("#differences ol li")).to_have_text(
        [re.compile("stages 2 to 4, block 1.*the stride moves from conv2 to conv1")]
    )
    for name in ("left", "right"):
        expect(side(page, name).locator(".mark text")).to_have_text(["1"])
    one, other = scales(page)
    assert one == pytest.approx(other, rel=0.01)


def test_a_stage_opened_in_one_opens_in_both_and_back_closes_it(page: Page):
    opened(page, PAPER)
    side(page, "left").locator('.closed[data-id="layer2"]').click()
    for name in ("left", "right"):
        expect(side(page, name).locator('.frame[data-id="layer2"]')).to_be_attached()
    expect(page).to_have_url(re.compile("open=layer2"))
    page.reload()
    page.wait_for_selector(READY)
    for name in ("left", "right"):
        expect(side(page, name).locator('.frame[data-id="layer2"]')).to_be_attached()
    page.go_back()
    for name in ("left", "right"):
        expect(side(page, name).locator('.closed[data-id="layer2"]')).to_be_attached()
    expect(page).not_to_have_url(re.compile("open="))


@pytest.mark.full
def test_a_frame_closes_in_both_by_its_title_alone(page: Page):
    opened(page, f"{PAPER}&open=layer2")
    frame = side(page, "right").locator('.frame[data-id="layer2"]')
    box = frame.bounding_box()
    assert box is not None
    before = page.evaluate("history.length")
    page.mouse.click(box["x"] + 4, box["y"] + box["height"] - 4)
    page.mouse.click(box["x"] + 40, box["y"] + 8)
    for name in ("left", "right"):
        expect(side(page, name).locator('.closed[data-id="layer2"]')).to_be_attached()
    assert page.evaluate("history.length") <= before + 1


def test_another_size_is_computed_without_a_request_and_as_the_server_computes_it(page: Page):
    opened(page, "/compare?left=resnet18&right=resnet50")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.resource_type))
    page.locator("#size").fill("225x320")
    expect(page).to_have_url(re.compile("size=225x320$"))
    assert not {"fetch", "xhr", "document"} & set(asked)
    cells = page.locator(".costs td, .costs th, figure svg [data-shape]")
    alive = cells.all_text_contents()
    assert "64×57×80" in " ".join(alive)
    page.reload()
    page.wait_for_selector(READY)
    assert cells.all_text_contents() == alive


@pytest.mark.full
def test_a_side_keeps_its_own_size(page: Page):
    opened(page, "/compare?left=resnet18&right=resnet18;size=448")
    page.locator("#size").fill("96")
    what = page.locator("#differences .what")
    expect(what).to_have_text(["96×96 vs. 448×448"])
    expect(side(page, "left").locator("[data-shape]").first).to_have_text("3×96×96")
    expect(side(page, "right").locator("[data-shape]").first).to_have_text("3×448×448")


def test_without_scripts_the_form_and_the_pictures_lead_on(plain: Explorer):
    page = plain.page
    page.goto("/compare")
    page.locator("#left").select_option("resnet50")
    page.locator("#right").select_option("resnet50")
    page.locator("#right_with").fill("dilated_stages=3,4; size=128")
    page.get_by_role("button", name="Compare", exact=True).click()
    expect(page).to_have_url(
        re.compile(r"left=resnet50&right=resnet50;dilated_stages=3,4;size=128$")
    )
    one, other = scales(page)
    assert one == pytest.approx(other, rel=0.01)
    side(page, "left").locator('.closed[data-id="layer4"] a').click()
    expect(side(page, "right").locator('.frame[data-id="layer4"]')).to_be_attached()
    page.get_by_role("link", name="Swap the two sides").click()
    expect(page.locator("#left_with")).to_have_value("dilated_stages=3,4; size=128")
    expect(side(page, "left").locator('.frame[data-id="layer4"]')).to_be_attached()


@pytest.mark.parametrize(
    "path", ["/compare", *full([f"{PAPER}&focus=layer2", f"{PAPER}&detail=block"])]
)
def test_a_phone_shows_one_above_the_other_and_nothing_beside_the_page(
    browser: Browser, server: str, path: str
):
    size = {"width": 390, "height": 800}
    with browser.new_context(base_url=server, viewport=size, has_touch=True) as context:
        page = context.new_page()
        opened(page, path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        left, right = (side(page, name).bounding_box() for name in ("left", "right"))
        assert left is not None
        assert right is not None
        assert left["y"] + left["height"] <= right["y"]
        one, other = scales(page)
        assert one == pytest.approx(other, rel=0.01)


@pytest.mark.full
def test_a_networks_page_leads_here_with_what_is_seen_there(page: Page):
    page.goto("/models/resnet50?stride_in_1x1=true&focus=layer2")
    page.wait_for_selector("#explorer[data-ready=true]")
    page.locator("#size").fill("225")
    expect(page).to_have_url(re.compile("size=225"))
    page.get_by_role("link", name="compare with resnet50").click()
    expect(page).to_have_url(
        re.compile(r"left=resnet50&right=resnet50;stride_in_1x1=true&focus=layer2&size=225$")
    )


@pytest.mark.full
def test_a_slip_costs_no_more_than_itself(page: Page):
    opened(page, "/compare?left=resnet50&right=resnet50")
    page.locator("#right_with").fill("stem=deep, groups=2; squeeze=some")
    page.get_by_role("button", name="Compare", exact=True).click()
    page.wait_for_selector(READY)
    expect(page.locator("#right_with")).to_have_value("groups=2; stem=deep")
    notice = page.locator("#overlooked .notice")
    expect(notice).to_contain_text("squeeze=some: this is not a whole number")
    side(page, "left").locator('.closed[data-id="layer2"]').click()
    expect(page).to_have_url(re.compile(r"right=resnet50;groups=2;stem=deep&open=layer2$"))
    expect(notice).to_have_count(0)


@pytest.mark.full
def test_every_link_is_to_what_is_seen(page: Page):
    opened(page, "/compare?left=resnet50&right=resnet50;stem=deep")
    side(page, "left").locator('.closed[data-id="layer2"]').click()
    expect(side(page, "right").locator('.frame[data-id="layer2"]')).to_be_attached()
    page.locator("#size").fill("96")
    expect(page).to_have_url(re.compile("size=96$"))
    for name, network in (("left", "resnet50?"), ("right", "resnet50?stem=deep&")):
        link = side(page, name).locator("figcaption a")
        expect(link).to_have_attribute("href", f"/models/{network}open=layer2&size=96")
    data = page.get_by_role("link", name="The comparison as JSON")
    expect(data).to_have_attribute(
        "href", "/api/v1/compare?left=resnet50&right=resnet50;stem=deep&size=96"
    )
    builder = page.get_by_role("link", name="edit in the builder").last
    expect(builder).to_have_attribute("href", "/build/resnet50?stem=deep&size=96")


@pytest.mark.full
def test_a_picture_moved_meanwhile_does_not_keep_a_size_from_being_asked_for(page: Page):
    opened(page, "/compare?left=resnet18&right=resnet18;size=448")
    page.evaluate(
        """() => {
            const size = document.getElementById('size');
            size.value = '96';
            size.dispatchEvent(new Event('input', { bubbles: true }));
            const frame = document.querySelector('figure .picture');
            const { left, top } = frame.getBoundingClientRect();
            const at = { clientX: left + 200, clientY: top + 150, cancelable: true };
            frame.dispatchEvent(new WheelEvent('wheel', { ...at, deltaY: -100 })); }"""
    )
    expect(page.locator("#differences .what")).to_have_text(["96×96 vs. 448×448"])


def test_on_a_phone_the_pictures_come_first_and_what_differs_is_one_tap_away(page: Page):
    page.set_viewport_size({"width": 360, "height": 740})
    opened(page, "/compare?left=resnet50&right=resnet101")
    expect(page.locator("[data-side=left] .picture")).to_be_in_viewport()
    page.get_by_role("link", name="What differs").click()
    expect(page.locator("#differences ol li").first).to_be_in_viewport()
