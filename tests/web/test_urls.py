from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from resnet_atlas.diagram.view import NETWORK, View
from resnet_atlas.network.catalogue import CATALOGUE
from resnet_atlas.network.size import Size
from resnet_atlas.store.local_graphs import graph_of
from resnet_atlas.web import urls

from tests.diagrams import views
from tests.pictures import network


def test_the_usual_view_needs_no_query():
    assert urls.model(network("resnet50")) == "/models/resnet50"
    assert urls.model(network("resnet50"), View()) == "/models/resnet50"
    assert urls.diagram(network("resnet50"), View()) == "/diagrams/resnet50.svg"


def test_a_url_holds_what_differs_and_stays_readable():
    varied = network("resnet50", dilated_stages="3,4")
    view = View("layer2", "conv", size=Size(225, 320))
    query = "?dilated_stages=3,4&focus=layer2&size=225x320"
    assert urls.model(varied, view) == f"/models/resnet50{query}"
    assert urls.diagram(varied, view, "png") == f"/diagrams/resnet50.png{query}"


@given(view=views)
def test_a_view_survives_its_url(view):
    texts = dict(parse_qsl(urlsplit(urls.model(network("resnet50"), view)).query, True))
    assert View.parse(texts) == view


def test_a_part_is_shown_in_its_own_usual_detail_but_else_as_before():
    view = View(NETWORK, "full", False, "LR", size=Size(1, 2))
    assert urls.part(network("resnet50"), view, "layer2.0") == (
        "/models/resnet50?focus=layer2.0&fold=false&direction=LR&size=1x2"
    )


def test_an_embedded_view_has_the_same_query():
    view = View("layer2", "conv", size=Size(7, 7))
    assert urls.model(network("resnet50"), view, "/embed") == (
        "/embed/resnet50?focus=layer2&size=7"
    )


def test_a_preset_changes_the_size_alone():
    view = View("layer2", "conv", direction="LR", size=Size(1, 2), batch=8)
    path = "/models/resnet50?focus=layer2&direction=LR"
    assert urls.resized(network("resnet50"), view, "225") == f"{path}&size=225&batch=8"
    assert urls.resized(network("resnet50"), view, "224") == f"{path}&batch=8"


def test_another_network_is_seen_whole_but_at_the_same_input():
    view = View(
        "layer2.0",
        "full",
        False,
        "LR",
        ("layer2",),
        ("stem",),
        ("layer3.1",),
        theme="dark",
        size=Size(1, 2),
    )
    assert urls.sibling("resnet18", view) == (
        "/models/resnet18?fold=false&direction=LR&theme=dark&size=1x2"
    )


def test_resources_of_the_api():
    assert urls.api(network("resnet50")) == "/api/v1/models/resnet50"
    varied = network("resnet50", stride_in_1x1="true")
    assert urls.api(varied, "layers", size=Size(225, 320), format="csv") == (
        "/api/v1/models/resnet50/layers?stride_in_1x1=true&size=225x320&format=csv"
    )


@pytest.mark.parametrize(
    ("focus", "path"),
    [
        ("network", ["network"]),
        ("layer2", ["network", "layer2"]),
        ("layer2.0", ["network", "layer2", "layer2.0"]),
        ("stem", ["network", "stem"]),
    ],
)
def test_the_way_to_a_part(focus, path):
    assert urls.parents(graph_of(CATALOGUE["resnet18"]), focus) == path
