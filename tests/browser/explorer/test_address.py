"""The address: it restores what was seen, and bad values in it do no harm."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.explorer_page import Explorer
from tests.browser.waiting import delayed, wait_until_handled
from tests.depth import full

pytestmark = pytest.mark.browser


def test_the_address_restores_exactly_what_is_seen(page: Page, clock: None, explorer: Explorer):
    explorer.visit("/models/resnet50")
    explorer.part("layer2").click()
    expect(explorer.closed("layer2.0")).to_be_visible()
    explorer.wait_until_still()
    explorer.type_size("225x320")
    explorer.batch.fill("2")
    explorer.heat.select_option("macs")
    page.locator("[data-do=in]").click()
    page.locator("[data-do=in]").click()
    explorer.wait_until_still()
    page.clock.run_for(1000)  # the address has been written
    expect(page).to_have_url(re.compile("zoom="))
    before = explorer.drawn(), explorer.camera(), page.url, explorer.heat_key.inner_text()
    page.reload()
    explorer.wait_until_ready()
    after = explorer.drawn(), explorer.camera(), page.url, explorer.heat_key.inner_text()
    assert after[0] == before[0]
    assert after[1] == pytest.approx(before[1], abs=2)
    assert after[2:] == before[2:]


def test_a_reload_right_after_a_choice_keeps_it(page: Page, explorer: Explorer):
    explorer.visit("/models/resnet50")
    explorer.heat.select_option("macs")
    page.reload()
    explorer.wait_until_ready()
    expect(explorer.heat).to_have_value("macs")


@pytest.mark.full
def test_the_last_of_several_steps_is_kept_when_the_page_is_left(page: Page, explorer: Explorer):
    explorer.visit("/models/resnet50")
    page.evaluate(
        """for (const by of ["macs", "parameters", "field"]) {
            const heat = document.querySelector("#heat");
            heat.value = by;
            heat.dispatchEvent(new Event("change", { bubbles: true }));
        }
        location.assign("/glossary")"""
    )
    page.wait_for_url("**/glossary")
    page.go_back()
    explorer.wait_until_ready()
    expect(explorer.heat).to_have_value("field")
    expect(page).to_have_url(re.compile("#heat=field$"))


@pytest.mark.parametrize(
    "path",
    [
        "?open=layer2,layer2.0&closed=stem&unfold=layer2.1&size=225x320&batch=2",
        *full(
            [
                "?focus=layer2&detail=full&fold=false&direction=LR&theme=dark&shapes=symbols",
                "?stride_in_1x1=true&focus=layer3#select=layer3.0.conv1&heat=field",
            ]
        ),
    ],
)
def test_opening_a_link_does_not_change_it(page: Page, clock: None, explorer: Explorer, path: str):
    explorer.visit(f"/models/resnet50{path}")
    page.clock.run_for(1000)  # longer than the address takes to be written
    assert page.url.endswith(f"/models/resnet50{path}")
    before = explorer.drawn()
    page.reload()
    explorer.wait_until_ready()
    assert explorer.drawn() == before


@pytest.mark.full
def test_colouring_survives_opening_a_stage_and_is_in_the_address(page: Page, explorer: Explorer):
    explorer.visit("/models/resnet50")
    explorer.heat.select_option("macs")
    expect(page).to_have_url(re.compile("#heat=macs$"))
    explorer.part("layer2").click()
    expect(explorer.closed("layer2.0")).to_be_visible()
    expect(page.locator("#picture .amount").first).to_be_attached()
    expect(page).to_have_url(re.compile(r"\?open=layer2#select=layer2&heat=macs$"))
    page.go_back()
    expect(explorer.closed("layer2")).to_be_visible()
    expect(page.locator("#picture .amount").first).to_be_attached()
    expect(explorer.heat).to_have_value("macs")
    assert page.url.endswith("/models/resnet50#select=layer2&heat=macs")


@pytest.mark.full
def test_a_link_to_a_half_visible_selection_does_not_move_the_picture(
    page: Page, explorer: Explorer
):
    explorer.visit("/models/resnet50?detail=conv")
    place = explorer.camera()
    frame = explorer.picture.bounding_box()
    assert frame
    box = page.locator('#picture .frame[data-id="layer1"] .outline').bounding_box()
    assert box
    assert box["y"] < frame["y"] + frame["height"] < box["y"] + box["height"]
    page.mouse.click(box["x"] + 4, frame["y"] + frame["height"] - 60)
    expect(page).to_have_url(re.compile("select=layer1&zoom="))
    page.reload()
    explorer.wait_until_ready()
    assert explorer.selected() == "layer1"
    assert explorer.camera() == pytest.approx(place, abs=2)


@pytest.mark.full
def test_zooming_with_the_wheel_is_in_the_address(page: Page, clock: None, explorer: Explorer):
    explorer.visit("/models/resnet50")
    page.clock.run_for(1000)  # what was restored has been written to the address
    explorer.picture.hover()
    page.mouse.wheel(0, -300)
    expect(page).to_have_url(re.compile("#zoom="))


@pytest.mark.full
def test_the_link_of_a_preset_keeps_the_view(page: Page, explorer: Explorer):
    explorer.visit("/models/resnet50?open=layer2")
    explorer.batch.fill("4")
    explorer.expect_address("?open=layer2&batch=4")
    link = page.locator("[data-size='32']")
    expect(link).to_have_attribute(
        "href", re.compile(r"/models/resnet50\?open=layer2&size=32&batch=4$")
    )


def test_nonsense_in_a_link_opens_the_nearest_view_and_is_reported(page: Page, explorer: Explorer):
    page.goto("/models/resnet50?size=0&focus=layer9&open=nonsense&foo=1")
    explorer.wait_until_ready()
    notice = page.locator(".notice")
    for given in ("size=0", "focus=layer9", "open=nonsense", "foo=1"):
        expect(notice).to_contain_text(given)
    assert notice.locator("li").count() == 4
    expect(explorer.heading).to_contain_text("layer4")
    assert "3×224×224" not in explorer.texts()
    assert "2048×7×7" in explorer.texts()


@pytest.mark.parametrize(
    "query", ["open=nonsense", *full(["size=0", "foo=1", "theme=drak&batch=0"])]
)
def test_a_page_opened_with_nonsense_works_as_any_other(page: Page, explorer: Explorer, query: str):
    explorer.visit(f"/models/resnet50?{query}")
    explorer.part("layer2").click()
    expect(explorer.closed("layer2.0")).to_be_visible()
    hrefs = page.locator(".take a, #layers a[data-layers]").evaluate_all(
        "links => links.map(link => link.getAttribute('href'))"
    )
    assert {href: page.request.get(href).status for href in hrefs} == dict.fromkeys(hrefs, 200)
    assert page.locator("html").get_attribute("data-theme") == ("dark" if "drak" in query else None)


@pytest.mark.parametrize(
    ("hash", "said"),
    [
        (it := "select=nonsense&heat=blue&zoom=a,b,c", it.replace("&", ", ")),
        *full(
            [
                ("zoom=1e9,0,0", "zoom=1e9,0,0"),
                ("zoom=0,0,0", "zoom=0,0,0"),
                ("%", "select=%"),
                ("&&&=", None),
            ]
        ),
    ],
)
def test_nonsense_in_a_fragment_does_no_harm_and_is_reported(
    explorer: Explorer, hash: str, said: str | None
):
    explorer.visit(f"/models/resnet50#{hash}")
    expect(explorer.message).to_have_text(f"Not in this picture: {said}" if said else "")
    assert explorer.selected() is None
    assert explorer.in_sight("layer2")
    expect(explorer.heat_key).to_be_hidden()
    explorer.type_size("225")
    assert "3×225×225" in explorer.texts()


@pytest.mark.parametrize(
    ("link", "asked"),
    [
        ("[data-verify]", "/verify?size=225"),
        *full([(".take a", "/diagrams/resnet50.svg?size=225")]),
    ],
)
def test_links_followed_at_once_have_the_current_size(
    page: Page, explorer: Explorer, link: str, asked: str
):
    explorer.visit("/models/resnet50")
    explorer.type_size("225")
    assert page.locator(link).first.evaluate("it => (it.click(), it.href)").endswith(asked)


@pytest.mark.parametrize("link", [".skip", *full([".strides a"])])
def test_a_link_within_the_page_keeps_the_view(page: Page, explorer: Explorer, link: str):
    chosen = "select=layer3&" if link == ".skip" else ""
    explorer.visit(f"/models/resnet50#{chosen}heat=macs&zoom=2,200,300")
    place = explorer.camera()
    page.locator(link).first.focus()
    page.keyboard.press("Enter")
    if link == ".skip":
        wait_until_handled(page)
        assert (explorer.selected(), explorer.camera()) == ("layer3", place)
    else:
        expect(page.locator('#picture .selected[data-id="conv1"]')).to_be_attached()
        assert explorer.camera()[2] == pytest.approx(place[2])
    expect(explorer.heat).to_have_value("macs")
    expect(explorer.message).to_be_empty()


@pytest.mark.full
def test_a_fragment_scrolls_to_its_section(page: Page, explorer: Explorer):
    explorer.visit("/models/resnet50#layers")
    expect(page.locator("#layers h2")).to_be_in_viewport()


@pytest.mark.parametrize("aim", ["1,100000,100000", *full(["8,-5000,3", "0.01,5,5"])])
def test_no_link_moves_the_picture_out_of_sight(page: Page, explorer: Explorer, aim: str):
    explorer.visit(f"/models/resnet50#zoom={aim}")
    x, y, _ = explorer.camera()
    frame, svg = (page.locator(it).bounding_box() for it in ("#picture", "#picture svg"))
    assert frame
    assert svg
    assert -svg["width"] + 50 < x < frame["width"] - 50
    assert -svg["height"] + 50 < y < frame["height"] - 50
    assert svg["height"] > 100


def test_an_unknown_network_is_an_error_page(page: Page, explorer: Explorer):
    answer = page.goto("/models/resnet5O?size=0")
    assert answer
    assert answer.status == 404
    page.get_by_role("link", name="resnet50", exact=True).first.click()
    explorer.wait_until_ready()


@pytest.mark.full
def test_a_size_given_twice_is_the_same_to_server_and_script(page: Page, explorer: Explorer):
    page.goto("/models/resnet50?size=300&size=7")
    served = page.evaluate(
        "fetch(location).then(it => it.text()).then(it => /3×(\\d+)×/.exec(it)[1])"
    )
    explorer.wait_until_ready()
    assert page.locator("#height-now").inner_text() == served
    assert f"3×{served}×{served}" in explorer.texts()


@pytest.mark.full
def test_the_fragment_is_kept_until_the_graph_has_arrived(page: Page, explorer: Explorer):
    state = "#select=layer2&heat=macs&zoom=0.8,200,300"
    with delayed(page, "**/api/**/graph*"):
        page.goto(f"/models/resnet50{state}")
        explorer.type_size("225")
        expect(page).to_have_url(re.compile("size=225"))
        assert page.url.endswith(f"?size=225{state}")
    explorer.wait_until_ready()
    assert explorer.selected() == "layer2"
    expect(explorer.heat).to_have_value("macs")
