"""The API of arithmetic per byte."""

import pytest


def ask(client, **parameters):
    return client.get("/api/v1/models/resnet50/roofline", params=parameters)


def test_the_sums_are_those_of_the_ops(client):
    answer = ask(client, size="225x320", batch=2, device="h100", dtype="bfloat16").json()
    for name in ("macs", "bytes_read", "bytes_written"):
        assert answer[name] == sum(op[name] for op in answer["ops"])
    assert answer["least_seconds"] == pytest.approx(sum(op["seconds"] for op in answer["ops"]))
    assert answer["device"]["flops"] == 989.4e12


def test_a_device_of_ones_own_binds_otherwise(client):
    slow = ask(client, flops="1e9", bandwidth="1e15").json()
    convs = [op for op in slow["ops"] if op["macs"]]
    assert {op["bound"] for op in convs} == {"arithmetic"}
    assert slow["least_seconds"] >= 2 * slow["macs"] / 1e9


@pytest.mark.parametrize(
    ("parameters", "named"),
    [
        ({"flops": "0", "bandwidth": "1e9"}, "flops"),
        ({"flops": "1e12"}, "bandwidth"),
        ({"bandwidth": "-1", "flops": "1e12"}, "bandwidth"),
        ({"device": "a1000"}, "device"),
        ({"dtype": "int8"}, "dtype"),
        ({"batch": "0"}, "batch"),
    ],
)
def test_what_is_wrong_is_named(client, parameters, named):
    answer = ask(client, **parameters)
    assert answer.status_code == 422
    assert answer.json()["parameter"] == named
    assert answer.json()["allowed"]
