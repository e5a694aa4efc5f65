import pytest
from resnet_atlas.web.version import lasting, version

from tests.html import Page

HTML = {"Accept": "text/html"}


@pytest.mark.parametrize(
    "path", ["/static/atlas.css", "/diagrams/resnet18.svg?focus=layer1", "/theme.css"]
)
def test_what_names_its_version_may_be_kept_for_ever(client, path):
    for_ever = client.get(lasting(path))
    today = client.get(path)
    assert for_ever.content == today.content
    assert for_ever.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert "immutable" not in today.headers["cache-control"]
    held = {"If-None-Match": for_ever.headers["etag"]}
    again = client.get(lasting(path), headers=held)
    assert again.status_code == 304
    assert "immutable" in again.headers["cache-control"]


def test_what_chooses_a_language_is_for_who_chose_it(client):
    chosen = client.get(lasting("/tour?lang=zh"), headers=HTML)
    assert "set-cookie" in chosen.headers
    assert chosen.headers["cache-control"] == "private"


def test_an_error_is_not_kept_for_ever(client):
    for path in ("/static/nothing", "/diagrams/resnet18.svg?size=0"):
        answer = client.get(lasting(path))
        assert answer.status_code in (404, 422)
        assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("other", ["0.0.1-abcdef", "", "%2e%2e", "//evil.example"])
def test_another_version_is_sent_to_the_newest_of_this_very_site(client, other):
    answer = client.get(f"/v/{other}/static/atlas.css?x=1")
    assert answer.status_code in (307, 404)
    if answer.status_code == 307:
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["location"].startswith("/")
        assert not answer.headers["location"].startswith("//")
    assert client.get("/v/0.0.1-abcdef/theme.css?x=1").headers["location"] == "/theme.css?x=1"


def test_what_is_new_each_time_is_not_to_be_had_for_ever(client):
    for path in ("/healthz", "/readyz", "/metrics"):
        answer = client.get(lasting(path))
        assert (answer.status_code, answer.headers["location"]) == (307, path)
        assert answer.headers["cache-control"] == "no-store"


def test_an_answer_about_another_version_has_what_all_answers_have(client):
    answer = client.get("/v/0.0.1-abcdef/static/atlas.css")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert answer.headers["x-request-id"]


@pytest.mark.parametrize("path", ["/", "/models/resnet50", "/embed/resnet18", "/tour", "/docs"])
def test_all_that_a_page_loads_names_its_version(client, path):
    it = Page(client.get(path, headers=HTML).text)
    # rel=expect loads nothing: it names the part of this page that is to be painted with the rest.
    links = [element for element in it.all("link") if element.get("rel") != "expect"]
    loaded = [element.get("href") for element in links]
    loaded += [e.get(name) for e in it.elements for name in ("src", "srcset", "data-graph")]
    loaded = [link for link in loaded if link]
    assert len(loaded) > 3
    for link in loaded:
        assert link.startswith(f"/v/{version()}/"), link
        assert client.get(link).status_code == 200


def test_what_a_page_waits_for_before_it_is_painted_is_there(client):
    it = Page(client.get("/models/resnet50", headers=HTML).text)
    waited = [link.get("href") for link in it.all("link") if link.get("rel") == "expect"]
    assert waited == ["#layers"]
    assert [e.get("id") for e in it.elements].count("layers") == 1


def test_a_version_is_of_what_answers_are_made_from(tmp_path, monkeypatch):
    from resnet_atlas.web import version as module

    page = tmp_path / "a.html"
    page.write_text("one")
    monkeypatch.setattr(module, "PACKAGE", tmp_path)
    once = module.version.__wrapped__()
    page.write_text("two")
    assert module.version.__wrapped__() != once
    page.write_text("one")
    assert module.version.__wrapped__() == once
