import pytest
from resnet_atlas.settings import Settings
from resnet_atlas.web.app import create_app
from starlette.testclient import TestClient

from tests.depth import full
from tests.metrics import requests, samples


@pytest.mark.parametrize("method", ["GET", *full(["HEAD"])])
@pytest.mark.parametrize(
    ("path", "route", "status"),
    [
        ("/api/v1/models/resnet18?size=33", "/api/v1/models/{name}", 200),
        ("/api/v1/models/resnet18?size=0", "/api/v1/models/{name}", 422),
        ("/diagrams/nothing.svg", "/diagrams/{name}.{format}", 404),
        ("/?lang=zh", "/", 200),
        ("/healthz", "/healthz", 200),
        ("/static/atlas.css", "static", 200),
        ("/static/nothing", "static", 404),
        ("/nothing/of/the/kind", "none", 404),
    ],
)
def test_answers_are_counted_by_method_route_and_status(client, method, path, route, status):
    before = requests(client, method, route, status)
    client.request(method, path)
    client.request(method, path)
    assert requests(client, method, route, status) == before + 2


def test_no_visitor_can_multiply_the_labels(client):
    names = [f"x{number}" for number in range(30)]
    addresses = ["/{}", "/static/{}", "/models/{}", "/diagrams/x.{}", "/api/v1/models/{}/layers"]
    for address in addresses:
        client.get(address.format("first"))
        client.request("FIRST", address.format("first"))
    before = samples(client).keys()
    for address in addresses:
        for name in names:
            client.get(address.format(name))
            client.request(name.upper(), address.format(name))
    assert samples(client).keys() == before


def test_cache_lookups_are_counted_as_found_or_not(client):
    def count(found):
        key = "atlas_lookups_total", ("found", found), ("kept", "answers")
        return samples(client)[key]

    found, missed = count("true"), count("false")
    for _ in range(3):
        client.get("/api/v1/models/resnet18?size=77")
    assert (count("true") - found, count("false") - missed) == (2, 1)


def test_two_applications_count_apart(client):
    with TestClient(create_app(Settings())) as other:
        before = requests(client, "GET", "none", 404)
        other.get("/nothing")
        assert requests(client, "GET", "none", 404) == before
        assert requests(other, "GET", "none", 404) == 1
