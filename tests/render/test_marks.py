from resnet_atlas.diagram.view import View
from resnet_atlas.render.formats.svg import form
from resnet_atlas.render.marks import standing
from resnet_atlas.render.theme import PALETTES
from resnet_atlas.store.local_graphs import graph_of

from tests.pictures import network, scene

SPEC = network("resnet50").spec


def at(marks, **options):
    """Where numbers stand in a view of ResNet-50."""
    return standing(marks, scene(SPEC, View(**options).layout()).items, graph_of(SPEC))


def test_a_number_stands_at_its_part():
    assert at(
        {1: ["layer2.0.conv2"], 2: ["layer2.1.add identity"]}, focus="layer2", detail="conv"
    ) == {
        "layer2.0.conv2": "1",
        "layer2.1.add identity": "2",
    }


def test_what_is_closed_is_marked_as_a_whole_with_all_its_numbers():
    marks = {
        1: ["conv1"],
        2: ["layer2.0.conv2"],
        3: ["layer2"],
        4: ["layer2.3"],
        6: ["layer2.1.bn1"],
    }
    assert at(marks) == {"stem": "1", "layer2": "2–4,6"}


def test_what_is_folded_is_marked_where_it_is_drawn():
    marks = {1: ["layer2.0.conv2", "layer2.2.conv2", "layer2.3.conv2"], 2: ["layer2.3"]}
    found = at(marks, focus="layer2", detail="conv")
    assert found == {"layer2.0.conv2": "1", "layer2.1.conv2": "1", "layer2.1": "2"}


def test_what_isnt_in_the_picture_has_no_mark():
    assert at({1: ["layer3", "layer3.0.conv1", "nonsense"]}, focus="layer2", detail="conv") == {}


def test_a_mark_is_as_broad_as_its_numbers_and_drawn_once():
    view = View()
    drawn = scene(SPEC, view.layout())
    text = form(drawn, PALETTES["light"], marks={"layer2": "2–4,6"}).fill(view, "")
    assert text.count('class="mark"') == 1
    assert ">2–4,6</text>" in text
