from contextlib import suppress

import anyio
import pytest
from hypothesis import given
from resnet_atlas.diagram.view import View
from resnet_atlas.errors import BadParameter, UnknownName
from resnet_atlas.network.size import Size
from resnet_atlas.web.request.query import PageQuery, QueryModel, refuse_repeated, unknown_parameter
from resnet_atlas.web.request.spec_query import DiagramQuery, NetworkQuery, SpecQuery
from resnet_atlas.web.request.view_query import InputQuery, ViewQuery
from starlette.requests import Request

from tests.strategies import texts


def test_values_are_read_where_they_are_given_and_usual_elsewhere():
    query = InputQuery.model_validate({"size": "225x320", "batch": "2"})
    assert (query.size_for("resnet50"), query.batch) == (Size(225, 320), 2)
    for nothing in ({}, {"size": "", "batch": ""}):
        query = InputQuery.model_validate(nothing)
        assert (query.size_for("resnet50"), query.batch) == (Size(224, 224), 1)
        assert query.size_for("resnet20") == Size(32, 32)


def test_groups_are_listed_between_commas():
    query = ViewQuery.model_validate(
        {"open": "layer2,layer2.1", "closed": "stem", "unfold": "layer3.1", "batch": "8"}
    )
    assert query.view("resnet50") == View(
        open=("layer2", "layer2.1"), closed=("stem",), unfold=("layer3.1",), batch=8
    )


def test_a_part_is_shown_by_conv_and_a_network_by_stage():
    assert ViewQuery.model_validate({"focus": "layer2"}).view("resnet50").detail == "conv"
    assert ViewQuery.model_validate({}).view("resnet50").detail == "stage"


def full_width(text):
    """Digits and commas as a Chinese keyboard types them."""
    return "".join(chr(ord(sign) + 0xFEE0) if sign in "0123456789," else sign for sign in text)


def test_full_width_digits_are_read_in_every_number():
    texts = {"batch": "8", "size": "224", "groups": "32", "depths": "3,4", "widths": "64,128"}
    wide = {name: full_width(text) for name, text in texts.items()}
    assert not {*texts.values()} & {*wide.values()}
    assert DiagramQuery.model_validate(wide) == DiagramQuery.model_validate(texts)


@pytest.mark.parametrize("text", ["\u0663", "²", *map(full_width, ("1.5", "1e3", "888"))])
def test_other_digits_and_numbers_out_of_range_stay_refused(text):
    with pytest.raises(BadParameter, match="a whole number from 1 to 256"):
        InputQuery.model_validate({"batch": text})


def test_an_unknown_name_is_offered_the_nearest():
    with pytest.raises(BadParameter) as caught:
        InputQuery.model_validate({"sice": "1"})
    assert (caught.value.parameter, caught.value.given) == ("sice", "1")
    assert caught.value.nearest == "size"
    assert caught.value.allowed == "size, batch"


def test_a_route_without_parameters_says_so():
    with pytest.raises(BadParameter, match=r"Allowed: none\."):
        QueryModel.model_validate({"x": "1"})


def test_what_other_sites_add_to_a_link_is_ignored_on_pages_alone():
    assert PageQuery.model_validate({"utm_source": "a", "fbclid": "b"}).lang is None
    with pytest.raises(BadParameter, match="utm_source"):
        QueryModel.model_validate({"utm_source": "a"})


@pytest.mark.parametrize("query", ["size=1&size=2", "size=1&size=1", "size=&size="])
def test_a_name_given_twice_is_refused_even_with_one_value(query):
    with pytest.raises(BadParameter, match="given twice"):
        anyio.run(refuse_repeated, Request({"type": "http", "query_string": query.encode()}))


def test_options_of_a_spec_vary_a_network_and_empty_ones_do_not():
    query = SpecQuery.model_validate({"stride_in_1x1": "true", "groups": "", "depths": "1,2"})
    network = query.network("resnet50")
    assert network.changes == {"depths": "1,2", "stride_in_1x1": "true"}
    assert network.title == "resnet50 (depths=1,2, stride_in_1x1=true)"
    with pytest.raises(UnknownName):
        query.network("resnet5O")


@given(text=texts)
def test_any_text_is_read_or_refused(text):
    for model in (DiagramQuery, NetworkQuery):
        for name in model.model_fields:
            with suppress(BadParameter):
                model.model_validate({name: text}).network("resnet50")


@pytest.mark.parametrize("name", ["zero_init_residual", "pretrained"])
def test_an_option_without_effect_is_said_to_be_one_where_options_are_taken(name):
    error = unknown_parameter(name, "true", ["size", "depths"])
    assert "this has no effect on shapes" in str(error)
    assert "there is no such parameter" in str(unknown_parameter(name, "true", ["size"]))
