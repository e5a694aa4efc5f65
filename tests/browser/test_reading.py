"""What pages that are read have in common: address, links and switch follow what is set."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.depth import full

pytestmark = pytest.mark.browser

READY = "html[data-ready=true]"


def opened(page: Page, path: str) -> None:
    page.goto(path, timeout=60_000)  # the first time, ten networks are built
    page.wait_for_selector(READY)


def into(page: Page, place: str) -> list[str]:
    """Where links of a place lead into the explorer."""
    links = page.locator(f'{place} a[href^="/models/"]')
    return [str(it.get_attribute("href")) for it in links.all()]


@pytest.mark.parametrize("path", ["/table", *full(["/", "/tour"])])
def test_the_switch_of_languages_leads_to_the_size_of_now(page: Page, path: str):
    opened(page, f"{path}?lang=zh")
    page.locator("#height").fill("96")
    page.locator(".languages a").click()  # at once: the address is not yet written
    expect(page).to_have_url(re.compile(r"\?size=96&lang=en$"))
    expect(page.locator("#height-now")).to_have_text("96")
    page.context.clear_cookies()


@pytest.mark.parametrize("path", ["/table", *full(["/tour"])])
@pytest.mark.full
def test_a_section_gone_to_while_the_size_changes_stays_in_the_address(page: Page, path: str):
    opened(page, path)
    page.evaluate("location.hash = 'counting'")
    page.locator("#height").fill("100")
    expect(page).to_have_url(re.compile(r"\?size=100#counting$"))


@pytest.mark.full
def test_every_link_of_the_tour_leads_to_the_size_of_now(page: Page):
    opened(page, "/tour")
    page.locator("#height").fill("100")
    expect(page.locator("#figure-4 .picture a").last).to_have_attribute(
        "href", re.compile("size=100")
    )
    links = into(page, "main")
    assert len(into(page, ".picture")) > 10
    assert [link for link in links if "size=100" not in link] == []
    assert [link for link in into(page, "#figure-4 .picture") if link.endswith("#layer2.0.conv1")]


def test_a_layer_in_a_figure_leads_to_itself_in_the_picture(page: Page):
    opened(page, "/tour")
    page.locator('#figure-4 svg:not(.narrow) [data-id="layer2.0.conv1"] a').click()
    page.wait_for_selector("#explorer[data-ready]")
    expect(page.locator("#picture .selected")).to_have_attribute("data-id", "layer2.0.conv1")
    expect(page.locator("#picture")).to_be_in_viewport(ratio=0.5)


def test_what_is_pointed_at_in_a_figure_explains_itself_at_the_size_of_now(page: Page):
    opened(page, "/tour")
    page.locator("#height").fill("225")
    card = page.locator("#figure-4 .card")
    page.locator('#figure-4 svg:not(.narrow) .op[data-id="layer2.0.conv1"]').hover()
    expect(card).to_contain_text("⌊(57 + 2·1 − 3) / 2⌋ + 1 = 29")
    expect(card).to_be_in_viewport()
    page.locator("h1").hover()
    expect(card).to_be_hidden()
    page.locator('#figure-4 svg:not(.narrow) .op[data-id="layer2.0.downsample.0"] a').focus()
    expect(card).to_contain_text("on the shortcut")
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()


def test_a_figures_name_has_the_size_of_now(page: Page):
    opened(page, "/tour")
    page.locator("#height").fill("100")
    expect(page.locator("#figure-4 svg:not(.narrow)")).to_have_attribute(
        "aria-label", re.compile("input 100$")
    )


@pytest.mark.full
def test_on_the_home_page_numbers_pictures_and_links_are_of_one_size(page: Page):
    def card() -> str:
        data = page.locator('.card[href^="/models/resnet50?"] data[data-count]')
        return str(data.get_attribute("value"))

    opened(page, "/")
    page.locator("#height").fill("300")
    last = page.locator(".cards:not([data-still]) a").last
    expect(last).to_have_attribute("href", re.compile("size=300"))
    followed = card(), page.locator(".hero-picture svg text").all_text_contents()
    for place in (".hero", ".cards:not([data-still])", "#paper"):
        assert [link for link in into(page, place) if "size=300" not in link] == [], place
    expect(page.locator("#cost figcaption").first).to_contain_text("for an input of 224")
    for place in ("#cost", "#figures"):  # what is drawn of 224 leads to 224, and of 32 to 32
        sizes = {link.partition("size=")[2] for link in into(page, place)}
        assert sizes <= {"", "32"}, place
    page.reload()
    assert followed == (card(), page.locator(".hero-picture svg text").all_text_contents())


@pytest.mark.full
def test_a_place_of_the_stride_that_could_not_be_had_is_taken_back(page: Page):
    opened(page, "/table?size=96")
    held: list[Route] = []
    page.route("**/table?*stride_in_1x1=true*", lambda route: held.append(route))
    with page.expect_request("**/table?*stride_in_1x1=true*"):
        page.locator("#stride_in_1x1").select_option("true")
    page.locator("#height").fill("100")  # meanwhile
    expect(page).to_have_url(re.compile(r"/table\?size=100$"))
    for route in held:
        route.abort()
    expect(page.locator("#said")).to_contain_text("The server doesn’t answer")
    expect(page.locator("#stride_in_1x1")).to_have_value("")
    page.unroute("**/table?*stride_in_1x1=true*")
    page.locator("#stride_in_1x1").select_option("true")
    expect(page).to_have_url(re.compile(r"/table\?stride_in_1x1=true&size=100$"))


@pytest.mark.full
def test_a_size_set_while_the_other_place_of_the_stride_is_fetched_is_kept(page: Page):
    opened(page, "/")
    held: list[Route] = []
    page.route("**/table?*", lambda route: held.append(route))  # no need of all the home page
    with page.expect_request("**/table?*"):
        page.locator("#stride_in_1x1").select_option("true")
    page.locator("#height").fill("100")
    for route in held:
        route.continue_()
    expect(page).to_have_url(re.compile(r"/\?stride_in_1x1=true&size=100$"))
    expect(page.locator("table.paper [data-axes]").first).to_have_text("50×50")
    page.unroute("**/table?*")
