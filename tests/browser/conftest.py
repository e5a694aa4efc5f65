"""A real server in a process of its own, and a real Chromium."""

import os
from collections.abc import Iterator
from contextlib import nullcontext

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.contexts import blank_page, listening, new_context
from tests.browser.explorer_page import PHONE, Explorer
from tests.shared import shared_server

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--renderer-process-limit=1",  # a process for each page takes a third of the time
)


@pytest.fixture(scope="session")
def server() -> str:
    """The address of a real server, one for all processes of this run."""
    return shared_server()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = os.environ.get("ATLAS_CHROMIUM") or None
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def context(browser: Browser, server: str) -> Iterator[BrowserContext]:
    """What most pages share, for its cache; nothing of ours is kept in a browser otherwise."""
    with new_context(browser, server) as context:
        yield context


@pytest.fixture
def page(
    request: pytest.FixtureRequest, context: BrowserContext, browser: Browser, server: str
) -> Iterator[Page]:
    """Nothing on it may go against our own security policy, but for who may frame it."""
    own = "clock" in request.fixturenames
    said: list[str] = []
    with (
        new_context(browser, server) if own else nullcontext(context) as context,
        blank_page(context) as page,
        listening(page, console=lambda message: said.append(message.text)),
    ):
        yield page
    breaches = [text for text in said if "Security Policy" in text]
    assert [text for text in breaches if "frame-ancestors" not in text] == []


@pytest.fixture
def clock(page: Page) -> None:
    """The page has a clock that the test turns, and a context of its own for it."""
    page.clock.install()


@pytest.fixture
def explorer(page: Page) -> Explorer:
    """The explorer on a page that is yet to be opened."""
    return Explorer(page)


@pytest.fixture
def clipboard(context: BrowserContext) -> Iterator[None]:
    """Pages may read and write the clipboard."""
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    yield
    context.clear_permissions()


@pytest.fixture(scope="session")
def phone_context(browser: Browser, server: str) -> Iterator[BrowserContext]:
    with new_context(browser, server, **PHONE) as context:
        yield context


@pytest.fixture
def phone(phone_context: BrowserContext) -> Iterator[Explorer]:
    """The explorer on a phone."""
    with blank_page(phone_context) as page:
        yield Explorer(page)


@pytest.fixture(scope="session")
def plain_context(browser: Browser, server: str) -> Iterator[BrowserContext]:
    with new_context(browser, server, java_script_enabled=False) as context:
        yield context


@pytest.fixture
def plain(plain_context: BrowserContext) -> Iterator[Explorer]:
    """The explorer without JavaScript."""
    with blank_page(plain_context) as page:
        yield Explorer(page)
