"""Back and forward, also while answers are on their way or refused."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.explorer_page import Explorer
from tests.browser.waiting import delayed

pytestmark = pytest.mark.browser


def test_back_and_forward_show_the_same_pictures_again(page: Page, explorer: Explorer):
    explorer.visit("/models/resnet50")
    seen = [explorer.drawn()]
    for id in ("layer2", "layer3"):
        explorer.part(id).click()
        expect(explorer.frame(id)).to_be_attached()
        explorer.wait_until_still()
        seen.append(explorer.drawn())
    explorer.open_panel("view").focus.select_option("layer4")
    expect(explorer.heading).to_contain_text("layer4")
    explorer.wait_until_ready()
    seen.append(explorer.drawn())
    where = page.url
    for expected in (seen[2], seen[1], seen[0]):
        page.go_back()
        page.wait_for_function(
            "n => document.querySelectorAll('#picture g').length === n", arg=len(expected)
        )
        explorer.wait_until_ready()
        assert explorer.drawn() == expected
    for expected in seen[1:]:
        page.go_forward()
        page.wait_for_function(
            "n => document.querySelectorAll('#picture g').length === n", arg=len(expected)
        )
        explorer.wait_until_ready()
        assert explorer.drawn() == expected
    assert page.url == where


@pytest.mark.full
def test_going_forward_after_a_failed_back_clears_the_message(
    page: Page, clock: None, explorer: Explorer
):
    explorer.visit("/models/resnet50")
    explorer.part("layer2").click()
    explorer.expect_address("?open=layer2")
    explorer.mark()
    explorer.lose_server()
    page.go_back()
    said = explorer.message
    expect(said).to_contain_text("doesn’t answer")
    page.go_forward()
    explorer.expect_address("?open=layer2")
    page.unroute_all()
    page.clock.run_for(3000)  # until the page looks for the server again
    expect(said).to_be_empty()
    assert explorer.is_marked()


@pytest.mark.full
def test_forward_before_the_answer_to_back_returns_to_the_picture(page: Page, explorer: Explorer):
    explorer.visit("/models/resnet50")
    explorer.part("layer2").click()
    explorer.expect_address("/models/resnet50?open=layer2")
    with delayed(page, "**/models/resnet50/picture"):
        page.go_back()
        expect(explorer.root).to_have_attribute("aria-busy", "true")
        page.go_forward()
        expect(explorer.root).not_to_have_attribute("aria-busy", "true")
    explorer.expect_address("/models/resnet50?open=layer2")
    expect(explorer.part("layer2.0")).to_be_attached()


@pytest.mark.full
def test_back_cancels_a_pending_request(page: Page, explorer: Explorer):
    explorer.visit("/models/resnet50")
    explorer.part("layer2").click()
    explorer.expect_address("/models/resnet50?open=layer2")
    with delayed(page, "**/picture?open=*layer3*"):
        explorer.part("layer3").click()
        expect(explorer.root).to_have_attribute("aria-busy", "true")
        page.go_back()
        expect(explorer.root).not_to_have_attribute("aria-busy", "true")
    explorer.expect_address("/models/resnet50")
    expect(explorer.part("layer3.0")).not_to_be_attached()


@pytest.mark.full
def test_when_back_is_refused_address_and_picture_still_agree(page: Page, explorer: Explorer):
    explorer.visit("/models/resnet50")
    explorer.part("layer2").click()
    explorer.expect_address("?open=layer2")
    no = {"status": 503, "body": '{"detail": "Not now."}'}
    page.route("**/models/resnet50/picture", lambda route: route.fulfill(**no))
    page.go_back()
    expect(explorer.message).to_have_text("Not now.")
    explorer.expect_address("/models/resnet50?open=layer2")
    explorer.type_size("225")
    explorer.expect_address("/models/resnet50?open=layer2&size=225")
    expect(explorer.part("layer2.0")).to_be_attached()


@pytest.mark.full
def test_when_the_second_step_back_is_refused_address_and_picture_still_agree(
    page: Page, explorer: Explorer
):
    explorer.visit("/models/resnet50")
    explorer.part("layer2").click()
    explorer.expect_address("?open=layer2")
    explorer.part("layer3").click()
    explorer.expect_address("?open=layer2,layer3")
    no = {"status": 503, "body": '{"detail": "Not now."}'}
    page.route("**/models/resnet50/picture", lambda route: route.fulfill(**no))
    with delayed(page, "**/picture?open=layer2"):
        page.go_back()
        explorer.expect_address("?open=layer2")
        page.go_back()
        expect(explorer.message).to_have_text("Not now.")
    explorer.expect_address("/models/resnet50?open=layer2,layer3")
    explorer.type_size("225")
    explorer.expect_address("/models/resnet50?open=layer2,layer3&size=225")
    expect(explorer.part("layer3.0")).to_be_attached()


@pytest.mark.full
def test_back_and_forward_restore_the_size_of_that_step(page: Page, explorer: Explorer):
    explorer.visit("/models/resnet50")
    explorer.part("layer2").click()
    explorer.expect_address("/models/resnet50?open=layer2")
    with delayed(page, "**/models/resnet50/picture"):
        page.go_back()
        explorer.type_size("225")
        explorer.expect_address("/models/resnet50?size=225")
        page.go_forward()
        explorer.expect_address("/models/resnet50?open=layer2")
        expect(explorer.size).to_have_value("224")
    assert "512×28×28" in explorer.texts()
