"""The site below /atlas, behind an nginx that takes the prefix away and one that passes it on."""

import re
import shutil
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Response, expect

from tests.browser.contexts import blank_page, listening, new_context
from tests.nginx import running
from tests.server import free_port, serving

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CONF = """
events {}
http {
    access_log off;
    client_body_temp_path FOLDER/body; proxy_temp_path FOLDER/proxy;
    fastcgi_temp_path FOLDER/fastcgi; uwsgi_temp_path FOLDER/uwsgi; scgi_temp_path FOLDER/scgi;
    server {
        listen 127.0.0.1:PORT;
        location /atlas/ { proxy_pass http://127.0.0.1:BACKEND; proxy_set_header Host $http_host; }
        location / { return 418; }
    }
}
pid FOLDER/pid;
"""


@pytest.fixture(
    scope="module",
    params=[pytest.param("", marks=pytest.mark.full, id="kept"), pytest.param("/", id="stripped")],
)
def site(request, tmp_path_factory, browser: Browser) -> Iterator[BrowserContext]:
    """A browser in front of the site; a request for anything outside of /atlas fails the test."""
    if not shutil.which("nginx"):
        pytest.skip("nginx is not installed")
    folder, port = tmp_path_factory.mktemp("nginx"), free_port()
    with serving(layout_seconds=60, root_path="/atlas") as server:
        text = CONF.replace("FOLDER", str(folder)).replace("PORT", str(port))
        # With a path in proxy_pass, nginx puts it in the place of the location's.
        text = text.replace("BACKEND", f"{server.port}{request.param}")
        origin = f"http://127.0.0.1:{port}"
        with running(folder, text, port), new_context(browser, origin) as context:
            yield context


@pytest.fixture
def page(site: BrowserContext) -> Iterator[Page]:
    wrong: list[str] = []

    def check(response: Response) -> None:
        below = urlsplit(response.url).path.startswith("/atlas/")
        if response.status in (404, 418, 500) or not below:
            wrong.append(f"{response.status} {response.url}")

    with blank_page(site) as page, listening(page, response=check):
        yield page
    assert wrong == []


def path(page: Page) -> str:
    """The address of a page without the host."""
    parts = urlsplit(page.url)
    return parts.path + (parts.query and f"?{parts.query}")


def test_the_menu_leads_to_every_page_and_each_is_whole(page):
    page.goto("/atlas/")
    links = [it.get_attribute("href") for it in page.locator("nav a, header .brand").all()]
    assert len(links) >= 7
    for link in links:
        page.goto(link)
        assert path(page).startswith("/atlas/")
        # Style sheets and scripts have come.
        assert page.evaluate("getComputedStyle(document.body).marginTop") == "0px"
    page.goto("/atlas/docs")
    expect(page.locator(".opblock").first).to_be_visible()


def test_the_explorer_opens_a_group_and_keeps_its_links_below_the_prefix(page):
    page.goto("/atlas/models/resnet18")
    page.locator("#picture [data-id=layer1] a, #picture a:has([data-id=layer1])").first.wait_for(
        state="attached"
    )
    page.evaluate(
        "document.querySelector('#picture a[href*=layer1]').dispatchEvent("
        "new MouseEvent('click', {bubbles: true, cancelable: true}))"
    )
    page.wait_for_url(re.compile("open=layer1"))
    assert path(page).startswith("/atlas/models/resnet18?")
    page.fill("#size", "225x320")
    page.wait_for_url(re.compile("size=225x320"))
    for link in page.locator("[data-base]").all():
        href = link.get_attribute("href")
        assert re.match("/atlas/(diagrams|embed)/resnet18", href)
        assert "size=225x320" in href
        assert page.request.get(href).ok
    hrefs = page.evaluate(
        "[...document.querySelectorAll('a[href]')]"
        ".map(it => new URL(it.getAttribute('href'), location.href).pathname)"
    )
    assert all(it.startswith("/atlas/") for it in hrefs)


@pytest.mark.full
def test_the_language_is_chosen_and_remembered_below_the_prefix(page, site):
    page.goto("/atlas/tour")
    page.click("a[data-lang=zh]")
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    assert path(page) == "/atlas/tour?lang=zh"
    page.goto("/atlas/glossary")
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    assert [it["path"] for it in site.cookies()] == ["/atlas"]
    site.clear_cookies()


def test_a_table_follows_a_choice(page):
    page.goto("/atlas/table")
    page.select_option("#stride_in_1x1", "true")
    page.wait_for_url(re.compile("stride_in_1x1=true"))
    assert path(page) == "/atlas/table?stride_in_1x1=true"


@pytest.mark.full
def test_forms_without_scripts_lead_to_addresses_below_the_prefix(page, plain):
    page.goto("/atlas/glossary")
    origin = page.url.removesuffix("/atlas/glossary")
    page = plain.page
    for start, field, then in (
        ("/atlas/models/resnet18", "#size", "/atlas/models/resnet18?size=64"),
        ("/atlas/tour", "#size", "/atlas/tour?size=64"),
        ("/atlas/embed/resnet18", "#size", "/atlas/embed/resnet18?size=64"),
    ):
        page.goto(f"{origin}{start}")
        page.fill(field, "64")
        page.press(field, "Enter")
        page.wait_for_url(re.compile("size=64"))
        assert path(page).startswith(then)


@pytest.mark.full
def test_comparing_and_building_stay_below_the_prefix(page):
    page.goto("/atlas/compare")
    page.locator(".ready a").nth(1).click()
    page.wait_for_url(re.compile("left="))
    assert path(page).startswith("/atlas/compare?")
    page.goto("/atlas/build/resnet18")
    page.select_option("[name=stem]", "deep")
    page.wait_for_url(re.compile("stem=deep"))
    assert path(page).startswith("/atlas/build/resnet18?")


def test_an_error_page_leads_back(page):
    answer = page.request.get("/atlas/models/resnet5O", headers={"Accept": "text/html"})
    assert answer.status == 404
    assert 'href="/atlas/models/resnet50"' in answer.text()
