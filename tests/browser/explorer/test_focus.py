"""Focusing on a part: breadcrumbs, double clicks, links around the picture."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.explorer_page import Explorer
from tests.depth import full

pytestmark = pytest.mark.browser


@pytest.mark.full
def test_breadcrumbs_lead_outwards(page: Page, explorer: Explorer):
    explorer.visit("/models/resnet50?focus=layer2.0&size=225").mark()
    page.locator(".trail").get_by_role("link", name="layer2", exact=True).click()
    expect(explorer.heading).to_contain_text("layer2")
    explorer.expect_address("?focus=layer2&size=225")
    expect(page.locator(".trail [aria-current]")).to_have_text("layer2")
    page.locator(".trail").get_by_role("link", name="resnet50").click()
    explorer.expect_address("/models/resnet50?size=225")
    assert explorer.is_marked()


@pytest.mark.parametrize(("start", "id"), [("", "layer2"), *full([("?focus=layer2", "layer2.0")])])
def test_a_double_click_focuses_in_one_step(page: Page, explorer: Explorer, start: str, id: str):
    explorer.visit(f"/models/resnet50{start}")
    if start:
        explorer.title(id).dblclick()
    else:
        explorer.part(id).dblclick()
    expect(explorer.heading).to_contain_text(f"/ {id}")
    explorer.expect_address(f"/models/resnet50?focus={id}")
    page.go_back()
    explorer.expect_address(f"/models/resnet50{start}")
    expect(explorer.heading).not_to_contain_text(f"/ {id}")


@pytest.mark.full
def test_a_triple_click_is_one_step_and_one_request(page: Page, explorer: Explorer):
    explorer.visit("/models/resnet50?open=layer2")
    asked: list[str] = []
    page.on("request", lambda it: asked.append(it.url) if "/picture?" in it.url else None)
    explorer.part("layer2.0").click(click_count=3)
    expect(explorer.heading).to_contain_text("/ layer2.0")
    explorer.wait_until_ready()
    explorer.expect_address("/models/resnet50?focus=layer2.0&open=layer2")
    assert len(asked) <= 1


@pytest.mark.parametrize("link", [".trail li a >> nth=-1", *full([".steps a >> nth=0"])])
def test_following_a_link_by_keyboard_moves_the_focus_to_the_picture(
    page: Page, explorer: Explorer, link: str
):
    explorer.visit("/models/resnet50?focus=layer2.1")
    page.locator(link).focus()
    page.keyboard.press("Enter")
    expect(explorer.heading).not_to_contain_text("layer2.1")
    expect(explorer.picture).to_be_focused()


def test_f_focuses_on_the_selection(page: Page, explorer: Explorer):
    explorer.visit("/models/resnet50?focus=layer2")
    explorer.part("layer2.0.conv2").click()
    explorer.picture.focus()
    page.keyboard.press("f")
    explorer.expect_address("/models/resnet50?focus=layer2.0")
    explorer.wait_until_ready()
    for around in ("?focus=layer2", ""):
        expect(explorer.picture).to_be_focused()
        page.keyboard.press("Shift+F")
        explorer.expect_address(f"/models/resnet50{around}")
        explorer.wait_until_ready()


def test_what_another_option_has_changed_is_marked_and_said(page: Page, explorer: Explorer):
    explorer.visit("/models/resnet50?focus=layer2.0")
    explorer.open_panel("vary")
    page.locator("#stride_in_1x1").select_option("true")
    explorer.expect_address("/models/resnet50?stride_in_1x1=true&focus=layer2.0")
    explorer.wait_until_ready()
    altered = page.locator("#picture .altered").evaluate_all("all => all.map(it => it.dataset.id)")
    assert sorted(altered) == ["layer2.0.conv1", "layer2.0.conv2"]
    expect(explorer.message).to_contain_text("layer2.0.conv1")


@pytest.mark.full
def test_links_around_the_picture_keep_open_groups(page: Page, explorer: Explorer):
    explorer.visit("/models/resnet50?focus=layer2&detail=block")
    explorer.part("layer2.1").click()
    explorer.expect_address("?focus=layer2&detail=block&open=layer2.1")
    for link in (".against a", ".trail li a >> nth=-1", ".steps a >> nth=0"):
        expect(page.locator(link)).to_have_attribute("href", re.compile("open=layer2.1"))


@pytest.mark.full
def test_unlocked_sides_stay_unlocked_in_another_view(explorer: Explorer):
    explorer.visit("/models/resnet50")
    explorer.lock.click()
    explorer.part("layer2").dblclick()
    expect(explorer.heading).to_contain_text("layer2")
    expect(explorer.lock).to_have_attribute("aria-pressed", "false")


@pytest.mark.full
def test_the_focused_part_offers_no_link_to_focus_on_it(page: Page, explorer: Explorer):
    explorer.visit("/models/resnet50?focus=layer2.0#select=layer2.0")
    expect(explorer.copied.first).to_have_text("layer2.0")
    expect(page.locator("#inspector a", has_text="Focus on")).to_have_count(0)


@pytest.mark.full
def test_links_to_other_networks_keep_the_size(page: Page, explorer: Explorer):
    explorer.visit("/models/resnet50?open=layer2")
    explorer.type_size("225")
    explorer.expect_address("size=225")
    explorer.open_panel("view")
    page.locator(".others summary").click()
    page.get_by_role("link", name="resnet18", exact=True).click()
    explorer.expect_address("/models/resnet18?size=225")
    explorer.wait_until_ready()
    assert "3×225×225" in explorer.texts()


@pytest.mark.full
def test_text_typed_but_not_submitted_survives_another_choice(page: Page, explorer: Explorer):
    explorer.visit("/models/resnet50")
    explorer.open_panel("vary")
    page.locator("#depths").fill("2,2,2,2")
    page.locator("#block").select_option("basic")
    explorer.expect_address("/models/resnet50?block=basic")
    expect(page.locator("#depths")).to_have_value("2,2,2,2")
    page.locator("#depths").press("Enter")
    explorer.expect_address("/models/resnet50?block=basic&depths=2,2,2,2")
