import pytest
from resnet_atlas.errors import LayoutFailed
from resnet_atlas.render import engine

SMALL = 'digraph { 0 [pos="10,10"] 1 [pos="90,90"] 0 -> 1 }'
MAGIC = {"plain": b"graph 1 ", "png": b"\x89PNG\r\n", "pdf": b"%PDF-"}


@pytest.mark.parametrize("format", engine.ENGINES)
def test_each_format_is_drawn(format):
    assert engine.layout(SMALL, format).startswith(MAGIC[format])


def test_a_layout_chooses_places_and_a_picture_keeps_those_it_is_given():
    near, far = (f'digraph {{ a [pos="0,0"] b [pos="{away},0"] }}' for away in (100, 400))
    assert engine.layout(near, "plain") == engine.layout(far, "plain")
    wide, wider = (int.from_bytes(engine.layout(dot, "png")[16:20], "big") for dot in (near, far))
    assert wider - wide == pytest.approx(300 * 96 / 72, abs=2)


@pytest.mark.parametrize("dot", ["digraph {", "no dot at all", ""])
def test_text_that_is_not_dot_is_refused(dot):
    with pytest.raises(LayoutFailed):
        engine.layout(dot, "plain")


# ---- Places ------------------------------------------------------------------------------------


def test_places_are_middles_in_points_downwards_by_name():
    plain = b"""graph 1 3 5
node 1 1 4.5 1 0.5 "" solid box black lightgrey
node 0 2.5 0.25 1 0.5 "" solid box black lightgrey
edge 1 0 2 1 4 2.5 1 solid black
stop
"""
    assert engine.places(plain, ["a b", "c→"]) == {"c→": (72, 36), "a b": (180, 342)}


def test_places_are_whole_points():
    """Else a straight arrow would lean by a fraction of a point."""
    plain = b"graph 1 1 1\nnode 0 0.4999 0.3333 1 1 x solid box black lightgrey\nstop\n"
    assert engine.places(plain, ["a"]) == {"a": (36, 48)}


def test_places_of_what_graphviz_lays_out():
    dot = 'digraph { node [label="" shape=box width=2 height=1 fixedsize=true] 0 -> 1 -> 2 }'
    places = engine.places(engine.layout(dot, "plain"), "abc")
    assert [places[name] for name in "abc"] == [(72, 36), (72, 144), (72, 252)]
