"""The inspector: what it says of ops, blocks, tensors and arrows."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.api import api, compact, shape
from tests.browser.explorer_page import Explorer
from tests.depth import full

pytestmark = pytest.mark.browser


NUMBERS = ("MACs", "parameters")


def test_the_inspector_says_of_an_op_what_the_api_says(page: Page, explorer: Explorer, server: str):
    query = "size=225x320&batch=2"
    explorer.visit(f"/models/resnet50?open=stem,layer2,layer2.0,head&{query}")
    layers = {it["id"]: it for it in api(server, f"resnet50/layers?{query}")["layers"]}
    for id in ("conv1", "maxpool", "layer2.0.conv2", "layer2.0.downsample.0", "layer2.0.add", "fc"):
        explorer.part(id).evaluate(
            "it => it.dispatchEvent(new MouseEvent('click', {bubbles: true, detail: 1}))"
        )
        it, said = layers[id], explorer.facts()
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
        assert said["output values, all ops"] == compact(it["activations"])
        field = it["receptive_field"]
        assert said["receptive field"].startswith("×".join(map(str, field or [])) or "all")
        expect(explorer.copied.first).to_have_text(id)
        assert page.locator("#inspector svg.cuboids, #inspector svg.field").count() == 2


@pytest.mark.full
def test_pointing_explains_a_part_unless_another_one_is_selected(page: Page, explorer: Explorer):
    explorer.visit("/models/resnet50?focus=layer2.0&size=225")
    expect(explorer.inspector).to_be_empty()
    explorer.part("layer2.0.conv2").hover()
    assert explorer.facts()["size"] == "⌊(57 + 2·1 − 3) / 2⌋ + 1 = 29"
    page.mouse.move(5, 5)
    expect(explorer.inspector).to_be_empty()
    explorer.part("layer2.0.conv1").click()
    explorer.part("layer2.0.downsample.0").hover()
    assert explorer.facts()["out"] == "128×57×57"
    assert "layer2.0.downsample.0" in explorer.highlighted()
    explorer.type_size("224")
    assert explorer.facts()["out"] == "128×56×56"


@pytest.mark.full
def test_an_op_lists_the_inputs_of_equal_output_and_what_its_floor_drops(explorer: Explorer):
    explorer.visit("/models/resnet50?open=stem")
    explorer.part("conv1").click()
    said = explorer.facts()
    assert said["same for"] == "H 223 to 224, W 223 to 224"
    assert said["dropped"] == "last row and column: padding"
    explorer.type_size("225")
    assert explorer.facts()["dropped"] == "nothing"
    assert explorer.facts()["size"] == "⌊(225 + 2·3 − 7) / 2⌋ + 1 = 113"


@pytest.mark.parametrize(
    ("block", "said"),
    [
        ("layer2.0", ["256×57×57 enters", "512×29×29", "channels and the size"]),
        *full(
            [
                ("layer1.0", ["64×57×57 enters", "256×57×57", "channels", "made smaller"]),
                ("layer2.1", ["At the ⊕ meet 512×29×29", "nothing is on the shortcut"]),
            ]
        ),
    ],
)
def test_a_block_explains_its_shortcut(explorer: Explorer, block: str, said: list[str]):
    explorer.visit(f"/models/resnet50?focus={block.partition('.')[0]}&size=225")
    explorer.title(block).hover()
    for some in said:
        expect(explorer.inspector).to_contain_text(some)
    assert explorer.facts()["out"] in " ".join(said)


@pytest.mark.full
def test_a_selected_closed_block_is_explained(page: Page, explorer: Explorer, server: str):
    explorer.visit("/models/resnet50?open=layer2&size=225#select=layer2.0")
    expect(explorer.selection).to_have_attribute("data-id", "layer2.0")
    totals = api(server, "resnet50?size=225")["stages"][1]["blocks"][0]["totals"]
    said = explorer.facts()
    for name in NUMBERS:
        assert said[name] == compact(totals[name.lower()])
    explorer.inspector.get_by_role("link", name="Focus on layer2.0").click()
    expect(page).to_have_url(re.compile("focus=layer2.0(&|$)"))
    expect(explorer.heading).to_contain_text("/ layer2.0")


@pytest.mark.full
def test_a_frame_of_identical_blocks_says_which_they_are(explorer: Explorer):
    explorer.visit("/models/resnet50?focus=layer2")
    explorer.title("layer2.1").hover()
    expect(explorer.inspector).to_contain_text("3 identical blocks, layer2.1 to layer2.3")


@pytest.mark.full
def test_tensors_and_arrows_are_explained(page: Page, explorer: Explorer):
    explorer.visit("/models/resnet50?focus=layer2.0&size=225")
    page.locator("#picture .tensor").last.hover()
    assert explorer.facts()["shape"] == "512×29×29"
    assert explorer.facts()["for any input"] == "512×⌈H/8⌉×⌈W/8⌉"
    arrow = page.locator('#picture .arrow[data-id^="layer2.0.conv2>"] text')
    arrow.hover()
    expect(page.locator("#inspector h2")).to_contain_text("residual")
    assert explorer.facts()["shape"] == "128×29×29"
    arrow.click()
    assert explorer.selected().startswith("layer2.0.conv2>")
    page.mouse.move(5, 5)
    assert explorer.facts()["shape"] == "128×29×29"


def test_what_leaves_a_folded_run_is_the_output_of_its_last_block(
    page: Page, explorer: Explorer, server: str
):
    layers = {it["id"]: it for it in api(server, "resnet1202/layers?stage=layer1")["layers"]}

    def field(id: str) -> str:
        return "×".join(map(str, layers[f"{id}.relu:2"]["receptive_field"]))

    explorer.visit("/models/resnet1202?focus=layer1&detail=block&unfold=layer1.60")
    for target, last in (("layer1.48", "layer1.47"), ("layer1.50", "layer1.49")):
        source = "layer1.0" if target == "layer1.48" else "layer1.49"
        page.locator(f'#picture .arrow[data-id="{source}>{target}"] text').hover()
        expect(explorer.inspector).to_contain_text(f"{field(last)}, stride")
    explorer.visit("/models/resnet50?focus=layer3&detail=conv")
    page.locator("#picture .tensor").last.hover()
    expect(explorer.inspector).to_contain_text("output of layer3.5.relu:3")


@pytest.mark.usefixtures("clipboard")
def test_a_click_copies_the_module_path_or_the_line_of_pytorch(page: Page, explorer: Explorer):
    explorer.visit("/models/resnet50?open=stem")
    explorer.part("conv1").click()
    for text in ("conv1", "nn.Conv2d(3, 64, kernel_size=7, stride=2, padding=3, bias=False)"):
        explorer.inspector.get_by_role("button", name=text, exact=True).click()
        expect(explorer.message).to_have_text(f"Copied {text}")
        assert page.evaluate("navigator.clipboard.readText()") == text


def test_moving_from_a_part_to_the_inspector_keeps_what_it_says(
    page: Page, clock: None, explorer: Explorer
):
    explorer.visit("/models/resnet50")
    explorer.part("layer2").hover()
    button = explorer.copied.first
    expect(button).to_have_text("layer2")
    box = button.bounding_box()
    assert box
    page.mouse.move(box["x"] - 40, 410, steps=20)  # with nothing else in between
    page.mouse.move(box["x"] + 9, box["y"] + 9, steps=20)
    page.clock.run_for(1000)  # longer than the way from the picture may take
    expect(button).to_have_text("layer2")
    page.mouse.move(300, 5, steps=5)
    expect(button).not_to_be_attached()


@pytest.mark.full
def test_colour_and_inspector_agree_on_identical_blocks(explorer: Explorer):
    explorer.visit("/models/resnet50?focus=layer2#heat=field")
    op = explorer.part("layer2.1.conv2")
    figure = op.locator(".figure").text_content()
    op.hover()
    expect(explorer.inspector).to_contain_text("image pixels per step")
    assert explorer.facts()["receptive field"].endswith(f"; in layer2.3, {figure}×{figure}")


@pytest.mark.full
def test_the_copied_module_path_is_pytorchs(explorer: Explorer):
    explorer.visit("/models/resnet50?focus=layer2.0&detail=full#select=layer2.0.relu:2")
    expect(explorer.copied.first).to_have_text("layer2.0.relu")


@pytest.mark.full
def test_the_inspector_explains_the_current_picture(page: Page, explorer: Explorer):
    explorer.visit("/models/resnet50?focus=layer2")
    explorer.title("layer2.1").hover()
    page.locator("#inspector a", has_text="each of the 3").press("Enter")
    explorer.expect_address("?focus=layer2&unfold=layer2.1")
    expect(explorer.picture).to_be_focused()
    expect(explorer.inspector).not_to_contain_text("3 identical")
