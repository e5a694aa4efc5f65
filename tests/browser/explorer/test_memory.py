"""The panel of memory: it follows size, batch and how one trains, without a request."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.api import api
from tests.browser.explorer_page import Explorer

pytestmark = pytest.mark.browser


def told(page: Page, id: str) -> int:
    """A number of bytes in the panel."""
    return int(page.locator(f"#memory-{id}").get_attribute("value") or 0)


def expect_api(page: Page, server: str, query: str) -> None:
    """The panel says what the API says."""
    answer = api(server, f"resnet50/memory?{query}")
    names = {"saved": "saved_for_backward", "peak": "inference_peak"}
    expect(page.locator("#memory-training")).to_have_attribute("value", str(answer["training"]))
    for id in ("weights", "gradients", "buffers", "optimizer", "temporary", *names):
        assert told(page, id) == answer[names.get(id, id)], id
    for gigabytes, batch in answer["largest_batch"].items():
        if gigabytes in ("8", "80"):
            card = page.locator(f'#memory-cards [data-card="{gigabytes}"] b')
            expect(card).to_have_text(f"{batch:,}" if batch else "none")


def test_the_slider_moves_every_number_without_a_request(page: Page, explorer: Explorer, server):
    explorer.visit("/models/resnet50?batch=4")
    asked: list[str] = []
    page.on("request", lambda it: asked.append(it.url))
    explorer.height.evaluate("it => { it.value = 300; it.dispatchEvent(new Event('input')) }")
    explorer.size.fill("300x225")
    explorer.expect_address("size=300x225&batch=4")
    assert [it for it in asked if "memory" in it or "graph" in it] == []
    expect_api(page, server, "size=300x225&batch=4")


def test_how_one_trains_is_chosen_and_stays_in_the_address(page: Page, explorer: Explorer, server):
    explorer.visit("/models/resnet50?batch=16")
    page.locator("#train-optimizer").select_option("sgd")
    page.locator("#train-dtype").select_option("autocast_bfloat16")
    page.locator("#train-checkpoint").check()
    page.locator('#memory-cards [data-card="24"]').click()
    expect(page).to_have_url(re.compile("#memory=sgd,autocast_bfloat16,checkpoint,24$"))
    query = "batch=16&optimizer=sgd&dtype=autocast_bfloat16&checkpoint=true"
    expect_api(page, server, query)
    page.reload()
    explorer.wait_until_ready()
    expect(page.locator("#train-checkpoint")).to_be_checked()
    expect(page.locator("#train-card")).to_have_value("24")
    expect_api(page, server, query)


@pytest.mark.full
def test_what_does_not_fit_says_by_how_much(page: Page, explorer: Explorer):
    explorer.visit("/models/resnet152#memory=0.5")
    expect(page.locator("#memory-fits")).to_contain_text("Not even one image fits")
    page.locator("#train-card").fill("0")
    page.locator("#train-card").press("Tab")
    expect(page.locator("#train-card")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#memory-of")).to_have_text("0.5")


def test_the_timeline_is_read_by_keys_and_leads_to_the_picture(page: Page, explorer: Explorer):
    explorer.visit("/models/resnet18?detail=full")
    timeline = page.get_by_role("slider", name="A step of training")
    timeline.focus()
    page.keyboard.press("Home")
    expect(page.locator("#memory-readout")).to_contain_text("forward, conv1")
    page.keyboard.press("End")
    expect(page.locator("#memory-readout")).to_contain_text("backward, conv1")
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    expect(explorer.selection).to_have_attribute("data-id", "conv1")


@pytest.mark.full
def test_a_pointer_reads_the_timeline(page: Page, explorer: Explorer):
    explorer.visit("/models/resnet18")
    box = page.locator("#memory-timeline")
    box.hover(position={"x": 3, "y": 20})
    expect(page.locator("#memory-readout")).to_contain_text("forward, conv1")
    page.mouse.move(0, 0)
    expect(page.locator("#memory-readout")).to_contain_text("Peak:")


def test_inspector_overlay_and_table_have_the_bytes(page: Page, explorer: Explorer, server):
    explorer.visit("/models/resnet50?focus=layer2.0#select=layer2.0.conv2&heat=saved")
    layers = api(server, "resnet50/layers?block=layer2.0")["layers"]
    saved = {it["id"]: it["saved_for_backward"] for it in layers}
    expect(explorer.inspector).to_contain_text("kept for backward401.41 kB")
    assert saved["layer2.0.conv2"] == 4 * 128 * 28 * 28
    said = page.locator('#picture [data-id="layer2.0.conv2"] .amount')
    expect(said).to_contain_text(f"{saved['layer2.0.conv2']:,}")
    row = page.locator('tr[id="layer2.0.conv2"] td.saved')
    expect(row).to_have_text(f"{saved['layer2.0.conv2']:,}")


def test_one_image_that_cannot_be_trained_with_is_said(page: Page, explorer: Explorer):
    explorer.visit("/models/resnet18?size=32")
    warning = page.locator("#memory-untrainable")
    expect(warning).to_contain_text("layer4.0.bn1")
    explorer.batch.fill("2")
    expect(warning).to_be_hidden()


def test_without_scripts_the_sums_are_there(plain: Explorer):
    plain.page.goto("/models/resnet50?batch=32&size=225x320")
    expect(plain.page.locator("#memory-saved")).to_have_attribute("value", "4072349184")
    expect(plain.page.locator("#memory-cards")).to_contain_text("59")


@pytest.mark.full
def test_a_device_says_the_least_time_and_what_binds(page: Page, explorer: Explorer, server):
    explorer.visit("/models/resnet50?batch=8")
    page.locator("#roofline-device").select_option("v100")
    answer = api(server, "resnet50/roofline?batch=8&device=v100")
    least = page.locator("#roofline-total")
    expect(least).to_contain_text(f"{answer['least_seconds'] * 1e3:.2f} ms")
    bound = sum(op["bound"] == "arithmetic" for op in answer["ops"])
    expect(least).to_contain_text(f"{bound} ops are bound by arithmetic")
    page.locator("#roofline-flops").fill("1")
    page.locator("#roofline-flops").press("Tab")
    own = api(server, "resnet50/roofline?batch=8&flops=1e12&bandwidth=900e9")
    expect(least).to_contain_text(f"{own['least_seconds'] * 1e3:.2f} ms")
    expect(page).to_have_url(re.compile("#memory=1@900$"))
    page.locator("#roofline-bandwidth").fill("0")
    page.locator("#roofline-bandwidth").press("Tab")
    expect(page.locator("#roofline-bandwidth")).to_have_attribute("aria-invalid", "true")


ANSWERS = {
    "training memory": ("/models/resnet50", "#memory", "#memory-training"),
    "largest batch": ("/models/resnet50", "#memory", '#memory-cards [data-card="8"]'),
    "stride 16": ("/models/resnet50", "#want", "text=the output of layer3"),
    "what to type": ("/models/resnet50", "#want", "text=net.fc = nn.Linear(2048, 10)"),
    "from the first page": ("/", "#want", "text=features at stride 16"),
}


@pytest.mark.parametrize("question", ANSWERS)
def test_each_question_is_answered_after_one_action(page: Page, explorer: Explorer, question):
    start, link, answer = ANSWERS[question]
    page.goto(start)
    way = page.locator(f'a[href$="{link}"]').first
    way.focus()
    page.keyboard.press("Enter")
    expect(page.locator(answer).first).to_be_in_viewport()


def test_fitting_a_card_is_shown_in_the_panel(page: Page, explorer: Explorer):
    explorer.visit("/models/resnet50?size=225x320#want")
    page.locator(".want div", has_text="fit in 8 GB").get_by_role("link").click()
    expect(page.locator("#train-dtype")).to_have_value("autocast_bfloat16")
    expect(page.locator("#memory-training")).to_have_text("4.62 GB")
    expect(explorer.batch).to_have_value("64")
