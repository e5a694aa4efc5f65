"""The builder in a browser: by controls, by keys, by its address."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

READ = """() => Object.fromEntries(
  Array.from(document.querySelectorAll("#layers tbody tr"), (row) => [
    row.id, [".out", ".formula"].map((cell) => row.querySelector(cell).textContent)]))"""
"""The outputs and formulas in the table of layers, by op."""


def shown(row) -> str:
    return "×".join(map(str, row["output"][1:]))


def test_a_network_is_built_by_controls(page: Page):
    page.goto("/build")
    page.select_option("#stem", "deep")
    expect(page.locator("#built pre")).to_contain_text("conv(3, 32, 3, 2)")
    page.select_option("#shortcut", "pooled")
    expect(page.locator("#built")).to_contain_text("25,576,264")
    expect(page).to_have_url("/build/resnet50?stem=deep&shortcut=pooled")
    page.reload()
    expect(page.locator("#stem")).to_have_value("deep")
    expect(page.locator("#built .picture svg")).to_contain_text("conv1.6")


def test_a_network_is_built_by_keys(page: Page):
    page.goto("/build/resnet50")
    page.focus("#depths")
    page.keyboard.type("2,2,2,2")
    expect(page.locator("#built .sums")).to_contain_text("26")
    expect(page.locator("#depths")).to_be_focused()
    expect(page.locator("#depths")).to_have_value("2,2,2,2")
    expect(page).to_have_url("/build/resnet50?depths=2,2,2,2")
    page.focus("#block")
    page.keyboard.press("b")
    expect(page.locator("#built pre")).to_contain_text("class BasicBlock")
    expect(page.locator("#block")).to_be_focused()
    expect(page.locator("#groups")).to_have_count(0)


def test_what_cannot_be_is_said_and_the_nearest_built(page: Page):
    page.goto("/build/resnet50")
    page.fill("#widths", "64,128")
    expect(page.locator("#built .notice")).to_contain_text("every stage has one width")
    expect(page.locator("#widths")).to_have_value("64,128")
    page.fill("#widths", "32,64,128,256")
    expect(page.locator("#built .notice")).to_have_count(0)
    expect(page.locator("#built pre")).to_contain_text("stage(64, 32, 3)")


def test_the_source_is_copied(page: Page):
    page.goto("/build/resnet18")
    page.evaluate("navigator.clipboard.writeText = async (text) => { window.copied = text }")
    page.click("#built [data-copy]")
    assert "class BasicBlock" in page.evaluate("window.copied")


def test_it_leads_to_the_explorer_and_back(page: Page):
    page.goto("/build/resnet50?squeeze=16")
    page.click("text=Explore it")
    expect(page.locator("#explorer[data-ready]")).to_be_attached()
    expect(page).to_have_url("/models/resnet50?squeeze=16")
    page.go_back()
    expect(page.locator("#squeeze")).to_have_value("16")


def test_a_variants_readouts_are_the_apis(page: Page):
    """Poolings that round up, gates and zeros are reckoned with in the page as on the server."""
    for name in ("resnet50d", "seresnet50", "resnet20"):
        page.goto(f"/models/{name}?detail=full&size=37x61")
        expect(page.locator("#explorer[data-ready]")).to_be_attached()
        page.fill("#size", "225x97")
        rows = page.request.get(f"/api/v1/models/{name}/layers?size=225x97").json()["layers"]
        last = page.locator(f'tr[id="{rows[-1]["id"]}"] td.out')
        last.scroll_into_view_if_needed()
        expect(last).to_have_text(shown(rows[-1]))
        page.wait_for_timeout(600)  # the rows out of sight follow when the hand rests
        cells = page.evaluate(READ)
        assert set(cells) == {row["id"] for row in rows}
        for row in rows:
            output, formula = cells[row["id"]]
            assert output == shown(row)
            assert (row["formula"] or {}).get("height", "") in formula
