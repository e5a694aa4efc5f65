"""Contexts of the browser, and pages that one test after another uses."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Error, Page, ViewportSize

DESKTOP: ViewportSize = {"width": 1280, "height": 900}


def new_context(browser: Browser, server: str, **options: Any) -> BrowserContext:
    """A context whose pages are on the server."""
    context = browser.new_context(base_url=server, **{"viewport": DESKTOP, **options})
    context.set_default_timeout(15_000)
    return context


@contextmanager
def blank_page(context: BrowserContext) -> Iterator[Page]:
    """The page of a context, blank again afterwards. A new one for each test takes twice as long.

    A clock and scripts for every document can't be taken away again: what needs them takes a
    context of its own.
    """
    page, *popups = context.pages or [context.new_page()]
    viewport = page.viewport_size
    context.clear_cookies()  # a language that another test has chosen
    yield page
    try:
        page.unroute_all(behavior="ignoreErrors")
        page.emulate_media(media="null", color_scheme="light", reduced_motion="no-preference")
        page.set_viewport_size(viewport or DESKTOP)
        page.goto("about:blank")
        page.mouse.move(0, 0)
    except Error:  # it hangs or is closed: the next test takes another
        popups.append(page)
    for opened in {*popups, *context.pages[1:]}:
        opened.close()


@contextmanager
def listening(page: Page, **listeners: Callable[[Any], object]) -> Iterator[None]:
    """Listen to events of a page, by their names."""
    for event, listener in listeners.items():
        page.on(event, listener)
    yield
    for event, listener in listeners.items():
        page.remove_listener(event, listener)
