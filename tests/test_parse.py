from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from resnet_atlas.errors import BadParameter
from resnet_atlas.network.size import Size
from resnet_atlas.parse import as_text, nearest, one_of, truth, whole_number, whole_numbers

from tests.strategies import texts

READERS = {
    "whole_number": lambda text: whole_number("batch", text, 1, 256),
    "whole_numbers": lambda text: whole_numbers("depths", text, 1, 200),
    "truth": lambda text: truth("fold", text),
    "one_of": lambda text: one_of("block", text, ["basic", "bottleneck"]),
}


@pytest.mark.parametrize("reader", READERS)
@given(text=texts)
@example(text="")
@example(text="٣")
@example(text="²")
@example(text="\0")
@example(text="-0")
@example(text="1_000")
@example(text="\udcff")
@example(text="9" * 10_000)
def test_any_text_gives_a_value_or_bad_parameter(reader, text):
    with suppress(BadParameter):
        READERS[reader](text)


@given(number=st.integers(-300, 300))
def test_whole_number_reads_exactly_what_is_in_range(number):
    if 1 <= number <= 256:
        assert whole_number("batch", str(number), 1, 256) == number
    else:
        with pytest.raises(BadParameter, match="a whole number from 1 to 256"):
            whole_number("batch", str(number), 1, 256)


@pytest.mark.parametrize(
    ("text", "number"), [("7", 7), (" 7 ", 7), ("+7", 7), ("007", 7), ("256", 256)]
)
def test_whole_number_forgives_what_is_clear(text, number):
    assert whole_number("batch", text, 1, 256) == number


@pytest.mark.parametrize("text", ["", " ", "1e3", "1.0", "1_0", "0x10", "٣", "²", "--1", "1 0"])
def test_whole_number_refuses_what_is_not_one(text):
    with pytest.raises(BadParameter, match="not a whole number") as caught:
        whole_number("batch", text, 1, 256)
    assert (caught.value.parameter, caught.value.given) == ("batch", text)


@pytest.mark.parametrize("text", ["0", "257", "-1", "9" * 10_000, "-" + "9" * 10_000])
def test_whole_number_refuses_what_is_out_of_range(text):
    with pytest.raises(BadParameter, match="out of range"):
        whole_number("batch", text, 1, 256)


@given(numbers=st.lists(st.integers(1, 200), max_size=6).map(tuple))
def test_whole_numbers_reads_what_as_text_writes(numbers):
    assert whole_numbers("depths", as_text(numbers), 1, 200) == numbers


@pytest.mark.parametrize("text", [",", "3,", ",3", "3,,4", "3;4", "3,x", "3,0"])
def test_whole_numbers_refuses_the_list_for_one_bad_part(text):
    with pytest.raises(BadParameter, match=r"^depths="):
        whole_numbers("depths", text, 1, 200)


@pytest.mark.parametrize("value", [True, False])
def test_truth_reads_what_as_text_writes(value):
    assert truth("fold", as_text(value)) is value


@pytest.mark.parametrize(
    ("text", "value"), [("YES", True), ("1", True), ("on", True), ("0", False), (" Off ", False)]
)
def test_truth_knows_the_usual_spellings(text, value):
    assert truth("fold", text) is value


@pytest.mark.parametrize("text", ["", "2", "tru", "none"])
def test_truth_refuses_anything_else(text):
    with pytest.raises(BadParameter, match="Allowed: true, false"):
        truth("fold", text)


def test_one_of_offers_the_nearest_and_all():
    with pytest.raises(BadParameter) as caught:
        one_of("block", "botleneck", ["basic", "bottleneck"])
    assert caught.value.nearest == "bottleneck"
    assert caught.value.allowed == "basic, bottleneck"


def test_nearest_ignores_case_and_gives_up_on_what_resembles_nothing():
    assert nearest("Stage", ["stage", "block"]) == "stage"
    assert nearest("zzz", ["stage", "block"]) is None


def test_as_text_writes_nothing_for_none():
    assert as_text(None) == ""


def test_full_width_digits_are_digits_everywhere():
    assert whole_number("batch", "\uff18", 1, 256) == 8
    assert whole_numbers("depths", "\uff13\uff0c\uff14", 1, 9) == (3, 4)
    assert Size.parse("\uff12\uff12\uff15\uff58\uff13") == Size(225, 3)


def test_the_sentence_and_the_attribute_allow_the_same():
    with pytest.raises(BadParameter) as caught:
        whole_numbers("depths", "a,b", 1, 9)
    assert "whole numbers from 1 to 9, with commas between them" in caught.value.sentence
    assert str(caught.value) == caught.value.sentence
