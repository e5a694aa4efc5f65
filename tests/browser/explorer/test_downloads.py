"""Downloads, verification by PyTorch, and the copied link."""

import re

import pytest
from playwright.sync_api import Page, Route, expect
from resnet_atlas.render.pictures import FORMATS

from tests.browser.api import api
from tests.browser.explorer_page import Explorer

pytestmark = pytest.mark.browser


def test_every_download_shows_the_current_view(page: Page, explorer: Explorer):
    explorer.visit("/models/resnet50?stride_in_1x1=true&open=layer2")
    explorer.type_size("225x320")
    explorer.batch.fill("2")
    explorer.expect_address("size=225x320&batch=2")
    links = page.locator(".take a, #layers a[data-layers], #layers a[data-verify]")
    hrefs = links.evaluate_all("links => links.map(link => link.getAttribute('href'))")
    assert len(hrefs) == len(FORMATS) + 1 + 4 + 1
    for href in hrefs:
        answer = page.request.get(href, timeout=60_000)  # the first check against PyTorch loads it
        assert answer.status == 200, href
        assert "size=225x320" in href
        assert "stride_in_1x1=true" in href
        if "/diagrams/" in href or "/embed/" in href:
            assert "open=layer2" in href
    texts = {
        href.partition("?")[0][-4:]: page.request.get(href).text()
        for href in hrefs
        if ".svg" in href or ".dot" in href
    }
    assert all("2×512×29×40" in text for text in texts.values())
    for format, cell in (
        ("csv", "2x512x29x40"),
        ("markdown", "| 2×512×29×40 |"),
        ("latex", r"512$\times$29"),
    ):
        (href,) = [href for href in hrefs if f"format={format}" in href]
        assert cell in page.request.get(href).text()


def test_the_answer_of_pytorch_is_shown_in_place(page: Page, explorer: Explorer, server: str):
    explorer.visit("/models/resnet50?stride_in_1x1=true&size=225")
    explorer.type_size("225x320")
    explorer.expect_address("size=225x320")
    page.locator("[data-verify]").click()
    count = api(server, "resnet50/verify?size=225x320")["checked"]
    expect(page.locator("#checked")).to_have_text(
        f"✓ All {count} shapes at 225x320 are those of PyTorch’s own run.", timeout=60_000
    )
    explorer.expect_address("/models/resnet50?stride_in_1x1=true&size=225x320")
    explorer.type_size("226")
    expect(page.locator("#checked")).to_be_empty()


@pytest.mark.full
def test_differences_from_pytorch_are_reported(page: Page, explorer: Explorer):
    explorer.visit("/models/resnet18")

    def differ(route: Route) -> None:
        one = {"id": "layer1.0.conv1", "closed_form": [1, 64, 56, 56], "pytorch": [1, 64, 55, 56]}
        other = {"id": "fc", "closed_form": [1, 1000], "pytorch": None}
        route.fulfill(json={"checked": 69, "agree": 67, "differences": [one, other]})

    page.route("**/verify*", differ)
    page.locator("[data-verify]").click()
    expect(page.locator("#checked")).to_have_text(
        "✗ 2 of 69 shapes at 224 are not PyTorch’s, "
        "the first at layer1.0.conv1: 64×56×56 here, 64×55×56 there."
    )


@pytest.mark.full
def test_a_verification_without_an_answer_is_reported(page: Page, explorer: Explorer):
    explorer.visit("/models/resnet18")
    problem = {"title": "Busy", "status": 503, "detail": "Too many networks are being verified."}
    page.route("**/verify*", lambda route: route.fulfill(status=503, json=problem))
    page.locator("[data-verify]").click()
    expect(page.locator("#checked")).to_have_text(problem["detail"])
    page.route("**/verify*", lambda route: route.abort())
    page.locator("[data-verify]").click()
    expect(page.locator("#checked")).to_contain_text("The server doesn’t answer.")


@pytest.mark.full
@pytest.mark.usefixtures("clipboard")
def test_the_copied_link_is_the_current_address(page: Page, explorer: Explorer, server: str):
    explorer.visit("/models/resnet50")
    explorer.type_size("225")
    page.get_by_role("button", name="copy link").click()
    expect(explorer.message).to_have_text("Link copied")
    assert page.evaluate("navigator.clipboard.readText()") == f"{server}/models/resnet50?size=225"


@pytest.mark.full
def test_without_a_clipboard_copying_keeps_the_keyboard_focus(page: Page, explorer: Explorer):
    explorer.visit("/models/resnet50")
    page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    page.locator("[data-do=copy]").press("Enter")
    expect(explorer.message).to_have_text("Link copied")
    expect(page.locator("[data-do=copy]")).to_be_focused()


def test_files_have_the_resolution_the_ground_and_the_colours_that_were_chosen(
    page: Page, explorer: Explorer
):
    explorer.visit("/models/resnet50?focus=layer2.0")
    page.locator("#dpi").fill("300")
    page.locator("#transparent").check()
    explorer.heat.select_option("macs")
    png = page.locator('.take a[href*=".png"]')
    for chosen in ("focus=layer2.0", "dpi=300", "background=transparent", "heat=macs"):
        expect(png).to_have_attribute("href", re.compile(chosen))
    links = page.locator(".take a[href*='/diagrams/']").evaluate_all("all => all.map(a => a.href)")
    answers = {href.partition("?")[0][-3:]: page.request.get(href) for href in links}
    assert {answer.status for answer in answers.values()} == {200}
    assert "MACs" in answers["svg"].text()
    assert "atlas-heat-65" in answers["ikz"].text()
    page.locator("#dpi").fill("9999")
    expect(png).not_to_have_attribute("href", re.compile("dpi="))
