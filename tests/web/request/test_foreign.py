"""Options under other libraries' names: pages take ours in their place, the API names it."""

import pytest

from tests.html import Page

HTML = {"Accept": "text/html"}
OPTIONS = [
    ("last_stride", "1", "strides=1,2,2,1"),
    ("output_stride", "8", "dilated_stages=3,4"),
    ("replace_stride_with_dilation", "[False,True,True]", "dilated_stages=3,4"),
    ("in_chans", "1", "in_channels=1"),
    ("layers", "[2,2,2,2]", "depths=2,2,2,2"),
    ("cardinality", "32", "groups=32"),
    ("widen_factor", "2", "width_per_group=128"),
]


def said(answer, place):
    """The words of a notice on a page, in one line."""
    page = Page(answer.text)
    assert answer.status_code == 200
    (notice,) = [it for it in page.elements if place in (it.get("class"), it.get("id"))]
    return " ".join(notice.words.split())


@pytest.mark.parametrize(("name", "text", "ours"), OPTIONS)
def test_a_page_takes_our_option_for_one_of_another_library(client, name, text, ours):
    answer = client.get("/models/resnet50", params={name: text}, headers=HTML)
    assert f"{ours} was taken" in said(answer, "notice")
    assert f"<code>{ours}</code>" in answer.text


@pytest.mark.parametrize(("name", "text", "ours"), OPTIONS)
def test_a_side_of_a_comparison_takes_it_as_well(client, name, text, ours):
    sides = {"left": f"resnet50;{name}={text}", "right": "resnet50"}
    answer = client.get("/compare", params=sides, headers=HTML)
    assert f"left=resnet50;{ours} was taken" in said(answer, "overlooked")


def test_what_is_given_under_both_names_is_taken_under_ours(client):
    options = {"in_chans": "1", "in_channels": "4"}
    answer = client.get("/models/resnet50", params=options, headers=HTML)
    assert "left out" in said(answer, "notice")
    assert "<code>in_channels=4</code>" in answer.text


def test_a_value_that_ours_refuses_costs_no_more_than_itself(client):
    answer = client.get("/models/resnet50", params={"in_chans": "many"}, headers=HTML)
    assert answer.status_code == 200
    assert "back to resnet50" not in answer.text


def test_the_value_of_an_unknown_option_is_not_given_to_one_of_like_meaning(client):
    sides = {"left": "resnet50;with_bias=1", "right": "resnet50"}
    answer = client.get("/compare", params=sides, headers=HTML)
    assert "left=resnet50 was taken" in said(answer, "overlooked")


def test_the_api_names_our_option_and_its_value(client):
    answer = client.get("/api/v1/models/resnet50", params={"last_stride": "1"})
    assert answer.status_code == 422
    assert answer.json()["nearest"] == "strides"
    assert "strides=1,2,2,1" in answer.json()["detail"]
