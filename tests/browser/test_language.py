"""What scripts say, in both languages; and the way from one to the other."""

import random
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.contexts import blank_page, new_context
from tests.browser.explorer_page import Explorer
from tests.depth import full, representatives

pytestmark = pytest.mark.browser

READY = '#explorer[data-ready="true"]'
NAMES = {"PyTorch", "MACs", "ReLU", "downsample", "BasicBlock", "Bottleneck", "ResNet"}
NAMES |= {"stem", "head"}
"""What is called the same in every language, as are the parts of a network."""


@pytest.fixture(scope="module")
def chinese(browser: Browser, server: str) -> Iterator[BrowserContext]:
    with new_context(browser, server, locale="zh-CN") as context:
        yield context


@pytest.fixture
def blank(chinese: BrowserContext) -> Iterator[Page]:
    with blank_page(chinese) as page:
        yield page


@pytest.fixture
def zh(blank: Page) -> Page:
    blank.goto("/models/resnet50?focus=layer2")
    blank.wait_for_selector(READY)
    return blank


def english(page: Page, place: str) -> list[str]:
    """English words that a place says, also to those who listen; code and names left out."""
    said = page.evaluate(
        """place => [...document.querySelectorAll(place)].flatMap(it => {
        const all = it.cloneNode(true);
        const heard = [it, ...all.querySelectorAll('[title], [aria-label]')].flatMap(
            part => [part.getAttribute('title'), part.getAttribute('aria-label')]);
        const drawn = [...all.querySelectorAll('svg text, svg title')].map(
            part => part.textContent);
        all.querySelectorAll('code, .code, svg').forEach(part => part.remove());
        return [all.textContent, ...heard, ...drawn];
    }).filter(Boolean)""",
        place,
    )
    ids = page.evaluate(
        """async () => {
        const answer = await fetch(document.getElementById('explorer').dataset.graph);
        return (await answer.json()).ops.map(it => it.id); }"""
    )
    assert said, place
    text = " ".join(said)
    for id in sorted(ids, key=len, reverse=True):
        text = text.replace(id, "")
    text = re.sub(r"layer\d(\.\d+)?|conv\d_x", "", text)
    return [it for it in re.findall(r"[A-Za-z]{4,}", text) if it not in NAMES]


@pytest.mark.parametrize(
    "part",
    representatives(
        [
            '.op[data-id="layer2.0.conv2"]',
            '.op[data-id="layer2.0.downsample.0"]',
            '.op[data-id="layer2.0.add"]',
            '.closed[data-id="layer2.1"]',
            '.frame[data-id="layer2.1"]',
            '.frame[data-id="layer2.0"]',
            '.arrow[data-id^="layer2.0.conv2>"]',
            ".arrow.shortcut",
            ".arrow.identity",
            ".lane",
            ".tensor",
        ],
        {'.op[data-id="layer2.0.add"]', '.frame[data-id="layer2.1"]', ".arrow.identity", ".tensor"},
    ),
)
def test_what_is_selected_explains_itself_in_chinese(blank: Page, part: str):
    view = "open=layer2" if "closed" in part else "focus=layer2"
    blank.goto(f"/models/resnet50?{view}&size=225")
    blank.wait_for_selector(READY)
    places = blank.locator(f"#picture {part}")
    assert places.count()
    for event in ("pointerover", "mouseover"):
        places.first.evaluate(
            "(it, name) => (it.querySelector('path, rect, text') ?? it).dispatchEvent("
            "new PointerEvent(name, {bubbles: true}))",
            event,
        )
    expect(blank.locator("#inspector h2")).to_have_count(1)
    assert re.search(r"[\u4e00-\u9fff]", blank.locator("#inspector").inner_text())
    assert english(blank, "#inspector") == []


@pytest.mark.full
def test_the_search_answers_in_chinese(zh: Page):
    zh.locator("#find").fill("layer2.0.conv")
    expect(zh.locator("#found")).to_have_text(re.compile(r"^找到 \d+ 个$"))
    zh.locator("#find").press("Enter")
    expect(zh.locator("#found")).to_have_text(re.compile(r"^第 1 个，共 \d+ 个：\S+$"))
    zh.locator("#find").fill("nonsense")
    expect(zh.locator("#found")).to_contain_text("未找到；可以试试")


@pytest.mark.full
def test_the_keys_of_colours_and_of_the_strip_are_chinese(zh: Page):
    for by in ("parameters", "activations", "field"):
        zh.locator("#heat").select_option(by)
        expect(zh.locator("#heat-key")).to_contain_text("（√ 刻度）")
        assert english(zh, "#heat-key, #strip") == []
    expect(zh.locator("#strip")).to_contain_text("通道数（对数）")


def test_what_goes_wrong_is_said_in_chinese(zh: Page):
    zh.locator("#size").fill("many")
    zh.locator("#size").press("Enter")
    expect(zh.locator("#said")).to_contain_text("“many”不是尺寸")
    zh.route(re.compile("/models"), lambda route: route.abort())
    zh.locator(".trail a", has_text="resnet50").click()
    expect(zh.locator("#said")).to_contain_text("服务器没有响应")


@pytest.mark.full
def test_the_switch_leads_to_what_is_seen_now_and_back(zh: Page):
    zh.locator("#height").fill("225")
    zh.locator(".languages a").click()  # at once: the address is not yet written
    zh.wait_for_selector(READY)
    assert zh.url.endswith("/models/resnet50?focus=layer2&size=225&lang=en")
    expect(zh.locator("html")).to_have_attribute("lang", "en")
    assert zh.locator("#words").count() == 0
    assert zh.locator("#height-now").inner_text() == "225"
    zh.locator("#height").fill("226")
    expect(zh).to_have_url(re.compile(r"size=226&lang=en$"))
    expect(zh.locator('a[data-base^="/diagrams/"][href*="lang"]')).to_have_count(0)
    expect(zh.locator('a[data-base^="/embed/"]')).to_have_attribute("href", re.compile("lang=en"))
    zh.locator(".languages a").click()
    zh.wait_for_selector(READY)
    expect(zh).to_have_url(re.compile(r"\?focus=layer2&size=226&lang=zh$"))
    expect(zh.locator("html")).to_have_attribute("lang", "zh-Hans")


@pytest.mark.full
def test_the_switch_keeps_what_is_selected(zh: Page):
    zh.evaluate("location.hash = 'select=layer2.1'")
    expect(zh.locator("#picture .selected")).to_have_attribute("data-id", "layer2.1")
    zh.locator(".languages a").click()
    zh.wait_for_selector(READY)
    expect(zh.locator("#picture .selected")).to_have_attribute("data-id", "layer2.1")


@pytest.mark.full
def test_links_keep_the_language_that_the_address_names(zh: Page):
    zh.goto("/models/resnet50?focus=layer2&lang=en")
    zh.wait_for_selector(READY)
    zh.locator(".steps a[rel=next]").click()
    expect(zh).to_have_url(re.compile(r"\?focus=layer3&lang=en$"))
    zh.wait_for_selector(READY)
    assert english_only(zh)


def english_only(page: Page) -> bool:
    return not re.search(r"[\u4e00-\u9fff]", page.locator("#explorer").inner_text())


# ---- The tour ----------------------------------------------------------------------------------


def sections(page: Page) -> list[str]:
    return page.evaluate("[...document.querySelectorAll('main section')].map(it => it.innerText)")


@pytest.mark.parametrize("lang", ["zh", *full(["en"])])
def test_the_tour_at_a_size_set_by_the_slider_is_the_server_s_at_that_size(
    blank: Page, plain: Explorer, lang: str
):
    side = random.Random(lang).randint(33, 640)
    page = blank
    page.goto(f"/tour?lang={lang}")
    page.wait_for_selector('html[data-ready="true"]')
    before = sections(page)
    page.locator("#height").fill(f"{side}")
    # Boxes to scale are drawn by scripts alone.
    page.evaluate("document.querySelectorAll('[data-cuboids]').forEach(it => it.remove())")
    moved = sections(page)
    assert moved != before
    expect(page).to_have_url(re.compile(rf"/tour\?size={side}&lang={lang}$"))
    plain.page.goto(f"/tour?size={side}&lang={lang}")
    fresh = sections(plain.page)
    assert [one for one, other in zip(moved, fresh, strict=True) if one != other] == []


@pytest.mark.full
def test_the_tour_s_switch_keeps_size_and_section(blank: Page):
    page = blank
    page.goto("/tour?lang=zh")
    page.wait_for_selector('html[data-ready="true"]')
    page.locator('.contents a[href$="#bottleneck"]').click()
    page.locator("#height").fill("100")
    page.locator(".languages a").click()
    expect(page).to_have_url(re.compile(r"/tour\?size=100&lang=en#bottleneck$"))
