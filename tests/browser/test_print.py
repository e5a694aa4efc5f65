"""What is printed: always in light colours, with what the controls say, without the controls."""

import pytest
from playwright.sync_api import Page, expect

from tests.depth import full, representatives

pytestmark = pytest.mark.browser

PAGES = ["/tour", "/table", "/formula", "/models/resnet50?focus=layer2"]


@pytest.mark.parametrize("query", ["", *full(["theme=dark"])])
@pytest.mark.parametrize("path", representatives(PAGES, PAGES[2:]))
def test_paper_is_light_and_has_the_size_of_the_input(page: Page, path: str, query: str):
    page.emulate_media(color_scheme="dark")
    page.goto(f"{path}{'&' if '?' in path else '?'}size=225x320&{query}")
    ink = "getComputedStyle(document.body).color"
    assert page.evaluate(ink) == "rgb(231, 236, 242)"
    page.emulate_media(media="print")
    assert page.evaluate(ink) == "rgb(28, 37, 48)"
    expect(page.locator("#size")).to_be_visible()
    expect(page.locator("#size")).to_have_value("225x320")
    button = "button:not(#memory-cards button)"  # those say how many images a card holds
    for control in (".languages", "nav[aria-label=Main]", "#height", button):
        for it in page.locator(control).all():
            expect(it).to_be_hidden()


def test_a_printed_table_says_where_its_bottlenecks_stride(page: Page):
    page.goto("/table?stride_in_1x1=true")
    page.emulate_media(media="print")
    expect(page.locator("#stride_in_1x1")).to_be_visible()
    expect(page.locator("#stride_in_1x1 option:checked")).to_have_text(
        "on its first 1×1, as in the paper"
    )


def test_what_is_said_in_colour_is_printed_without_backgrounds(page: Page):
    for path, sign in (("/", ".key"), ("/table", ".ring"), ("/formula", ".tensor-sign")):
        page.goto(path)
        page.emulate_media(media="print")
        expect(page.locator(sign).first).to_have_css("print-color-adjust", "exact")
