from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import example, given

from app.diagram.view import NETWORK, View
from app.errors import BadParameter, UnknownName
from app.size import Size
from tests.diagrams import views


@given(view=views)
@example(view=View())
@example(view=View("layer2", "stage", False, "LR", "dark", "symbols", Size(225, 320)))
def test_a_view_survives_the_query_string(view):
    texts = dict(parse_qsl(urlencode(view.texts()), keep_blank_values=True))
    assert View.parse(texts) == view


def test_a_query_string_holds_only_what_differs_from_the_default():
    assert View().texts() == {}
    assert View("layer2", "conv").texts() == {"focus": "layer2"}
    assert View("layer2", "stage").texts() == {"focus": "layer2", "detail": "stage"}
    assert View(fold=False, size=Size(225, 320)).texts() == {"fold": "false", "size": "225x320"}


def test_a_network_is_shown_by_stage_and_a_part_of_it_by_conv():
    assert View.parse({}) == View(NETWORK, "stage")
    assert View.parse({"focus": "layer2"}).detail == "conv"


def test_fields_that_a_form_left_empty_have_their_defaults():
    names = ("focus", "detail", "fold", "direction", "theme", "shapes", "size")
    assert View.parse(dict.fromkeys(names, "")) == View()


def test_a_direction_may_be_written_small():
    assert View.parse({"direction": "lr"}).direction == "LR"


@pytest.mark.parametrize("focus", ["stage2", "layer2", "conv3_x"])
def test_a_stage_is_found_by_each_of_its_three_names(graphs, focus):
    assert View(focus).of(graphs["resnet50"]).focus == "layer2"


@pytest.mark.parametrize("focus", ["network", "stem", "head", "layer4", "layer4.2"])
def test_a_module_path_is_a_focus_as_it_is(graphs, focus):
    assert View(focus, "full", size=Size(1, 2)).of(graphs["resnet50"]) == View(
        focus, "full", size=Size(1, 2)
    )


@pytest.mark.parametrize(
    ("focus", "nearest"),
    [
        ("stag2", "stage2"),
        ("Layer2", "layer2"),
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
    ],
)
def test_a_mistyped_option_is_refused_by_name(name, text, nearest):
    with pytest.raises(BadParameter) as caught:
        View.parse({name: text})
    assert (caught.value.parameter, caught.value.given) == (name, text)
    assert caught.value.nearest == nearest


def test_a_layout_depends_on_part_detail_folding_and_direction_alone():
    view = View("layer2", "full", False, "LR", "dark", "symbols", Size(1, 2))
    assert view.layout() == View("layer2", "full", False, "LR")
