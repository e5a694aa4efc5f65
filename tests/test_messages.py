import pickle

import pytest
from resnet_atlas.messages import Message, said

WORDS = {
    "at most {most}": "最多 {most}",
    "{one}, not {other}": "不是 {other}，是 {one}",
    "none": "无",
}


def test_a_phrase_is_its_english():
    assert Message("at most {most}", most=6) == "at most 6"
    assert Message("a {brace} of none") == "a {brace} of none"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (Message("at most {most}", most=6), "最多 6"),
        (Message("{one}, not {other}", one="a", other="b"), "不是 b，是 a"),
        (Message("{one}, not {other}", one=Message("none"), other=2), "不是 2，是 无"),
        ("layer2, layer3", "layer2, layer3"),
        ("", ""),
    ],
)
def test_a_phrase_is_said_in_other_words_in_their_own_order(text, expected):
    assert said(text, WORDS.__getitem__) == expected


def test_what_fills_a_phrase_is_no_template():
    assert said(Message("at most {most}", most="{most}{0}"), WORDS.__getitem__) == "最多 {most}{0}"


def test_a_phrase_comes_back_from_another_process():
    """A layout worker's refusal is pickled on its way."""
    back = pickle.loads(pickle.dumps(Message("at most {most}", most=6)))
    assert (back, said(back, WORDS.__getitem__)) == ("at most 6", "最多 6")
