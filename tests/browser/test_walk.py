"""What a reader does first: home → ResNet-50 → stage 2 → its first block → an input of 225."""

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser


def shapes(page: Page) -> list[str]:
    return page.locator(".picture svg text").all_text_contents()


def test_from_home_to_the_stride_of_a_block_at_another_size(page: Page):
    page.goto("/")
    page.get_by_role("link", name="resnet50", exact=False).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("resnet50")

    page.locator('.picture [data-id="layer2"] a').click()
    expect(page).to_have_url(page.url.split("?")[0] + "?focus=layer2")
    expect(page.get_by_role("heading", level=1)).to_contain_text("layer2")

    page.locator('.picture .frame[data-id="layer2.0"] > g > a').click(position={"x": 8, "y": 8})
    expect(page.get_by_role("heading", level=1)).to_contain_text("layer2.0")
    strided = page.locator('.picture [data-id="layer2.0.conv2"]')
    expect(strided).to_have_class("node op conv residual strided")
    expect(strided).to_contain_text("stride=2 ↓2")
    expect(page.locator('.picture [data-id="layer2.0.downsample.0"]')).to_contain_text("stride=2")
    assert "256×56×56" in shapes(page)

    page.get_by_label("Size").fill("225")
    page.get_by_label("Size").press("Enter")
    expect(page).to_have_url(page.url.split("?")[0] + "?focus=layer2.0&size=225")
    assert {"256×57×57", "128×57×57", "128×29×29", "512×29×29"} <= set(shapes(page))
    row = page.locator('[id="layer2.0.conv2"]')
    expect(row).to_contain_text("⌊(57 + 2·1 − 3) / 2⌋ + 1 = 29")
    expect(page.locator(".facts")).to_contain_text("512×29×29")

    page.go_back()
    assert "256×56×56" in shapes(page)


def test_the_form_alone_reaches_every_view_and_leaves_a_short_address(page: Page):
    page.goto("/models/resnet50")
    page.get_by_label("Part").select_option("layer3")
    page.get_by_label("Direction").select_option("LR")
    page.get_by_label("Identical blocks").select_option("false")
    page.locator("form.rail > button").click()
    expect(page).to_have_url(page.url.split("?")[0] + "?focus=layer3&fold=false&direction=LR")
    assert page.locator(".picture .frame").count() == 6


def test_an_op_in_the_picture_leads_to_its_row(page: Page):
    page.goto("/models/resnet18?focus=layer2")
    page.locator('.picture [data-id="layer2.0.conv1"] a').click()
    assert page.url.endswith("#layer2.0.conv1")
    expect(page.locator('[id="layer2.0.conv1"]')).to_be_in_viewport()


def test_the_keyboard_alone_gets_from_home_into_a_block(page: Page):
    page.goto("/models/resnet50?focus=layer2")
    frame = page.locator('.picture .frame[data-id="layer2.0"] > g > a')
    for _ in range(60):
        page.keyboard.press("Tab")
        if frame.evaluate("it => it === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("layer2.0")


@pytest.mark.parametrize(
    "path", ["/", "/models/resnet50?focus=layer2", "/models/resnet999", "/docs"]
)
def test_no_page_is_wider_than_a_phone(browser: Browser, server: str, path: str):
    context = browser.new_context(base_url=server, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(path)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    context.close()


def test_a_mistake_is_explained_and_the_way_back_keeps_the_rest(page: Page):
    page.goto("/models/resnet50?focus=layer2&size=224x")
    expect(page.get_by_role("heading", level=1)).to_contain_text("size")
    page.get_by_role("link", name="Leave out size").click()
    expect(page).to_have_url(page.url.split("?")[0] + "?focus=layer2")


def test_the_api_page_shows_its_routes_and_asks_no_other_server(page: Page):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/docs")
    expect(page.locator(".opblock-summary-path").first).to_be_visible()
    expect(page.locator("#swagger")).to_contain_text("/models/{name}/layers")
    own = page.url.removesuffix("/docs")
    assert asked
    assert [url for url in asked if not url.startswith((own, "data:"))] == []
