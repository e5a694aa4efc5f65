"""Identifying by the API: names and shapes, or an error's text; and a network's state dict."""

import json

import pytest
from resnet_atlas.facts.state_dict import state_dict_of
from resnet_atlas.network.catalogue import CATALOGUE, PRESETS, named

from tests.checkpoint.mismatches import MISMATCHES
from tests.depth import representatives

URL = "/api/v1/identify"


def tensors(name="resnet50", front=""):
    return {front + key: list(shape) for key, shape in state_dict_of(named(name)).items()}


def test_names_and_shapes_are_identified(client):
    answer = client.post(URL, json={"tensors": tensors(front="module.")})
    assert answer.status_code == 200
    identity = answer.json()["identity"]
    assert identity["title"] == "ResNet-50"
    assert identity["network"] == {"name": "resnet50", "changes": {}, "title": "ResNet-50"}
    assert identity["prefix"] == "module."
    assert identity["parameters"] == 25_557_032
    assert answer.json()["fits"]


def test_they_are_held_against_a_network(client):
    body = {"tensors": tensors(), "against": "resnet34;num_classes=7"}
    answer = client.post(URL, json=body).json()
    assert [cause["kind"] for cause in answer["causes"]] == ["block", "classes"]
    assert not answer["fits"]
    assert answer["marks"]["fc"] == "different"


def test_an_error_is_explained(client):
    answer = client.post(URL, json={"error": MISMATCHES["bottlenecks and depth"].error()}).json()
    assert answer["causes"][0]["words"] == "bottleneck weights, basic blocks"
    assert [network["name"] for network in answer["files"]] == ["resnet50"]
    assert [network["name"] for network in answer["models"]] == ["resnet18"]


@pytest.mark.parametrize(
    ("body", "parameter"),
    [
        ([], "body"),
        ({}, "tensors"),
        ({"tensors": {}}, "tensors"),
        ({"tensors": {"a": [1]}, "error": "b"}, "tensors"),
        ({"tensors": {"a": [-1]}}, "tensors.a"),
        ({"tensors": {"a": [True]}}, "tensors.a"),
        ({"tensors": {"a": "b"}}, "tensors.a"),
        ({"tensors": {f"n{n}": [1] for n in range(20_001)}}, "tensors"),
        ({"error": "it doesn't work"}, "error"),
        ({"error": 3}, "error"),
        ({"tensors": {"a": [1]}, "against": "resnet51"}, "model"),
        ({"tensors": {"a": [1]}, "against": "resnet50;depth=3"}, "depth"),
        ({"weights": {}}, "weights"),
    ],
)
def test_what_is_wrong_is_named(client, body, parameter):
    answer = client.post(URL, json=body)
    assert answer.status_code in (404, 422)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["parameter"] == parameter


def test_more_than_a_megabyte_is_refused(client):
    answer = client.post(URL, content=b'{"error": "' + b"a" * 1_100_000)
    assert answer.status_code == 413
    assert answer.json()["detail"] == "What was sent is too large."
    assert client.post(URL, content=b"[" * 900_000).status_code == 422


def test_reading_it_says_how_it_is_asked(client):
    answer = client.get(URL)
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


@pytest.mark.parametrize("name", representatives([*CATALOGUE, *PRESETS]))
def test_the_state_dict_of_a_network(client, name):
    answer = client.get(f"/api/v1/models/{name}/state_dict", params={"num_classes": 7})
    expected = json.loads(json.dumps(tensors(name)))
    expected["fc.weight"][0], expected["fc.bias"][0] = 7, 7
    assert answer.json()["tensors"] == expected
    assert answer.json()["changes"] == ({"num_classes": "7"})


def test_layers_and_graph_say_the_names_and_shapes_of_weights(client):
    for url in ("/api/v1/models/resnet50/layers", "/api/v1/models/resnet50/graph"):
        answer = client.get(url).json()
        ops = answer.get("layers") or answer["ops"]
        found = {name: shape for op in ops for name, shape in op["weights"].items()}
        assert found == tensors()
    text = client.get("/api/v1/models/resnet50/layers", params={"format": "csv"}).text
    assert '"weight [128, 128, 3, 3]"' in text


def test_a_comparison_says_how_many_tensors_are_shared(client):
    params = {"left": "resnet50", "right": "resnet50;num_classes=7"}
    answer = client.get("/api/v1/compare", params=params).json()
    assert answer["weights"] == {"same": 318, "different": 2, "left": 0, "right": 0}
