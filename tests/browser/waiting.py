"""Waiting for what happens, never for an amount of time."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from playwright.sync_api import Error, Page, Route


def wait_until(page: Page, happens: Callable[[], object], seconds: float = 15) -> None:
    """Let the page go on until something has happened."""
    end = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < end, "it never happened"
        page.wait_for_timeout(10)  # lets Playwright hear of requests


def wait_until_handled(page: Page) -> None:
    """Wait until the page has handled all events so far and drawn two frames."""
    page.evaluate(
        """new Promise(done => requestAnimationFrame(() =>
        requestAnimationFrame(() => setTimeout(done))))"""
    )


def wait_for_timers(page: Page) -> None:
    """Wait until the page's timers that follow a step (address, size, rerun) have run.

    They take less than this one, and timers run in the order of their times.
    """
    page.evaluate("new Promise(done => setTimeout(done, 600))")
    wait_until_handled(page)


def release(page: Page, routes: list[Route]) -> None:
    """Let requests go on that were held back, and wait until the page has handled the answers."""
    for route in routes:
        with suppress(Error):  # the page may have cancelled it
            route.continue_()
            if response := route.request.response():
                response.finished()
    wait_until_handled(page)


@contextmanager
def delayed(page: Page, address: str) -> Iterator[list[Route]]:
    """Hold back the answers from an address until the block ends."""
    routes: list[Route] = []
    page.route(address, lambda route: routes.append(route))
    yield routes
    wait_until(page, lambda: routes)
    page.unroute(address)
    release(page, routes)
