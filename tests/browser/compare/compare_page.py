"""The page of two networks: where things are on it."""

from playwright.sync_api import Locator, Page

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
