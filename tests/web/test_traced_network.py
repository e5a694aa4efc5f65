"""A network that no spec describes: every page, picture and fact of it."""

import pytest
import torch
from resnet_atlas.graph.tracing.trace import trace
from resnet_atlas.network.traced import REGISTRY
from resnet_atlas.store.traced import add, remove
from torch import nn
from torch.nn import functional

from tests.networks import Gated, Sum


class Classifier(nn.Module):
    """A stem, a body whose parts have names of their own, and a classifier."""

    def __init__(self, name: str = "body") -> None:
        super().__init__()
        self.stem = nn.Conv2d(1, 8, 3, 2, 1)
        self.name = name
        self.add_module(name, Gated(nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Conv2d(8, 8, 1))))
        self.get_submodule(name).conv = nn.Conv2d(8, 8, 3, 2, 1)
        self.pool, self.fc = nn.AdaptiveAvgPool2d(1), nn.Linear(8, 10)

    def forward(self, x):
        return self.fc(torch.flatten(self.pool(self.get_submodule(self.name)(self.stem(x))), 1))


class UNet(nn.Module):
    """A map that shrinks, grows again and is joined to an earlier one."""

    def __init__(self) -> None:
        super().__init__()
        self.down = nn.Sequential(nn.Conv2d(3, 8, 3, 2, 1), nn.ReLU(), nn.Dropout())
        self.deep, self.head = nn.Conv2d(8, 16, 3, 2, 1), nn.Conv2d(24, 2, 1)

    def forward(self, x):
        before = self.down(x)
        grown = functional.interpolate(self.deep(before), scale_factor=2)
        return self.head(torch.cat([grown, before], 1))


NETWORKS = {
    "tests:UNet": UNet(),
    "tests:Flat": nn.Sequential(nn.Conv2d(1, 4, 3, 2, 1), nn.Flatten(), nn.Linear(784, 10)),
    "tests:Sum": Sum(nn.Conv2d(8, 8, 3, 2, 1), nn.MaxPool2d(2, 2, ceil_mode=True)),
    "tests:Classifier": Classifier(),
}

PAGES = ["/models/{}", "/models/{}?detail=full", "/models/{}/picture", "/embed/{}"]
PAGES += ["/compare?left={}&right=resnet50", "/compare?left=resnet50&right={}"]
PAGES += ["/compare?left={}&right=tests:Sum", "/models/{}?groups=32", "/"]
FACTS = ["", "/layers", "/layers?format=csv", "/graph", "/memory", "/state_dict"]
FORMATS = ("svg", "dot", "mmd", "json")

REFUSED = {
    "/build/{}": "only the ResNets",
    "/api/v1/models/{}/source": "only the ResNets",
    "/api/v1/models/{}/verify": "no module",
    "/api/v1/models/{}?groups=2": "no such option",
    "/formula?model={}": "no block",
}
SHOWS_THE_NEAREST = "/formula"
"""A page that says what it left out instead of refusing it."""


@pytest.fixture(scope="module", autouse=True)
def registered():
    made = [add(name, trace(module)) for name, module in NETWORKS.items()]
    yield
    for network in made:
        remove(network)
    assert not REGISTRY


@pytest.mark.parametrize("name", NETWORKS)
def test_pages_pictures_and_facts_are_served(client, name):
    addresses = [page.format(name) for page in PAGES]
    addresses += [f"/api/v1/models/{name}{fact}" for fact in FACTS]
    addresses += [f"/diagrams/{name}.{format}" for format in FORMATS]
    addresses += [f"/api/v1/compare?left={name}&right=resnet18"]
    got = {address: client.get(address).status_code for address in addresses}
    assert {address for address, status in got.items() if status != 200} == set()


@pytest.mark.parametrize("name", NETWORKS)
def test_what_needs_a_spec_says_why_there_is_none(client, name):
    for address, why in REFUSED.items():
        answer = client.get(address.format(name))
        assert answer.status_code == (200 if address.startswith(SHOWS_THE_NEAREST) else 422)
        assert why in answer.text


def test_the_facts_are_those_of_the_module(client):
    answer = client.get("/api/v1/models/tests:Classifier?size=30").json()
    assert (answer["spec"], answer["input"]["channels"], answer["output"]) == (None, 1, [1, 10])
    module = NETWORKS["tests:Classifier"]
    assert answer["totals"]["parameters"] == sum(each.numel() for each in module.parameters())
    tensors = client.get("/api/v1/models/tests:Classifier/state_dict").json()["tensors"]
    assert tensors == {name: [*tensor.shape] for name, tensor in module.state_dict().items()}


def test_menus_offer_it_and_the_page_has_no_options(client):
    assert "tests:Classifier</option>" in client.get("/compare").text
    page = client.get("/models/tests:Classifier").text
    assert "layers, traced from a module" in page
    assert 'name="stride_in_1x1"' not in page
    assert 'name="stride_in_1x1"' in client.get("/models/resnet50").text


@pytest.mark.parametrize("mark", ["<b>bold</b>", '"quoted"', "'; drop table", "[red]"])
def test_markup_in_a_modules_name_is_text_everywhere(client, mark):
    network = add(f"tests:{mark}", trace(Classifier(mark)))
    try:
        assert mark not in network.name
        for address in (*PAGES[:4], "/diagrams/{}.svg?detail=full", "/compare?left={}"):
            text = client.get(address.format(network.name)).text
            assert "<b>bold" not in text
            assert '""quoted' not in text
        ids = [op["id"] for op in client.get(f"/api/v1/models/{network.name}/graph").json()["ops"]]
        assert len(set(ids)) == len(ids) == len(trace(Classifier()).ops)
    finally:
        remove(network)
