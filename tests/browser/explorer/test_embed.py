"""The explorer embedded in somebody else's page."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Page, expect

from tests.browser.explorer_page import READY, Explorer
from tests.depth import full

pytestmark = pytest.mark.browser


@pytest.fixture
def course(server: str) -> Iterator[str]:
    """A page of somebody else's, on another port, that frames whatever is asked for."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self):
            frame = f'<iframe width="700" height="600" src="{server}{self.path}"></iframe>'
            body = f"<!doctype html><title>A course</title>{frame}".encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as web:
        threading.Thread(target=web.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{web.server_port}"
        web.shutdown()


def test_an_embedded_picture_works_in_another_page(page: Page, course: str):
    page.goto(f"{course}/embed/resnet50?size=225")
    frame = page.frame_locator("iframe")
    embedded = Explorer(frame)
    expect(frame.locator(READY)).to_be_attached()
    expect(embedded.picture).to_contain_text("512×29×29")
    embedded.height.fill("299")
    expect(embedded.picture).to_contain_text("3×299×299")
    embedded.part("layer2").click()
    expect(embedded.part("layer2.0")).to_be_visible()
    embedded.part("layer2.0").click()
    expect(embedded.part("layer2.0.conv2")).to_be_attached()
    assert "/embed/resnet50?open=layer2,layer2.0&size=299" in page.frames[1].url
    frame.get_by_role("button", name="fit").click()
    expect(frame.locator("#picture svg")).to_be_in_viewport(ratio=0.99)
    embedded.part("layer3").dblclick()
    expect(embedded.heading).to_contain_text("layer3")
    frame.get_by_role("link", name="resnet50", exact=True).click()
    expect(embedded.part("layer4")).to_be_attached()
    embedded.size.fill("abc")
    embedded.size.press("Tab")
    expect(embedded.message).to_contain_text("“abc” is not a size")
    assert frame.locator(".side, .facts, .top").count() == 0
    (link,) = frame.get_by_role("link", name="in ResNet Atlas").all()
    expect(link).to_have_attribute("href", "/models/resnet50?open=layer2,layer2.0&size=299")


@pytest.mark.parametrize(
    "path", ["/models/resnet50", *full(["/", "/embedded", "/models/resnet50/picture"])]
)
def test_no_other_page_can_be_framed(page: Page, course: str, path: str):
    with page.expect_console_message(lambda it: "frame-ancestors" in it.text):
        page.goto(f"{course}{path}")
    assert page.frame_locator("iframe").locator("#explorer, .home, svg.glance").count() == 0
