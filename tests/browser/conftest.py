"""A real server in a process of its own, and a real Chromium."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.explorer_page import PHONE, Explorer
from tests.shared import shared_server

FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking")


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
    context = browser.new_context(base_url=server, viewport={"width": 1280, "height": 900})
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """Nothing on it may go against our own security policy, but for who may frame it."""
    context.clear_cookies()  # a language that another test has chosen
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda it: said.append(it.text))
    yield page
    page.close()
    assert [it for it in said if "Security Policy" in it and "frame-ancestors" not in it] == []


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
    context = browser.new_context(base_url=server, **PHONE)
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture
def phone(phone_context: BrowserContext) -> Iterator[Explorer]:
    """The explorer on a phone."""
    page = phone_context.new_page()
    yield Explorer(page)
    page.close()


@pytest.fixture(scope="session")
def plain_context(browser: Browser, server: str) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=server, java_script_enabled=False)
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture
def plain(plain_context: BrowserContext) -> Iterator[Explorer]:
    """The explorer without JavaScript."""
    page = plain_context.new_page()
    yield Explorer(page)
    page.close()
