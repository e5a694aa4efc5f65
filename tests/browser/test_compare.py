"""The page of two networks as it is used: what is done to one picture is done to the other."""

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.explorer_page import Explorer
from tests.browser.waiting import delayed
from tests.depth import full

pytestmark = pytest.mark.browser

READY = "html[data-ready=true]"
PAPER = "/compare?left=resnet50&right=resnet50;stride_in_1x1=true"


def opened(page: Page, path: str) -> None:
    page.goto(path, timeout=60_000)  # the first time, networks are built
    page.wait_for_selector(READY)


def side(page: Page, name: str) -> Locator:
    return page.locator(f"figure[data-side={name}]")


def scales(page: Page) -> list[float]:
    """How many pixels a point takes in either picture."""
    return page.evaluate(
        """() => [...document.querySelectorAll('figure[data-side] svg')].map(
            svg => svg.getBoundingClientRect().width / svg.viewBox.baseVal.width)"""
    )


def places(page: Page) -> list[list[float]]:
    """Where either picture begins, in its frame."""
    return page.evaluate(
        """() => [...document.querySelectorAll('figure .picture')].map(frame => {
            const [outer, inner] = [frame, frame.firstElementChild].map(
                it => it.getBoundingClientRect());
            return [inner.left - outer.left, inner.top - outer.top]; })"""
    )


def still(page: Page) -> None:
    page.wait_for_function("() => !document.querySelector('.picture.moving')")
    page.wait_for_function("() => document.getAnimations().every(it => it.playState !== 'running')")


def test_a_ready_made_comparison_is_followed(page: Page):
    opened(page, "/compare")
    page.get_by_role("link", name="PyTorch and the paper").click()
    expect(page).to_have_url(re.compile(r"right=resnet50;stride_in_1x1=true&focus=layer2$"))
    page.wait_for_selector(READY)
    expect(page.locator("#differences ol li")).to_have_text(
        [re.compile("stages 2 to 4, block 1.*the stride moves from conv2 to conv1")]
    )
    for name in ("left", "right"):
        expect(side(page, name).locator(".mark text")).to_have_text(["1"])
    one, other = scales(page)
    assert one == pytest.approx(other, rel=0.01)


def test_a_stage_opened_in_one_opens_in_both_and_back_closes_it(page: Page):
    opened(page, PAPER)
    side(page, "left").locator('.closed[data-id="layer2"]').click()
    for name in ("left", "right"):
        expect(side(page, name).locator('.frame[data-id="layer2"]')).to_be_attached()
    expect(page).to_have_url(re.compile("open=layer2"))
    page.reload()
    page.wait_for_selector(READY)
    for name in ("left", "right"):
        expect(side(page, name).locator('.frame[data-id="layer2"]')).to_be_attached()
    page.go_back()
    for name in ("left", "right"):
        expect(side(page, name).locator('.closed[data-id="layer2"]')).to_be_attached()
    expect(page).not_to_have_url(re.compile("open="))


@pytest.mark.full
def test_a_frame_closes_in_both_by_its_title_alone(page: Page):
    opened(page, f"{PAPER}&open=layer2")
    frame = side(page, "right").locator('.frame[data-id="layer2"]')
    box = frame.bounding_box()
    assert box is not None
    before = page.evaluate("history.length")
    page.mouse.click(box["x"] + 4, box["y"] + box["height"] - 4)
    page.mouse.click(box["x"] + 40, box["y"] + 8)
    for name in ("left", "right"):
        expect(side(page, name).locator('.closed[data-id="layer2"]')).to_be_attached()
    assert page.evaluate("history.length") <= before + 1


def wait_until_written(page: Page) -> None:
    """Wait until the address and the links, which are written after it, say the same."""
    page.wait_for_function("() => document.querySelector('.languages a').hash === location.hash")


def test_zoom_and_pan_are_one_and_a_reload_restores_them(page: Page):
    opened(page, f"{PAPER}&focus=layer2")
    before = scales(page)[0]
    picture = side(page, "right").locator(".picture")
    picture.hover(position={"x": 200, "y": 150})
    page.mouse.wheel(0, -300)
    still(page)
    one, other = scales(page)
    assert one > 1.2 * before
    assert one == pytest.approx(other, rel=0.01)
    expect(page).to_have_url(re.compile("#zoom="))
    wait_until_written(page)
    zoomed = page.url
    page.mouse.down()
    page.mouse.move(400, 500, steps=4)
    page.mouse.up()
    still(page)
    moved = places(page)
    expect(page).not_to_have_url(zoomed)  # where it was moved to is in the address, too
    wait_until_written(page)
    page.reload()
    page.wait_for_selector(READY)
    still(page)
    for was, now in zip(moved, places(page), strict=True):
        assert now == pytest.approx(was, abs=3)


def test_buttons_move_both_and_fit_shows_all_of_both_at_one_scale(page: Page):
    opened(page, "/compare?left=resnet18&right=resnet50&focus=layer2")
    page.get_by_role("button", name="Zoom in").click()
    still(page)
    page.get_by_role("button", name="fit").click()
    still(page)
    one, other = scales(page)
    assert one == pytest.approx(other, rel=0.01)
    for frame in page.locator("figure .picture").all():
        outer, inner = frame.bounding_box(), frame.locator("svg").bounding_box()
        assert outer is not None
        assert inner is not None
        assert inner["y"] + inner["height"] <= outer["y"] + outer["height"] + 1
        assert inner["x"] + inner["width"] <= outer["x"] + outer["width"] + 1


def test_another_size_is_computed_without_a_request_and_as_the_server_computes_it(page: Page):
    opened(page, "/compare?left=resnet18&right=resnet50")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.resource_type))
    page.locator("#size").fill("225x320")
    expect(page).to_have_url(re.compile("size=225x320$"))
    assert not {"fetch", "xhr", "document"} & set(asked)
    cells = page.locator(".costs td, .costs th, figure svg [data-shape]")
    alive = cells.all_text_contents()
    assert "64×57×80" in " ".join(alive)
    page.reload()
    page.wait_for_selector(READY)
    assert cells.all_text_contents() == alive


def test_a_side_keeps_its_own_size(page: Page):
    opened(page, "/compare?left=resnet18&right=resnet18;size=448")
    page.locator("#size").fill("96")
    what = page.locator("#differences .what")
    expect(what).to_have_text(["96×96 vs. 448×448"])
    expect(side(page, "left").locator("[data-shape]").first).to_have_text("3×96×96")
    expect(side(page, "right").locator("[data-shape]").first).to_have_text("3×448×448")


def test_without_scripts_the_form_and_the_pictures_lead_on(plain: Explorer):
    page = plain.page
    page.goto("/compare")
    page.locator("#left").select_option("resnet50")
    page.locator("#right").select_option("resnet50")
    page.locator("#right_with").fill("dilated_stages=3,4; size=128")
    page.get_by_role("button", name="Compare", exact=True).click()
    expect(page).to_have_url(
        re.compile(r"left=resnet50&right=resnet50;dilated_stages=3,4;size=128$")
    )
    one, other = scales(page)
    assert one == pytest.approx(other, rel=0.01)
    side(page, "left").locator('.closed[data-id="layer4"] a').click()
    expect(side(page, "right").locator('.frame[data-id="layer4"]')).to_be_attached()
    page.get_by_role("link", name="Swap the two sides").click()
    expect(page.locator("#left_with")).to_have_value("dilated_stages=3,4; size=128")
    expect(side(page, "left").locator('.frame[data-id="layer4"]')).to_be_attached()


@pytest.mark.parametrize(
    "path", ["/compare", *full([f"{PAPER}&focus=layer2", f"{PAPER}&detail=block"])]
)
def test_a_phone_shows_one_above_the_other_and_nothing_beside_the_page(
    browser: Browser, server: str, path: str
):
    size = {"width": 390, "height": 800}
    with browser.new_context(base_url=server, viewport=size, has_touch=True) as context:
        page = context.new_page()
        opened(page, path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        left, right = (side(page, name).bounding_box() for name in ("left", "right"))
        assert left is not None
        assert right is not None
        assert left["y"] + left["height"] <= right["y"]
        one, other = scales(page)
        assert one == pytest.approx(other, rel=0.01)


def test_a_networks_page_leads_here_with_what_is_seen_there(page: Page):
    page.goto("/models/resnet50?stride_in_1x1=true&focus=layer2")
    page.wait_for_selector("#explorer[data-ready=true]")
    page.locator("#size").fill("225")
    expect(page).to_have_url(re.compile("size=225"))
    page.get_by_role("link", name="compare with resnet50").click()
    expect(page).to_have_url(
        re.compile(r"left=resnet50&right=resnet50;stride_in_1x1=true&focus=layer2&size=225$")
    )


def turn(page: Page, delta: float, ctrl: bool = False) -> None:
    """Turn the wheel over the left picture, as a mouse or a pad does."""
    side(page, "left").locator(".picture").evaluate(
        """(frame, [deltaY, ctrlKey]) => {
            const { left, top } = frame.getBoundingClientRect();
            const at = { clientX: left + 200, clientY: top + 150, bubbles: true, cancelable: true };
            frame.dispatchEvent(new WheelEvent("wheel", { ...at, deltaY, ctrlKey })); }""",
        [delta, ctrl],
    )
    still(page)


@pytest.mark.parametrize("zoomed", [False, *full([True])])
@pytest.mark.full
def test_a_page_that_is_hidden_for_a_moment_is_as_it_was(page: Page, zoomed: bool):
    opened(page, "/compare?left=resnet50&right=resnet101")
    if zoomed:
        turn(page, -100)
        expect(page).to_have_url(re.compile("#zoom="))
    address, before = page.url, (scales(page), places(page))
    page.evaluate("document.querySelector('main').hidden = true")
    page.wait_for_timeout(600)  # longer than the address takes to follow
    assert page.url == address
    page.evaluate("document.querySelector('main').hidden = false")
    page.wait_for_timeout(600)
    assert page.url == address
    assert (scales(page), places(page)) == before


@pytest.mark.full
def test_a_stage_opened_while_the_page_is_hidden_is_shown_at_its_place(page: Page):
    opened(page, PAPER)
    page.evaluate("document.querySelector('main').hidden = true")
    side(page, "left").locator('.closed[data-id="layer2"] a').dispatch_event("click")
    expect(side(page, "right").locator('.frame[data-id="layer2"]')).to_be_attached()
    page.evaluate("document.querySelector('main').hidden = false")
    still(page)
    page.wait_for_timeout(600)
    assert "NaN" not in page.url
    alive = scales(page)
    page.reload()
    page.wait_for_selector(READY)
    assert scales(page) == pytest.approx(alive, rel=0.01)


@pytest.mark.parametrize("ctrl", [False, *full([True])])
@pytest.mark.full
def test_a_notch_of_the_wheel_is_a_step_and_a_pinch_is_smooth(page: Page, ctrl: bool):
    opened(page, f"{PAPER}&focus=layer2")
    before = scales(page)[0]
    turn(page, -120, ctrl)
    assert 1.1 < scales(page)[0] / before < 1.5
    before = scales(page)[0]
    turn(page, -2, ctrl)
    assert 1 < scales(page)[0] / before < 1.05
    if ctrl:
        assert scales(page)[0] / before > 1.02


@pytest.mark.full
def test_a_slip_costs_no_more_than_itself(page: Page):
    opened(page, "/compare?left=resnet50&right=resnet50")
    page.locator("#right_with").fill("stem=deep, groups=2; squeeze=some")
    page.get_by_role("button", name="Compare", exact=True).click()
    page.wait_for_selector(READY)
    expect(page.locator("#right_with")).to_have_value("groups=2; stem=deep")
    notice = page.locator("#overlooked .notice")
    expect(notice).to_contain_text("squeeze=some: this is not a whole number")
    side(page, "left").locator('.closed[data-id="layer2"]').click()
    expect(page).to_have_url(re.compile(r"right=resnet50;groups=2;stem=deep&open=layer2$"))
    expect(notice).to_have_count(0)


def test_every_link_is_to_what_is_seen(page: Page):
    opened(page, "/compare?left=resnet50&right=resnet50;stem=deep")
    side(page, "left").locator('.closed[data-id="layer2"]').click()
    expect(side(page, "right").locator('.frame[data-id="layer2"]')).to_be_attached()
    page.locator("#size").fill("96")
    expect(page).to_have_url(re.compile("size=96$"))
    for name, network in (("left", "resnet50?"), ("right", "resnet50?stem=deep&")):
        link = side(page, name).locator("figcaption a")
        expect(link).to_have_attribute("href", f"/models/{network}open=layer2&size=96")
    data = page.get_by_role("link", name="The comparison as JSON")
    expect(data).to_have_attribute(
        "href", "/api/v1/compare?left=resnet50&right=resnet50;stem=deep&size=96"
    )
    builder = page.get_by_role("link", name="change by controls").last
    expect(builder).to_have_attribute("href", "/build/resnet50?stem=deep&size=96")


@pytest.mark.full
def test_a_picture_moved_meanwhile_does_not_keep_a_size_from_being_asked_for(page: Page):
    opened(page, "/compare?left=resnet18&right=resnet18;size=448")
    page.evaluate(
        """() => {
            const size = document.getElementById('size');
            size.value = '96';
            size.dispatchEvent(new Event('input', { bubbles: true }));
            const frame = document.querySelector('figure .picture');
            const { left, top } = frame.getBoundingClientRect();
            const at = { clientX: left + 200, clientY: top + 150, cancelable: true };
            frame.dispatchEvent(new WheelEvent('wheel', { ...at, deltaY: -100 })); }"""
    )
    expect(page.locator("#differences .what")).to_have_text(["96×96 vs. 448×448"])


@pytest.mark.parametrize(("wide", "high"), [(360, 740), *full([(2560, 1440)])])
def test_pictures_are_as_high_as_they_need(page: Page, wide: int, high: int):
    page.set_viewport_size({"width": wide, "height": high})
    opened(page, "/compare?left=resnet50&right=resnet101")
    for name in ("left", "right"):
        frame, picture = (
            side(page, name).locator(it).bounding_box() for it in (".picture", ".picture > svg")
        )
        assert frame
        assert picture
        assert picture["y"] + picture["height"] <= frame["y"] + frame["height"] + 1


def test_on_a_phone_what_differs_comes_before_what_is_asked_for(page: Page):
    page.set_viewport_size({"width": 360, "height": 740})
    opened(page, "/compare?left=resnet50&right=resnet101")
    expect(page.locator("#differences ol li").first).to_be_in_viewport()


# ---- Answers that come late, or don't ----------------------------------------------------------


def test_a_size_set_while_an_answer_is_on_its_way_holds_when_it_comes(page: Page):
    opened(page, PAPER)
    with delayed(page, "**/compare?*open=layer2*"):
        side(page, "left").locator('.closed[data-id="layer2"]').click()
        page.locator("#size").fill("225")
    for name in ("left", "right"):
        expect(side(page, name).locator('.frame[data-id="layer2"]')).to_be_attached()
    expect(page.locator("#size")).to_have_value("225")
    expect(page).to_have_url(re.compile("open=layer2&size=225(#.*)?$"))
    expect(side(page, "left").locator("svg")).to_contain_text("512×29×29")


@pytest.mark.full
def test_a_stage_is_opened_though_a_side_of_its_own_size_asks_for_the_sentences(page: Page):
    opened(page, "/compare?left=resnet50&right=resnet50;size=320")
    with delayed(page, "**/compare?*open=layer2"):
        side(page, "left").locator('.closed[data-id="layer2"]').click()
        page.locator("#size").fill("225")
        page.wait_for_timeout(600)  # longer than the page waits for the size to settle
    expect(side(page, "left").locator('.frame[data-id="layer2"]')).to_be_attached()
    expect(page).to_have_url(re.compile("open=layer2&size=225(#.*)?$"))
    expect(page.locator("#differences")).to_contain_text("225")


def test_two_clicks_faster_than_an_answer_both_count(page: Page):
    opened(page, PAPER)
    with delayed(page, "**/compare?*open=layer2"):
        side(page, "left").locator('.closed[data-id="layer2"]').click()
        side(page, "right").locator('.closed[data-id="layer3"]').click()
        for id in ("layer2", "layer3"):
            expect(side(page, "left").locator(f'.frame[data-id="{id}"]')).to_be_attached()
    expect(page).to_have_url(re.compile("open=layer2,layer3(#.*)?$"))


@pytest.mark.full
def test_a_size_set_on_the_way_back_changes_nothing_of_what_was_seen_then(page: Page):
    opened(page, PAPER)
    side(page, "left").locator('.closed[data-id="layer2"]').click()
    expect(page).to_have_url(re.compile("open=layer2$"))
    with delayed(page, "**/compare?*"):
        page.go_back()
        expect(page.locator("#compare")).to_have_attribute("aria-busy", "true")
        page.locator("#size").fill("225")
        page.wait_for_timeout(400)  # longer than the address takes to follow
        page.go_forward()
        expect(page).to_have_url(re.compile("open=layer2"))
    page.go_back()
    expect(side(page, "left").locator('.closed[data-id="layer2"]')).to_be_attached()
    expect(page).not_to_have_url(re.compile("open=layer2"))


@pytest.mark.full
def test_a_link_within_the_page_leaves_what_is_seen(page: Page):
    opened(page, f"{PAPER}#zoom=2,100,100")
    before = scales(page)
    page.locator(".skip").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#main$"))
    page.wait_for_timeout(300)
    assert scales(page) == pytest.approx(before)


@pytest.mark.full
def test_back_leaves_behind_what_is_on_its_way(page: Page):
    opened(page, PAPER)
    page.evaluate("location.hash = 'costs'")
    with delayed(page, "**/compare?*open=layer2"):
        side(page, "left").locator('.closed[data-id="layer2"]').click()
        expect(page.locator("#compare")).to_have_attribute("aria-busy", "true")
        page.go_back()
        expect(page.locator("#compare")).not_to_have_attribute("aria-busy", "true")
    expect(page).not_to_have_url(re.compile("open=layer2"))
    expect(side(page, "left").locator('.frame[data-id="layer2"]')).not_to_be_attached()


def test_back_that_is_refused_loses_nothing(page: Page):
    opened(page, PAPER)
    side(page, "left").locator('.closed[data-id="layer2"]').click()
    expect(page).to_have_url(re.compile("open=layer2$"))
    refusal = {"status": 503, "body": '{"detail": "Not now."}'}
    page.route("**/compare?*", lambda route: route.fulfill(**refusal))
    page.go_back()
    expect(page.locator("#said")).to_have_text("Not now.")
    frame = side(page, "left").locator('.frame[data-id="layer2"]')
    expect(frame).to_be_attached()
    page.locator("#size").fill("225")
    expect(side(page, "left").locator("svg")).to_contain_text("512×29×29")
    expect(page).to_have_url(re.compile("open=layer2&size=225$"))
    page.unroute_all()
    page.go_back()
    expect(frame).not_to_be_attached()


@pytest.mark.full
def test_back_while_the_server_is_lost_comes_when_it_answers_again(page: Page):
    opened(page, PAPER)
    side(page, "left").locator('.closed[data-id="layer2"]').click()
    expect(page).to_have_url(re.compile("open=layer2$"))
    for address in ("**/compare?*", "**/healthz"):
        page.route(address, lambda route: route.abort())
    page.go_back()
    expect(page.locator("#said")).to_contain_text("The server doesn’t answer.")
    frame = side(page, "left").locator('.frame[data-id="layer2"]')
    expect(frame).to_be_attached()
    page.locator("#size").fill("225")
    expect(side(page, "left").locator("svg")).to_contain_text("512×29×29")
    page.unroute_all()
    expect(frame).not_to_be_attached()
    expect(page).to_have_url(re.compile(r"stride_in_1x1=true&size=225$"))
