"""The code beside the picture: lines of what is selected, ops of a line, lines to paste."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.explorer_page import Explorer
from tests.browser.test_access import AXE

pytestmark = pytest.mark.browser


def test_an_op_lights_up_its_lines_and_a_line_its_ops(page: Page, explorer: Explorer):
    explorer.visit("/models/resnet50?focus=layer2.0")
    explorer.open_panel("code")
    listing = page.locator("#panel-code .listing")
    expect(listing).to_contain_text("class Bottleneck(nn.Module):")
    explorer.part("layer2.0.conv2").click()
    expect(listing.locator(".lit")).to_have_text(
        ["        self.conv2 = conv(width, width, 3, stride)", "        out = self.conv2(out)"]
    )
    listing.get_by_role("button", name="self.conv3 = conv(width, outputs, 1)").press("Enter")
    expect(explorer.selection).to_have_attribute("data-id", "layer2.0.conv3")
    expect(listing.locator(".lit").first).to_contain_text("self.conv3 =")


def test_lines_to_paste_follow_the_selection_and_the_purpose(page: Page, explorer: Explorer):
    explorer.visit("/models/resnet50?focus=layer2.0")
    explorer.open_panel("code")
    explorer.part("layer2.0.conv2").click()
    lines = page.locator("#panel-code pre")
    expect(lines).to_contain_text('create_feature_extractor(model, {"layer2.0.conv2": "out"})')
    page.locator("#purpose").select_option("freeze")
    expect(lines).to_contain_text(
        "for part in (model.conv1, model.bn1, model.layer1, *model.layer2[:1],):"
    )
    explorer.part("layer2.0.conv1").click()
    expect(page.locator("#panel-code label")).to_have_text("layer2.0.conv1: lines to")
    expect(page.locator("#purpose")).to_have_value("freeze")


@pytest.mark.full
def test_the_panel_is_accessible(page: Page, explorer: Explorer):
    explorer.visit("/models/resnet18")
    explorer.open_panel("code")
    expect(page.locator("#panel-code .listing")).to_contain_text("class BasicBlock")
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run('#panel-code')")
    assert [(it["id"], [node["html"] for node in it["nodes"]]) for it in found["violations"]] == []
