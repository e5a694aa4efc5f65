"""The explorer in Chromium: what a hand on the slider, the mouse or a link waits for."""

import gzip
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from urllib.parse import quote

from playwright.async_api import Browser, Page, async_playwright
from resnet_atlas.resources import resource_folder

from benchmarks.answers import get
from benchmarks.bound import Bound
from benchmarks.server import running

WHOLE = "/models/{}?detail=full&fold=false"
LARGEST = "resnet152"
"""The largest picture of the usual ResNets: some 500 ops, each with its shape."""
OTHERS = {"densenet201": "DenseNet-201", "efficientnet_v2_l": "EfficientNet-V2-L"}

USUAL = "/models/resnet50"
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking")

# Before anything is painted, each word of the picture asks for the time at which it is.
TIMED = """new MutationObserver(() => {
  for (const word of document.querySelectorAll("#picture text:not([elementtiming])"))
    word.setAttribute("elementtiming", "picture");
}).observe(document, { childList: true, subtree: true })"""

HANDS = Path(__file__).with_name("hands.js").read_text()


async def explore(rounds: int) -> list[Bound]:
    """All that the explorer promises, on a server that has drawn the pictures before."""
    with running() as port:
        async with chromium() as browser:
            colours = get(port, "/theme.css")
            paints, shifts = await loading(browser, port, rounds)
            page = await opened(browser, port, WHOLE.format(LARGEST))
            asked: list[str] = []
            page.on("request", lambda request: asked.append(request.url))
            slides = await does(page, "slide", 8 * rounds)
            during = len(asked)
            pan = [await does(page, "frames", "pan", 1) for _ in range(5)]
            zoom = [await does(page, "frames", "zoom", 1) for _ in range(5)]
            others = {
                title: await does(
                    await opened(browser, port, WHOLE.format(name)), "slide", 4 * rounds
                )
                for name, title in OTHERS.items()
            }
            page = await opened(browser, port, USUAL)
            turns = await does(page, "turn", 2 * rounds)
    return [
        *(
            Bound(
                f"Slider to every shape of {title} in full, script and layout, 95th percentile",
                quantiles(seen, n=20)[-1],
                "ms",
                16,
            )
            for title, seen in {"ResNet-152": slides, **others}.items()
        ),
        Bound("Requests meanwhile", during, "", 0),
        Bound("Pan of that picture", median(pan), "frames/s", 50, least=True),
        Bound("Zoom of that picture", median(zoom), "frames/s", 50, least=True),
        Bound("Scripts and styles of the page, compressed", weight(colours) / 1000, "kB", 60),
        Bound("Layout shift while loading", max(shifts), "", 0.001),
        Bound("First picture of ResNet-50 by stage", median(paints), "ms", 250),
        Bound("A stage opened or closed, server included", median(turns), "ms", 150),
    ]


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """A headless Chromium."""
    path = os.environ.get("ATLAS_CHROMIUM") or None
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        await browser.close()


async def opened(browser: Browser, port: int, path: str, before: str = "") -> Page:
    """A page of its own, alive, with a script that runs before it is read."""
    context = await browser.new_context(viewport={"width": 1440, "height": 900}, bypass_csp=True)
    page = await context.new_page()
    await page.add_init_script(before)
    await page.goto(f"http://127.0.0.1:{port}{path}")
    await page.wait_for_selector("#explorer[data-ready]")
    return page


async def does(page: Page, what: str, *given: Any) -> Any:
    """What a function of ``hands.js`` returns on a page."""
    address = f"data:text/javascript,{quote(HANDS)}"
    return await page.evaluate(
        "async ([address, what, given]) => (await import(address))[what](...given)",
        [address, what, given],
    )


async def loading(browser: Browser, port: int, rounds: int) -> tuple[list[float], list[float]]:
    """When the picture was painted, in ms, and how far things shifted, each with an empty cache."""
    paints, shifts = [], []
    for number in range(rounds + 1):
        page = await opened(browser, port, USUAL, TIMED)
        paint, shift = await does(page, "loaded")
        await page.context.close()
        if number:  # the first one warms up
            paints.append(paint)
        shifts.append(shift)
    return paints, shifts


def weight(colours: bytes) -> int:
    """Bytes of the explorer's page's scripts and styles, each compressed by itself."""
    static = resource_folder("static")
    files = [static / name for name in ("vendor/js/explorer.js", "atlas.css", "memory.css")]
    contents = [colours, *[file.read_bytes() for file in files]]
    return sum(len(gzip.compress(content)) for content in contents)
