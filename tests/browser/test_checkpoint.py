"""The page that reads a file in the browser: what it says, sends and withstands."""

import json
import re
import time
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from playwright.sync_api import Page, expect
from resnet_atlas.network.catalogue import named

from tests.browser.test_access import AXE
from tests.checkpoint.files import KINDS
from tests.checkpoint.hostile import corpus
from tests.checkpoint.mismatches import MISMATCHES
from tests.depth import FULL, representatives

pytestmark = pytest.mark.browser

CANARY = 1.2345678e-20
"""A weight that nothing else has by chance."""


@pytest.fixture
def opened(page: Page) -> Page:
    page.goto("/checkpoint")
    expect(page.locator("#file")).to_be_visible()
    return page


@pytest.mark.parametrize("kind", representatives(KINDS, ("training.pth.tar", "model.safetensors")))
def test_a_file_is_identified_and_its_network_drawn(opened, tmp_path, kind):
    KINDS[kind](replace(named("resnet50"), num_classes=7), tmp_path / kind)
    opened.set_input_files("#file", tmp_path / kind)
    expect(opened.locator("#answer h2")).to_have_text("ResNet-50")
    expect(opened.locator(".traits")).to_contain_text("7 classes")
    expect(opened.locator("#answer .remedy")).to_contain_text("resnet50(num_classes=7)")
    expect(opened.locator("#picture svg")).to_be_visible()
    expect(opened.locator("#picture .marked")).to_have_count(0)


def test_no_request_carries_any_of_the_files_numbers_and_little_of_it_is_read(opened, tmp_path):
    state = {
        name: torch.full(shape, CANARY)
        for name, shape in {"layer1.0.conv1.weight": (5000, 5000), "secret": (10,)}.items()
    }
    torch.save({"state_dict": state, "note": "a-private-note", "epoch": 77}, tmp_path / "model.pth")
    assert (tmp_path / "model.pth").stat().st_size > 100_000_000
    sent = []
    opened.on("request", lambda it: sent.append((it.url, it.post_data_buffer or b"")))
    opened.set_input_files("#file", tmp_path / "model.pth")
    expect(opened.locator("#answer h2")).to_be_visible()
    bodies = [body for _, body in sent if body]
    assert [json.loads(body) for body in bodies] == [
        {
            "tensors": {"layer1.0.conv1.weight": [5000, 5000], "secret": [10]},
            "file": {"format": "zip", "path": ["state_dict"], "module": ""},
        }
    ]
    number = state["secret"][:1].numpy().tobytes()
    assert all(number not in body and b"a-private-note" not in body for body in bodies)
    assert all("private" not in url for url, _ in sent)
    said = opened.locator("#said").inner_text()
    assert int(said.split("; ")[1].split(" of ")[0].replace(",", "")) < 300_000


MEASURE = """() => {
  const { slice, arrayBuffer } = Blob.prototype;
  const { fetch } = window;
  window.measured = { slices: [], reading: 0 };
  Blob.prototype.slice = function (start, end) {
    measured.slices.push(end - start);
    return slice.call(this, start, end);
  };
  Blob.prototype.arrayBuffer = async function () {
    const start = performance.now();
    const bytes = await arrayBuffer.call(this);
    measured.reading += performance.now() - start;
    return bytes;
  };
  window.fetch = (...given) => {
    measured.asked ??= performance.now();
    return fetch(...given);
  };
  document.addEventListener("change", () => (measured.chosen = performance.now()), true);
}"""
"""Count the slices that are read, and take the time until the server is asked."""


@pytest.mark.parametrize("kind", ["legacy.pth", "model.safetensors"])
def test_little_of_a_hundred_megabytes_is_read_and_the_rest_takes_no_time(opened, tmp_path, kind):
    KINDS[kind](named("resnet50"), tmp_path / kind)
    with (tmp_path / kind).open("r+b") as file:
        file.truncate(100_000_000)
    opened.evaluate(MEASURE)
    opened.set_input_files("#file", tmp_path / kind)
    expect(opened.locator("#answer h2")).to_have_text("ResNet-50")
    measured = opened.evaluate("measured")
    assert len(measured["slices"]) <= 4
    assert sum(measured["slices"]) < 1_000_000
    assert measured["asked"] - measured["chosen"] - measured["reading"] < 300


@pytest.mark.parametrize("size", [(390, 844), (1366, 900)], ids=["phone", "laptop"])
def test_the_most_frequent_error_is_explained_within_one_screen(opened, size):
    opened.set_viewport_size({"width": size[0], "height": size[1]})
    opened.fill("#error", MISMATCHES["bottlenecks and depth"].error())
    opened.get_by_role("button", name="Explain").press("Enter")
    causes = opened.locator("li.cause summary")
    expect(causes).to_have_count(2)
    expect(causes.first).to_contain_text("bottleneck weights, basic blocks")
    expect(causes.last).to_be_in_viewport(ratio=1)
    expect(opened.locator(".remedy")).to_be_in_viewport(ratio=1)
    marked = opened.locator('#picture [data-id="fc"].marked .outline')
    expect(marked).to_have_css("stroke-dasharray", "5px, 3px")
    expect(opened.locator('#picture [data-id="conv1"].marked')).to_have_count(0)


def test_a_file_is_held_against_a_chosen_network(opened, tmp_path):
    KINDS["state.pth"](named("resnet34"), tmp_path / "model.pth")
    opened.fill("#against", "resnet18")
    opened.set_input_files("#file", tmp_path / "model.pth")
    expect(opened.locator("#answer h2")).to_have_text("ResNet-34: it doesn’t fit ResNet-18")
    expect(opened.locator("li.cause")).to_have_count(1)


def test_hostile_files_are_refused_and_nothing_hangs(opened, tmp_path):
    slow = {}
    files = [*corpus("/nowhere").items()][:: 1 if FULL else 8]
    for number, (name, content) in enumerate(files):
        path = tmp_path / f"{number}.pth"
        path.write_bytes(content)
        opened.evaluate("document.getElementById('said').textContent = ''")
        start = time.monotonic()
        opened.set_input_files("#file", path)
        said = opened.locator("#said")
        expect(said, name).to_have_text(re.compile("^(?!Reading).+"), timeout=15_000)
        if (seconds := time.monotonic() - start) > 1:
            slow[name] = seconds
        assert opened.locator("#answer h2").count() == 0, name
    assert slow == {}


def test_the_page_and_its_answer_are_accessible(opened):
    opened.fill("#error", MISMATCHES["classes and blocks"].error())
    opened.get_by_role("button", name="Explain").click()
    expect(opened.locator("#picture svg")).to_be_visible()
    opened.evaluate(AXE.read_text())
    found = opened.evaluate("axe.run()")
    assert [(it["id"], [node["html"] for node in it["nodes"]]) for it in found["violations"]] == []


def test_the_page_speaks_chinese(page):
    page.goto("/checkpoint?lang=zh")
    page.fill("#error", MISMATCHES["deeper"].error())
    page.locator("#ask button").click()
    expect(page.locator("li.cause summary")).to_contain_text("更深：layer3 有 23 个块，网络有 6 个")


def test_dropping_a_file_reads_it(opened, tmp_path: Path):
    KINDS["legacy.pth"](named("resnet18"), tmp_path / "model.pth")
    content = list((tmp_path / "model.pth").read_bytes())
    opened.evaluate(
        """content => {
          const data = new DataTransfer();
          data.items.add(new File([new Uint8Array(content)], "model.pth"));
          document.body.dispatchEvent(
            new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
        }""",
        content,
    )
    expect(opened.locator("#answer h2")).to_have_text("ResNet-18")


def test_the_inspector_says_an_ops_weights(page):
    page.goto("/models/resnet50?focus=layer2.0")
    page.locator('#picture .op[data-id="layer2.0.conv2"]').click()
    expect(page.locator(".inspector .weights")).to_have_text(
        "layer2.0.conv2.weight [128, 128, 3, 3]"
    )
