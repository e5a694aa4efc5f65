"""The size, the batch and the shapes: every readout follows what is set."""

import random
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, expect
from resnet_atlas.network.catalogue import CATALOGUE

from tests.browser.api import api, shape
from tests.browser.explorer_page import Explorer
from tests.browser.waiting import wait_until_handled
from tests.depth import full, representatives

pytestmark = pytest.mark.browser


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


GEOMETRY = """() => {
    const box = it => { const {x, y, width, height} = it.getBoundingClientRect();
                        return [x, y, width, height].map(Math.round); };
    const picture = [...document.querySelectorAll('#picture g[data-id]')].map(it => [
        it.dataset.id, it.getAttribute('transform'),
        ...[...it.querySelectorAll('rect, ellipse, path')].map(box),
        ...[...it.querySelectorAll('text')].map(it => it.getAttribute('x') + it.getAttribute('y'))
    ]);
    const page = ['.trail', '.bar', '.sizes', '#picture', '.side', '#strip', '.take', '#layers',
                  'h1', '#size', '#height', '#width', '#lock', '.presets', '.facts']
        .map(it => [it, ...box(document.querySelector(it)).slice(0, 2)]);
    return [picture, page];
}"""


@pytest.fixture
def quiet(page: Page, clock: None, explorer: Explorer) -> Iterator[Explorer]:
    """A page that must send no request and move nothing, whatever is done to it."""
    explorer.visit("/models/resnet50?detail=conv")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    explorer.wait_until_still()
    before = page.evaluate(GEOMETRY)
    yield explorer
    page.clock.run_for(1000)  # longer than the address takes to be written
    wait_until_handled(page)
    picture, around = page.evaluate(GEOMETRY)
    assert picture == before[0]
    assert around == before[1]
    assert [url for url in asked if "icon" not in url] == []  # which the browser asks for itself


@pytest.mark.parametrize("name", representatives(CATALOGUE, ["resnet18"]))
def test_every_readout_is_what_the_api_says(page: Page, explorer: Explorer, server: str, name: str):
    dice = random.Random(name)
    explorer.visit(f"/models/{name}?detail=full")
    sizes = [[1, 1], [dice.randrange(1, 640, 2), dice.randrange(2, 640, 2)]]
    sizes += [[dice.randrange(2, 640)] * 2]
    for size, batch in zip(sizes, (1, 1, dice.randint(2, 256)), strict=True):
        text = "x".join(map(str, size)) if size[0] != size[1] else f"{size[0]}"
        explorer.batch.fill(str(batch))
        explorer.type_size(text)
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


def test_dragging_the_slider_changes_every_shape(quiet: Explorer):
    box = quiet.height.bounding_box()
    assert box
    middle = box["y"] + box["height"] / 2
    quiet.page.mouse.move(box["x"] + box["width"] * 223 / 639, middle)
    quiet.page.mouse.down()
    seen = set()
    for share in (0.3, 0.5, 0.8):
        quiet.page.mouse.move(box["x"] + box["width"] * share, middle, steps=3)
        height = int(quiet.height.input_value())
        assert quiet.page.locator("#height-now").inner_text() == str(height)
        assert f"3×{height}×{height}" in quiet.texts()
        seen.add(height)
    quiet.page.mouse.up()
    assert len(seen) == 3
    quiet.expect_address(f"?detail=conv&size={height}")


@pytest.mark.full
def test_arrow_keys_move_the_slider_by_one_pixel(quiet: Explorer):
    quiet.height.focus()
    quiet.page.keyboard.press("ArrowRight")
    assert "64×113×113" in quiet.texts()
    assert "512×29×29" in quiet.texts()
    for _ in range(2):
        quiet.page.keyboard.press("ArrowLeft")
    assert "3×223×223" in quiet.texts()
    assert quiet.width.input_value() == "223"


@pytest.mark.full
def test_a_square_size_locks_the_sides_and_resets_the_range_of_the_sliders(quiet: Explorer):
    for size, locked, end in (("225x320", "false", "640"), ("1000x9", "false", "1000")):
        quiet.type_size(size)
        expect(quiet.lock).to_have_attribute("aria-pressed", locked)
        expect(quiet.height).to_have_attribute("max", end)
    quiet.page.locator("[data-size='64']").click()
    expect(quiet.lock).to_have_attribute("aria-pressed", "true")
    expect(quiet.height).to_have_attribute("max", "640")


@pytest.mark.full
def test_enter_in_the_size_field_keeps_the_address_readable(explorer: Explorer):
    explorer.visit("/models/resnet50?open=layer2,layer2.0")
    explorer.size.fill("225x320")
    explorer.size.press("Enter")
    explorer.expect_address("/models/resnet50?open=layer2,layer2.0&size=225x320")


@pytest.mark.full
def test_the_range_of_the_sliders_includes_the_typed_size(quiet: Explorer):
    quiet.type_size("1000x900")
    quiet.height.focus()
    quiet.page.keyboard.press("ArrowLeft")
    expect(quiet.size).to_have_value("999x900")
    assert "3×999×900" in quiet.texts()


@pytest.mark.full
def test_shapes_are_updated_in_the_same_frame_as_the_slider(quiet: Explorer):
    """Nothing is put off: they are written when the event has been handled."""
    seen = quiet.page.evaluate(
        """() => { const slider = document.querySelector('#height'); slider.value = 299;
        slider.dispatchEvent(new Event('input', {bubbles: true}));
        return [...document.querySelectorAll('#picture text')].map(it => it.textContent); }"""
    )
    assert "64×150×150" in seen


@pytest.mark.full
def test_unlocked_sides_are_independent_and_locked_sides_are_equal(quiet: Explorer):
    quiet.lock.click()
    expect(quiet.lock).to_have_attribute("aria-pressed", "false")
    quiet.width.fill("320")
    assert "64×112×160" in quiet.texts()
    expect(quiet.size).to_have_value("224x320")
    quiet.height.fill("225")
    assert "64×113×160" in quiet.texts()
    quiet.lock.click()
    expect(quiet.size).to_have_value("225")
    assert "64×113×113" in quiet.texts()
    quiet.expect_address("?detail=conv&size=225")


@pytest.mark.full
def test_typing_a_rectangle_unlocks_the_sides(quiet: Explorer):
    quiet.type_size("225x320")
    expect(quiet.lock).to_have_attribute("aria-pressed", "false")
    assert "512×29×40" in quiet.texts()
    quiet.height.fill("224")
    assert "512×28×40" in quiet.texts()


@pytest.mark.full
def test_presets_set_the_size_and_the_current_one_is_marked(quiet: Explorer):
    for preset in ("32", "64", "225", "299", "384", "512", "224"):
        quiet.page.locator(".presets").get_by_text(preset, exact=True).click()
        assert f"3×{preset}×{preset}" in quiet.texts()
        current = quiet.page.locator(".presets [aria-current=true]")
        expect(current).to_have_text([preset])
    quiet.type_size("225")
    expect(quiet.page.locator(".presets [aria-current]")).to_have_text(["225"])


@pytest.mark.full
def test_every_shape_begins_with_the_batch(quiet: Explorer):
    quiet.batch.fill("8")
    assert "8×64×112×112" in quiet.texts()
    expect(quiet.page.locator("#input-now")).to_have_text("224×224, batch 8")
    expect(quiet.page.locator('[data-in="network"]')).to_have_text("8×3×224×224")
    quiet.batch.fill("")
    assert "64×112×112" in quiet.texts()
    quiet.expect_address("?detail=conv")


@pytest.mark.full
def test_shapes_can_be_shown_as_symbols_and_as_numbers(quiet: Explorer):
    switch = quiet.page.locator("[data-do=symbols]")
    switch.click()
    expect(switch).to_have_attribute("aria-pressed", "true")
    assert "512×⌈H/8⌉×⌈W/8⌉" in quiet.texts()
    assert "512×28×28" not in quiet.texts()
    quiet.expect_address("?detail=conv&shapes=symbols")
    quiet.picture.focus()
    quiet.page.keyboard.press("s")
    assert "512×28×28" in quiet.texts()
    quiet.open_panel("view").page.locator("#shapes").select_option("symbols")
    assert "512×⌈H/8⌉×⌈W/8⌉" in quiet.texts()
    quiet.open_panel("facts")


@pytest.mark.full
def test_enter_in_the_size_field_sends_no_request(quiet: Explorer):
    quiet.type_size("225")
    quiet.size.press("Enter")
    assert "64×113×113" in quiet.texts()
    quiet.expect_address("?detail=conv&size=225")


@pytest.mark.parametrize("field", ["size", *full(["batch"])])
def test_a_mistyped_value_changes_nothing_and_is_reported(quiet: Explorer, field: str):
    quiet.type_size("225")
    place = quiet.page.locator(f"#{field}")
    for bad in ("0", "-5", "99999", "abc", "224x"):
        place.fill(bad)
        place.blur()
        expect(quiet.message).to_contain_text(f"“{bad}” is not a {field}")
        expect(quiet.message).to_contain_text("stays")
        expect(place).to_have_attribute("aria-invalid", "true")
        assert "64×113×113" in quiet.texts()
    quiet.expect_address("?detail=conv&size=225")
    place.fill("7")
    expect(place).to_have_attribute("aria-invalid", "false")


def test_branches_that_cannot_be_added_are_marked_with_the_reason(page: Page, explorer: Explorer):
    def floor_instead(route: Route):
        graph = route.fetch().json()
        (op,) = [op for op in graph["ops"] if op["id"] == "layer2.0.downsample.1"]
        for extent in op["output"]["extents"]:
            extent["a"] = 0
        graph["demands"] = [{"op": "layer2.0.add", "given": "(H/8)", "taken": "(H+7/8)"}]
        route.fulfill(json=graph)

    page.route("**/api/**/graph*", floor_instead)
    explorer.visit("/models/resnet18?detail=conv")
    assert page.locator(".trouble").count() == 0
    explorer.type_size("225")
    assert page.locator(".trouble").get_attribute("data-id") == "layer2.0.add"
    expect(explorer.message).to_have_text("layer2.0.add: can’t add 128×29×29 and 128×28×28")
    explorer.type_size("224")
    assert page.locator(".trouble").count() == 0


@pytest.mark.full
def test_a_preset_clears_the_error_of_the_size_field(page: Page, explorer: Explorer):
    explorer.visit("/models/resnet50")
    explorer.size.fill("abc")
    explorer.size.blur()
    expect(explorer.size).to_have_attribute("aria-invalid", "true")
    page.locator("[data-size='225']").click()
    expect(explorer.size).to_have_attribute("aria-invalid", "false")
