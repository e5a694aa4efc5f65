"""An exported site in a browser: behind a server that knows files alone, and from the disk."""

import re
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from resnet_atlas.facts.facts import Facts
from resnet_atlas.graph.tensor import show
from resnet_atlas.network.network import Network
from resnet_atlas.network.size import Size
from resnet_atlas.store.local_graphs import graph_of

from tests.browser.contexts import blank_page, listening, new_context
from tests.browser.waiting import wait_for_timers
from tests.depth import full, representatives

pytestmark = pytest.mark.browser

READY = "#explorer[data-ready=true]"


class Files(SimpleHTTPRequestHandler):
    """What is in a folder, without a word about it."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module", params=["file", *full(["http"])])
def base(request: pytest.FixtureRequest, exported_site: Path) -> Iterator[str]:
    """Where the site begins; a server holds it in a folder of a folder."""
    if request.param == "file":
        yield exported_site.as_uri()
        return
    root = exported_site.parents[1]
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Files, directory=root)) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        inside = exported_site.relative_to(root).as_posix()
        yield f"http://127.0.0.1:{server.server_port}/{inside}"
        server.shutdown()


@pytest.fixture(scope="module")
def site(browser: Browser, base: str) -> Iterator[BrowserContext]:
    with new_context(browser, base) as context:
        yield context


@pytest.fixture
def page(site: BrowserContext, base: str) -> Iterator[Page]:
    """A page; it fails if anything is asked for outside of the site, lost or complained of."""
    trouble: list[object] = []

    def check(wrong: bool, what: object) -> None:
        if wrong:
            trouble.append(what)

    with (
        blank_page(site) as page,
        listening(
            page,
            request=lambda asked: check(not asked.url.startswith(base), asked.url),
            # What is on its way when a page is left is no loss.
            requestfailed=lambda lost: check(lost.failure != "net::ERR_ABORTED", lost.url),
            response=lambda answer: check(answer.status >= 400, answer.url),
            console=lambda message: check(message.type == "error", message.text),
            pageerror=lambda error: check(True, error),
        ),
    ):
        yield page
    assert trouble == []


def opened(page: Page, address: str) -> None:
    page.goto(address)
    if "/models/" in address:
        page.wait_for_selector(READY)


def agree(page: Page, focus: str, size: str) -> None:
    """Picture and table show what the API says of a size."""
    found = Facts(graph_of(Network.parse("resnet18", {}).spec), Size.parse(size)).layers
    shapes, first = {row.id: show(row.output) for row in found}, f"{focus}.0.conv1"
    expect(page.locator(f"tr[id='{first}'] td.out")).to_have_text(shapes[first])
    table = page.locator("#layers tbody tr").evaluate_all(
        "rows => rows.map((row) => [row.id, row.querySelector('.out').textContent])"
    )
    assert table == [[id, shapes[id]] for id, _ in table]
    assert len(table) >= 5
    drawn = {*page.locator("#picture [data-shape]").all_text_contents()}
    assert shapes[first] in drawn
    assert drawn <= {*shapes.values()}


@pytest.mark.parametrize(
    "file",
    representatives(
        [
            f"{language}{file}"
            for language in ("", "zh/")
            for file in (
                "index.html",
                "tour.html",
                "table.html",
                "table-stride_in_1x1-true.html",
                "formula.html",
                "glossary.html",
                "compare-left-resnet18-right-resnet34.html",
                "models/resnet18.html",
                "models/resnet34-focus-layer2.1-detail-full.html",
                "models/resnet18-focus-layer2.0.html",
            )
        ],
        {"index.html", "zh/tour.html", "table.html", "models/resnet18-focus-layer2.0.html"},
    ),
)
def test_every_kind_of_page_is_whole(page: Page, base: str, file: str):
    opened(page, f"{base}/{file}")
    assert page.evaluate("document.styleSheets.length") >= 2
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans" if "zh/" in file else "en")
    for picture in page.locator("img[src]").all():
        picture.scroll_into_view_if_needed()
        page.wait_for_function(
            "it => it.complete && it.naturalWidth > 0", arg=picture.element_handle()
        )
    if page.locator("script[src]").count():
        expect(page.locator("html")).to_have_class(re.compile("scripted"))


def test_the_slider_changes_every_shape_to_the_apis(page: Page, base: str):
    opened(page, f"{base}/models/resnet18-focus-layer2.html")
    agree(page, "layer2", "224")
    page.locator("#height").fill("301")
    expect(page).to_have_url(f"{base}/models/resnet18-focus-layer2.html?size=301")
    wait_for_timers(page)
    agree(page, "layer2", "301")
    page.reload()
    page.wait_for_selector(READY)
    expect(page.locator("#size")).to_have_value("301")
    wait_for_timers(page)
    agree(page, "layer2", "301")


@pytest.mark.full
def test_a_closed_stage_opens_on_its_own_page_and_the_input_goes_along(page: Page, base: str):
    opened(page, f"{base}/models/resnet18.html")
    page.locator("#height").fill("96")
    page.locator('#picture [data-id="layer3"]').click()
    expect(page).to_have_url(re.compile(r"/models/resnet18-focus-layer3\.html\?size=96(#.*)?$"))
    page.wait_for_selector(READY)
    expect(page.locator("tr[id='layer3.0.conv1'] td.out")).to_have_text("256×6×6")
    page.go_back()
    expect(page).to_have_url(re.compile(r"/models/resnet18\.html\?size=96"))
    page.wait_for_selector(READY)
    expect(page.locator("#explorer")).not_to_have_attribute("aria-busy", "true")
    expect(page.locator("#size")).to_have_value("96")


@pytest.mark.full
def test_a_row_is_gone_to_in_the_page(page: Page, base: str):
    opened(page, f"{base}/models/resnet18-focus-layer2.html")
    page.evaluate("window.same = true")
    page.locator(".strides a").first.click()
    expect(page).to_have_url(re.compile("select=|#layer2"))
    assert page.evaluate("window.same")
    expect(page.locator("#explorer")).to_be_visible()


@pytest.mark.full
def test_what_is_found_elsewhere_is_gone_to(page: Page, base: str):
    opened(page, f"{base}/models/resnet18-focus-layer1.html")
    page.locator("#find").fill("layer4.1.conv2")
    page.locator("#find").press("Enter")
    expect(page).to_have_url(re.compile(r"resnet18-focus-layer4\.html#select=layer4\.1\.conv2$"))
    page.wait_for_selector(READY)
    expect(page.locator("#picture .selected")).to_have_attribute("data-id", "layer4.1.conv2")


@pytest.mark.parametrize(
    ("field", "value", "file"),
    [
        ("focus", "layer1.0", "resnet18-focus-layer1.0.html"),
        ("focus", "layer2", "resnet18-focus-layer2.html"),
        ("detail", "conv", "resnet18-detail-conv.html"),
    ],
)
def test_a_field_of_the_view_leads_to_its_page(page: Page, base: str, field, value, file):
    opened(page, f"{base}/models/resnet18-detail-block.html")
    page.locator("#tab-view").click()
    page.locator(f"#{field}").select_option(value)
    expect(page).to_have_url(re.compile(f"/models/{re.escape(file)}$"))
    page.wait_for_selector(READY)
    expect(page.locator(f"#{field}")).to_have_value(value)


@pytest.mark.full
def test_symbols_and_colours_need_no_other_page(page: Page, base: str):
    opened(page, f"{base}/models/resnet18.html")
    page.locator("#tab-view").click()
    page.locator("#shapes").select_option("symbols")
    expect(page).to_have_url(re.compile(r"resnet18\.html\?shapes=symbols$"))
    expect(page.locator("#picture")).to_contain_text("512×⌈H/32⌉×⌈W/32⌉")
    page.locator("#theme").select_option("dark")
    expect(page).to_have_url(re.compile("theme=dark"))
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.locator("#picture")).to_contain_text("512×⌈H/32⌉×⌈W/32⌉")


@pytest.mark.full
def test_the_inspector_leads_to_pages_there_are(page: Page, base: str):
    opened(page, f"{base}/models/resnet34-focus-layer2.html")
    page.locator('#picture [data-id="layer2.1.conv1"]').click()
    page.locator("#picture").press("Backspace")
    link = page.locator("#inspector a")
    expect(link).to_have_count(1)  # no other: identical blocks are drawn once
    link.click()
    expect(page).to_have_url(re.compile(r"resnet34-focus-layer2\.1\.html"))
    page.wait_for_selector(READY)


def test_the_language_is_switched_at_the_size_of_now(page: Page, base: str):
    for file in ("tour.html", "models/resnet18-focus-stem.html", "index.html"):
        opened(page, f"{base}/{file}")
        page.locator("#height").fill("100")
        page.locator(".languages a").click()
        expect(page).to_have_url(f"{base}/zh/{file}?size=100")
        expect(page.locator("#height-now")).to_have_text("100")
        page.locator(".languages a").click()
        expect(page).to_have_url(f"{base}/{file}?size=100")


@pytest.mark.full
def test_the_papers_table_follows_the_input_and_the_place_of_the_stride(page: Page, base: str):
    opened(page, f"{base}/zh/table.html")
    page.locator("#height").fill("448")
    expect(page).to_have_url(re.compile("size=448"))
    expect(page.locator("[data-axes]").first).to_have_text("224×224")
    page.locator("#stride_in_1x1").select_option("true")
    expect(page).to_have_url(f"{base}/zh/table-stride_in_1x1-true.html?size=448")
    expect(page.locator("[data-axes]").first).to_have_text("224×224")
    page.locator("#stride_in_1x1").select_option("")
    expect(page).to_have_url(f"{base}/zh/table.html?size=448")


@pytest.mark.full
def test_the_tour_and_a_comparison_say_the_input_of_their_address(page: Page, base: str):
    opened(page, f"{base}/tour.html?size=320")
    expect(page.locator("html")).to_have_attribute("data-ready", "true")
    expect(page.locator("#figure-4 .picture")).to_contain_text("128×40×40")
    opened(page, f"{base}/compare-left-resnet18-right-resnet34.html?size=320")
    expect(page.locator("html")).to_have_attribute("data-ready", "true")
    expect(page.locator(".pictures")).to_contain_text("512×10×10")
    page.locator("#height").fill("64")
    expect(page.locator(".pictures")).to_contain_text("512×2×2")
    expect(page.locator("#costs tbody").first).to_contain_text("512×2×2")
    expect(page).to_have_url(re.compile("size=64"))


def test_links_carry_the_input_into_the_explorer(page: Page, base: str):
    opened(page, f"{base}/index.html")
    page.locator("#height").fill("96")
    expect(page).to_have_url(re.compile("size=96"))
    page.locator(".cards a[href]").first.click()
    expect(page).to_have_url(f"{base}/models/resnet18.html?size=96")
