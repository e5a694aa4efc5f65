import pytest
from hypothesis import example, given
from resnet_atlas.errors import BadParameter
from resnet_atlas.network.size import DEFAULT_SIZE, Size

from tests.strategies import sizes, texts


@given(size=sizes)
def test_parse_reads_what_str_writes(size):
    assert Size.parse(str(size)) == size


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("224", Size(224, 224)),
        ("225x320", Size(225, 320)),
        ("225X320", Size(225, 320)),
        ("225×320", Size(225, 320)),
        ("225*320", Size(225, 320)),
        ("\uff12\uff12\uff15\uff58\uff13\uff12\uff10", Size(225, 320)),
        (" 1x4096 ", Size(1, 4096)),
        ("0064", Size(64, 64)),
    ],
)
def test_height_comes_first_and_a_single_number_is_a_square(text, size):
    assert Size.parse(text) == size


def test_a_square_is_written_as_one_number():
    assert str(DEFAULT_SIZE) == str(Size(224, 224)) == "224"
    assert str(Size(320, 225)) == "320x225"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("0", "at least one pixel"),
        ("224x0", "at least one pixel"),
        ("4097", "too large"),
        ("99999", "too large"),
        ("1x4097", "too large"),
        ("9" * 10_000, "too large"),
        ("", "not a size"),
        ("-5", "not a size"),
        ("+5", "not a size"),
        ("abc", "not a size"),
        ("1e3", "not a size"),
        ("224x", "not a size"),
        ("x224", "not a size"),
        ("1x2x3", "not a size"),
        ("1 2", "not a size"),
        ("224.0", "not a size"),
        ("٣", "not a size"),
        ("²", "not a size"),
        ("2\0", "not a size"),
    ],
)
def test_refusal_says_what_is_wrong_and_what_is_allowed(text, problem):
    with pytest.raises(BadParameter, match=problem) as caught:
        Size.parse(text)
    assert (caught.value.parameter, caught.value.given) == ("size", text)
    assert "from 1 to 4096" in caught.value.allowed


@given(text=texts)
@example(text="٣x٣")
@example(text="9" * 5000 + "x" + "9" * 5000)
def test_any_text_gives_a_size_or_bad_parameter(text):
    try:
        size = Size.parse(text)
    except BadParameter:
        return
    assert 1 <= min(size.height, size.width) <= max(size.height, size.width) <= 4096
