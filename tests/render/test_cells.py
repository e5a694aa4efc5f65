from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from app.render.cells import ADVANCE, cell, label, row, space, table, width_of


@given(text=st.text(), size=st.floats(1, 100))
def test_a_width_is_counted_and_covers_every_character(text, size):
    assert width_of(text, size) == width_of(len(text), size)
    assert 0 <= width_of(text, size) - len(text) * ADVANCE * size < 1.001


def test_a_cell_is_as_wide_as_its_words_or_as_told():
    assert 'WIDTH="34"' in cell("conv1", 11, "#000000", 12.2)
    assert 'HEIGHT="13"' in cell("conv1", 11, "#000000", 12.2)
    assert 'WIDTH="80"' in cell("conv1", 11, "#000000", 12, 80)


def test_every_cell_has_a_fixed_size():
    for text in (cell("a", 9, "#000000", 12), space(0.2, 3)):
        assert ElementTree.fromstring(text).get("FIXEDSIZE") == "TRUE"


@given(text=st.text(st.sampled_from("<>&\"'×§;ab")))
def test_words_come_back_out_of_the_markup_as_they_went_in(text):
    tree = ElementTree.fromstring(table([row(cell(text, 9, "#123456", 12, bold=True))]))
    assert "".join(tree.itertext()) == text


def test_a_table_has_no_space_of_its_own_unless_told():
    tree = ElementTree.fromstring(table([row(space(1, 1))], border=2, color="#c4162c"))
    assert tree.attrib == {
        "BORDER": "2",
        "CELLBORDER": "0",
        "CELLSPACING": "0",
        "CELLPADDING": "0",
        "COLOR": "#c4162c",
    }
    assert label("x") == "<x>"
