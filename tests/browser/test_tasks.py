"""What people come for, and in how few actions they have it. An action is a click, or a field that
is filled in and sent."""

import pytest
from playwright.sync_api import Download, Page, expect

from tests.browser.explorer_page import Explorer

pytestmark = pytest.mark.browser


class Counted:
    """Actions on a page, counted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.actions = 0

    def click(self, name: str, role: str = "link", within: str = "body") -> None:
        self.actions += 1
        place = self.page.locator(within)
        place.get_by_role(role, name=name, exact=True).first.click()  # type: ignore[arg-type]

    def fill(self, field: str, text: str, key: str = "Enter") -> None:
        self.actions += 1
        self.page.fill(field, text)
        self.page.locator(field).press(key)

    def choose(self, field: str, text: str) -> None:
        self.actions += 1
        self.page.select_option(field, text)

    def save(self, name: str, within: str) -> Download:
        with self.page.expect_download() as download:
            self.click(name, within=within)
        return download.value


def test_the_layer_to_tap_at_stride_16_is_one_search_away(page: Page, explorer: Explorer):
    explorer.visit("/models/resnet50")
    counted = Counted(page)
    counted.fill("#find", "stride 16")
    expect(explorer.found).to_contain_text(": layer3")
    expect(page.locator("#picture .selected")).to_have_attribute("data-id", "layer3")
    assert counted.actions == 1


def test_dilated_stage_4_keeps_14_by_14_in_three_actions(page: Page, explorer: Explorer):
    explorer.visit("/models/resnet50")
    counted = Counted(page)
    counted.click("Vary", role="tab")
    counted.fill("#dilated_stages", "4")
    shapes = page.locator("#picture svg:not(.narrow)")
    expect(shapes).to_contain_text("2048×14×14", timeout=60_000)  # the network has to be traced
    assert counted.actions <= 3


def test_basic_block_beside_bottleneck_is_saved_in_three_actions(page: Page):
    page.goto("/")
    counted = Counted(page)
    counted.click("Compare", within="nav[aria-label=Main]")
    counted.click("Basic block and bottleneck")
    expect(page.locator("[data-side=left] svg")).to_contain_text("BasicBlock")
    expect(page.locator("[data-side=right] svg")).to_contain_text("Bottleneck")
    saved = counted.save("SVG", "#take").path().read_text()
    assert counted.actions <= 3
    for word in ("layer1.1 · BasicBlock", "layer1.1 · Bottleneck", "64×56×56", "256×56×56"):
        assert word in saved


def test_wrn_28_10_is_built_in_three_actions(page: Page):
    page.goto("/")
    counted = Counted(page)
    counted.click("Build", within="nav[aria-label=Main]")
    counted.fill("#start", "WRN-28-10")
    expect(page.locator("#built .sums")).to_contain_text("36,479,194")
    expect(page.locator("#built .sums")).to_contain_text("28 as Wide ResNets count")
    assert counted.actions <= 3


def test_225_by_320_at_layer3_is_three_actions_away(page: Page, explorer: Explorer):
    explorer.visit("/models/resnet50")
    counted = Counted(page)
    counted.fill("#size", "225x320")
    counted.click("View", role="tab")
    counted.choose("#focus", "layer3")
    expect(page.locator("#picture svg:not(.narrow)")).to_contain_text("1024×15×20")
    assert counted.actions <= 3


def test_a_tikz_figure_of_layer2_is_saved_in_three_actions(page: Page, explorer: Explorer):
    explorer.visit("/models/resnet50")
    counted = Counted(page)
    counted.click("View", role="tab")
    counted.choose("#focus", "layer2")
    expect(explorer.heading).to_contain_text("layer2")
    saved = counted.save("TikZ", ".take").path().read_text()
    assert counted.actions <= 3
    assert "tikzpicture" in saved
    assert "layer2.0" in saved
