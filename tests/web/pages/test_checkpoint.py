"""The page for checkpoints, without a script: an error is pasted into its form."""

import pytest

from tests.checkpoint.mismatches import MISMATCHES
from tests.depth import representatives

HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def ask(client, **fields):
    return client.post("/checkpoint", data=fields, headers=HTML)


def test_the_page_waits_for_a_file_or_an_error(client):
    answer = client.get("/checkpoint", headers=HTML)
    assert answer.status_code == 200
    assert "vendor/js/checkpoint" in answer.text
    assert "vendor/js/checkpoint" not in client.get("/models/resnet50", headers=HTML).text


@pytest.mark.parametrize("name", representatives(MISMATCHES, ("deeper", "classes", "prefix")))
def test_an_error_is_explained_on_the_page(client, name):
    answer = ask(client, error=MISMATCHES[name].error())
    assert answer.status_code == 200
    assert answer.text.count('<li class="cause">') == len(MISMATCHES[name].kinds)


def test_the_lines_and_the_networks_are_there(client):
    text = ask(client, error=MISMATCHES["deeper"].error()).text
    assert "from torchvision.models import resnet101" in text
    assert '<a href="/models/resnet101">ResNet-101</a>' in text
    assert 'data-explorer="/models/resnet50?detail=block"' in text


def test_the_page_speaks_chinese(client):
    answer = client.post(
        "/checkpoint?lang=zh", data={"error": MISMATCHES["deeper"].error()}, headers=HTML
    )
    assert "更深" in answer.text


def test_what_is_no_error_is_told(client):
    answer = ask(client, error="help <b>me</b>")
    assert answer.status_code == 422
    assert "there is no error of PyTorch’s" in answer.text
    assert "help &lt;b&gt;me" in answer.text


def test_names_of_a_stranger_stay_text(client):
    evil = "Unexpected key(s) in state_dict: \"<script>alert('1')</script>.weight\"."
    assert "<script>alert" not in ask(client, error=evil).text
