import gzip

import pytest
from resnet_atlas.web.static_files import fingerprint, with_fingerprint

from tests.html import Page

HTML = {"Accept": "text/html"}
PATH = "/static/atlas.css"
IMMUTABLE = "public, max-age=31536000, immutable"


def test_a_file_with_its_fingerprint_may_be_kept_for_ever(client):
    fingerprinted, plain = client.get(with_fingerprint(PATH)), client.get(PATH)
    assert fingerprinted.content == plain.content
    assert fingerprinted.headers["cache-control"] == IMMUTABLE
    assert plain.headers["cache-control"] == "public, max-age=300"
    again = client.get(
        with_fingerprint(PATH), headers={"If-None-Match": fingerprinted.headers["etag"]}
    )
    assert (again.status_code, again.headers["cache-control"]) == (304, IMMUTABLE)


@pytest.mark.parametrize("query", ["", "?v=", "?v=000000000000", "?w=1", "?v=é"])
def test_a_file_without_its_fingerprint_may_be_kept_for_minutes(client, query):
    answer = client.get(PATH + query)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "public, max-age=300"


def test_a_missing_file_is_not_kept(client):
    answer = client.get("/static/nothing?v=000000000000")
    assert (answer.status_code, answer.headers["cache-control"]) == (404, "no-store")


def test_a_fingerprint_changes_with_the_content(tmp_path):
    one, same, other = tmp_path / "a", tmp_path / "b", tmp_path / "c"
    one.write_text("1")
    same.write_text("1")
    other.write_text("2")
    assert fingerprint(one) == fingerprint(same) != fingerprint(other)


@pytest.mark.parametrize("path", ["/", "/models/resnet50", "/embed/resnet18", "/tour", "/docs"])
def test_a_page_loads_its_static_files_by_fingerprint(client, path):
    page = Page(client.get(path, headers=HTML).text)
    loaded = [e.get(name) for e in page.elements for name in ("src", "href")]
    files = [address for address in loaded if address and address.startswith("/static/")]
    assert len(files) > 1
    for address in files:
        assert client.get(address).headers["cache-control"] == IMMUTABLE, address


def test_what_a_page_waits_for_before_it_is_painted_is_there(client):
    page = Page(client.get("/models/resnet50", headers=HTML).text)
    waited = [link.get("href") for link in page.all("link") if link.get("rel") == "expect"]
    assert waited == ["#layers"]
    assert [e.get("id") for e in page.elements].count("layers") == 1


@pytest.mark.parametrize("path", ["/", "/tour", "/models/resnet50", "/compare", "/build/resnet50"])
def test_the_scripts_and_styles_of_a_page_are_light(client, path):
    page = Page(client.get(path, headers={"Accept": "text/html"}).text)
    files = [it.get("src") for it in page.all("script") if it.get("src")]
    files += [it.get("href") for it in page.all("link") if it.get("rel") == "stylesheet"]
    assert len(files) >= 3
    assert sum(len(gzip.compress(client.get(file).content)) for file in files) < 60_000
