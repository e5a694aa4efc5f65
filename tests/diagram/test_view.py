import json
from dataclasses import fields, replace
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from resnet_atlas.diagram.project import project
from resnet_atlas.diagram.view import DETAILS, LISTS, NETWORK, READERS, View
from resnet_atlas.errors import BadParameter, UnknownName
from resnet_atlas.graph.group import KINDS
from resnet_atlas.network.size import Size

from tests.diagrams import views, views_of


@given(view=views)
@example(view=View())
@example(view=View("layer2", "stage", False, "LR", theme="dark", size=Size(225, 320), batch=8))
@example(view=View(open=("layer2", "layer2.1"), closed=("stem",), unfold=("layer3.1",)))
def test_a_view_survives_the_query_string(view):
    texts = dict(parse_qsl(urlencode(view.texts()), keep_blank_values=True))
    assert View.parse(texts) == view


def test_a_query_string_holds_only_what_differs_from_the_default():
    assert View().texts() == {}
    assert View("layer2", "conv").texts() == {"focus": "layer2"}
    assert View("layer2", "stage").texts() == {"focus": "layer2", "detail": "stage"}
    assert View(fold=False, size=Size(225, 320)).texts() == {"fold": "false", "size": "225x320"}
    assert View(open=("layer2", "layer2.1"), unfold=("layer2.1",), batch=8).texts() == {
        "open": "layer2,layer2.1",
        "unfold": "layer2.1",
        "batch": "8",
    }


def test_a_network_is_shown_by_stage_and_a_part_of_it_by_conv():
    assert View.parse({}) == View(NETWORK, "stage")
    assert View.parse({"focus": "layer2"}).detail == "conv"


def test_fields_that_a_form_left_empty_have_their_defaults():
    assert View.parse(dict.fromkeys(READERS, "")) == View()
    assert set(READERS) == {field.name for field in fields(View)}


def test_a_direction_may_be_written_small():
    assert View.parse({"direction": "lr"}).direction == "LR"


@pytest.mark.parametrize("focus", ["stage2", "layer2", "conv3_x"])
def test_a_stage_is_found_by_each_of_its_three_names(graphs, focus):
    assert View(focus).of(graphs["resnet50"]).focus == "layer2"


PART_NAMES = json.loads(Path("tests/graph/part_names.json").read_text())["cases"]


@pytest.mark.parametrize(("name", "_", "focus"), [it for it in PART_NAMES if it[0]])
def test_a_part_goes_by_the_names_that_people_give_it(graphs, name, _, focus):
    if focus:
        assert View(name).of(graphs["resnet50"]).focus == focus
    else:
        with pytest.raises(UnknownName):
            View(name).of(graphs["resnet50"])


@pytest.mark.parametrize("focus", ["network", "stem", "head", "layer4", "layer4.2"])
def test_a_module_path_is_a_focus_as_it_is(graphs, focus):
    assert View(focus, "full", size=Size(1, 2)).of(graphs["resnet50"]) == View(
        focus, "full", size=Size(1, 2)
    )


@pytest.mark.parametrize(
    ("focus", "nearest"),
    [
        ("stag2", "stage2"),
        ("Layr2", "layer2"),
        ("conv3x", "conv3_x"),
        ("netwrk", "network"),
        ("layer2.00", "layer2.0"),
        ("?", None),
    ],
)
def test_a_mistyped_focus_is_offered_the_nearest_part(graphs, focus, nearest):
    with pytest.raises(UnknownName) as caught:
        View(focus).of(graphs["resnet50"])
    assert (caught.value.parameter, caught.value.given) == ("focus", focus)
    assert caught.value.nearest == nearest
    assert caught.value.allowed.startswith("network, stem, stage1, ")
    assert {"stage4", "head", "layer1.0"} <= {*caught.value.allowed.split(", ")}


def test_a_block_that_this_network_lacks_is_no_focus_of_it(graphs):
    View("layer1.2").of(graphs["resnet50"])
    with pytest.raises(UnknownName):
        View("layer1.2").of(graphs["resnet18"])


@pytest.mark.parametrize(
    ("name", "text", "nearest"),
    [
        ("detail", "con", "conv"),
        ("direction", "RL", None),
        ("theme", "drak", "dark"),
        ("shapes", "symbol", "symbols"),
        ("fold", "maybe", None),
        ("size", "0", None),
        ("batch", "0", None),
        ("batch", "257", None),
        ("batch", "two", None),
    ],
)
def test_a_mistyped_option_is_refused_by_name(name, text, nearest):
    with pytest.raises(BadParameter) as caught:
        View.parse({name: text})
    assert (caught.value.parameter, caught.value.given) == (name, text)
    assert caught.value.nearest == nearest


# ---- Groups that are listed --------------------------------------------------------------------


def test_names_are_read_between_commas_each_once_and_blanks_are_none():
    view = View.parse({"open": " layer2, layer2.1,,layer2 ,", "closed": ",", "unfold": "a b"})
    assert (view.open, view.closed, view.unfold) == (("layer2", "layer2.1"), (), ("a b",))


@pytest.mark.parametrize("name", LISTS)
def test_so_many_names_as_no_network_has_groups_are_refused(name):
    texts = [",".join(f"layer1.{number}" for number in range(count)) for count in (256, 257)]
    assert len(getattr(View.parse({name: texts[0]}), name)) == 256
    with pytest.raises(BadParameter, match="at most 256") as caught:
        View.parse({name: texts[1]})
    assert (caught.value.parameter, caught.value.given) == (name, texts[1])


def test_groups_are_found_by_each_of_their_names_once_in_one_order(graphs):
    view = View(open=("layer2.1", "conv3_x", "stage2", "head"), closed=("stage3",))
    found = view.of(graphs["resnet50"])
    assert (found.open, found.closed) == (("head", "layer2", "layer2.1"), ("layer3",))
    assert found.of(graphs["resnet50"]) == found


@pytest.mark.parametrize(
    ("name", "text", "nearest"),
    [
        ("open", "leyer4", "layer4"),
        ("open", "layer2.11", "layer2.1"),
        ("closed", "stag2", "stage2"),
        ("closed", "network", None),
        ("unfold", "layer2.00", "layer2.0"),
        ("unfold", "layer2", "layer2.0"),
        ("unfold", "stem", None),
    ],
)
def test_a_group_that_is_not_there_is_refused_by_the_name_of_the_list(graphs, name, text, nearest):
    with pytest.raises(UnknownName) as caught:
        View(**{name: ("layer1.0", text)}).of(graphs["resnet50"])
    assert (caught.value.parameter, caught.value.given) == (name, text)
    assert caught.value.nearest == nearest
    assert "network" not in caught.value.allowed
    if name == "unfold":
        assert "stem" not in caught.value.allowed


@pytest.mark.parametrize("name", ["layer2", "stage2", "conv3_x"])
def test_no_group_is_both_open_and_closed_by_whatever_names(graphs, name):
    with pytest.raises(BadParameter) as caught:
        View(open=("layer2",), closed=("layer1", name)).of(graphs["resnet50"])
    assert (caught.value.parameter, caught.value.given) == ("closed", name)


@pytest.mark.parametrize(
    ("detail", "kinds"),
    [
        ("stage", set()),
        ("block", {"stem", "stage", "head"}),
        ("conv", {*KINDS}),
        ("full", {*KINDS}),
    ],
)
def test_the_detail_says_which_kinds_are_open(detail, kinds):
    view = View(detail=detail)
    assert {kind for kind in KINDS if view.opens(kind, ["layer2.1"])} == kinds


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("detail", DETAILS)
def test_what_is_listed_is_open_or_closed_whatever_the_detail(detail, kind):
    groups = ("layer2.1", "layer2.2")
    for group in groups:
        assert View(detail=detail, open=(group,)).opens(kind, groups)
        assert not View(detail=detail, closed=(group,)).opens(kind, groups)
        assert View(group, detail, closed=(group,)).opens(kind, groups)
    others = View(detail=detail, open=("layer1",), closed=("layer3", "layer2"))
    assert others.opens(kind, groups) == View(detail=detail).opens(kind, groups)


@given(data=st.data())
def test_turning_a_group_opens_what_was_closed_and_closes_what_was_open(graphs, data):
    graph = graphs["resnet50"]
    view = data.draw(views_of(graph))
    diagram = project(graph, view)
    frames = [*diagram.frames, *[node.closed for node in diagram.nodes if node.closed]]
    for frame in frames:
        if view.focus in frame.covers:
            continue
        kind, groups = frame.group.kind, frame.covers
        turned = view.turned(kind, groups)
        assert turned.opens(kind, groups) != view.opens(kind, groups)
        assert turned.of(graph).of(graph) == turned.of(graph)
        shown = {
            other.id: turned.opens(other.group.kind, other.covers)
            for other in frames
            if other != frame
        }
        assert shown == {id: view_opens(view, frames, id) for id in shown}
        again = turned.turned(kind, groups)
        assert again.opens(kind, groups) == view.opens(kind, groups)
        assert project(graph, again) == diagram


def view_opens(view, frames, id):
    (frame,) = [frame for frame in frames if frame.id == id]
    return view.opens(frame.group.kind, frame.covers)


def test_a_turned_view_lists_no_more_than_it_must():
    view = View()
    opened = view.turned("stage", ("layer2",))
    assert opened == View(open=("layer2",))
    assert opened.turned("stage", ("layer2",)) == view
    closed = View(detail="conv").turned("block", ("layer2.1", "layer2.2"))
    assert closed == View(detail="conv", closed=("layer2.1",))
    assert closed.turned("block", ("layer2.1", "layer2.2")) == View(detail="conv")


# ---- Layouts -----------------------------------------------------------------------------------


def test_a_layout_depends_on_all_but_size_batch_theme_and_kind_of_shapes():
    what = View("layer2", "full", False, "LR", ("layer2.0",), ("layer2.1",), ("layer2.2",))
    view = replace(what, theme="dark", shapes="symbols", size=Size(1, 2), batch=9)
    assert view.layout() == what.layout() == what
