"""axe-core on every page, in both themes."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

AXE = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"
PAGES = [
    "/",
    "/models/resnet50",
    "/models/resnet50?focus=layer2",
    "/models/resnet18?focus=layer2.0&detail=full&direction=LR",
    "/models/resnet50?stride_in_1x1=true",
    "/models/resnet5O",
    "/models/resnet50?size=0",
]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_no_violation(browser: Browser, server: str, path: str, theme: str):
    context = browser.new_context(base_url=server, color_scheme=theme, bypass_csp=True)
    page = context.new_page()
    page.goto(path)
    page.add_script_tag(path=AXE)
    found = page.evaluate("axe.run().then(result => result.violations)")
    context.close()
    assert [
        (rule["id"], [node["html"][:200] for node in rule["nodes"]][:3]) for rule in found
    ] == []
