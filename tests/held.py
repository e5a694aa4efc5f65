"""Answers that are held up on their way to a page."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from playwright.sync_api import Error, Page, Route


@contextmanager
def held(page: Page, address: str) -> Iterator[None]:
    """While an answer is on its way."""
    routes: list[Route] = []
    page.route(address, lambda route: routes.append(route))
    yield
    page.unroute(address)
    page.wait_for_timeout(100)
    assert routes
    for route in routes:
        with suppress(Error):  # the page may have given it up
            route.continue_()
    page.wait_for_timeout(300)
