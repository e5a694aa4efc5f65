"""What programs and other sites read: og: tags, llms.txt, the sitemap, robots.txt, the manifest."""

import re
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from resnet_atlas.network.catalogue import CATALOGUE, PRESETS
from resnet_atlas.settings import Settings
from resnet_atlas.web.app import create_app
from starlette.testclient import TestClient

from tests.html import Page

HERE = "http://testserver"
HTML = {"Accept": "text/html"}


def tags(client, path, **headers):
    """The og: and twitter: tags of a page."""
    page = Page(client.get(path, headers={**HTML, **headers}).text)
    metas = [it for it in page.elements if it.tag == "meta"]
    named = {it.get("property") or it.get("name"): it.get("content") for it in metas}
    return {name: text for name, text in named.items() if re.match("(og|twitter):", name or "")}


@pytest.mark.parametrize(
    ("path", "picture"),
    [
        ("/models/resnet50?focus=layer2", "/diagrams/resnet50.png?focus=layer2"),
        ("/build/resnet18", "/diagrams/resnet18.png?detail=block"),
        (
            "/compare?left=resnet18&right=resnet50&focus=layer2",
            "/diagrams/resnet18.png?focus=layer2",
        ),
        ("/", "/diagrams/resnet50.png?focus=layer2.0"),
        ("/tour", "/diagrams/resnet50.png?focus=layer2.0"),
        ("/nothing", "/diagrams/resnet50.png?focus=layer2.0"),
    ],
)
def test_a_page_names_the_picture_of_what_it_shows(client, path, picture):
    found = tags(client, path)
    assert found["og:image"] == HERE + picture
    assert found["og:url"] == HERE + path
    assert found["twitter:card"] == "summary_large_image"
    answer = client.get(picture)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == found["og:image:type"]


def test_a_page_has_its_title_and_description_in_its_tags(client):
    page = Page(client.get("/tour", headers=HTML).text)
    found = tags(client, "/tour")
    (title,) = [it.words for it in page.elements if it.tag == "title" and "head" in it.parents]
    (description,) = [it.get("content") for it in page.elements if it.get("name") == "description"]
    assert (found["og:title"], found["og:description"]) == (title, description)
    assert tags(client, "/tour?lang=zh")["og:locale"] == "zh_CN"


def test_two_hosts_of_one_site_get_tags_of_their_own(client):
    for host in ("one.example", "two.example:8080", "[::1]:8000"):
        assert tags(client, "/tour", Host=host)["og:url"] == f"http://{host}/tour"


@pytest.mark.parametrize(
    "host", ['x"><script>', "a b.example", "evil.example/path", "x@y", "a" * 300]
)
def test_a_host_that_is_none_is_repeated_nowhere(client, host):
    page = client.get("/tour", headers={**HTML, "Host": host})
    assert host not in page.text
    assert "og:image" not in page.text
    assert "og:title" in page.text


def test_with_an_origin_in_the_settings_no_request_names_another():
    settings = Settings(layout_workers=1, origin="https://example.org", root_path="/atlas")
    with TestClient(create_app(settings)) as client:
        for path in ("/glossary", "/sitemap.xml", "/llms.txt", "/robots.txt"):
            text = client.get(path, headers={**HTML, "Host": "evil.example"}).text
            assert "https://example.org/atlas/" in text
            assert "evil.example" not in text


def test_the_sitemap_has_each_page_and_network_in_both_languages(client):
    answer = client.get("/sitemap.xml")
    assert answer.headers["content-type"].startswith("application/xml")
    spaces = {
        "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
        "x": "http://www.w3.org/1999/xhtml",
    }
    entries = ElementTree.fromstring(answer.text).findall("s:url", spaces)
    places = {entry.findtext("s:loc", namespaces=spaces) for entry in entries}
    assert len(places) == len(entries)
    for name in (*CATALOGUE, *PRESETS):
        assert {f"{HERE}/models/{name}?lang={code}" for code in ("en", "zh")} < places
    for entry in entries:
        links = {it.get("hreflang"): it.get("href") for it in entry.findall("x:link", spaces)}
        assert links.keys() == {"en", "zh-Hans", "x-default"}
        assert {links["en"], links["zh-Hans"]} < places
    pages = {urlsplit(place).path for place in places if "/models/" not in place}
    for path in sorted(pages):
        assert client.get(path, headers=HTML).status_code == 200, path
    # Every page that the menu leads to is in it.
    menu = [it for it in Page(client.get("/", headers=HTML).text).elements if "nav" in it.parents]
    assert {urlsplit(it.get("href") or "/").path for it in menu} <= pages


def test_robots_may_read_each_page_in_each_language_and_no_option_of_it(client):
    lines = client.get("/robots.txt").text.splitlines()
    assert f"Sitemap: {HERE}/sitemap.xml" in lines
    assert {"Allow: /*?lang=en$", "Allow: /*?lang=zh$", "Disallow: /*?"} < set(lines)
    assert not any(re.match("Disallow: /(llms|sitemap|manifest)", line) for line in lines)


@pytest.mark.full
def test_every_address_in_llms_txt_answers(client):
    answer = client.get("/llms.txt")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert "MACs are multiply-adds of convolutions and fully connected layers" in answer.text
    places = re.findall(r"\]\(([^)]*)\)", answer.text)
    assert len(places) > len(CATALOGUE) + len(PRESETS) + 10
    for place in places:
        assert place.startswith(f"{HERE}/")
        assert client.get(place).status_code == 200, place
    for name in (*CATALOGUE, *PRESETS):
        assert f"{HERE}/models/{name}" in places


def test_the_manifest_names_icons_that_exist(client):
    answer = client.get("/manifest.webmanifest")
    assert answer.headers["content-type"] == "application/manifest+json"
    manifest = answer.json()
    for icon in manifest["icons"]:
        assert client.get(f"/{icon['src']}").headers["content-type"] == icon["type"]
    for name in ("background_color", "theme_color"):
        assert re.fullmatch("#[0-9a-f]{6}", manifest[name])
    page = Page(client.get("/", headers=HTML).text)
    (link,) = [it for it in page.elements if it.get("rel") == "manifest"]
    assert client.get(link.get("href")).content == answer.content


@pytest.mark.parametrize("path", ["/llms.txt", "/sitemap.xml", "/manifest.webmanifest"])
def test_what_programs_read_is_made_once(client, path):
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    assert client.get(f"{path}?x=1").status_code == 200
