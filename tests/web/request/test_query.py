from contextlib import suppress

import pytest
from hypothesis import given
from resnet_atlas.diagram.view import View
from resnet_atlas.errors import BadParameter, UnknownName
from resnet_atlas.network.size import Size
from resnet_atlas.web.request.query import INPUT, SPEC, VIEW, Query
from starlette.requests import Request

from tests.strategies import texts


def asked(query, *allowed):
    return Query.of(Request({"type": "http", "query_string": query.encode()}), *allowed)


def test_values_are_read_where_they_are_given_and_usual_elsewhere():
    query = asked("size=225x320&batch=2", *INPUT)
    assert (query.size, query.batch) == (Size(225, 320), 2)
    assert (asked("", *INPUT).size, asked("", *INPUT).batch) == (Size(224, 224), 1)
    assert asked("size=&batch=", *INPUT).size == Size(224, 224)


def test_groups_are_listed_between_commas():
    view = asked("open=layer2,layer2.1&closed=stem&unfold=layer3.1&batch=8", *VIEW).view
    assert view == View(
        open=("layer2", "layer2.1"), closed=("stem",), unfold=("layer3.1",), batch=8
    )


def test_an_unknown_name_is_offered_the_nearest():
    with pytest.raises(BadParameter) as caught:
        asked("sice=1", *INPUT)
    assert (caught.value.parameter, caught.value.given) == ("sice", "1")
    assert caught.value.nearest == "size"
    assert caught.value.allowed == "size, batch"


def test_a_route_without_parameters_says_so():
    with pytest.raises(BadParameter, match=r"Allowed: none\."):
        asked("x=1")


@pytest.mark.parametrize("query", ["size=1&size=2", "size=1&size=1", "size=&size="])
def test_a_name_given_twice_is_refused_even_with_one_value(query):
    with pytest.raises(BadParameter, match="given twice"):
        asked(query, *INPUT)


def test_options_of_a_spec_vary_a_network_and_empty_ones_do_not():
    query = asked("stride_in_1x1=true&groups=&depths=1,2", *SPEC)
    network = query.network("resnet50")
    assert network.changes == {"depths": "1,2", "stride_in_1x1": "true"}
    assert network.title == "resnet50 (depths=1,2, stride_in_1x1=true)"
    with pytest.raises(UnknownName):
        query.network("resnet5O")


@given(text=texts)
def test_any_text_is_read_or_refused(text):
    for name in (*INPUT, *VIEW, *SPEC):
        query = Query({name: text})
        for read in (
            lambda query: query.size,
            lambda query: query.batch,
            lambda query: query.view,
            lambda query: query.network("resnet50"),
        ):
            with suppress(BadParameter):
                read(query)
