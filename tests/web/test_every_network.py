"""Every page and every resource of the API, asked for each network that has a name."""

import re

import pytest
from resnet_atlas.network.catalogue import CATALOGUE, PRESETS

HTML = {"Accept": "text/html"}

PAGES = [
    "/models/{}",
    "/models/{}?focus=layer2.0&detail=full",
    "/embed/{}",
    "/build/{}",
    "/formula?model={}",
    "/compare?left={}&right=resnet18",
]
RESOURCES = [
    "/api/v1/models/{}",
    "/api/v1/models/{}/layers?stage=stage2",
    "/api/v1/models/{}/source",
    "/api/v1/compare?left=resnet18&right={}",
    "/diagrams/{}.json",
    "/diagrams/{}.dot?focus=layer2",
]


@pytest.mark.parametrize("address", [*PAGES, *RESOURCES])
def test_every_address_answers_for_every_named_network(client, address):
    statuses = {
        name: client.get(
            address.format(name),
            headers=HTML if address in PAGES else {},
            follow_redirects=True,  # to the address without what is the default
        ).status_code
        for name in (*CATALOGUE, *PRESETS)
    }
    assert {name: status for name, status in statuses.items() if status != 200} == {}


@pytest.mark.full
def test_every_network_on_a_small_and_uneven_input(client):
    for name in (*CATALOGUE, *PRESETS):
        for page in ("/models/{}?size=33x97", "/formula?model={}&size=33x97"):
            answer = client.get(page.format(name), headers=HTML, follow_redirects=True)
            assert answer.status_code == 200, (page, name)


@pytest.mark.parametrize("page", [*PAGES, "/table", "/", "/tour", "/glossary", "/checkpoint"])
def test_no_attribute_has_quotes_of_its_own(client, page):
    """As it has where a template writes ``attribute="value"`` as a text, which is escaped."""
    words = client.get(page.format("resnet50"), headers=HTML, follow_redirects=True).text
    assert re.findall(r"<[^<>]*=&#3[49];[^<>]*>", words) == []
