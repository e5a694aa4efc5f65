"""The paper's table as it is used: another size, the paper's stride, a copy; without scripts."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.explorer_page import Explorer
from tests.depth import full

pytestmark = pytest.mark.browser

READY = "html[data-ready=true]"
PRINTED = ["1.8", "3.6", "3.8", "7.6", "11.3"]
"""The paper's FLOPs of ResNet-18, 34, 50, 101 and 152, in 10⁹."""


def row(page: Page, name: str) -> Locator:
    heading = page.get_by_role("rowheader", name=name, exact=True)
    return page.locator("table.paper tr").filter(has=heading)


def numbers(page: Page, name: str, form: str) -> Locator:
    return row(page, name).locator(f"data[data-form={form}]")


def outputs(page: Page) -> list[str]:
    return page.locator("table.paper [data-axes]").all_text_contents()


@pytest.mark.parametrize("path", ["/", "/table"])
def test_a_typed_size_is_computed_without_a_request_and_as_the_server_computes_it(
    page: Page, path: str
):
    page.goto(path, timeout=60_000)  # the first time, ten networks are built
    page.wait_for_selector(READY)
    expect(page.get_by_role("button", name="Compute")).to_be_hidden()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.resource_type))
    page.locator("#size").fill("225x320")
    expect(page).to_have_url(re.compile(r"\?size=225x320$"))
    assert not {"fetch", "xhr", "document"} & set(asked)
    alive = outputs(page), numbers(page, "MACs", "exact").all_text_contents()
    assert alive[0][0] == "113×160"
    cell = page.locator("table.paper a.cell").last
    expect(cell).to_have_attribute("href", re.compile("size=225x320"))

    page.reload()
    assert alive == (outputs(page), numbers(page, "MACs", "exact").all_text_contents())


def test_with_the_papers_place_of_the_stride_its_sums_come_out(page: Page):
    page.goto("/table")
    page.wait_for_selector(READY)
    sums = numbers(page, "as the paper counts, 10⁹", "billions")
    expect(sums).not_to_have_text(PRINTED)
    page.locator("#stride_in_1x1").select_option("true")
    expect(sums).to_have_text(PRINTED)
    expect(page).to_have_url(re.compile("stride_in_1x1=true$"))


def test_on_a_phone_labels_and_what_is_common_stay_and_cover_no_more_than_a_column(page: Page):
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto("/table")
    page.wait_for_selector(READY)
    page.locator(".paper-table .scroll").evaluate("it => it.scrollLeft = 330")
    layer = page.get_by_role("columnheader", name="layer").bounding_box()
    assert layer
    for name in ("MACs", "parameters", "depth, counted"):
        label = row(page, name).get_by_role("rowheader").bounding_box()
        assert label
        assert label["x"] + label["width"] < layer["x"] + layer["width"] + 12
    for common in page.locator(".paper .common .cell").all():
        place = common.bounding_box()
        assert place
        assert layer["x"] + layer["width"] < place["x"]
        assert place["x"] + place["width"] < 360


@pytest.mark.parametrize("name", ["Markdown", *full(["LaTeX", "CSV"])])
def test_it_is_copied_as_it_is_seen(page: Page, clipboard: None, name: str):
    page.goto("/table?size=225")
    page.wait_for_selector(READY)
    page.get_by_role("button", name=f"Copy as {name}").click()
    expect(page.locator("#said")).to_have_text(f"Copied as {name}.")
    link = page.get_by_role("link", name=name, exact=True).get_attribute("href")
    assert link is not None
    assert "size=225" in link
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.request.get(link).text()
    assert re.search(r"113\W*(×|x|\\times)\W*113", copied)


def test_without_scripts_a_form_asks_for_another_size(plain: Explorer):
    page = plain.page
    page.goto("/table")
    page.locator("#size").fill("225")
    page.locator("#stride_in_1x1").select_option("true")
    page.get_by_role("button", name="Compute").click()
    expect(page).to_have_url(re.compile(r"/table\?size=225&stride_in_1x1=true$"))
    assert outputs(page)[0] == "113×113"
    expect(page.get_by_role("button", name="Copy as CSV")).to_be_hidden()
    expect(page.get_by_role("link", name="CSV", exact=True)).to_be_visible()
