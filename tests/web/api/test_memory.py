"""The memory API: the sums, and what is refused."""

import pytest
from resnet_atlas.facts.memory import GIGABYTE


def ask(client, name="resnet50", **parameters):
    return client.get(f"/api/v1/models/{name}/memory", params=parameters)


def test_the_parts_add_up(client):
    answer = ask(client, size="225x320", batch=2, optimizer="adamw").json()
    parts = ("weights", "buffers", "gradients", "optimizer", "saved_for_backward")
    assert answer["training"] == sum(answer[part] for part in parts)
    assert answer["weights"] == answer["gradients"] == 4 * 25_557_032
    assert sum(op["saved_for_backward"] for op in answer["ops"]) == answer["saved_for_backward"]
    assert max(op["alive"] for op in answer["ops"]) == answer["inference_peak"]


def test_the_example_that_was_measured(client):
    """254.721 MB in 212 tensors, seen by autograd’s own hooks."""
    saved = ask(client, size="225x320", batch=2).json()["saved_for_backward"]
    assert round(saved / 10**6, 3) == 254.721


def test_the_largest_batch_fits_and_one_more_does_not(client):
    largest = ask(client, optimizer="sgd").json()["largest_batch"]
    assert list(largest) == ["8", "12", "16", "24", "40", "80"]
    batch = largest["8"]
    assert ask(client, optimizer="sgd", batch=batch).json()["training"] <= 8 * GIGABYTE
    assert ask(client, optimizer="sgd", batch=batch + 1).json()["training"] > 8 * GIGABYTE


@pytest.mark.parametrize(
    ("parameter", "given"),
    [("batch", "0"), ("optimizer", "lion"), ("dtype", "int4"), ("size", "0"), ("device", "8")],
)
def test_what_is_wrong_is_named(client, parameter, given):
    answer = ask(client, **{parameter: given})
    assert answer.status_code == 422
    problem = answer.json()
    assert (problem["parameter"], problem["given"]) == (parameter, given)
    assert problem["allowed"]
