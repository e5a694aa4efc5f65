from unicodedata import east_asian_width

import pytest
from resnet_atlas.web.drawings.wording import WORDS, said

from tests.html import Page

HTML = {"Accept": "text/html"}
TIPS = ("output of {id}", "{count} identical blocks: show each", "input")
"""What isn't drawn, and may be as long as it needs."""


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("identity", "恒等"),
        ("projection shortcut", "投影捷径"),
        ("256→512, no ↓", "256→512, 无 ↓"),
        ("layer2 · stage 2 · conv3_x", "layer2 · 阶段 2 · conv3_x"),
        ("layer2.0.downsample.0: average of 2×2, stride=2 ↓2", None),
        ("output of layer1.2.relu:3", "layer1.2.relu:3 的输出"),
        ("3×3, 128, stride=2 ↓2, padding=1", "3×3, 128, stride=2 ↓2, padding=1"),
        ("layer2.0.downsample.0", "layer2.0.downsample.0"),
        ("input_pool.identity", "input_pool.identity"),
    ],
)
def test_words_are_said_and_names_and_arguments_left(english, chinese):
    assert said(english, "zh") == (chinese or "layer2.0.downsample.0: 2×2 平均, stride=2 ↓2")
    assert said(english, "en") == english


@pytest.mark.parametrize("words", [it for it in WORDS if it not in TIPS])
def test_what_is_drawn_is_no_wider_than_its_english(words):
    wide = [5 / 3 if east_asian_width(it) == "W" else 1 for it in said(words, "zh")]
    assert sum(wide) <= len(words)


@pytest.mark.parametrize("path", ["/models/resnet50?focus=layer2", "/tour", "/embed/resnet50"])
def test_pictures_speak_the_language_of_their_page(client, path):
    english, chinese = (
        {
            it.words
            for it in Page(
                client.get(path, headers={**HTML, "Accept-Language": code}).text
            ).elements
            if it.tag in ("text", "title")
        }
        for code in ("en", "zh")
    )
    assert any(it.startswith("output of ") for it in english)
    assert not any(it.startswith("output of ") for it in chinese)
    assert any(it.endswith(" 的输出") for it in chinese)
    assert "3×3, 128," in english & chinese or path.startswith("/embed")
