"""The explorer in a real Chromium, a section for each paragraph of what it must do."""

import json
import random
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Error, FrameLocator, Page, Route, expect
from resnet_atlas.network.catalogue import CATALOGUE

from tests.held import held

pytestmark = pytest.mark.browser

READY = "#explorer[data-ready=true]"
SCALE = """(it => it.getBoundingClientRect().width / it.viewBox.baseVal.width)(
    document.querySelector('#picture svg'))"""
NUMBERS = ("MACs", "parameters", "activations")


def visit(page: Page, path: str) -> Page:
    page.goto(path)
    page.wait_for_selector(READY)
    return page


@contextmanager
def opened(browser: Browser, server: str, path: str, **options) -> Iterator[Page]:
    """A page of a browser with other options, alive."""
    context = browser.new_context(base_url=server, **options)
    context.set_default_timeout(15_000)
    yield visit(context.new_page(), path)
    context.close()


def at(page: Page, tail: str) -> None:
    """Wait for an address that ends so, its fragment left out."""
    expect(page).to_have_url(re.compile(re.escape(tail) + "(#.*)?$"))


def part(page: Page | FrameLocator, id: str):
    """A part of the picture that is no arrow and no badge."""
    return page.locator(f'#picture g[data-id="{id}"]:not(.arrow, .badge)')


def title(page: Page, id: str):
    """A frame's title, which is what of a frame can be pointed at."""
    return page.locator(f'#picture g.frame[data-id="{id}"] text').first


def selected(page: Page) -> str | None:
    return page.evaluate("document.querySelector('#picture .selected')?.dataset.id ?? null")


def drawn(page: Page) -> list:
    """All parts of the picture with their texts."""
    return page.evaluate(
        """[...document.querySelectorAll('#picture g[data-id]')].map(it =>
        [it.dataset.id, it.getAttribute('class').replace(/ (lit|pointed|selected|hit)\\b/g, ''),
         [...it.querySelectorAll('text')].map(text => text.textContent)])"""
    )


def words(page: Page) -> list[str]:
    return page.locator("#picture text").all_text_contents()


def camera(page: Page) -> tuple[float, float, float]:
    """Where the picture is in its frame once nothing moves, and its scale."""
    still(page)
    x, y, k = page.evaluate(
        f"""() => {{ const svg = document.querySelector('#picture svg').getBoundingClientRect();
        const frame = document.querySelector('#picture').getBoundingClientRect();
        return [svg.x - frame.x, svg.y - frame.y, {SCALE}]; }}"""
    )
    return x, y, k


def still(page: Page) -> None:
    """Wait until nothing moves."""
    page.wait_for_function(
        "() => document.getAnimations().every(it => it.playState !== 'running') &&"
        "!document.querySelector('.moving')"
    )


def facts(page: Page) -> dict[str, str]:
    """What the inspector lists; what it lists twice is joined."""
    pairs = page.evaluate(
        """[...document.querySelectorAll('#inspector dt')].map(it =>
        [it.textContent, it.nextElementSibling.textContent])"""
    )
    found: dict[str, str] = {}
    for name, text in pairs:
        found[name] = f"{found[name]} | {text}" if name in found else text
    return found


def type_size(page: Page, size: str) -> None:
    page.locator("#size").fill(size)


@cache
def api(server: str, path: str) -> dict:
    with urlopen(f"{server}/api/v1/models/{path}") as answer:
        return json.load(answer)


def shape(numbers: list[int]) -> str:
    return "×".join(map(str, numbers[numbers[0] == 1 :]))


# ---- Live readouts -----------------------------------------------------------------------------

READ_PICTURE = """[...document.querySelectorAll('#picture text[data-shape]')].map(it =>
    [it.closest('g[data-id]').dataset.id, it.textContent])"""
READ_TABLE = """[...document.querySelectorAll('#layers tbody tr')].map(row => [row.id,
    ...['in', 'out', 'formula', 'macs'].map(name => row.querySelector(`td.${name}`).innerText)])"""


def table_of(layers: list[dict]) -> list[list[str]]:
    def formula(layer):
        return "\n".join(dict.fromkeys((layer["formula"] or {}).values()))

    return [
        [
            it["id"],
            " + ".join(map(shape, it["inputs"])),
            shape(it["output"]),
            formula(it),
            f"{it['macs']:,}" if it["macs"] else "",
        ]
        for it in layers
    ]


def picture_of(layers: list[dict], batch: int, size: list[int]) -> dict[str, str]:
    """What the picture's labels have to say, by the ids of what they stand at."""
    out = {"input": shape([batch, 3, *size])}
    for it in layers:
        for id in filter(None, (it["stage"], it["block"], it["id"])):
            out[id] = shape(it["output"])  # of a group, that of its last
        if it["kind"] == "add":
            out[f"{it['id']} identity"] = shape(it["inputs"][1])
    return out


@pytest.mark.parametrize("name", CATALOGUE)
def test_all_readouts_are_what_the_api_says(page: Page, server: str, name: str):
    dice = random.Random(name)
    visit(page, f"/models/{name}?detail=full")
    sizes = [[1, 1], [dice.randrange(1, 640, 2), dice.randrange(2, 640, 2)]]
    sizes += [[dice.randrange(2, 640)] * 2]
    for size, batch in zip(sizes, (1, 1, dice.randint(2, 256)), strict=True):
        text = "x".join(map(str, size)) if size[0] != size[1] else f"{size[0]}"
        page.locator("#batch").fill(str(batch))
        type_size(page, text)
        labels = page.evaluate(READ_PICTURE)  # at once
        known = api(server, f"{name}/layers?size={text}&batch={batch}")["layers"]
        expected = picture_of(known, batch, size)
        assert len(labels) > 20
        for id, label in labels:
            assert (id, label) == (id, expected[id.partition(">")[0].replace("→", "")])
        rows = table_of(known)
        page.wait_for_function(
            f"rows => JSON.stringify({READ_TABLE}) === JSON.stringify(rows)", arg=rows
        )
        totals = api(server, f"{name}?size={text}&batch={batch}")["totals"]
        for cost in ("macs", "activations"):
            readout = page.locator(f'[data-cost="{cost} network"]')
            assert readout.get_attribute("title") == f"{totals[cost]:,}"


GEOMETRY = """() => {
    const box = it => { const {x, y, width, height} = it.getBoundingClientRect();
                        return [x, y, width, height].map(Math.round); };
    const picture = [...document.querySelectorAll('#picture g[data-id]')].map(it => [
        it.dataset.id, it.getAttribute('transform'),
        ...[...it.querySelectorAll('rect, ellipse, path')].map(box),
        ...[...it.querySelectorAll('text')].map(it => it.getAttribute('x') + it.getAttribute('y'))
    ]);
    const page = ['.trail', '.bar', '.sizes', '#picture', '.rail', '#strip', '.take', '#layers',
                  'h1', '#size', '#height', '#width', '#lock', '.presets', '.facts']
        .map(it => [it, ...box(document.querySelector(it)).slice(0, 2)]);
    return [picture, page];
}"""


@pytest.fixture
def quiet(page: Page) -> Iterator[Page]:
    """A page that must neither ask for anything nor move anything, whatever is done to it."""
    visit(page, "/models/resnet50?detail=conv")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    still(page)
    before = page.evaluate(GEOMETRY)
    yield page
    page.evaluate("new Promise(done => setTimeout(done, 400))")  # the address has been written
    picture, around = page.evaluate(GEOMETRY)
    assert picture == before[0]
    assert around == before[1]
    assert [url for url in asked if not url.endswith("icon.svg")] == []  # the browser's own wish


def test_the_slider_dragged_by_the_mouse_changes_every_shape(quiet: Page):
    box = quiet.locator("#height").bounding_box()
    assert box
    middle = box["y"] + box["height"] / 2
    quiet.mouse.move(box["x"] + box["width"] * 223 / 639, middle)
    quiet.mouse.down()
    seen = set()
    for share in (0.3, 0.5, 0.8):
        quiet.mouse.move(box["x"] + box["width"] * share, middle, steps=3)
        height = int(quiet.locator("#height").input_value())
        assert quiet.locator("#height-now").inner_text() == str(height)
        assert f"3×{height}×{height}" in words(quiet)
        seen.add(height)
    quiet.mouse.up()
    assert len(seen) == 3
    at(quiet, f"?detail=conv&size={height}")


def test_arrow_keys_on_the_slider_go_pixel_by_pixel(quiet: Page):
    quiet.locator("#height").focus()
    quiet.keyboard.press("ArrowRight")
    assert "64×113×113" in words(quiet)
    assert "512×29×29" in words(quiet)
    for _ in range(2):
        quiet.keyboard.press("ArrowLeft")
    assert "3×223×223" in words(quiet)
    assert quiet.locator("#width").input_value() == "223"


def test_a_size_of_equal_sides_locks_them_and_the_sliders_have_their_usual_end(quiet: Page):
    for size, locked, end in (("225x320", "false", "640"), ("1000x9", "false", "1000")):
        type_size(quiet, size)
        expect(quiet.locator("#lock")).to_have_attribute("aria-pressed", locked)
        expect(quiet.locator("#height")).to_have_attribute("max", end)
    quiet.locator("[data-size='64']").click()
    expect(quiet.locator("#lock")).to_have_attribute("aria-pressed", "true")
    expect(quiet.locator("#height")).to_have_attribute("max", "640")


def test_enter_in_the_field_of_the_size_leaves_a_readable_address(page: Page):
    visit(page, "/models/resnet50?open=layer2,layer2.0")
    page.locator("#size").fill("225x320")
    page.locator("#size").press("Enter")
    at(page, "/models/resnet50?open=layer2,layer2.0&size=225x320")


def test_the_sliders_reach_as_far_as_was_typed(quiet: Page):
    type_size(quiet, "1000x900")
    quiet.locator("#height").focus()
    quiet.keyboard.press("ArrowLeft")
    expect(quiet.locator("#size")).to_have_value("999x900")
    assert "3×999×900" in words(quiet)


def test_shapes_follow_the_slider_within_the_same_frame(quiet: Page):
    """Nothing is put off: they are written when the event has been handled."""
    seen = quiet.evaluate(
        """() => { const slider = document.querySelector('#height'); slider.value = 299;
        slider.dispatchEvent(new Event('input', {bubbles: true}));
        return [...document.querySelectorAll('#picture text')].map(it => it.textContent); }"""
    )
    assert "64×150×150" in seen


def test_height_and_width_are_free_once_unlocked_and_equal_once_locked(quiet: Page):
    quiet.locator("#lock").click()
    expect(quiet.locator("#lock")).to_have_attribute("aria-pressed", "false")
    quiet.locator("#width").fill("320")
    assert "64×112×160" in words(quiet)
    expect(quiet.locator("#size")).to_have_value("224x320")
    quiet.locator("#height").fill("225")
    assert "64×113×160" in words(quiet)
    quiet.locator("#lock").click()
    expect(quiet.locator("#size")).to_have_value("225")
    assert "64×113×113" in words(quiet)
    at(quiet, "?detail=conv&size=225")


def test_a_typed_rectangle_unlocks(quiet: Page):
    type_size(quiet, "225x320")
    expect(quiet.locator("#lock")).to_have_attribute("aria-pressed", "false")
    assert "512×29×40" in words(quiet)
    quiet.locator("#height").fill("224")
    assert "512×28×40" in words(quiet)


def test_presets_are_sizes_and_the_one_of_now_is_marked(quiet: Page):
    for preset in ("32", "64", "225", "299", "384", "512", "224"):
        quiet.locator(".presets").get_by_text(preset, exact=True).click()
        assert f"3×{preset}×{preset}" in words(quiet)
        current = quiet.locator(".presets [aria-current=true]")
        expect(current).to_have_text([preset])
    type_size(quiet, "225")
    expect(quiet.locator(".presets [aria-current]")).to_have_text(["225"])


def test_a_batch_is_before_every_shape(quiet: Page):
    quiet.locator("#batch").fill("8")
    assert "8×64×112×112" in words(quiet)
    expect(quiet.locator("#input-now")).to_have_text("224×224, batch 8")
    expect(quiet.locator('[data-in="network"]')).to_have_text("8×3×224×224")
    quiet.locator("#batch").fill("")
    assert "64×112×112" in words(quiet)
    at(quiet, "?detail=conv")


def test_shapes_in_symbols_and_back(quiet: Page):
    switch = quiet.locator("[data-do=symbols]")
    switch.click()
    expect(switch).to_have_attribute("aria-pressed", "true")
    assert "512×⌈H/8⌉×⌈W/8⌉" in words(quiet)
    assert "512×28×28" not in words(quiet)
    at(quiet, "?detail=conv&shapes=symbols")
    quiet.locator("#picture").focus()
    quiet.keyboard.press("s")
    assert "512×28×28" in words(quiet)
    quiet.locator("#shapes").select_option("symbols")
    assert "512×⌈H/8⌉×⌈W/8⌉" in words(quiet)


def test_enter_in_the_size_field_asks_for_nothing_either(quiet: Page):
    type_size(quiet, "225")
    quiet.locator("#size").press("Enter")
    assert "64×113×113" in words(quiet)
    at(quiet, "?detail=conv&size=225")


@pytest.mark.parametrize("field", ["size", "batch"])
def test_what_is_mistyped_changes_nothing_and_is_said(quiet: Page, field: str):
    type_size(quiet, "225")
    place = quiet.locator(f"#{field}")
    for bad in ("0", "-5", "99999", "abc", "224x"):
        place.fill(bad)
        place.blur()
        expect(quiet.locator("#said")).to_contain_text(f"“{bad}” is no {field}")
        expect(quiet.locator("#said")).to_contain_text("It stays")
        expect(place).to_have_attribute("aria-invalid", "true")
        assert "64×113×113" in words(quiet)
    at(quiet, "?detail=conv&size=225")
    place.fill("7")
    expect(place).to_have_attribute("aria-invalid", "false")


def test_where_two_branches_disagree_the_place_is_marked_and_says_why(page: Page):
    def floor_instead(route: Route):
        graph = route.fetch().json()
        (op,) = [op for op in graph["ops"] if op["id"] == "layer2.0.downsample.1"]
        for extent in op["output"]["extents"]:
            extent["a"] = 0
        route.fulfill(json=graph)

    page.route("**/api/**/graph*", floor_instead)
    visit(page, "/models/resnet18?detail=conv")
    assert page.locator(".trouble").count() == 0
    type_size(page, "225")
    assert page.locator(".trouble").get_attribute("data-id") == "layer2.0.add"
    expect(page.locator("#said")).to_have_text("layer2.0.add: can’t add 128×29×29 and 128×28×28")
    type_size(page, "224")
    assert page.locator(".trouble").count() == 0


# ---- Open and close ----------------------------------------------------------------------------


def marked(page: Page) -> Page:
    """A page that knows whether it has been loaded anew."""
    page.evaluate("window.same = true")
    return page


def test_what_is_opened_by_a_click_is_walked_by_keys(page: Page):
    visit(page, "/models/resnet50")
    part(page, "layer2").click()
    expect(part(page, "layer2.0")).to_be_attached()
    expect(page.locator("#picture")).to_be_focused()
    page.keyboard.press("ArrowDown")
    assert selected(page) == "input"


def test_a_row_leads_to_its_op_whatever_is_closed(page: Page):
    visit(page, "/models/resnet50")
    page.locator('tr[id="layer2.0.conv2"] td').first.click()
    expect(page.locator("#picture .selected")).to_have_attribute("data-id", "layer2.0.conv2")
    still(page)
    assert in_sight(page, "layer2.0.conv2")


@pytest.mark.parametrize(("field", "value"), [("detail", "full"), ("direction", "LR")])
def test_what_is_selected_stays_so_at_another_detail_or_direction(
    page: Page, field: str, value: str
):
    visit(page, "/models/resnet50?detail=conv#select=layer3.0.conv2&heat=macs")
    page.locator(f"#{field}").select_option(value)
    expect(page).to_have_url(re.compile(rf"{field}={value}#select=layer3.0.conv2&heat=macs"))
    expect(page.locator("#picture .selected")).to_have_attribute("data-id", "layer3.0.conv2")
    still(page)
    assert in_sight(page, "layer3.0.conv2")


def test_a_click_opens_a_stage_then_a_block_and_closes_them(page: Page):
    marked(visit(page, "/models/resnet50?size=225"))
    part(page, "layer2").click()
    expect(page.locator('#picture .closed[data-id="layer2.0"]')).to_be_visible()
    at(page, "?open=layer2&size=225")
    still(page)
    part(page, "layer2.0").click()
    expect(part(page, "layer2.0.conv2")).to_contain_text("stride=2 ↓2")
    at(page, "?open=layer2,layer2.0&size=225")
    still(page)
    assert {"256×57×57", "512×29×29"} <= set(words(page))
    title(page, "layer2.0").click()
    expect(page.locator('#picture .closed[data-id="layer2.0"]')).to_be_visible()
    still(page)
    title(page, "layer2").click()
    expect(page.locator('#picture .closed[data-id="layer2"]')).to_be_visible()
    at(page, "/models/resnet50?size=225")
    assert page.evaluate("window.same")


def test_the_size_of_now_is_kept_in_what_opens(page: Page):
    visit(page, "/models/resnet50")
    type_size(page, "225")
    part(page, "layer2").click()  # before the address is written
    expect(page.locator('#picture .closed[data-id="layer2.0"]')).to_be_visible()
    assert "512×29×29" in words(page)
    at(page, "?open=layer2&size=225")
    page.go_back()
    expect(part(page, "layer2.0")).to_have_count(0)
    assert "512×29×29" in words(page)


def test_the_network_itself_can_be_closed_stage_by_stage_from_any_detail(page: Page):
    visit(page, "/models/resnet18?detail=conv")
    title(page, "layer1").click()
    expect(page.locator('#picture .closed[data-id="layer1"]')).to_be_visible()
    at(page, "?detail=conv&closed=layer1")


def test_enter_opens_and_closes_what_is_selected(page: Page):
    visit(page, "/models/resnet50")
    page.locator("#picture").focus()
    for _ in range(4):
        page.keyboard.press("ArrowDown")
    assert selected(page) == "layer2"
    page.keyboard.press("Enter")
    expect(page.locator('#picture .frame[data-id="layer2"]')).to_be_visible()
    expect(page.locator("#picture .selected")).to_have_attribute("data-id", "layer2")
    page.keyboard.press("Enter")
    expect(page.locator('#picture .closed[data-id="layer2"]')).to_be_visible()
    at(page, "/models/resnet50")


def test_a_badge_unfolds_its_blocks_and_u_folds_them_again(page: Page):
    visit(page, "/models/resnet50?focus=layer2")
    page.locator("#picture .badge").click()
    expect(page.locator('#picture .frame[data-id="layer2.3"]')).to_be_attached()
    at(page, "?focus=layer2&unfold=layer2.1")
    still(page)
    assert page.locator("#picture .badge").count() == 0
    page.locator("#picture").focus()
    page.keyboard.press("ArrowDown")
    for key in ("ArrowDown", "u"):
        page.keyboard.press(key)
    expect(page.locator("#picture .badge")).to_have_count(1)
    at(page, "?focus=layer2")


def test_u_unfolds_the_blocks_that_what_is_selected_stands_for(page: Page):
    visit(page, "/models/resnet50?focus=layer2#select=layer2.1.conv2")
    page.locator("#picture").focus()
    page.keyboard.press("u")
    at(page, "?focus=layer2&unfold=layer2.1")
    expect(part(page, "layer2.3.conv2")).to_be_attached()


@pytest.mark.parametrize("start", ["", "?open=layer2"])
def test_what_the_eye_is_on_stays_where_it_is(page: Page, start: str):
    visit(page, f"/models/resnet50{start}")
    id = "layer3" if start else "layer2"
    part(page, id).scroll_into_view_if_needed()
    before = part(page, id).bounding_box()
    part(page, id).click()
    expect(page.locator(f'#picture .frame[data-id="{id}"]')).to_be_attached()
    still(page)
    after = part(page, id).bounding_box()
    assert before
    assert after
    assert abs(before["y"] - after["y"]) < 65  # what it may give up to show all


def test_the_way_from_one_picture_to_the_next_is_short(page: Page):
    visit(page, "/models/resnet50")
    page.evaluate(
        """() => { window.times = []; const { animate } = Element.prototype;
        Element.prototype.animate = function (frames, timing) {
            times.push(timing.duration); return animate.call(this, frames, timing); }; }"""
    )
    part(page, "layer2").click()
    expect(page.locator('#picture .frame[data-id="layer2"]')).to_be_attached()
    times = page.evaluate("times")
    assert times
    assert max(times) < 500


def test_who_asked_for_less_motion_gets_none(browser: Browser, server: str):
    with opened(browser, server, "/models/resnet50", reduced_motion="reduce") as page:
        page.evaluate(
            """window.moved = 0;
            new MutationObserver(() => moved += document.getAnimations().length)
            .observe(document.querySelector('#picture'), {childList: true, subtree: true,
                                                          attributes: true})"""
        )
        part(page, "layer2").click()
        expect(page.locator('#picture .frame[data-id="layer2"]')).to_be_attached()
        page.locator("[data-do=fit]").click()
        page.locator("[data-do=actual]").click()
        assert page.evaluate("document.getAnimations().length + moved") == 0


def test_breadcrumbs_lead_outwards(page: Page):
    marked(visit(page, "/models/resnet50?focus=layer2.0&size=225"))
    page.locator(".trail").get_by_role("link", name="layer2", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("layer2")
    at(page, "?focus=layer2&size=225")
    expect(page.locator(".trail [aria-current]")).to_have_text("layer2")
    page.locator(".trail").get_by_role("link", name="resnet50").click()
    at(page, "/models/resnet50?size=225")
    assert page.evaluate("window.same")


@pytest.mark.parametrize(("start", "id"), [("", "layer2"), ("?focus=layer2", "layer2.0")])
def test_a_double_click_focuses_in_one_step(page: Page, start: str, id: str):
    visit(page, f"/models/resnet50{start}")
    if start:
        title(page, id).dblclick()
    else:
        part(page, id).dblclick()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"/ {id}")
    at(page, f"/models/resnet50?focus={id}")
    page.go_back()
    at(page, f"/models/resnet50{start}")
    expect(page.get_by_role("heading", level=1)).not_to_contain_text(f"/ {id}")


def test_many_clicks_on_a_part_are_one_step_and_one_picture_asked_for(page: Page):
    visit(page, "/models/resnet50?open=layer2")
    asked: list[str] = []
    page.on("request", lambda it: asked.append(it.url) if "/picture?" in it.url else None)
    part(page, "layer2.0").click(click_count=3)
    expect(page.get_by_role("heading", level=1)).to_contain_text("/ layer2.0")
    page.wait_for_selector(READY)
    at(page, "/models/resnet50?focus=layer2.0&open=layer2")
    assert len(asked) <= 1


@pytest.mark.parametrize("link", [".trail li a >> nth=-1", ".steps a >> nth=0"])
def test_who_goes_on_by_keys_goes_on_at_the_picture(page: Page, link: str):
    visit(page, "/models/resnet50?focus=layer2.1")
    page.locator(link).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("layer2.1")
    expect(page.locator("#picture")).to_be_focused()


def test_f_focuses_on_what_is_selected(page: Page):
    visit(page, "/models/resnet50?focus=layer2")
    part(page, "layer2.0.conv2").click()
    page.locator("#picture").focus()
    page.keyboard.press("f")
    at(page, "/models/resnet50?focus=layer2.0")
    page.wait_for_selector(READY)


def test_back_and_forward_show_what_was_seen(page: Page):
    visit(page, "/models/resnet50")
    seen = [drawn(page)]
    for id in ("layer2", "layer3"):
        part(page, id).click()
        expect(page.locator(f'#picture .frame[data-id="{id}"]')).to_be_attached()
        still(page)
        seen.append(drawn(page))
    page.locator("#focus").select_option("layer4")
    expect(page.get_by_role("heading", level=1)).to_contain_text("layer4")
    page.wait_for_selector(READY)
    seen.append(drawn(page))
    where = page.url
    for expected in (seen[2], seen[1], seen[0]):
        page.go_back()
        page.wait_for_function(
            "n => document.querySelectorAll('#picture g').length === n", arg=len(expected)
        )
        page.wait_for_selector(READY)
        assert drawn(page) == expected
    for expected in seen[1:]:
        page.go_forward()
        page.wait_for_function(
            "n => document.querySelectorAll('#picture g').length === n", arg=len(expected)
        )
        page.wait_for_selector(READY)
        assert drawn(page) == expected
    assert page.url == where


# ---- The address -------------------------------------------------------------------------------


def test_the_address_restores_exactly_what_is_seen(page: Page):
    visit(page, "/models/resnet50")
    part(page, "layer2").click()
    expect(page.locator('#picture .closed[data-id="layer2.0"]')).to_be_visible()
    still(page)
    type_size(page, "225x320")
    page.locator("#batch").fill("2")
    page.locator("#heat").select_option("macs")
    page.locator("[data-do=in]").click()
    page.locator("[data-do=in]").click()
    expect(page).to_have_url(re.compile("zoom=.*"))
    before = drawn(page), camera(page), page.url, page.locator("#heat-key").inner_text()
    page.reload()
    page.wait_for_selector(READY)
    after = drawn(page), camera(page), page.url, page.locator("#heat-key").inner_text()
    assert after[0] == before[0]
    assert after[1] == pytest.approx(before[1], abs=2)
    assert after[2:] == before[2:]


@pytest.mark.parametrize(
    "path",
    [
        "?open=layer2,layer2.0&closed=stem&unfold=layer2.1&size=225x320&batch=2",
        "?focus=layer2&detail=full&fold=false&direction=LR&theme=dark&shapes=symbols",
        "?stride_in_1x1=true&focus=layer3#select=layer3.0.conv1&heat=field",
    ],
)
def test_a_link_opens_what_it_says_and_stays_as_it_is(page: Page, path: str):
    visit(page, f"/models/resnet50{path}")
    page.evaluate("new Promise(done => setTimeout(done, 400))")
    assert page.url.endswith(f"/models/resnet50{path}")
    before = drawn(page)
    page.reload()
    page.wait_for_selector(READY)
    assert drawn(page) == before


def test_what_is_coloured_stays_so_when_something_opens_and_the_address_says_it(page: Page):
    visit(page, "/models/resnet50")
    page.locator("#heat").select_option("macs")
    expect(page).to_have_url(re.compile("#heat=macs$"))
    part(page, "layer2").click()
    expect(page.locator('#picture .closed[data-id="layer2.0"]')).to_be_visible()
    expect(page.locator("#picture .amount").first).to_be_attached()
    expect(page).to_have_url(re.compile(r"\?open=layer2#heat=macs$"))
    page.go_back()
    expect(page.locator('#picture .closed[data-id="layer2"]')).to_be_visible()
    expect(page.locator("#picture .amount").first).to_be_attached()
    expect(page.locator("#heat")).to_have_value("macs")
    assert page.url.endswith("/models/resnet50#heat=macs")


# ---- The inspector -----------------------------------------------------------------------------


def compact(number: int) -> str:
    for unit, name in ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")):
        if number >= unit:
            return f"{number / unit:.2f} {name} ({number:,})"
    return str(number) if number else ""


def test_what_the_inspector_says_of_an_op_is_what_the_api_says(page: Page, server: str):
    query = "size=225x320&batch=2"
    visit(page, f"/models/resnet50?open=stem,layer2,layer2.0,head&{query}")
    layers = {it["id"]: it for it in api(server, f"resnet50/layers?{query}")["layers"]}
    for id in ("conv1", "maxpool", "layer2.0.conv2", "layer2.0.downsample.0", "layer2.0.add", "fc"):
        part(page, id).evaluate(
            "it => it.dispatchEvent(new MouseEvent('click', {bubbles: true, detail: 1}))"
        )
        it, said = layers[id], facts(page)
        assert said["in"] == " + ".join(map(shape, it["inputs"]))
        assert said["out"] == shape(it["output"])
        formula = it["formula"] or {}
        sizes = formula if len({*formula.values()}) > 1 else {"size": formula.get("height")}
        assert {name: said.get(name) for name in sizes} == sizes
        for axis, noun in (("height", "row"), ("width", "column")):
            count = (it["dropped"] or {}).get(axis, 0)
            assert (noun in said.get("dropped", "").split(":")[0]) == (count == 1)
            assert count < 2
        assert said.get("for any input", "1000") == it["symbolic"]
        assert said.get("parameters", "") == compact(it["parameters"])
        assert said.get("MACs", "") == compact(it["macs"])
        assert said["activations"] == compact(it["activations"])
        field = it["receptive_field"]
        assert said["receptive field"].startswith("×".join(map(str, field or [])) or "all")
        expect(page.locator("#inspector .copied").first).to_have_text(id)
        assert page.locator("#inspector svg.cuboids, #inspector svg.field").count() == 2


def test_pointing_explains_and_pointing_away_leaves_what_is_selected(page: Page):
    visit(page, "/models/resnet50?focus=layer2.0&size=225")
    expect(page.locator("#inspector")).to_be_empty()
    part(page, "layer2.0.conv2").hover()
    assert facts(page)["size"] == "⌊(57 + 2·1 − 3) / 2⌋ + 1 = 29"
    page.mouse.move(5, 5)
    expect(page.locator("#inspector")).to_be_empty()
    part(page, "layer2.0.conv1").click()
    part(page, "layer2.0.downsample.0").hover()
    assert facts(page)["out"] == "512×29×29"
    page.mouse.move(5, 5)
    assert facts(page)["out"] == "128×57×57"
    type_size(page, "224")
    assert facts(page)["out"] == "128×56×56"


def test_an_op_says_which_inputs_give_the_same_and_what_its_floor_drops(page: Page):
    visit(page, "/models/resnet50?open=stem")
    part(page, "conv1").click()
    said = facts(page)
    assert said["same for"] == "H 223 to 224, W 223 to 224"
    assert said["dropped"] == "last row and column: padding"
    type_size(page, "225")
    assert facts(page)["dropped"] == "nothing"
    assert facts(page)["size"] == "⌊(225 + 2·3 − 7) / 2⌋ + 1 = 113"


@pytest.mark.parametrize(
    ("block", "said"),
    [
        ("layer1.0", ["64×57×57 enters", "256×57×57", "channels", "nothing is made smaller"]),
        ("layer2.0", ["256×57×57 enters", "512×29×29", "channels and the size"]),
        ("layer2.1", ["At the ⊕ meet 512×29×29", "nothing is on the shortcut"]),
    ],
)
def test_a_block_says_what_its_shortcut_is_and_why(page: Page, block: str, said: list[str]):
    visit(page, f"/models/resnet50?focus={block.partition('.')[0]}&size=225")
    title(page, block).hover()
    for some in said:
        expect(page.locator("#inspector")).to_contain_text(some)
    assert facts(page)["out"] in " ".join(said)


def test_a_closed_block_is_selected_by_keys_and_explained(page: Page, server: str):
    visit(page, "/models/resnet50?open=layer2&size=225#select=layer2.0")
    expect(page.locator("#picture .selected")).to_have_attribute("data-id", "layer2.0")
    totals = api(server, "resnet50?size=225")["stages"][1]["blocks"][0]["totals"]
    said = facts(page)
    for name in NUMBERS:
        assert said[name] == compact(totals[name.lower()])
    page.locator("#inspector").get_by_role("link", name="Focus on layer2.0").click()
    expect(page).to_have_url(re.compile("focus=layer2.0(&|$)"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("/ layer2.0")


def test_what_stands_for_several_blocks_says_which(page: Page):
    visit(page, "/models/resnet50?focus=layer2")
    title(page, "layer2.1").hover()
    expect(page.locator("#inspector")).to_contain_text("3 identical blocks, layer2.1 to layer2.3")


def test_tensors_and_arrows_explain_themselves(page: Page):
    visit(page, "/models/resnet50?focus=layer2.0&size=225")
    page.locator("#picture .tensor").last.hover()
    assert facts(page)["shape"] == "512×29×29"
    assert facts(page)["for any input"] == "512×⌈H/8⌉×⌈W/8⌉"
    arrow = page.locator('#picture .arrow[data-id^="layer2.0.conv2>"] text')
    arrow.hover()
    expect(page.locator("#inspector h2")).to_contain_text("residual")
    assert facts(page)["shape"] == "128×29×29"
    arrow.click()
    assert selected(page).startswith("layer2.0.conv2>")
    page.mouse.move(5, 5)
    assert facts(page)["shape"] == "128×29×29"


def test_module_path_and_line_of_pytorch_are_one_click_from_the_clipboard(
    browser: Browser, server: str
):
    permissions = ["clipboard-read", "clipboard-write"]
    with opened(browser, server, "/models/resnet50?open=stem", permissions=permissions) as page:
        part(page, "conv1").click()
        for text in ("conv1", "nn.Conv2d(3, 64, kernel_size=7, stride=2, padding=3, bias=False)"):
            page.locator("#inspector").get_by_role("button", name=text, exact=True).click()
            expect(page.locator("#said")).to_have_text(f"Copied {text}")
            assert page.evaluate("navigator.clipboard.readText()") == text


# ---- Seeing at a glance ------------------------------------------------------------------------


def lit(page: Page) -> set[str]:
    return set(
        page.evaluate("[...document.querySelectorAll('#picture .lit')].map(it => it.dataset.id)")
    )


def test_pointing_at_a_branch_lights_it_and_not_the_other(page: Page):
    visit(page, "/models/resnet50?focus=layer2.0")
    part(page, "layer2.0.conv2").hover()
    assert {"layer2.0.conv1", "layer2.0.conv2", "layer2.0.conv3", "layer2.0.add"} <= lit(page)
    assert "layer2.0.downsample.0" not in lit(page)
    assert any(">layer2.0.conv2" in id for id in lit(page))
    part(page, "layer2.0.downsample.0").hover()
    assert {"layer2.0.downsample.0", "layer2.0.add"} <= lit(page)
    assert not {"layer2.0.conv1", "layer2.0.conv2", "layer2.0.conv3"} & lit(page)
    dim = part(page, "layer2.0.conv2").evaluate("it => Number(getComputedStyle(it).opacity)")
    assert dim < 0.6
    page.mouse.move(5, 5)
    assert lit(page) == set()


def test_pointing_at_an_arrow_lights_where_it_comes_from_and_leads_to(page: Page):
    visit(page, "/models/resnet50?focus=layer2.1")
    page.locator('#picture .lane[data-id="layer2.1.add identity"] text').first.hover()
    ends = {end for id in lit(page) if ">" in id for end in id.split(">")}
    assert "layer2.1.add" in ends
    assert not {"layer2.1.conv1", "layer2.1.conv2"} & lit(page)


def test_an_arrow_is_hit_within_a_few_pixels(page: Page):
    visit(page, "/models/resnet50?focus=layer2.0")
    for id in ("layer2.0.conv1>layer2.0.conv2", "layer2.0.downsample.0>layer2.0.add"):
        x, y = page.locator(f'#picture .arrow[data-id="{id}"] path').first.evaluate(
            """it => { const {x, y} = it.getPointAtLength(it.getTotalLength() / 3);
            const at = new DOMPoint(x, y).matrixTransform(it.getScreenCTM());
            return [at.x, at.y]; }"""
        )
        page.mouse.move(x, y)
        assert id in lit(page)
        page.mouse.move(x + 3, y + 3)
        assert id in lit(page)


def test_shortcut_and_residual_branch_differ_by_more_than_colour(page: Page):
    visit(page, "/models/resnet50?focus=layer2")
    dashes = page.evaluate(
        """Object.fromEntries(['identity', 'residual'].map(kind => [kind,
        [...document.querySelectorAll(`#picture .arrow.${kind}:not(.out) path:first-of-type`)]
        .map(it => getComputedStyle(it).strokeDasharray)]))"""
    )
    assert set(dashes["residual"]) == {"none"}
    assert dashes["identity"]
    assert "none" not in dashes["identity"]


HEAT = ("parameters", "macs", "activations", "field")


def test_heat_is_strongest_where_there_is_most_and_has_a_key(page: Page, server: str):
    visit(page, "/models/resnet50?focus=layer2&size=225")
    layers = {it["id"]: it for it in api(server, "resnet50/layers?size=225")["layers"]}
    key = page.locator("#heat-key")
    for by in HEAT:
        page.locator("#heat").select_option(by)
        expect(key).to_be_visible()
        colours = page.evaluate(
            """Object.fromEntries([...document.querySelectorAll('#picture .op')].map(it => [
            it.dataset.id, it.querySelector('rect, ellipse').style.fill]))"""
        )
        fills = {id: int(re.search(r"(\d+)%", colour)[1]) for id, colour in colours.items()}
        amounts = {id: layers[id].get(by) for id in fills}
        if by == "field":  # what is drawn once for many sees what the last of them does
            last = {id: id.replace("layer2.1.", "layer2.3.") for id in fills}
            amounts = {id: max(layers[last[id]]["receptive_field"]) for id in fills}
        order = sorted(fills, key=amounts.get)
        assert [fills[id] for id in order] == sorted(fills.values())
        assert fills[order[-1]] > fills[order[0]]
        expect(key).to_contain_text(compact(amounts[order[-1]]).partition(" (")[0])
    page.locator("#heat").select_option("")
    expect(key).to_be_hidden()
    assert page.locator("#picture :is(.amount, .figure)").count() == 0


def test_a_box_that_stands_for_many_has_the_heat_of_all(page: Page, server: str):
    visit(page, "/models/resnet50?open=layer3")
    before = page.locator("#picture").bounding_box()
    page.locator("#heat").select_option("macs")
    expect(page.locator("#heat-key")).to_be_visible()
    assert page.locator("#picture").bounding_box() == before
    stages = api(server, "resnet50")["stages"]
    blocks = [block["totals"]["macs"] for block in stages[2]["blocks"]]
    for id, macs in {"layer2": stages[1]["totals"]["macs"], "layer3.1": sum(blocks[1:])}.items():
        assert part(page, id).locator(".amount").text_content() == f"MACs: {macs:,}"


def test_heat_says_its_amounts_in_words_too_and_follows_the_size(page: Page):
    visit(page, "/models/resnet50?focus=layer2.0#heat=macs")
    amount = part(page, "layer2.0.conv2").locator("title.amount")
    assert amount.text_content() == f"MACs: {28 * 28 * 128 * 128 * 9:,}"
    assert part(page, "layer2.0.conv2").locator(".figure").text_content() == "115.61 M"
    assert part(page, "layer2.0.add").locator(".figure").count() == 0
    type_size(page, "225")
    assert part(page, "layer2.0.conv2").locator(".figure").text_content() == "124.01 M"
    assert amount.text_content() == f"MACs: {29 * 29 * 128 * 128 * 9:,}"


def in_sight(page: Page, id: str) -> bool:
    return part(page, id).evaluate(
        """it => { const box = it.getBoundingClientRect();
        const frame = document.querySelector('#picture').getBoundingClientRect();
        const middle = [box.x + box.width / 2, box.y + box.height / 2];
        return middle[0] > frame.x && middle[0] < frame.right
            && middle[1] > frame.y && middle[1] < frame.bottom; }"""
    )


def test_a_click_on_the_strip_brings_its_block_into_sight(page: Page):
    visit(page, "/models/resnet50?detail=block&fold=false")
    assert not in_sight(page, "layer4.2")
    page.locator('#strip [data-id="layer4.2"] .hit').click()
    still(page)
    assert in_sight(page, "layer4.2")
    assert selected(page) == "layer4.2"
    page.locator('#strip [data-id="stem"] .hit').click()
    still(page)
    assert in_sight(page, "stem")


def test_the_strip_shows_every_block_and_follows_the_size(page: Page):
    visit(page, "/models/resnet50")
    assert page.locator("#strip g.block").count() == 16
    bar = page.locator('#strip [data-id="layer2.0"] title')
    assert "512×28×28" in bar.text_content()
    type_size(page, "225")
    assert "512×29×29" in bar.text_content()
    heights = page.evaluate(
        "[...document.querySelectorAll('#strip .map')].map(it => Number(it.getAttribute('height')))"
    )
    assert heights == sorted(heights, reverse=True)


def test_the_minimap_is_there_for_large_pictures_and_a_click_goes_there(page: Page):
    visit(page, "/models/resnet50")
    expect(page.locator("#minimap")).to_be_hidden()
    visit(page, "/models/resnet50?detail=conv&fold=false")
    assert "zoom" not in page.url
    box = page.locator("#minimap").bounding_box()
    assert box
    assert not in_sight(page, "fc")
    end = (box["x"] + box["width"] / 2, box["y"] + box["height"] - 3)
    page.mouse.click(*end, button="right")
    assert not in_sight(page, "fc")
    page.mouse.click(*end)
    assert in_sight(page, "fc")
    expect(page).to_have_url(re.compile("#zoom="))
    page.mouse.move(*end)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 2, steps=4)
    page.mouse.up()
    assert in_sight(page, "conv1")


# ---- Getting about -----------------------------------------------------------------------------


@pytest.fixture
def large(page: Page) -> Page:
    return visit(page, "/models/resnet18?detail=conv")


def test_a_link_with_a_selection_half_in_sight_moves_nothing(page: Page):
    visit(page, "/models/resnet50?detail=conv")
    place = camera(page)
    frame = page.locator("#picture").bounding_box()
    assert frame
    box = page.locator('#picture .frame[data-id="layer1"] .outline').bounding_box()
    assert box
    assert box["y"] < frame["y"] + frame["height"] < box["y"] + box["height"]
    page.mouse.click(box["x"] + 4, frame["y"] + frame["height"] - 60)
    expect(page).to_have_url(re.compile("select=layer1&zoom="))
    page.reload()
    page.wait_for_selector(READY)
    assert selected(page) == "layer1"
    assert camera(page) == pytest.approx(place, abs=2)


def test_links_around_the_picture_lead_to_what_is_open(page: Page):
    visit(page, "/models/resnet50?focus=layer2&detail=block")
    part(page, "layer2.1").click()
    at(page, "?focus=layer2&detail=block&open=layer2.1")
    for link in (".against a", ".trail li a >> nth=-1", ".steps a >> nth=0"):
        expect(page.locator(link)).to_have_attribute("href", re.compile("open=layer2.1"))


def test_sides_let_go_of_stay_so_in_another_view(page: Page):
    visit(page, "/models/resnet50")
    page.locator("#lock").click()
    part(page, "layer2").dblclick()
    expect(page.get_by_role("heading", level=1)).to_contain_text("layer2")
    expect(page.locator("#lock")).to_have_attribute("aria-pressed", "false")


def test_what_the_wheel_alone_has_moved_is_in_the_address(page: Page):
    visit(page, "/models/resnet50")
    page.wait_for_timeout(400)  # longer than what has been restored takes to be written
    page.locator("#picture").hover()
    page.mouse.wheel(0, -300)
    expect(page).to_have_url(re.compile("#zoom="))


def test_the_wheel_zooms_about_the_pointer(large: Page):
    before = part(large, "maxpool").bounding_box()
    part(large, "maxpool").hover()
    _, _, scale = camera(large)
    large.mouse.wheel(0, -300)
    large.wait_for_function(f"k => {SCALE} > k * 1.2", arg=scale)
    still(large)
    after = part(large, "maxpool").bounding_box()
    assert before
    assert after
    for side, length in (("x", "width"), ("y", "height")):
        middles = [box[side] + box[length] / 2 for box in (before, after)]
        assert middles[0] == pytest.approx(middles[1], abs=6)
    assert after["width"] > before["width"] * 1.2
    large.mouse.wheel(0, 900)
    large.wait_for_function(f"k => {SCALE} < k", arg=scale)


def test_the_picture_can_not_be_dragged_out_of_sight(page: Page):
    visit(page, "/models/resnet50")
    box = page.locator("#picture").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2 + 200, box["y"] + 20
    for _ in range(3):
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x, y + 400, steps=4)
        page.mouse.up()
    still(page)
    expect(page.locator("#picture svg")).to_be_in_viewport()
    expect(page.locator("#minimap")).to_be_visible()
    at_least = page.locator("#minimap").bounding_box()
    assert at_least
    assert min(at_least["width"], at_least["height"]) >= 40


def test_what_is_clicked_has_one_mark_around_it(page: Page):
    visit(page, "/models/resnet50?focus=layer2.0")
    part(page, "layer2.0.conv2").click()
    rings = page.evaluate(
        """["#picture .selected", "#picture .selected a:focus"].map(it =>
        getComputedStyle(document.querySelector(it)).outlineStyle)"""
    )
    assert rings == ["solid", "none"]


def test_dragging_moves_the_picture_and_selects_nothing(large: Page):
    box = large.locator("#picture").bounding_box()
    assert box
    x, y, k = camera(large)
    start = box["x"] + 30, box["y"] + box["height"] - 40
    large.mouse.move(*start)
    large.mouse.down()
    large.mouse.move(start[0] + 40, start[1] - 200, steps=5)
    large.mouse.up()
    assert camera(large) == pytest.approx((x + 40, y - 200, k), abs=1.5)
    assert selected(large) is None
    assert large.url.count("closed") == 0


def test_dragging_from_a_closed_stage_does_not_open_it(page: Page):
    visit(page, "/models/resnet50?direction=LR")
    part(page, "layer2").hover()
    page.mouse.down()
    box = page.locator("#picture").bounding_box()
    assert box
    page.mouse.move(box["x"] + 40, box["y"] + 40, steps=6)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.mouse.up()
    page.evaluate("new Promise(done => setTimeout(done, 300))")
    assert "open=" not in page.url
    assert asked == []


def test_fit_shows_all_and_one_to_one_the_usual_size(large: Page):
    scale = camera(large)[2]
    large.locator("[data-do=fit]").click()
    still(large)
    frame, svg = (large.locator(it).bounding_box() for it in ("#picture", "#picture svg"))
    assert frame
    assert svg
    assert svg["height"] <= frame["height"]
    assert svg["y"] >= frame["y"]
    assert in_sight(large, "conv1")
    assert in_sight(large, "fc")
    large.locator("[data-do=actual]").click()
    assert camera(large)[2] == pytest.approx(1, rel=0.02) != pytest.approx(scale, rel=0.02)


def test_keys_zoom_fit_and_go_back_to_actual_size(large: Page):
    large.locator("#picture").focus()
    scales = [camera(large)[2]]
    for key in ("+", "+", "-", "0", "1"):
        large.keyboard.press(key)
        scales.append(camera(large)[2])
    start, once, twice, back, fit, actual = scales
    assert start < once < twice
    assert back == pytest.approx(once)
    assert fit < start
    assert actual > fit


def touch(page: Page, kind: str, *points: tuple[float, float]) -> None:
    if not hasattr(page, "fingers"):
        page.fingers = page.context.new_cdp_session(page)
    places = [{"x": x, "y": y, "id": id} for id, (x, y) in enumerate(points)]
    page.fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": places})


PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}


def test_two_fingers_zoom_and_one_drags(browser: Browser, server: str):
    with opened(browser, server, "/models/resnet18?detail=conv", **PHONE) as page:
        box = page.locator("#picture").bounding_box()
        assert box
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 4
        scale = camera(page)[2]
        touch(page, "touchStart", (x - 30, y), (x + 30, y))
        for far in (40, 60, 80):
            touch(page, "touchMove", (x - far, y), (x + far, y))
        touch(page, "touchEnd")
        assert camera(page)[2] > scale * 1.8
        before = camera(page)
        touch(page, "touchStart", (x, y))
        for down in (20, 60, 100):
            touch(page, "touchMove", (x, y - down))
        touch(page, "touchEnd")
        after = camera(page)
        assert after[2] == before[2]
        assert before[1] - after[1] == pytest.approx(100, abs=25)


def test_a_double_tap_on_nothing_zooms(browser: Browser, server: str):
    with opened(browser, server, "/models/resnet50", **PHONE) as page:
        box = page.locator("#picture").bounding_box()
        assert box
        scale = camera(page)[2]
        place = box["x"] + 8, box["y"] + 200
        assert page.evaluate(
            "([x, y]) => !document.elementFromPoint(x, y).closest('[data-id]')", place
        )
        for _ in range(2):
            touch(page, "touchStart", place)
            touch(page, "touchEnd")
        page.wait_for_function(f"k => {SCALE} > k * 1.3", arg=scale)
        assert camera(page)[2] < scale * 2.5  # once, not by the tap and by the click


SOUGHT = {
    "conv2": lambda it: "conv2" in it["id"],
    "3x3": lambda it: it["kernel"] == [3, 3],
    "stride=2": lambda it: it["stride"] == [2, 2],
    "512x28x28": lambda it: it["output"] == [1, 512, 28, 28],
    "conv2 stride=2": lambda it: "conv2" in it["id"] and it["stride"] == [2, 2],
    "add": lambda it: it["kind"] == "add",
}


def test_search_finds_what_the_api_knows(page: Page, server: str):
    visit(page, "/models/resnet50?detail=conv")
    layers = api(server, "resnet50/layers")["layers"]
    for text, fits in SOUGHT.items():
        hits = [it["id"] for it in layers if fits(it)]
        page.locator("#find").fill(text)
        expect(page.locator("#found")).to_have_text(f"{len(hits)} found")
        assert page.locator("#picture .hit").count() > 0
        page.locator("#find").press("Enter")
        expect(page.locator("#found")).to_contain_text(f"1 of {len(hits)}: {hits[0]}")


def test_a_hit_among_identical_blocks_is_explained_itself(page: Page, server: str):
    visit(page, "/models/resnet50")
    page.locator("#find").fill("layer3.4.conv2")
    page.locator("#find").press("Enter")
    expect(page.locator("#inspector .copied").first).to_have_text("layer3.4.conv2")
    expect(page.locator("#inspector")).to_contain_text("identical blocks, layer3.1 to layer3.5")
    (row,) = [it for it in api(server, "resnet50/layers")["layers"] if it["id"] == "layer3.4.conv2"]
    field = "×".join(map(str, row["receptive_field"]))
    expect(page.locator("#inspector")).to_contain_text(f"{field}, one step")
    expect(page.locator("#picture .selected")).to_have_attribute("data-id", "layer3.1.conv2")
    expect(page).to_have_url(re.compile("select=layer3.4.conv2"))
    page.reload()
    page.wait_for_selector(READY)
    expect(page.locator("#inspector .copied").first).to_have_text("layer3.4.conv2")
    page.locator("#picture").focus()
    page.keyboard.press("ArrowDown")
    assert selected(page) == "layer3.1.conv3"


@pytest.mark.parametrize("text", ["stride = 2", "Conv2d stride=2"])
def test_search_takes_what_people_type(page: Page, server: str, text: str):
    visit(page, "/models/resnet50")
    page.locator("#find").fill(text)
    kinds = ["conv"] if "Conv" in text else ["conv", "max_pool"]
    layers = api(server, "resnet50/layers")["layers"]
    count = sum(it["kind"] in kinds and it["stride"] == [2, 2] for it in layers)
    expect(page.locator("#found")).to_have_text(f"{count} found")


def test_in_full_screen_one_can_search_too(page: Page):
    visit(page, "/models/resnet50?detail=conv")
    page.locator("[data-do=full]").click()
    page.wait_for_function("() => document.fullscreenElement")
    page.keyboard.press("/")
    page.keyboard.type("layer4.0.conv2")
    page.keyboard.press("Enter")
    expect(page.locator("#picture .selected")).to_have_attribute("data-id", "layer4.0.conv2")
    assert page.evaluate("Boolean(document.fullscreenElement)")


def test_a_hit_that_this_detail_leaves_out_is_said_to_be_within(page: Page):
    visit(page, "/models/resnet18?detail=conv")
    page.locator("#find").fill("layer1.0.relu")
    page.locator("#find").press("Enter")
    within = "layer1.0.relu is within layer1.0: only full detail draws it"
    expect(page.locator("#said")).to_have_text(within)
    page.locator("#find").fill("layer1.0.conv1")
    page.locator("#find").press("Enter")
    expect(page.locator("#said")).not_to_contain_text("layer1.0.conv1")
    visit(page, "/models/resnet18?detail=full#select=layer1.0.relu")
    page.locator("#find").fill("layer1.0.relu")
    page.locator("#find").press("Enter")
    expect(page.locator("#found")).to_contain_text("1 of 2")
    expect(page.locator("#said")).to_be_empty()


def test_what_was_found_is_looked_for_again_at_another_size(page: Page):
    visit(page, "/models/resnet50?detail=conv")
    page.locator("#find").fill("56x56")
    for _ in range(5):
        page.locator("#find").press("Enter")
    found = page.locator("#found")
    expect(found).to_contain_text(": layer1")
    type_size(page, "112")
    expect(found).to_have_text(re.compile(r"^\d+ found$"))  # that one isn't among them
    page.locator("#find").fill("28x28")
    page.locator("#find").press("Enter")
    first = found.inner_text()
    type_size(page, "224")
    expect(found).not_to_have_text(first)


def test_enter_steps_through_the_hits_and_shift_back(page: Page):
    visit(page, "/models/resnet18?detail=conv")
    field = page.locator("#find")
    field.fill("downsample.0")
    for step, hit in (
        ("Enter", "layer2"),
        ("Enter", "layer3"),
        ("Enter", "layer4"),
        ("Enter", "layer2"),
        ("Shift+Enter", "layer4"),
    ):
        field.press(step)
        assert selected(page) == f"{hit}.0.downsample.0"
        still(page)
        assert in_sight(page, f"{hit}.0.downsample.0")
    expect(page.locator("#find")).to_be_focused()


def test_a_hit_within_something_closed_opens_it(page: Page):
    visit(page, "/models/resnet50")
    page.locator("#find").fill("layer2.0.conv2")
    page.locator("#find").press("Enter")
    expect(page.locator("#picture .selected")).to_have_attribute("data-id", "layer2.0.conv2")
    expect(page).to_have_url(re.compile("open=layer2,layer2.0"))
    still(page)
    assert in_sight(page, "layer2.0.conv2")
    expect(page.locator("#find")).to_be_focused()


def test_a_hit_outside_of_what_is_in_focus_is_gone_to(page: Page):
    visit(page, "/models/resnet50?focus=layer2")
    page.locator("#find").fill("layer3 stride=2")
    page.locator("#find").press("Enter")
    expect(page.locator("#picture .selected")).to_have_attribute("data-id", "layer3.0.conv2")
    expect(page.locator("#find")).to_have_value("layer3 stride=2")
    page.locator("#find").press("Enter")
    expect(page.locator("#picture .selected")).to_have_attribute("data-id", "layer3.0.downsample.0")


def test_nothing_found_is_said_and_escape_clears(page: Page):
    visit(page, "/models/resnet50?focus=layer2")
    page.locator("#find").fill("conv9")
    expect(page.locator("#found")).to_contain_text("nothing")
    assert page.locator("#picture .hit").count() == 0
    page.locator("#find").fill("3x3")
    assert page.locator("#picture .hit").count() > 0
    page.locator("#find").press("Escape")
    expect(page.locator("#find")).to_have_value("")
    assert page.locator("#picture .hit").count() == 0
    assert page.evaluate("document.activeElement.id") == "picture"


def walk(page: Page, key: str) -> str | None:
    page.keyboard.press(key)
    return selected(page)


@pytest.mark.parametrize("direction", ["TB", "LR"])
def test_arrow_keys_walk_along_the_data_flow_to_the_output(page: Page, server: str, direction: str):
    visit(page, f"/models/resnet18?detail=conv&fold=false&direction={direction}")
    forward, backward = {"TB": ("ArrowDown", "ArrowUp"), "LR": ("ArrowRight", "ArrowLeft")}[
        direction
    ]
    page.locator("#picture").focus()
    way = []
    while (step := walk(page, forward)) and (not way or step != way[-1]):
        way.append(step)
        assert len(way) < 99
    shown = ("conv", "max_pool", "add", "avg_pool", "linear")
    layers = api(server, "resnet18/layers")["layers"]
    ops = [it["id"] for it in layers if it["kind"] in shown and it["role"] != "shortcut"]
    assert way[0] == "input"
    assert [id for id in way if id != "input" and not id.endswith("→")] == ops
    assert way[-1].removesuffix("→") == "fc"
    for expected in way[-2:-14:-1]:
        assert walk(page, backward) == expected


@pytest.mark.parametrize("direction", ["TB", "LR"])
def test_arrow_keys_lead_over_to_the_shortcut_and_back(page: Page, direction: str):
    out, back = {"TB": ("ArrowRight", "ArrowLeft"), "LR": ("ArrowDown", "ArrowUp")}[direction]
    visit(page, f"/models/resnet18?detail=conv&direction={direction}#select=layer2.0.conv1")
    page.locator("#picture").focus()
    assert walk(page, out) == "layer2.0.downsample.0"
    assert walk(page, back) in ("layer2.0.conv1", "layer2.0.conv2")


def test_who_walks_keeps_what_is_selected_in_sight_and_in_focus(page: Page):
    visit(page, "/models/resnet18?detail=conv")
    page.locator("#picture").focus()
    for _ in range(20):
        page.keyboard.press("ArrowDown")
    still(page)
    id = selected(page)
    assert in_sight(page, id)
    assert page.evaluate("document.activeElement.closest('g').dataset.id") == id
    assert page.evaluate("document.activeElement.matches(':focus-visible')")


def test_enter_on_an_op_leads_to_its_row_and_escape_lets_go(page: Page):
    visit(page, "/models/resnet18?detail=conv#select=layer2.0.conv1")
    page.locator("#picture").focus()
    page.keyboard.press("Enter")
    expect(page.locator('[id="layer2.0.conv1"]')).to_be_in_viewport()
    assert page.evaluate("document.activeElement.closest('tr').id") == "layer2.0.conv1"
    page.locator("#picture").focus()
    page.keyboard.press("Escape")
    assert selected(page) is None


def test_arrow_keys_lead_on_from_an_arrow_too(page: Page):
    visit(page, "/models/resnet50?focus=layer2.1#select=layer2.1.conv2>layer2.1.conv3")
    for key, there in (("ArrowDown", "layer2.1.conv3"), ("ArrowUp", "layer2.1.conv2")):
        page.locator("#picture").press(key)
        assert selected(page) == there
    page.locator("#picture .lane text").first.click()
    page.locator("#picture").press("ArrowUp")
    assert selected(page) == "layer2.1.conv3"


def test_backspace_selects_the_frame_around(page: Page):
    visit(page, "/models/resnet18?detail=conv#select=layer2.0.conv1")
    page.locator("#picture").focus()
    assert [walk(page, "Backspace") for _ in range(2)] == ["layer2.0", "layer2"]


def test_a_question_mark_lists_the_keys_and_a_slash_leads_to_search(page: Page):
    visit(page, "/models/resnet50")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(page.get_by_role("dialog")).to_contain_text("walk along the data flow")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.keyboard.press("/")
    expect(page.locator("#find")).to_be_focused()
    page.keyboard.type("3x3/?")
    expect(page.locator("#find")).to_have_value("3x3/?")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_full_screen_and_back(page: Page):
    visit(page, "/models/resnet50")
    before = camera(page)
    page.locator("[data-do=full]").click()
    page.wait_for_function(
        "() => document.fullscreenElement?.contains(document.querySelector('#picture'))"
    )
    page.locator("[data-do=full]").click()
    page.wait_for_function("() => !document.fullscreenElement")
    page.wait_for_timeout(300)
    assert camera(page) == pytest.approx(before, abs=1)
    assert "zoom" not in page.url


def test_a_frame_of_another_size_moves_the_picture_at_once_and_has_limits_of_its_own(page: Page):
    page.set_viewport_size({"width": 1280, "height": 1400})
    visit(page, "/models/resnet50?detail=conv")
    page.locator("#picture").press("+")
    still(page)
    page.set_viewport_size({"width": 1280, "height": 620})
    page.wait_for_timeout(300)
    assert page.evaluate("document.querySelector('#picture.gliding')") is None
    page.locator("[data-do=fit]").click()
    scale = camera(page)[2]
    page.locator("#picture").hover()
    page.mouse.wheel(0, 100)
    assert camera(page)[2] < scale


def test_the_way_from_a_part_to_what_is_said_of_it_does_not_take_it_away(page: Page):
    visit(page, "/models/resnet50")
    part(page, "layer2").hover()
    button = page.locator("#inspector .copied").first
    expect(button).to_have_text("layer2")
    box = button.bounding_box()
    assert box
    page.mouse.move(box["x"] - 40, 410, steps=20)  # with nothing else in between
    page.mouse.move(box["x"] + 9, box["y"] + 9, steps=20)
    page.wait_for_timeout(800)
    expect(button).to_have_text("layer2")
    page.mouse.move(300, 5, steps=5)
    expect(button).not_to_be_attached()


def test_what_is_in_focus_offers_no_focus(page: Page):
    visit(page, "/models/resnet50?focus=layer2.0#select=layer2.0")
    expect(page.locator("#inspector .copied").first).to_have_text("layer2.0")
    expect(page.locator("#inspector a", has_text="Focus on")).to_have_count(0)


def test_a_preset_opened_in_another_tab_shows_what_is_seen(page: Page):
    visit(page, "/models/resnet50?open=layer2")
    page.locator("#batch").fill("4")
    at(page, "?open=layer2&batch=4")
    link = page.locator("[data-size='32']")
    expect(link).to_have_attribute(
        "href", re.compile(r"/models/resnet50\?open=layer2&size=32&batch=4$")
    )


# ---- Taking away -------------------------------------------------------------------------------


def test_every_download_is_of_what_is_seen(page: Page):
    visit(page, "/models/resnet50?stride_in_1x1=true&open=layer2")
    type_size(page, "225x320")
    page.locator("#batch").fill("2")
    at(page, "size=225x320&batch=2")
    links = page.locator(".take a, #layers a[data-layers], #layers a[data-verify]")
    hrefs = links.evaluate_all("links => links.map(link => link.getAttribute('href'))")
    assert len(hrefs) == 5 + 1 + 4 + 1
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


def test_pytorch_is_asked_and_answers_in_place(page: Page, server: str):
    visit(page, "/models/resnet50?stride_in_1x1=true&size=225")
    type_size(page, "225x320")
    at(page, "size=225x320")
    page.locator("[data-verify]").click()
    count = api(server, "resnet50/verify?size=225x320")["checked"]
    expect(page.locator("#checked")).to_have_text(
        f"✓ All {count} shapes at 225x320 are those of PyTorch’s own run.", timeout=60_000
    )
    at(page, "/models/resnet50?stride_in_1x1=true&size=225x320")
    type_size(page, "226")
    expect(page.locator("#checked")).to_be_empty()


def test_what_pytorch_has_otherwise_is_said(page: Page):
    visit(page, "/models/resnet18")

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


def test_who_asks_pytorch_is_told_where_there_is_no_answer(page: Page):
    visit(page, "/models/resnet18")
    problem = {"title": "Busy", "status": 503, "detail": "Too many networks are being verified."}
    page.route("**/verify*", lambda route: route.fulfill(status=503, json=problem))
    page.locator("[data-verify]").click()
    expect(page.locator("#checked")).to_have_text(problem["detail"])
    page.route("**/verify*", lambda route: route.abort())
    page.locator("[data-verify]").click()
    expect(page.locator("#checked")).to_have_text("The server doesn’t answer.")


def test_other_networks_are_seen_at_the_input_of_now(page: Page):
    visit(page, "/models/resnet50?open=layer2")
    type_size(page, "225")
    at(page, "size=225")
    page.locator(".others summary").click()
    page.get_by_role("link", name="resnet18", exact=True).click()
    at(page, "/models/resnet18?size=225")
    page.wait_for_selector(READY)
    assert "3×225×225" in words(page)


def test_the_link_copied_is_the_address_of_what_is_seen(browser: Browser, server: str):
    permissions = ["clipboard-read", "clipboard-write"]
    with opened(browser, server, "/models/resnet50", permissions=permissions) as page:
        type_size(page, "225")
        page.get_by_role("button", name="copy link").click()
        expect(page.locator("#said")).to_have_text("Link copied")
        assert (
            page.evaluate("navigator.clipboard.readText()") == f"{server}/models/resnet50?size=225"
        )


def test_where_a_page_is_given_no_clipboard_who_copies_by_keys_stays_where_he_is(page: Page):
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    visit(page, "/models/resnet50")
    page.locator("[data-do=copy]").press("Enter")
    expect(page.locator("#said")).to_have_text("Link copied")
    expect(page.locator("[data-do=copy]")).to_be_focused()


@pytest.fixture
def course(server: str) -> Iterator[str]:
    """A page of somebody else's, on another port, that frames whatever is asked for."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self):
            frame = f'<iframe width="700" height="600" src="{server}{self.path}"></iframe>'
            body = f"<!doctype html><title>A course</title>{frame}".encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as web:
        threading.Thread(target=web.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{web.server_port}"
        web.shutdown()


def test_an_embedded_picture_lives_in_anothers_page(page: Page, course: str):
    page.goto(f"{course}/embed/resnet50?size=225")
    frame = page.frame_locator("iframe")
    expect(frame.locator(READY)).to_be_attached()
    expect(frame.locator("#picture")).to_contain_text("512×29×29")
    frame.locator("#height").fill("299")
    expect(frame.locator("#picture")).to_contain_text("3×299×299")
    part(frame, "layer2").click()
    expect(part(frame, "layer2.0")).to_be_visible()
    part(frame, "layer2.0").click()
    expect(part(frame, "layer2.0.conv2")).to_be_attached()
    assert "/embed/resnet50?open=layer2,layer2.0&size=299" in page.frames[1].url
    frame.get_by_role("button", name="fit").click()
    expect(frame.locator("#picture svg")).to_be_in_viewport(ratio=0.99)
    part(frame, "layer3").dblclick()
    expect(frame.locator("h1")).to_contain_text("layer3")
    frame.get_by_role("link", name="resnet50", exact=True).click()
    expect(part(frame, "layer4")).to_be_attached()
    frame.locator("#size").fill("abc")
    frame.locator("#size").press("Tab")
    expect(frame.locator("#said")).to_contain_text("“abc” is no size")
    assert frame.locator(".rail, .facts, .top").count() == 0
    (link,) = frame.get_by_role("link", name="in ResNet Atlas").all()
    expect(link).to_have_attribute("href", "/models/resnet50?open=layer2,layer2.0&size=299")


@pytest.mark.parametrize("path", ["/models/resnet50", "/", "/embedded", "/models/resnet50/picture"])
def test_no_other_page_can_be_framed(page: Page, course: str, path: str):
    with page.expect_console_message(lambda it: "frame-ancestors" in it.text):
        page.goto(f"{course}{path}")
    assert page.frame_locator("iframe").locator("#explorer, .home, svg.glance").count() == 0


# ---- Bad input ---------------------------------------------------------------------------------


def test_nonsense_in_a_link_opens_the_nearest_view_and_is_named(page: Page):
    page.goto("/models/resnet50?size=0&focus=layer9&open=nonsense&foo=1")
    page.wait_for_selector(READY)
    notice = page.locator(".notice")
    for given in ("size=0", "focus=layer9", "open=nonsense", "foo=1"):
        expect(notice).to_contain_text(given)
    assert notice.locator("li").count() == 4
    expect(page.get_by_role("heading", level=1)).to_contain_text("layer4")
    assert "3×224×224" not in words(page)
    assert "2048×7×7" in words(page)


@pytest.mark.parametrize("query", ["size=0", "open=nonsense", "foo=1", "theme=drak&batch=0"])
def test_a_page_mended_works_as_any_other(page: Page, query: str):
    visit(page, f"/models/resnet50?{query}")
    part(page, "layer2").click()
    expect(page.locator('#picture .closed[data-id="layer2.0"]')).to_be_visible()
    hrefs = page.locator(".take a, #layers a[data-layers]").evaluate_all(
        "links => links.map(link => link.getAttribute('href'))"
    )
    assert {href: page.request.get(href).status for href in hrefs} == dict.fromkeys(hrefs, 200)
    assert page.locator("html").get_attribute("data-theme") == ("dark" if "drak" in query else None)


@pytest.mark.parametrize(
    ("hash", "said"),
    [
        (it := "select=nonsense&heat=blue&zoom=a,b,c", it.replace("&", ", ")),
        ("zoom=1e9,0,0", "zoom=1e9,0,0"),
        ("zoom=0,0,0", "zoom=0,0,0"),
        ("%", "select=%"),
        ("&&&=", None),
    ],
)
def test_nonsense_in_a_fragment_does_no_harm_and_is_named(page: Page, hash: str, said: str | None):
    visit(page, f"/models/resnet50#{hash}")
    expect(page.locator("#said")).to_have_text(f"Not in this picture: {said}" if said else "")
    assert selected(page) is None
    assert in_sight(page, "layer2")
    expect(page.locator("#heat-key")).to_be_hidden()
    type_size(page, "225")
    assert "3×225×225" in words(page)


@pytest.mark.parametrize(
    ("link", "asked"),
    [("[data-verify]", "/verify?size=225"), (".take a", "/diagrams/resnet50.svg?size=225")],
)
def test_what_is_asked_for_at_once_has_the_size_of_now(page: Page, link: str, asked: str):
    visit(page, "/models/resnet50")
    type_size(page, "225")
    assert page.locator(link).first.evaluate("it => (it.click(), it.href)").endswith(asked)


@pytest.mark.parametrize("link", [".skip", ".strides a"])
def test_a_link_within_the_page_is_no_nonsense_and_leaves_what_is_seen(page: Page, link: str):
    chosen = "select=layer3&" if link == ".skip" else ""
    visit(page, f"/models/resnet50#{chosen}heat=macs&zoom=2,200,300")
    place = camera(page)
    page.locator(link).first.focus()
    page.keyboard.press("Enter")
    if link == ".skip":
        page.wait_for_timeout(300)
        assert (selected(page), camera(page)) == ("layer3", place)
    else:
        expect(page.locator('#picture .selected[data-id="stem"]')).to_be_attached()
        assert camera(page)[2] == pytest.approx(place[2])
    expect(page.locator("#heat")).to_have_value("macs")
    expect(page.locator("#said")).to_be_empty()


def test_a_link_to_a_place_on_the_page_leads_there(page: Page):
    visit(page, "/models/resnet50#layers")
    expect(page.locator("#layers h2")).to_be_in_viewport()


@pytest.mark.parametrize("aim", ["1,100000,100000", "8,-5000,3", "0.01,5,5"])
def test_no_link_leads_where_nothing_is_to_be_seen(page: Page, aim: str):
    visit(page, f"/models/resnet50#zoom={aim}")
    x, y, _ = camera(page)
    frame, svg = (page.locator(it).bounding_box() for it in ("#picture", "#picture svg"))
    assert frame
    assert svg
    assert -svg["width"] + 50 < x < frame["width"] - 50
    assert -svg["height"] + 50 < y < frame["height"] - 50
    assert svg["height"] > 100


def test_an_unknown_network_is_an_error_page(page: Page):
    answer = page.goto("/models/resnet5O?size=0")
    assert answer
    assert answer.status == 404
    page.get_by_role("link", name="resnet50", exact=True).first.click()
    page.wait_for_selector(READY)


def test_a_size_given_twice_is_the_same_to_server_and_script(page: Page):
    page.goto("/models/resnet50?size=300&size=7")
    served = page.evaluate(
        "fetch(location).then(it => it.text()).then(it => /3×(\\d+)×/.exec(it)[1])"
    )
    page.wait_for_selector(READY)
    assert page.locator("#height-now").inner_text() == served
    assert f"3×{served}×{served}" in words(page)


def cut(page: Page, what: str = "/(models|healthz|api)") -> None:
    page.route(re.compile(what), lambda route: route.abort())


def test_a_lost_server_leaves_the_page_usable_and_it_recovers(page: Page):
    visit(page, "/models/resnet50")
    cut(page)
    before = drawn(page)
    part(page, "layer2").click()
    said = page.locator("#said")
    expect(said).to_contain_text("doesn’t answer")
    assert drawn(page) == before
    assert page.url.endswith("/models/resnet50")
    type_size(page, "225")
    assert "512×29×29" in words(page)
    part(page, "input").hover()
    assert facts(page)["shape"] == "3×225×225"
    page.unroute_all()
    expect(said).not_to_contain_text("doesn’t answer")
    part(page, "layer2").click()
    expect(page.locator('#picture .closed[data-id="layer2.0"]')).to_be_visible()


def test_who_went_back_in_vain_and_on_again_is_left_in_peace(page: Page):
    visit(page, "/models/resnet50")
    part(page, "layer2").click()
    at(page, "?open=layer2")
    marked(page)
    cut(page)
    page.go_back()
    said = page.locator("#said")
    expect(said).to_contain_text("doesn’t answer")
    page.go_forward()
    at(page, "?open=layer2")
    page.unroute_all()
    expect(said).to_be_empty()
    assert page.evaluate("window.same")


def test_a_server_lost_before_the_graph_has_come_is_waited_for(page: Page):
    cut(page, "/(healthz|api)")
    page.goto("/models/resnet50")
    expect(page.locator("#said")).to_contain_text("doesn’t answer")
    type_size(page, "225")
    assert "512×29×29" in words(page)
    page.unroute_all()
    page.wait_for_selector(READY)
    expect(page.locator("#said")).to_be_empty()
    assert page.locator('[data-out="network"]').inner_text() == "1000"
    expect(page.locator('[data-in="network"]')).to_have_text("3×225×225")


def test_a_slow_answer_never_overwrites_a_newer_one(page: Page):
    held: list[Route] = []
    visit(page, "/models/resnet50")
    page.route("**/picture?open=layer1", lambda route: held.append(route))
    part(page, "layer1").click()
    expect(page.locator("#explorer")).to_have_attribute("aria-busy", "true")
    part(page, "layer2").click()
    for both in ("layer1", "layer2"):  # the newer does what the older was asked for, too
        expect(page.locator(f'#picture .frame[data-id="{both}"]')).to_be_attached()
    seen = drawn(page)
    for route in held:
        try:
            route.continue_()
        except Error:  # the page has given it up
            continue
    page.evaluate("fetch('/healthz').then(it => it.text())")
    page.evaluate("new Promise(done => setTimeout(done, 200))")
    assert held
    assert drawn(page) == seen
    at(page, "/models/resnet50?open=layer1,layer2")
    page.go_back()
    at(page, "/models/resnet50")


def test_a_page_that_comes_late_overwrites_no_picture_that_came_since(page: Page):
    held: list[Route] = []
    visit(page, "/models/resnet50")
    page.route("**/models/resnet50?focus=layer4*", lambda route: held.append(route))
    page.locator("#focus").select_option("layer4")
    part(page, "layer2").click()
    expect(page.locator('#picture .frame[data-id="layer2"]')).to_be_attached()
    for route in held:
        try:
            route.continue_()
        except Error:
            continue
    page.evaluate("new Promise(done => setTimeout(done, 200))")
    assert held
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("layer4")
    expect(page.locator("#focus")).to_have_value("network")


def test_back_and_forward_again_is_where_one_was_though_the_answer_is_late(page: Page):
    visit(page, "/models/resnet50")
    part(page, "layer2").click()
    at(page, "/models/resnet50?open=layer2")
    with held(page, "**/models/resnet50/picture"):
        page.go_back()
        expect(page.locator("#explorer")).to_have_attribute("aria-busy", "true")
        page.go_forward()
        expect(page.locator("#explorer")).not_to_have_attribute("aria-busy", "true")
    at(page, "/models/resnet50?open=layer2")
    expect(part(page, "layer2.0")).to_be_attached()


def test_back_leaves_behind_what_is_on_its_way(page: Page):
    visit(page, "/models/resnet50")
    page.locator(".strides a").first.click()
    with held(page, "**/picture?open=layer3*"):
        part(page, "layer3").click()
        expect(page.locator("#explorer")).to_have_attribute("aria-busy", "true")
        page.go_back()
        expect(page.locator("#explorer")).not_to_have_attribute("aria-busy", "true")
    at(page, "/models/resnet50")
    expect(part(page, "layer3.0")).not_to_be_attached()


@pytest.mark.parametrize("way", ["picture", "page", "back"])
def test_what_is_set_while_an_answer_is_on_its_way_holds_when_it_comes(page: Page, way: str):
    visit(page, "/models/resnet50")
    if way == "back":
        part(page, "layer1").click()
        at(page, "?open=layer1")
    address = {"picture": "/picture?open=layer2*", "page": "?focus=layer2*", "back": "/picture"}
    with held(page, f"**/models/resnet50{address[way]}"):
        if way == "picture":
            part(page, "layer2").click()
        elif way == "page":
            page.locator("#focus").select_option("layer2")
        else:
            page.go_back()
        type_size(page, "225")
        page.locator("[data-do=symbols]").click()
    tail = {"picture": "?open=layer2&", "page": "?focus=layer2&", "back": "?"}[way]
    at(page, f"/models/resnet50{tail}shapes=symbols&size=225")
    expect(page.locator("#size")).to_have_value("225")
    assert "512×⌈H/8⌉×⌈W/8⌉" in words(page)
    page.locator("[data-do=symbols]").click()
    assert "512×29×29" in words(page)


def test_a_server_that_takes_its_time_is_seen_to(page: Page):
    visit(page, "/models/resnet50")
    with held(page, "**/picture?open=layer2*"):
        part(page, "layer2").click()
        expect(page.locator("#said")).to_contain_text("takes its time", timeout=8000)
        type_size(page, "225")
        expect(page.locator("#said")).to_contain_text("takes its time")
    expect(part(page, "layer2.0")).to_be_attached()
    expect(page.locator("#said")).to_be_empty()


def test_what_is_done_before_the_graph_has_come_stays(page: Page):
    with held(page, "**/api/**/graph*"):
        page.goto("/models/resnet50#zoom=0.8,200,300")
        page.locator("#picture").focus()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("+")
        page.keyboard.press("+")
        before = camera(page), selected(page)
    page.wait_for_selector(READY)
    assert (camera(page), selected(page)) == before
    assert before[1]
    expect(page).to_have_url(re.compile(f"select={before[1]}&zoom="))


@pytest.mark.parametrize("end", ["refused", "taken back"])
def test_a_server_that_took_its_time_is_forgotten(page: Page, end: str):
    visit(page, "/models/resnet50")
    page.locator(".strides a").first.click()
    routes: list[Route] = []
    page.route("**/picture?open=layer2*", lambda route: routes.append(route))
    part(page, "layer2").click()
    said = page.locator("#said")
    expect(said).to_contain_text("takes its time", timeout=8000)
    if end == "refused":
        routes[0].fulfill(status=503, body='{"detail": "Not now."}')
        expect(said).to_have_text("Not now.")
    else:
        page.go_back()
    expect(said).to_be_empty(timeout=8000)


def test_a_choice_that_a_lost_server_keeps_from_coming_is_taken_back(page: Page):
    visit(page, "/models/resnet50")
    cut(page)
    page.wait_for_timeout(400)  # longer than what has been restored takes to be written
    page.locator("#detail").select_option("conv")
    expect(page.locator("#said")).to_contain_text("doesn’t answer")
    expect(page.locator("#detail")).to_have_value("")


def test_what_is_typed_and_not_sent_is_there_after_another_choice(page: Page):
    visit(page, "/models/resnet50")
    page.locator("details summary").last.click()
    page.locator("#depths").fill("2,2,2,2")
    page.locator("#block").select_option("basic")
    at(page, "/models/resnet50?block=basic")
    expect(page.locator("#depths")).to_have_value("2,2,2,2")
    page.locator("#depths").press("Enter")
    at(page, "/models/resnet50?block=basic&depths=2,2,2,2")


def test_the_colours_and_the_facts_of_identical_blocks_are_one(page: Page):
    visit(page, "/models/resnet50?focus=layer2#heat=field")
    op = part(page, "layer2.1.conv2")
    figure = op.locator(".figure").text_content()
    op.hover()
    expect(page.locator("#inspector")).to_contain_text("one step")
    assert facts(page)["receptive field"].endswith(f"; in layer2.3, {figure}×{figure}")


def test_the_module_path_that_is_copied_is_pytorchs(page: Page):
    visit(page, "/models/resnet50?focus=layer2.0&detail=full#select=layer2.0.relu:2")
    expect(page.locator("#inspector .copied").first).to_have_text("layer2.0.relu")


def test_what_explains_itself_is_of_the_picture_of_now(page: Page):
    visit(page, "/models/resnet50?focus=layer2")
    title(page, "layer2.1").hover()
    page.locator("#inspector a", has_text="each of the 3").press("Enter")
    at(page, "?focus=layer2&unfold=layer2.1")
    expect(page.locator("#picture")).to_be_focused()
    expect(page.locator("#inspector")).not_to_contain_text("3 identical")


def test_what_is_no_picture_changes_neither_address_nor_picture(page: Page):
    visit(page, "/models/resnet50")
    page.route(
        "**/picture?open=layer2", lambda route: route.fulfill(body="<html>Log in first</html>")
    )
    part(page, "layer2").click()
    expect(page.locator("#said")).to_have_text("The server could not answer.")
    at(page, "/models/resnet50")
    expect(part(page, "layer2.0")).not_to_be_attached()


def test_what_a_link_says_is_not_forgotten_before_the_graph_has_come(page: Page):
    state = "#select=layer2&heat=macs&zoom=0.8,200,300"
    with held(page, "**/api/**/graph*"):
        page.goto(f"/models/resnet50{state}")
        type_size(page, "225")
        expect(page).to_have_url(re.compile("size=225"))
        assert page.url.endswith(f"?size=225{state}")
    page.wait_for_selector(READY)
    assert selected(page) == "layer2"
    expect(page.locator("#heat")).to_have_value("macs")


def test_back_that_is_refused_leaves_address_and_picture_together(page: Page):
    visit(page, "/models/resnet50")
    part(page, "layer2").click()
    at(page, "?open=layer2")
    no = {"status": 503, "body": '{"detail": "Not now."}'}
    page.route("**/models/resnet50/picture", lambda route: route.fulfill(**no))
    page.go_back()
    expect(page.locator("#said")).to_have_text("Not now.")
    at(page, "/models/resnet50?open=layer2")
    type_size(page, "225")
    at(page, "/models/resnet50?open=layer2&size=225")
    expect(part(page, "layer2.0")).to_be_attached()


def test_two_steps_back_the_second_refused_leave_address_and_picture_together(page: Page):
    visit(page, "/models/resnet50")
    part(page, "layer2").click()
    at(page, "?open=layer2")
    part(page, "layer3").click()
    at(page, "?open=layer2,layer3")
    no = {"status": 503, "body": '{"detail": "Not now."}'}
    page.route("**/models/resnet50/picture", lambda route: route.fulfill(**no))
    with held(page, "**/picture?open=layer2"):
        page.go_back()
        at(page, "?open=layer2")
        page.go_back()
        expect(page.locator("#said")).to_have_text("Not now.")
    at(page, "/models/resnet50?open=layer2,layer3")
    type_size(page, "225")
    at(page, "/models/resnet50?open=layer2,layer3&size=225")
    expect(part(page, "layer3.0")).to_be_attached()


def test_back_and_forward_again_is_at_the_size_of_then(page: Page):
    visit(page, "/models/resnet50")
    part(page, "layer2").click()
    at(page, "/models/resnet50?open=layer2")
    with held(page, "**/models/resnet50/picture"):
        page.go_back()
        type_size(page, "225")
        at(page, "/models/resnet50?size=225")
        page.go_forward()
        at(page, "/models/resnet50?open=layer2")
        expect(page.locator("#size")).to_have_value("224")
    assert "512×28×28" in words(page)


def test_that_the_server_is_away_is_still_said_after_something_else(page: Page):
    visit(page, "/models/resnet50?focus=layer2")
    cut(page, "/(models|healthz)")
    page.locator("#find").fill("layer3 stride=2")
    page.locator("#find").press("Enter")
    expect(page.locator("#said")).to_contain_text("doesn’t answer")
    page.wait_for_timeout(200)
    expect(page.locator("#said")).to_contain_text("doesn’t answer")
    page.clock.install()
    page.locator("[data-do=copy]").click()
    expect(page.locator("#said")).to_have_text("Link copied")
    page.clock.run_for(7000)
    expect(page.locator("#said")).to_contain_text("doesn’t answer")


def test_a_field_that_is_mended_by_a_preset_is_no_longer_wrong(page: Page):
    visit(page, "/models/resnet50")
    page.locator("#size").fill("abc")
    page.locator("#size").blur()
    expect(page.locator("#size")).to_have_attribute("aria-invalid", "true")
    page.locator("[data-size='225']").click()
    expect(page.locator("#size")).to_have_attribute("aria-invalid", "false")


# ---- For everyone ------------------------------------------------------------------------------


def overflow(page: Page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


@pytest.mark.parametrize(
    "path",
    [
        "/models/resnet50",
        "/models/resnet18?detail=full&direction=LR",
        "/embed/resnet50?focus=layer2",
        "/models/resnext101_32x8d?size=0&foo=1&focus=layer3.12",
    ],
)
def test_no_page_is_broader_than_a_phone(browser: Browser, server: str, path: str):
    with opened(browser, server, path, **PHONE) as page:
        assert overflow(page) <= 0
        if "/models/" in path:
            type_size(page, "4096x4096")
            page.locator("#batch").fill("256")
            page.locator("#find").fill("layer3")
            page.locator("#find").press("Enter")
        assert overflow(page) <= 0


def test_on_a_phone_the_list_of_keys_begins_at_its_head(browser: Browser, server: str):
    with opened(browser, server, "/models/resnet18", **{**PHONE, "has_touch": False}) as page:
        page.locator("[data-do=keys]").click()
        expect(page.locator("#keys h2")).to_be_in_viewport(ratio=1)


def test_on_a_phone_a_tap_selects_and_the_facts_are_pulled_up_and_down(
    browser: Browser, server: str
):
    with opened(browser, server, "/models/resnet50?focus=layer2.0", **PHONE) as page:
        part(page, "layer2.0.conv2").tap()
        assert selected(page) == "layer2.0.conv2"
        pull, sheet = page.locator(".pull"), page.locator("#inspector")
        expect(pull).to_be_in_viewport()
        expect(sheet).to_be_hidden()
        pull.tap()
        expect(pull).to_have_attribute("aria-expanded", "true")
        expect(sheet).to_be_visible()
        expect(sheet).to_contain_text("stride=2")
        expect(sheet).to_be_in_viewport()
        pull.tap()
        expect(pull).to_have_attribute("aria-expanded", "false")
        expect(sheet).to_be_hidden()


def test_on_a_phone_one_sees_the_shortcut_and_can_read_the_words(browser: Browser, server: str):
    with opened(browser, server, "/models/resnet50?focus=layer2", **PHONE) as page:
        assert page.evaluate(SCALE) * 11 >= 7
        way = page.locator("#picture .arrow.shortcut").first.bounding_box()
        assert way
        assert way["x"] + way["width"] < 360
        pull, tools = page.locator(".pull").bounding_box(), page.locator(".tools")
        plus = part(page, "layer2.0.add").bounding_box()
        assert pull
        assert plus
        assert plus["y"] + plus["height"] < pull["y"]
        assert tools.evaluate("it => it.scrollWidth <= it.clientWidth")


def test_on_a_phone_what_is_opened_comes_into_sight(browser: Browser, server: str):
    phone = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
    with opened(browser, server, "/models/resnet50", **phone) as page:
        part(page, "layer2").tap()
        expect(part(page, "layer2.1")).to_be_attached()
        still(page)
        page.wait_for_function(
            "() => document.querySelector('#picture').getBoundingClientRect().bottom < innerHeight"
        )
        expect(part(page, "layer2.1")).to_be_in_viewport()


@pytest.mark.parametrize(("path", "least"), [("/tour", 0.8), ("/", 0.8)])
def test_on_a_phone_a_picture_is_scrolled_rather_than_too_small(
    browser: Browser, server: str, path: str, least: float
):
    with browser.new_context(base_url=server, **PHONE) as context:
        page = context.new_page()
        page.goto(path)
        scales = page.evaluate(
            """[...document.querySelectorAll('.picture > svg')].map(
            it => it.getBoundingClientRect().width / it.viewBox.baseVal.width)"""
        )
        assert scales
        assert all(scale > least - 0.01 for scale in scales)


def test_the_tools_stay_in_their_bar_whatever_is_coloured(page: Page):
    visit(page, "/models/resnet50?focus=layer2").locator("#heat").select_option("macs")
    expect(page.locator("#heat-key")).to_be_visible()
    assert page.locator(".tools").evaluate("it => it.scrollWidth <= it.clientWidth")
    expect(page.locator("[data-do=keys]")).to_be_in_viewport(ratio=1)


def test_on_a_phone_a_tap_opens_a_stage(browser: Browser, server: str):
    with opened(browser, server, "/models/resnet50", **PHONE) as page:
        part(page, "layer2").tap()
        expect(page.locator('#picture .closed[data-id="layer2.0"]')).to_be_attached()


def test_every_part_of_the_picture_has_its_row_in_the_table(page: Page):
    visit(page, "/models/resnet50?detail=conv&fold=false")
    ops = page.locator("#picture .op").evaluate_all("ops => ops.map(it => it.dataset.id)")
    rows = page.locator("#layers tbody tr").evaluate_all("rows => rows.map(it => it.id)")
    assert sorted(ops) == sorted(rows)


@pytest.mark.parametrize(("width", "height"), [(1280, 900), (1280, 2000), (1920, 2000)])
def test_no_layout_shifts_while_loading(page: Page, width: int, height: int):
    page.set_viewport_size({"width": width, "height": height})
    for path in (
        "/models/resnet50",
        "/models/resnet18?focus=layer2",  # with the table in sight
        "/models/resnet18?detail=conv&direction=LR#select=layer2.0.conv1",
        "/embed/resnet50",
    ):
        visit(page, path)
        shift = page.evaluate(
            """new Promise(done => { let sum = 0;
            new PerformanceObserver(list => list.getEntries().forEach(it => sum += it.value))
                .observe({type: 'layout-shift', buffered: true});
            setTimeout(() => done(sum), 300); })"""
        )
        assert shift < 0.001, path


def test_who_comes_back_to_a_row_finds_it_where_it_was(page: Page):
    visit(page, "/models/resnet50")
    page.mouse.wheel(0, 2500)
    page.wait_for_timeout(300)
    before = page.evaluate("scrollY")
    page.reload()
    page.wait_for_selector(READY)
    page.wait_for_timeout(300)
    assert page.evaluate("scrollY") == before > 1500


def test_a_printed_page_has_picture_and_table_and_no_controls(page: Page):
    visit(page, "/models/resnet50")
    part(page, "layer2").click()
    expect(page.locator('#picture .closed[data-id="layer2.0"]')).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator("#picture svg")).to_be_visible()
    expect(page.locator("#layers table")).to_be_visible()
    for control in (".tools", ".rail", "#height", "#find", "#minimap", ".take"):
        expect(page.locator(control)).to_be_hidden()
    frame, svg = (page.locator(it).bounding_box() for it in ("#picture", "#picture svg"))
    assert frame
    assert svg
    assert svg["height"] <= frame["height"] + 1
    assert svg["width"] <= frame["width"] + 1


# ---- Without JavaScript ------------------------------------------------------------------------


@pytest.fixture
def plain(browser: Browser, server: str) -> Iterator[Page]:
    context = browser.new_context(base_url=server, java_script_enabled=False)
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def test_links_open_and_close_groups_without_a_script(plain: Page):
    plain.goto("/models/resnet50")
    part(plain, "layer2").locator("a").click()
    at(plain, "/models/resnet50?open=layer2")
    plain.locator('#picture .frame[data-id="layer2"] a').click(position={"x": 8, "y": 8})
    at(plain, "/models/resnet50")
    plain.goto("/models/resnet50?focus=layer2")
    plain.locator("#picture .badge a").click()
    at(plain, "?focus=layer2&unfold=layer2.1")
    part(plain, "layer2.0.conv2").locator("a").click()
    assert plain.url.endswith("#layer2.0.conv2")


def test_the_form_works_without_a_script(plain: Page):
    plain.goto("/models/resnet50?open=layer2")
    plain.locator("#direction").select_option("LR")
    plain.locator("#size").fill("225x320")
    plain.locator("#batch").fill("2")
    plain.locator("form.rail > button").click()
    at(plain, "/models/resnet50?direction=LR&open=layer2&size=225x320&batch=2")
    assert "2×512×29×40" in words(plain)
    plain.locator(".presets").get_by_text("299", exact=True).click()
    at(plain, "size=299&batch=2")


@pytest.mark.parametrize("path", ["/models/resnet50", "/embed/resnet50"])
def test_nothing_is_shown_that_needs_a_script(plain: Page, path: str):
    plain.goto(path)
    for it in plain.locator(".js").all():
        expect(it).to_be_hidden()
    expect(plain.locator("#picture svg")).to_be_visible()
    expect(plain.locator("#size")).to_be_visible()


def test_an_embedded_picture_takes_a_size_without_a_script(plain: Page):
    plain.goto("/embed/resnet50?focus=layer2")
    plain.locator("#size").fill("225")
    plain.locator("#size").press("Enter")
    expect(plain.locator("#picture")).to_contain_text("512×29×29")
    assert sorted(plain.url.partition("/embed/resnet50?")[2].split("&")) == [
        "focus=layer2",
        "size=225",
    ]
    assert "512×29×29" in words(plain)
