"""The memory API: the sums, and what is refused."""

import pytest
from resnet_atlas.facts.memory.memory import GIGABYTE


def ask(client, name="resnet50", **parameters):
    return client.get(f"/api/v1/models/{name}/memory", params=parameters)


def test_the_parts_add_up(client):
    answer = ask(client, size="225x320", batch=2, optimizer="adamw").json()
    parts = ("weights", "buffers", "gradients", "optimizer", "saved_for_backward", "temporary")
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
    [
        ("batch", "0"),
        ("optimizer", "lion"),
        ("dtype", "int4"),
        ("size", "0"),
        ("device", "0"),
        ("device", "big"),
        ("card", "8"),
    ],
)
def test_what_is_wrong_is_named(client, parameter, given):
    answer = ask(client, **{parameter: given})
    assert answer.status_code == 422
    problem = answer.json()
    assert (problem["parameter"], problem["given"]) == (parameter, given)
    assert problem["allowed"]


def test_a_card_of_ones_own_is_among_the_answers(client):
    answer = ask(client, device="11.5").json()
    assert answer["largest_batch"]["8"] < answer["largest_batch"]["11.5"]
    assert answer["largest_size"]["11.5"] <= answer["largest_size"]["12"]


def test_what_does_not_fit_says_by_how_much(client):
    answer = ask(client, name="wide_resnet101_2", device="1").json()
    assert answer["largest_batch"]["1"] == 0
    assert answer["lacking"] == {"1": answer["training"] - GIGABYTE}


def test_checkpointing_and_precision_are_asked_for(client):
    plain = ask(client, batch=4).json()
    less = ask(client, batch=4, dtype="autocast_bfloat16", checkpoint="true").json()
    assert less["saved_for_backward"] < plain["saved_for_backward"]
    assert less["weights"] == plain["weights"]
    assert sum(op["recomputed"] for op in less["ops"]) > 0


def test_a_last_map_of_one_place_cannot_be_trained_with_one_image(client):
    assert ask(client, size="32").json()["untrainable"][0] == "layer4.0.bn2"
    assert not ask(client, size="32", batch=2).json()["untrainable"]
