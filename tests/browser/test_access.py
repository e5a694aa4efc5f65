"""axe-core on every page and on every state of the explorer, in both themes."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from tests.browser.contexts import DESKTOP, blank_page, new_context
from tests.checkpoint.mismatches import MISMATCHES
from tests.depth import full, representatives

pytestmark = pytest.mark.browser

AXE = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"
PAGES = [
    "/",
    "/tour",
    "/formula?size=225",
    "/formula?kernel=1&padding=0",
    "/glossary",
    "/table",
    "/which",
    "/compare",
    "/compare?left=resnet50&right=resnet50;dilated_stages=3,4&focus=layer4",
    "/compare?left=resnet18&right=resnet50&focus=layer2.3",
    "/compare?left=resnet50&right=resnet50;stem=5x5;groups=2",
    "/build/resnet50?stem=deep&block=basic&groups=2",
    "/build/resnet50?squeeze=16",
    "/build/resnet50?widths=64,128",
    "/models/resnet50?focus=layer2",
    "/models/resnet18?focus=layer2.0&detail=full&direction=LR",
    "/models/resnet50?stride_in_1x1=true",
    "/models/resnet50?size=0&foo=1&open=nonsense",
    "/embed/resnet50?focus=layer2",
    "/checkpoint",
    "/checkpoint?lang=zh",
    "/models/resnet5O",
]
TYPICAL = {
    "/",
    "/compare?left=resnet18&right=resnet50&focus=layer2.3",
}
PHONE: ViewportSize = {"width": 360, "height": 740}


def opened(page: Page) -> None:
    """Things open, one selected, all coloured, the hits of a search marked."""
    page.locator('#picture .closed[data-id="layer2"]').click()
    expect(page.locator('#picture .closed[data-id="layer2.0"]')).to_be_attached()
    page.locator("#heat").select_option("macs")
    page.locator("#find").fill("3x3")
    page.locator("#find").press("Enter")
    expect(page.locator("#picture .selected")).to_be_attached()


def keys(page: Page) -> None:
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()


def pointed(page: Page) -> None:
    page.locator("#picture .op.residual").first.hover()
    expect(page.locator("#picture .lit").first).to_be_attached()


def mistyped(page: Page) -> None:
    page.locator("#size").fill("0")
    page.locator("#size").blur()
    expect(page.locator("#said")).not_to_be_empty()


def pulled(page: Page) -> None:
    page.locator("#picture .op.residual").first.click()
    page.locator("#tab-facts").click()
    expect(page.locator("#inspector")).to_be_visible()


def pasted(page: Page) -> None:
    page.locator("#error").fill(MISMATCHES["bottlenecks and depth"].error())
    page.get_by_role("button", name="Explain").click()
    expect(page.locator("#picture svg")).to_be_visible()


STATES: list[tuple[str, ViewportSize, Callable[[Page], None]]] = [
    ("/models/resnet50", DESKTOP, opened),
    ("/models/resnet50", DESKTOP, keys),
    ("/models/resnet50?focus=layer2.0", DESKTOP, pointed),
    ("/models/resnet50?focus=layer2.0", DESKTOP, mistyped),
    ("/models/resnet50?focus=layer2.0", PHONE, pulled),
    ("/models/resnet50", PHONE, opened),
    ("/checkpoint", PHONE, pasted),
]


def violations(page: Page) -> list[tuple[str, list[str]]]:
    """What axe finds in the light, and of colours in the dark: only they differ there."""
    page.add_script_tag(path=AXE)
    found = []
    for theme, rules in (("light", None), ("dark", ["color-contrast", "link-in-text-block"])):
        page.emulate_media(color_scheme=theme)
        page.wait_for_function(
            "() => document.getAnimations().every(it => it.playState !== 'running')"
        )
        found += page.evaluate(
            """rules => axe
                .run({resultTypes: ["violations"], ...(rules && {runOnly: rules})})
                .then(result => result.violations)""",
            rules,
        )
    return [(rule["id"], [node["html"][:200] for node in rule["nodes"]][:3]) for rule in found]


def alive(page: Page, path: str) -> None:
    page.goto(path)
    if page.locator("#paper, #compare").count():
        page.wait_for_selector("html[data-ready]")
    if page.locator("#explorer").count():
        page.wait_for_selector("#explorer[data-ready=true]")


@pytest.fixture(scope="module")
def open_context(browser: Browser, server: str) -> Iterator[BrowserContext]:
    """Without our security policy, which lets in no script like axe's."""
    with new_context(browser, server, bypass_csp=True) as context:
        yield context


@pytest.fixture
def page(open_context: BrowserContext) -> Iterator[Page]:
    with blank_page(open_context) as page:
        yield page


@pytest.mark.parametrize("path", representatives(PAGES, TYPICAL))
def test_axe_finds_no_violation(page: Page, path: str):
    alive(page, path)
    assert violations(page) == []


@pytest.mark.parametrize(
    ("path", "viewport", "do"),
    [STATES[0], *full(STATES[1:])],
)
def test_axe_finds_no_violation_in_what_is_done(
    page: Page, path: str, viewport: ViewportSize, do: Callable[[Page], None]
):
    page.set_viewport_size(viewport)
    alive(page, path)
    do(page)
    assert violations(page) == []


WHERE = """() => {
    const element = document.activeElement;
    if (element === document.body) return null;
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    const marked = outlineStyle !== 'none' && parseFloat(outlineWidth) > 0;
    const box = element.getClientRects()[0] ?? element.getBoundingClientRect();
    // Its middle, or of what is larger than the window the part that is in the window.
    const within = (start, end, most) => (Math.max(start, 0) + Math.min(end, most)) / 2;
    const top = document.elementFromPoint(
        within(box.left, box.right, innerWidth), within(box.top, box.bottom, innerHeight));
    const over = top?.closest('.side, .bar-of-size, .sums, .said');
    const covered = !top || over && over !== element.closest('.side, .bar-of-size, .sums');
    return {name: element.outerHTML.slice(0, 90), marked, covered};
}"""
MOST_STOPS = 400


@pytest.mark.parametrize(
    "path",
    ["/models/resnet50", *full(["/", "/tour", "/build/resnet50", "/compare", "/checkpoint"])],
)
def test_the_focus_is_seen_wherever_tab_leads_and_comes_out_at_the_end(page: Page, path: str):
    page.set_viewport_size(PHONE)
    alive(page, path)
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if not (where := page.evaluate(WHERE)):
            break
        assert where["marked"], where
        assert not where["covered"], where
    else:
        pytest.fail("Tab never leaves the page.")
