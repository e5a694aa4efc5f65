import pickle

import pytest
from resnet_atlas.messages import Message, join, translate

WORDS = {
    "at most {most}": "最多 {most}",
    "{one}, not {other}": "不是 {other}，是 {one}",
    "none": "无",
}


def test_a_message_is_its_english():
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
def test_a_translation_has_the_values_in_its_own_order(text, expected):
    assert translate(text, WORDS.__getitem__) == expected


def test_a_value_is_no_template():
    assert (
        translate(Message("at most {most}", most="{most}{0}"), WORDS.__getitem__)
        == "最多 {most}{0}"
    )


def test_a_message_can_be_pickled():
    """Labels and errors come from worker processes."""
    back = pickle.loads(pickle.dumps(Message("at most {most}", most=6)))
    assert (back, translate(back, WORDS.__getitem__)) == ("at most 6", "最多 6")


def test_joined_messages_are_translated_each_and_other_texts_kept():
    joined = join(", ", ["stride=2", Message("at most {most}", most=6), "{most}"])
    assert joined == "stride=2, at most 6, {most}"
    assert (
        translate(joined, lambda template: WORDS.get(template, template))
        == "stride=2, 最多 6, {most}"
    )


def test_joined_texts_without_a_message_are_no_message():
    assert type(join(", ", ["3×3", "64"])) is str
