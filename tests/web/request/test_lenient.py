import asyncio
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from resnet_atlas.diagram.project import project
from resnet_atlas.diagram.view import View
from resnet_atlas.errors import BadParameter, UnknownName
from resnet_atlas.network.network import Network
from resnet_atlas.network.size import Size
from resnet_atlas.render.pictures import checked
from resnet_atlas.store.local_graphs import graph_of
from resnet_atlas.web.pages.model import ModelQuery
from resnet_atlas.web.request.lenient import LIST_ATTEMPTS, MOST_NAMED, read_leniently
from resnet_atlas.web.request.spec_query import SPEC
from resnet_atlas.web.request.view_query import VIEW
from starlette.requests import Request

from tests.strategies import texts


def read(query, model="resnet50"):
    """The nearest view of a network, and what was ignored."""
    text = query if isinstance(query, str) else urlencode(query)
    request = Request({"type": "http", "query_string": text.encode()})

    async def make(query):
        network = query.network(model)
        view = checked(graph_of(network.spec), query.view(model))
        project(graph_of(network.spec), view)
        return network, view

    found = asyncio.run(read_leniently(request, ModelQuery, make))
    return *found.result, [(one.error.parameter, one.error.given) for one in found.ignored]


def test_what_makes_sense_is_taken_as_it_is():
    network, view, ignored = read("focus=layer2&size=225x320&depths=3,4,6,4&open=")
    assert view == View("layer2", "conv", size=Size(225, 320))
    assert network.changes == {"depths": "3,4,6,4"}
    assert ignored == []


@pytest.mark.parametrize(
    ("query", "view", "ignored"),
    [
        ("size=0", View(), ("size", "0")),
        ("size=5000&theme=dark", View(theme="dark"), ("size", "5000")),
        ("batch=two", View(), ("batch", "two")),
        ("fold=perhaps", View(), ("fold", "perhaps")),
        ("theme=drak", View(theme="dark"), ("theme", "drak")),
        ("detail=ful", View(detail="full"), ("detail", "ful")),
        ("focus=layer9", View("layer4", "conv"), ("focus", "layer9")),
        ("focus=xyz&size=7", View(size=Size(7, 7)), ("focus", "xyz")),
        ("open=nonsense", View(), ("open", "nonsense")),
        ("open=layer2,nonsense,stem", View(open=("layer2", "stem")), ("open", "nonsense")),
        ("unfold=layer2", View(unfold=("layer2.0",)), ("unfold", "layer2")),
        ("open=layer2&closed=conv3_x", View(open=("layer2",)), ("closed", "conv3_x")),
        ("depths=0", View(), ("depths", "0")),
        ("foo=1", View(), ("foo", "1")),
        ("sice=300&size=7", View(size=Size(7, 7)), ("sice", "300")),
    ],
)
def test_nonsense_costs_no_more_than_itself_and_is_said_once(query, view, ignored):
    network, seen, said = read(query)
    assert (seen, said) == (view, [ignored])
    assert network.changes == {}


def test_all_nonsense_is_named():
    _, view, ignored = read("size=0&focus=layer9&open=nonsense&foo=1")
    assert view.focus == "layer4"
    assert sorted(ignored) == [
        ("focus", "layer9"),
        ("foo", "1"),
        ("open", "nonsense"),
        ("size", "0"),
    ]


def test_a_parameter_given_twice_is_said():
    _, view, ignored = read("size=300&size=7")
    assert view.size in (Size(300, 300), Size(7, 7))
    assert [parameter for parameter, _ in ignored] == ["size"]


def test_of_a_great_many_parameters_few_are_named_and_the_rest_counted(client):
    names = [f"x{number}" for number in range(2000)]
    page = client.get("/models/resnet18", params=dict.fromkeys(["fokus", *names], "1"))
    assert page.status_code == 200
    assert page.text.count("there is no such parameter here") == MOST_NAMED
    assert "<code>fokus=1</code>: there is no such parameter" in page.text
    assert "(did you mean <code>focus</code>?)" in page.text
    assert f"{2001 - MOST_NAMED} more are unknown, too" in page.text
    twice = client.get(f"/models/resnet18?{'&'.join(f'size={it}' for it in range(1, 1000))}")
    assert twice.text.count("this is given twice") == 1


def test_of_a_list_of_nonsense_so_much_is_mended_one_by_one_and_then_all_at_once():
    names = [f"nonsense{number}" for number in range(LIST_ATTEMPTS + 5)]
    _, view, ignored = read({"open": ",".join(["layer2", *names])})
    assert view.open == ()
    assert [text for _, text in ignored] == names[: LIST_ATTEMPTS + 1]


def test_a_picture_too_large_in_a_detail_is_drawn_in_the_usual_one():
    _, view, ignored = read("depths=99,99,99,99&size=7&detail=full&fold=false")
    assert view == View(fold=False, size=Size(7, 7))
    assert ignored == [("detail", "full")]


def test_a_picture_too_large_in_the_usual_detail_is_folded():
    pages = ",".join(f"layer1.{block}" for block in range(1, 351, 50))
    _, view, ignored = read(f"depths=399&size=7&focus=layer1&unfold={pages}")
    assert view == View("layer1", "conv", size=Size(7, 7))
    assert [parameter for parameter, _ in ignored] == ["detail"]


def test_no_network_is_near_enough_to_another():
    with pytest.raises(UnknownName) as caught:
        read("size=0", "resnet5O")
    assert caught.value.nearest == "resnet50"


@given(query=st.dictionaries(st.sampled_from([*VIEW, *SPEC, "foo"]), texts, max_size=4))
def test_whatever_an_address_says_there_is_a_view_of_it(query):
    network, view, ignored = read(query, "resnet18")
    assert isinstance(network, Network)
    assert {parameter for parameter, _ in ignored} <= set(query)
    for name in {*query} - {parameter for parameter, _ in ignored}:
        assert name != "foo"
    assert View.parse(view.texts()) == view


def test_what_is_wrong_without_the_query_is_raised():
    async def make(_):
        raise BadParameter("depth", "1", "this is wrong", "none")

    request = Request({"type": "http", "query_string": b"size=7"})
    with pytest.raises(BadParameter):
        asyncio.run(read_leniently(request, ModelQuery, make))
