"""What a reader does first: home → ResNet-50 → stage 2 → its first block → an input of 225."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.depth import full

pytestmark = pytest.mark.browser

READY = "#explorer[data-ready=true]"


def shapes(page: Page) -> list[str]:
    return page.locator(".picture svg text").all_text_contents()


def at(page: Page, tail: str) -> None:
    """Wait for an address that ends so, its fragment left out."""
    expect(page).to_have_url(re.compile(re.escape(tail) + "(#.*)?$"))


def still(page: Page) -> None:
    """Wait until nothing moves any more: who aims at what moves may hit what is beside it."""
    page.wait_for_function(
        "() => document.getAnimations().every(it => it.playState !== 'running') &&"
        "!document.querySelector('.moving')"
    )


def test_from_home_to_the_stride_of_a_block_at_another_size(page: Page):
    page.goto("/")
    page.get_by_role("link", name="resnet50", exact=False).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("resnet50")
    page.wait_for_selector(READY)

    page.locator('.picture .closed[data-id="layer2"]').click()
    first = page.locator('.picture .closed[data-id="layer2.0"]')
    expect(first).to_be_visible()
    at(page, "/models/resnet50?open=layer2")

    still(page)
    first.click()
    strided = page.locator('.picture [data-id="layer2.0.conv2"]')
    expect(strided).to_have_class(re.compile(r"\bop\b.*\bstrided\b"))
    expect(strided).to_contain_text("stride=2 ↓2")
    expect(page.locator('.picture [data-id="layer2.0.downsample.0"]')).to_contain_text("stride=2")
    assert "256×56×56" in shapes(page)

    still(page)
    strided.click()
    page.get_by_label("Size").fill("225")
    at(page, "/models/resnet50?open=layer2,layer2.0&size=225")
    assert {"256×57×57", "128×57×57", "128×29×29", "512×29×29"} <= set(shapes(page))
    expect(page.locator("#inspector")).to_contain_text("⌊(57 + 2·1 − 3) / 2⌋ + 1 = 29")
    row = page.locator('[id="layer2.0.conv2"]')
    expect(row.locator(".formula")).to_have_text("⌊(57 + 2·1 − 3) / 2⌋ + 1 = 29")

    page.go_back()
    expect(first).to_be_visible()


@pytest.mark.full
def test_the_form_alone_reaches_every_view_and_leaves_a_short_address(page: Page):
    page.goto("/models/resnet50")
    page.wait_for_selector(READY)
    for label, value in (
        ("Part", "layer3"),
        ("Direction", "LR"),
        ("Identical blocks", "false"),
    ):
        page.get_by_role("tab", name="View").click()
        page.get_by_label(label).select_option(value)
        expect(page.locator("#explorer")).not_to_have_attribute("aria-busy", "true")
        page.wait_for_selector(READY)
    base, _, query = page.url.partition("?")
    assert base.endswith("/models/resnet50")
    assert sorted(query.split("&")) == ["direction=LR", "focus=layer3", "fold=false"]
    assert page.locator(".picture .frame").count() == 6
    page.get_by_label("Detail").select_option("block")
    expect(page.locator(".picture .closed")).to_have_count(6)


@pytest.mark.full
def test_what_is_typed_is_meant_once_it_is_sent(page: Page):
    page.goto("/models/resnet50")
    page.wait_for_selector(READY)
    page.get_by_role("tab", name="Vary").click()
    page.locator("#depths").fill("foo,2")
    page.get_by_role("tab", name="View").click()
    page.locator("#detail").select_option("block")
    at(page, "/models/resnet50?detail=block")
    expect(page.locator("#depths")).to_have_value("foo,2")  # there it stays until then
    page.get_by_role("tab", name="Vary").click()
    page.locator("#depths").press("Enter")
    expect(page.locator(".notice")).to_contain_text("depths=foo")
    expect(page.locator("#depths")).to_have_value("foo,2")
    expect(page.locator("#depths")).to_be_visible()
    page.get_by_role("tab", name="View").click()
    page.locator("#direction").select_option("LR")
    at(page, "/models/resnet50?detail=block&direction=LR")


@pytest.mark.full
def test_a_network_is_varied_by_the_form(page: Page):
    page.goto("/models/resnet50?focus=layer2.0")
    page.wait_for_selector(READY)
    page.get_by_role("tab", name="Vary").click()
    page.get_by_label("Stride of a bottleneck").select_option("true")
    expect(page.locator(".changed")).to_contain_text("stride_in_1x1=true")
    expect(page.locator('.picture [data-id="layer2.0.conv1"]')).to_contain_text("stride=2")
    page.wait_for_selector(READY)
    expect(page.get_by_label("Groups")).to_be_visible()
    page.get_by_label("Groups").fill("32")
    page.get_by_label("Groups").press("Enter")
    expect(page.locator('.picture [data-id="layer2.0.conv2"]')).to_contain_text("groups=32")
    page.get_by_role("link", name="back to resnet50").click()
    expect(page.locator(".changed")).to_have_count(0)
    at(page, "/models/resnet50?focus=layer2.0")


@pytest.mark.full
def test_a_stride_named_among_the_facts_leads_to_its_op_in_the_picture(page: Page):
    page.goto("/models/resnet18?focus=layer2")
    page.wait_for_selector(READY)
    page.locator(".strides").get_by_role("link", name="layer2.0.conv1").click()
    expect(page.locator('#picture .selected[data-id="layer2.0.conv1"]')).to_be_in_viewport()


def test_the_keyboard_alone_gets_from_home_into_a_block(page: Page):
    page.goto("/models/resnet50?focus=layer2&detail=block")
    page.wait_for_selector(READY)
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "picture":
            break
    for key in ("ArrowDown", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    expect(page.locator('.picture .frame[data-id="layer2.0"]')).to_be_attached()
    expect(page.locator(".picture .selected")).to_have_attribute("data-id", "layer2.0")
    page.keyboard.press("f")
    expect(page.get_by_role("heading", level=1)).to_contain_text("layer2.0")


@pytest.mark.parametrize("path", ["/", *full(["/models/resnet999", "/docs"])])
def test_no_page_is_wider_than_a_phone(page: Page, path: str):
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(path)
    page.wait_for_load_state("networkidle")
    for width in (360, 412, 430, 600, 700, 768, 800):
        page.set_viewport_size({"width": width, "height": 740})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_mistake_is_explained_and_the_way_back_keeps_the_rest(page: Page):
    page.goto("/checkpoint?size=224x&lang=en")
    expect(page.get_by_role("heading", level=1)).to_contain_text("size")
    page.get_by_role("link", name="Leave out size").click()
    at(page, "/checkpoint?lang=en")


def test_the_api_page_shows_its_routes_and_asks_no_other_server(page: Page):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/docs")
    expect(page.locator(".opblock-summary-path").first).to_be_visible()
    expect(page.locator("#swagger")).to_contain_text("/models/{name}/layers")
    own = page.url.removesuffix("/docs")
    assert asked
    assert [url for url in asked if not url.startswith((own, "data:"))] == []
