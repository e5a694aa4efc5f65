"""The explorer without JavaScript."""

import pytest
from playwright.sync_api import expect

from tests.browser.explorer_page import Explorer

pytestmark = pytest.mark.browser


def test_links_open_and_close_groups(plain: Explorer):
    plain.page.goto("/models/resnet50")
    plain.part("layer2").locator("a").click()
    plain.expect_address("/models/resnet50?open=layer2")
    plain.frame("layer2").locator("a").first.click(position={"x": 8, "y": 8})
    plain.expect_address("/models/resnet50")
    plain.page.goto("/models/resnet50?focus=layer2")
    plain.page.locator("#picture svg:not(.narrow) .badge a").click()
    plain.expect_address("?focus=layer2&unfold=layer2.1")
    plain.part("layer2.0.conv2").locator("a").click()
    assert plain.page.url.endswith("#layer2.0.conv2")


@pytest.mark.full
def test_the_form_submits_every_setting(plain: Explorer):
    plain.page.goto("/models/resnet50?open=layer2")
    plain.page.locator("#direction").select_option("LR")
    plain.size.fill("225x320")
    plain.batch.fill("2")
    plain.page.locator("#panel-vary button").click()
    plain.expect_address("/models/resnet50?direction=LR&open=layer2&size=225x320&batch=2")
    assert "2×512×29×40" in plain.texts()
    plain.page.locator(".presets").get_by_text("299", exact=True).click()
    plain.expect_address("size=299&batch=2")


@pytest.mark.parametrize("path", ["/models/resnet50", "/embed/resnet50"])
def test_nothing_is_shown_that_needs_a_script(plain: Explorer, path: str):
    plain.page.goto(path)
    for it in plain.page.locator(".js").all():
        expect(it).to_be_hidden()
    expect(plain.page.locator("#picture svg")).to_be_visible()
    expect(plain.size).to_be_visible()


def test_an_embedded_picture_takes_a_size(plain: Explorer):
    plain.page.goto("/embed/resnet50?focus=layer2")
    plain.size.fill("225")
    plain.size.press("Enter")
    expect(plain.picture).to_contain_text("512×29×29")
    assert sorted(plain.page.url.partition("/embed/resnet50?")[2].split("&")) == [
        "focus=layer2",
        "size=225",
    ]
    assert "512×29×29" in plain.texts()
