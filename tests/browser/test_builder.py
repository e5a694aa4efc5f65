"""The builder in a browser: by controls, by keys, by its address."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.explorer_page import Explorer
from tests.browser.waiting import wait_for_timers

pytestmark = pytest.mark.browser

READ = """() => Object.fromEntries(
  Array.from(document.querySelectorAll("#layers tbody tr"), (row) => [
    row.id, [".out", ".formula"].map((cell) => row.querySelector(cell).textContent)]))"""
"""The outputs and formulas in the table of layers, by op."""


def shown(row) -> str:
    return "×".join(map(str, row["output"][1:]))


@pytest.mark.full
def test_a_network_is_built_by_controls(page: Page):
    page.goto("/build", timeout=60_000)  # the first time, a network is built
    page.select_option("#stem", "deep")
    expect(page.locator("#code pre")).to_contain_text("conv(3, 32, 3, 2)")
    page.select_option("#shortcut", "pooled")
    expect(page.locator("#built")).to_contain_text("25,576,264")
    expect(page).to_have_url("/build/resnet50?stem=deep&shortcut=pooled", timeout=15_000)
    page.reload()
    expect(page.locator("#stem")).to_have_value("deep")
    expect(page.locator("#built .picture svg:not(.narrow)")).to_contain_text("conv1.6")


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
    expect(page.locator("#code pre")).to_contain_text("class BasicBlock")
    expect(page.locator("#block")).to_be_focused()
    expect(page.locator("#groups")).to_have_count(0)


def test_what_cannot_be_is_said_at_its_field_and_what_was_built_stays(page: Page):
    page.goto("/build/resnet50")
    page.fill("#widths", "32,64,128,256")
    expect(page.locator("#code pre")).to_contain_text("stage(64, 32, 3)")
    page.fill("#widths", "64,128")
    problem = page.locator("#widths-problem")
    expect(problem).to_contain_text("every stage has one width")
    expect(page.locator("#widths")).to_have_attribute("aria-describedby", "widths-problem")
    expect(page.locator("#widths")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#widths")).to_have_value("64,128")
    expect(page.get_by_role("status").first).to_contain_text("every stage has one width")
    expect(problem).to_contain_text("64,128:")
    expect(problem).to_be_in_viewport()
    expect(page.locator("#last-valid")).to_contain_text("the last network that could be built")
    expect(page.locator("#code pre")).to_contain_text("stage(64, 32, 3)")  # and not the plain one
    expect(page).to_have_url("/build/resnet50?widths=32,64,128,256")
    page.fill("#widths", "16,32,64,128")
    expect(problem).to_have_count(0)
    expect(page.locator("#last-valid")).to_be_hidden()
    expect(page.locator("#widths")).not_to_have_attribute("aria-invalid", "true")
    expect(page.locator("#code pre")).to_contain_text("stage(64, 16, 3)")


@pytest.mark.full
def test_an_address_that_cannot_be_shows_what_is_wrong_at_its_field(page: Page):
    page.goto("/build/resnet50?widths=64,128&squeeze=16")
    expect(page.locator("#widths")).to_have_value("64,128")
    expect(page.locator("#widths-problem")).to_contain_text("every stage has one width")
    expect(page.locator("#notes .notice")).to_have_count(1)


@pytest.mark.full
def test_all_that_a_change_drops_is_said_beside_the_form(page: Page):
    page.goto("/build/resnet50?groups=2&stride_in_1x1=true")
    page.select_option("#block", "basic")
    notes = page.locator("#notes .notice")
    expect(notes).to_have_count(2)
    for name in ("groups=2", "stride_in_1x1=true"):
        expect(notes.filter(has_text=name)).to_have_count(1)
    expect(page).to_have_url("/build/resnet50?block=basic")
    note, picture = (page.locator(it).bounding_box() for it in ("#notes", "#built .picture"))
    assert note
    assert picture
    assert note["x"] + note["width"] <= picture["x"]
    expect(page.locator("#said")).to_be_empty()


def test_a_reload_right_after_a_change_keeps_it(page: Page):
    page.goto("/build/resnet50")
    page.select_option("#stem", "deep")
    page.reload()
    expect(page.locator("#stem")).to_have_value("deep")
    page.focus("#num_classes")
    page.keyboard.type("7")
    page.reload()
    expect(page.locator("#num_classes")).to_have_value("7")
    expect(page).to_have_url("/build/resnet50?stem=deep&num_classes=7")


@pytest.mark.full
def test_back_undoes_one_change_after_the_other(page: Page):
    page.goto("/build/resnet50")
    page.select_option("#stem", "deep")
    expect(page).to_have_url("/build/resnet50?stem=deep")
    page.focus("#depths")
    page.keyboard.type("2,2", delay=400)  # slowly: an address is made of the first digit, too
    expect(page).to_have_url("/build/resnet50?depths=2,2&stem=deep")
    page.keyboard.press("Tab")
    page.select_option("#preactivation", "true")
    expect(page).to_have_url("/build/resnet50?depths=2,2&stem=deep&preactivation=true")
    page.go_back()
    expect(page.locator("#preactivation")).to_have_value("")
    expect(page.locator("#built h2")).not_to_contain_text("preactivation")
    page.go_back()
    expect(page.locator("#depths")).to_have_value("")
    expect(page.locator("#built .sums")).to_contain_text("52")
    page.go_back()
    expect(page.locator("#stem")).to_have_value("")
    page.go_forward()
    expect(page.locator("#stem")).to_have_value("deep")
    expect(page.locator("#code pre")).to_contain_text("conv(3, 32, 3, 2)")


@pytest.mark.full
def test_a_field_keeps_its_caret_and_what_can_be_undone(page: Page):
    page.goto("/build/resnet50?depths=3,4,6,3")
    page.fill("#depths", "3,4,23,3")
    expect(page.locator("#built .sums")).to_contain_text("101")
    page.evaluate("document.querySelector('#depths').setSelectionRange(2, 2)")
    page.keyboard.type("1")
    expect(page).to_have_url("/build/resnet50?depths=3,14,23,3")
    chosen = "[document.querySelector('#depths').selectionStart, document.activeElement.id]"
    assert page.evaluate(chosen) == [3, "depths"]
    page.keyboard.press("Control+z")
    expect(page).to_have_url("/build/resnet50?depths=3,4,23,3")
    expect(page.locator("#depths")).to_be_focused()


@pytest.mark.full
def test_what_is_still_composed_is_not_taken_for_meant(page: Page):
    page.goto("/build/resnet50")
    page.focus("#num_classes")
    keyboard = page.context.new_cdp_session(page)
    composed = {"text": "十", "selectionStart": 1, "selectionEnd": 1}
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    keyboard.send("Input.imeSetComposition", composed)
    wait_for_timers(page)
    assert asked == []
    keyboard.send("Input.insertText", {"text": "10"})
    expect(page).to_have_url("/build/resnet50?num_classes=10")
    expect(page.locator("#num_classes")).to_have_value("10")


@pytest.mark.full
def test_what_is_usual_follows_the_number_of_stages(page: Page):
    page.goto("/build/resnet50")
    page.fill("#depths", "2,2")
    expect(page.locator("#widths")).to_have_attribute("placeholder", "64,128")
    page.fill("#base_width", "16")
    expect(page.locator("#widths")).to_have_attribute("placeholder", "16,32")
    page.fill("#widths", "8,8")
    expect(page).to_have_url("/build/resnet50?depths=2,2&base_width=16&widths=8,8")
    expect(page.locator("#widths")).to_have_attribute("placeholder", "16,32")


def test_what_is_built_stays_in_sight_of_the_last_option(page: Page):
    page.goto("/build/resnet50")
    page.locator("#num_classes").scroll_into_view_if_needed()
    page.locator("#num_classes").click()
    expect(page.locator("#built .sums")).to_be_in_viewport(ratio=1)
    expect(page.locator("#built .picture")).to_be_in_viewport(ratio=0.75)
    box = page.locator("#built .picture").bounding_box()
    assert box
    assert box["height"] > 600


def test_on_a_phone_what_it_comes_to_stays_at_the_edge(browser: Browser, server: str):
    size = {"width": 360, "height": 740}
    with browser.new_context(base_url=server, viewport=size, has_touch=True) as context:
        page = context.new_page()
        page.goto("/build/resnet50")
        for field in ("#block", "#groups", "#num_classes"):
            page.locator(field).scroll_into_view_if_needed()
            sums = page.locator("#built .sums")
            expect(sums).to_be_in_viewport(ratio=1)
            for words in ("50", "25.56 M", "4.09 G", "2048×7×7"):
                expect(sums.locator("dd", has_text=words).first).to_be_in_viewport(ratio=1)
            box = sums.bounding_box()
            assert box
            assert box["height"] < 110
        assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.full
def test_it_leads_to_a_comparison_and_that_leads_back(page: Page):
    page.goto("/build/resnet50?size=96")
    page.select_option("#stem", "deep")
    page.get_by_role("link", name="Compare with resnet50").click()
    expect(page).to_have_url("/compare?left=resnet50&right=resnet50;stem=deep&size=96")
    page.wait_for_selector("html[data-ready=true]")
    page.locator("#size").fill("64")
    expect(page).to_have_url(re.compile("size=64"))
    page.get_by_role("link", name="edit in the builder").last.click()
    expect(page).to_have_url("/build/resnet50?stem=deep&size=64")


def test_without_scripts_the_form_leads_to_the_short_address(plain: Explorer):
    page = plain.page
    page.goto("/build/resnet50?groups=2")
    page.select_option("#block", "basic")
    page.fill("#depths", "2,3")
    page.get_by_role("button", name="Build").click()
    expect(page).to_have_url(re.compile(r"/build/resnet50\?block=basic&depths=2(,|%2C)3.*"))
    assert "=&" not in page.url
    expect(page.locator("#notes .notice")).to_contain_text("groups=2")


def test_the_source_is_copied(page: Page):
    page.goto("/build/resnet18")
    page.evaluate("navigator.clipboard.writeText = async (text) => { window.copied = text }")
    page.click("#code [data-copy]")
    assert "class BasicBlock" in page.evaluate("window.copied")


@pytest.mark.full
def test_it_leads_to_the_explorer_and_back(page: Page):
    page.goto("/build/resnet50?squeeze=16")
    page.click("text=Explore it")
    expect(page.locator("#explorer[data-ready]")).to_be_attached()
    expect(page).to_have_url("/models/resnet50?squeeze=16")
    page.go_back()
    expect(page.locator("#squeeze")).to_have_value("16")


@pytest.mark.full
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
        page.wait_for_function(  # the rows out of sight follow when the hand rests
            """rows => rows.every(([id, out]) =>
            document.getElementById(id).querySelector("td.out").textContent === out)""",
            arg=[[row["id"], shown(row)] for row in rows],
        )
        cells = page.evaluate(READ)
        assert set(cells) == {row["id"] for row in rows}
        for row in rows:
            output, formula = cells[row["id"]]
            assert output == shown(row)
            assert (row["formula"] or {}).get("height", "") in formula
