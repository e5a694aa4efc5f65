"""A server that is lost, slow or answers late."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.explorer_page import Explorer
from tests.browser.waiting import delayed, release, wait_until
from tests.depth import full

pytestmark = pytest.mark.browser


def test_a_lost_server_leaves_the_page_usable_and_it_recovers(
    page: Page, clock: None, explorer: Explorer
):
    explorer.visit("/models/resnet50")
    explorer.lose_server()
    before = explorer.drawn()
    explorer.part("layer2").click()
    said = explorer.message
    expect(said).to_contain_text("doesn’t answer")
    assert explorer.drawn() == before
    assert page.url.endswith("/models/resnet50#select=layer2")
    explorer.type_size("225")
    assert "512×29×29" in explorer.texts()
    explorer.part("input").click()
    assert explorer.facts()["shape"] == "3×225×225"
    page.unroute_all()
    page.clock.run_for(3000)  # until the page looks for the server again
    expect(said).not_to_contain_text("doesn’t answer")
    explorer.part("layer2").click()
    expect(explorer.closed("layer2.0")).to_be_visible()


@pytest.mark.full
def test_the_page_waits_for_a_server_lost_before_the_graph_arrived(
    page: Page, clock: None, explorer: Explorer
):
    explorer.lose_server("/(healthz|api)")
    page.goto("/models/resnet50")
    expect(explorer.message).to_contain_text("doesn’t answer")
    explorer.type_size("225")
    assert "512×29×29" in explorer.texts()
    page.unroute_all()
    page.clock.run_for(3000)  # until the page looks for the server again
    explorer.wait_until_ready()
    expect(explorer.message).to_be_empty()
    assert page.locator('[data-out="network"]').inner_text() == "1000"
    expect(page.locator('[data-in="network"]')).to_have_text("3×225×225")


def test_a_slow_answer_never_overwrites_a_newer_one(page: Page, explorer: Explorer):
    held: list[Route] = []
    explorer.visit("/models/resnet50")
    page.route("**/picture?open=layer1", lambda route: held.append(route))
    explorer.part("layer1").click()
    expect(explorer.root).to_have_attribute("aria-busy", "true")
    explorer.part("layer2").click()
    for both in ("layer1", "layer2"):  # the newer does what the older was asked for, too
        expect(explorer.frame(both)).to_be_attached()
    seen = explorer.drawn()
    assert held
    release(page, held)
    assert explorer.drawn() == seen
    explorer.expect_address("/models/resnet50?open=layer1,layer2")
    page.go_back()
    explorer.expect_address("/models/resnet50")


@pytest.mark.full
def test_a_late_page_does_not_overwrite_a_newer_picture(page: Page, explorer: Explorer):
    held: list[Route] = []
    explorer.visit("/models/resnet50")
    page.route("**/models/resnet50?focus=layer4*", lambda route: held.append(route))
    explorer.open_panel("view").focus.select_option("layer4")
    explorer.part("layer2").click()
    expect(explorer.frame("layer2")).to_be_attached()
    assert held
    release(page, held)
    expect(explorer.heading).not_to_contain_text("layer4")
    expect(explorer.focus).to_have_value("network")


@pytest.mark.parametrize("way", ["picture", *full(["page", "back"])])
def test_settings_changed_while_waiting_hold_when_the_answer_arrives(
    page: Page, explorer: Explorer, way: str
):
    explorer.visit("/models/resnet50")
    if way == "back":
        explorer.part("layer1").click()
        explorer.expect_address("?open=layer1")
    address = {"picture": "/picture?open=layer2*", "page": "?focus=layer2*", "back": "/picture"}
    with delayed(page, f"**/models/resnet50{address[way]}"):
        if way == "picture":
            explorer.part("layer2").click()
        elif way == "page":
            explorer.open_panel("view").focus.select_option("layer2")
        else:
            page.go_back()
        explorer.type_size("225")
        page.locator("[data-do=symbols]").click()
    tail = {"picture": "?open=layer2&", "page": "?focus=layer2&", "back": "?"}[way]
    explorer.expect_address(f"/models/resnet50{tail}shapes=symbols&size=225")
    expect(explorer.size).to_have_value("225")
    assert "512×⌈H/8⌉×⌈W/8⌉" in explorer.texts()
    page.locator("[data-do=symbols]").click()
    assert "512×29×29" in explorer.texts()


@pytest.mark.full
def test_a_slow_answer_is_announced_until_it_arrives(page: Page, clock: None, explorer: Explorer):
    explorer.visit("/models/resnet50")
    with delayed(page, "**/picture?open=layer2*") as routes:
        explorer.part("layer2").click()
        wait_until(page, lambda: routes)
        page.clock.run_for(5000)
        expect(explorer.message).to_contain_text("slow to answer")
        explorer.type_size("225")
        expect(explorer.message).to_contain_text("slow to answer")
    expect(explorer.part("layer2.0")).to_be_attached()
    expect(explorer.message).to_be_empty()


@pytest.mark.full
def test_zoom_and_selection_before_the_graph_arrived_are_kept(page: Page, explorer: Explorer):
    with delayed(page, "**/api/**/graph*"):
        page.goto("/models/resnet50#zoom=0.8,200,300")
        explorer.picture.focus()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("+")
        page.keyboard.press("+")
        before = explorer.camera(), explorer.selected()
    explorer.wait_until_ready()
    assert (explorer.camera(), explorer.selected()) == before
    assert before[1]
    expect(page).to_have_url(re.compile(f"select={before[1]}&zoom="))


@pytest.mark.full
@pytest.mark.parametrize("end", ["refused", *full(["taken back"])])
def test_the_announcement_of_a_slow_answer_is_cleared(
    page: Page, clock: None, explorer: Explorer, end: str
):
    explorer.visit("/models/resnet50")
    page.locator(".strides a").first.click()
    routes: list[Route] = []
    page.route("**/picture?open=layer2*", lambda route: routes.append(route))
    explorer.part("layer2").click()
    wait_until(page, lambda: routes)
    page.clock.run_for(5000)
    said = explorer.message
    expect(said).to_contain_text("slow to answer")
    if end == "refused":
        routes[0].fulfill(status=503, body='{"detail": "Not now."}')
        expect(said).to_have_text("Not now.")
        page.clock.run_for(7000)
    else:
        page.go_back()
    expect(said).to_be_empty()


@pytest.mark.full
def test_a_choice_that_cannot_be_loaded_is_reset(page: Page, clock: None, explorer: Explorer):
    explorer.visit("/models/resnet50")
    page.clock.run_for(1000)  # what was restored has been written to the address
    explorer.lose_server()
    explorer.open_panel("view").detail.select_option("conv")
    expect(explorer.message).to_contain_text("doesn’t answer")
    expect(explorer.detail).to_have_value("")


@pytest.mark.full
def test_the_message_about_a_lost_server_returns_after_another_message(
    page: Page, clock: None, explorer: Explorer
):
    explorer.visit("/models/resnet50?focus=layer2")
    explorer.lose_server("/(models|healthz)")
    explorer.search.fill("layer3 stride=2")
    explorer.search.press("Enter")
    expect(explorer.message).to_contain_text("doesn’t answer")
    page.clock.run_for(1000)
    expect(explorer.message).to_contain_text("doesn’t answer")
    page.locator("[data-do=copy]").click()
    expect(explorer.message).to_have_text("Link copied")
    page.clock.run_for(7000)
    expect(explorer.message).to_contain_text("doesn’t answer")
