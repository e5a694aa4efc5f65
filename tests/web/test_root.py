import re
from collections.abc import Iterator

import pytest
from resnet_atlas.errors import BadSetting
from resnet_atlas.settings import Settings, read
from resnet_atlas.web.app import create_app
from starlette.testclient import TestClient

from tests.html import Page

PAGES = (
    "/",
    "/models/resnet50?focus=layer2",
    "/models/resnet5O",
    "/models/resnet18?size=0",
    "/embed/resnet18",
    "/build/resnet18",
    "/build/resnet18?depths=0",
    "/compare",
    "/compare?left=resnet5O",
    "/checkpoint",
    "/tour",
    "/table",
    "/formula",
    "/glossary",
    "/docs",
    "/nothing",
)
HTML = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def below_atlas() -> Iterator[TestClient]:
    """A client of a site that a proxy has below /atlas."""
    settings = Settings(layout_seconds=60, layout_workers=1, root_path="/atlas/")
    web = create_app(settings)
    with TestClient(web, raise_server_exceptions=False, follow_redirects=False) as client:
        yield client


def addresses(text: str) -> list[str]:
    """The values of all attributes of a page that are addresses of the site."""
    values = [it for element in Page(text).elements for it in element.attributes.values()]
    return [value for value in values if re.match(r"/[a-z]?", value)]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_address_of_a_page_is_below_the_root_path(below_atlas, client, path, language):
    headers = {**HTML, "Accept-Language": language}
    page = below_atlas.get(path, headers=headers).text
    assert all(re.match("/atlas(/(?!atlas)|$)", address) for address in addresses(page))
    # It is the page of a site without a path, with another root.
    plain = client.get(path, headers=headers).text
    expected = [f"/atlas{address}" for address in addresses(plain)]
    assert [it for it in addresses(page) if it != "/atlas"] == expected
    assert len(expected) > 15 or path.startswith(("/embed", "/models/resnet5O", "/nothing"))


@pytest.mark.parametrize("path", [*PAGES, "/api/v1/models", "/diagrams/resnet18.svg", "/healthz"])
def test_a_proxy_may_pass_the_path_on_or_take_it_away(below_atlas, path):
    stripped, kept = (below_atlas.get(it, headers=HTML) for it in (path, f"/atlas{path}"))
    assert (kept.status_code, kept.content) == (stripped.status_code, stripped.content)


def test_the_root_path_itself_is_the_home_page(below_atlas):
    pages = [below_atlas.get(path, headers=HTML).text for path in ("/atlas", "/atlas/", "/")]
    assert len(set(pages)) == 1


@pytest.mark.parametrize("prefix", ["", "/atlas"])
def test_redirects_and_the_cookie_are_below_the_root_path(below_atlas, prefix):
    for path, target in {
        "/tour/": "/atlas/tour",
        "/build": "/atlas/build/resnet50",
        "/models/resnet18?size=224&focus=": "/atlas/models/resnet18",
    }.items():
        assert below_atlas.get(prefix + path).headers["location"] == target
    answer = below_atlas.get(f"{prefix}/tour?lang=zh", headers={"Accept-Language": "en"})
    assert "Path=/atlas;" in answer.headers["set-cookie"]
    below_atlas.cookies.clear()


def test_openapi_names_the_root_path_as_the_server(below_atlas, client):
    described = below_atlas.get("/api/v1/openapi.json").json()
    assert described["servers"] == [{"url": "/atlas"}]
    assert "servers" not in client.get("/api/v1/openapi.json").json()


def test_another_path_that_begins_alike_is_not_the_root_path(below_atlas):
    for path in ("/atlases", "/atlas2/tour", "/atlas/atlas/tour"):
        assert below_atlas.get(path, headers=HTML).status_code == 404


@pytest.mark.parametrize("path", ["atlas", "//evil.example", "/a b", "/../x", "/a?b", "/a/./b"])
def test_a_root_path_that_is_no_path_is_refused(path):
    with pytest.raises(BadSetting, match=r"^ATLAS_ROOT_PATH="):
        read(root_path=path)


@pytest.mark.parametrize("origin", ["example.org", "https://example.org/", 'https://"', "ftp://x"])
def test_an_origin_that_is_none_is_refused(origin):
    with pytest.raises(BadSetting, match=r"^ATLAS_ORIGIN="):
        read(origin=origin)
