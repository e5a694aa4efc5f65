"""The code API: the source line by line, and lines to paste."""

import pytest


def ask(client, resource, name="resnet50", **parameters):
    return client.get(f"/api/v1/models/{name}/{resource}", params=parameters)


def test_the_lines_of_an_op_are_in_the_source(client):
    answer = ask(client, "code").json()
    lines = answer["source"].splitlines()
    place = answer["places"]["layer2.0.conv2"]
    assert [lines[number - 1].strip() for number in place["init"]] == [
        "self.conv2 = conv(width, width, 3, stride)"
    ]
    assert [lines[number - 1].strip() for number in place["forward"]] == ["out = self.conv2(out)"]
    assert "self.layer3 = " in lines[answer["places"]["layer3"]["init"][0] - 1]


def test_a_relu_that_is_called_again_has_its_real_nodes_name(client):
    answer = ask(client, "usage", at="layer1.0.relu:2").json()
    codes = {it["purpose"]: it["code"] for it in answer["usages"]}
    assert '{"layer1.0.relu_1": "out"}' in codes["output"]
    assert codes["gradcam"].endswith("target_layers = [model.layer1[0]]")


def test_a_dilated_network_is_built_as_such(client):
    answer = ask(client, "usage", "dilated_resnet50", at="stage4").json()
    assert answer["at"] == "layer4"
    codes = {it["purpose"]: it["code"] for it in answer["usages"]}
    assert "resnet50(replace_stride_with_dilation=[False, True, True])" in codes["output"]
    assert '{"layer4": "c5"}' in codes["output"]


@pytest.mark.parametrize("at", ["nothing", "layer9"])
def test_a_part_that_is_not_there_is_refused(client, at):
    answer = ask(client, "usage", at=at)
    assert answer.status_code == 404
    assert answer.json()["parameter"] == "at"
