"""Pictures in a page: their words are in the language of the page."""

import pytest
from resnet_atlas.diagram.view import NETWORK, View
from resnet_atlas.messages import Message, translate
from resnet_atlas.network.catalogue import named
from resnet_atlas.render.shapes import Text, columns
from resnet_atlas.web import language

from tests.depth import full
from tests.html import Page
from tests.pictures import scene

HTML = {"Accept": "text/html"}

VIEWS = [
    ("resnet50", {}, View()),
    ("resnet50", {}, View(NETWORK, "full")),
    ("resnet50", {}, View(NETWORK, "block", direction="LR")),
    ("resnet20", {}, View(NETWORK, "full")),
    ("resnet20", {}, View(NETWORK, "block")),
    ("resnet50d", {}, View(NETWORK, "full")),
    ("resnet50d", {}, View(NETWORK, "block")),
    ("seresnet50", {}, View(NETWORK, "full")),
    ("dilated_resnet50", {}, View()),
    ("resnet18", {"shortcut": "padded", "widths": "64,64,64,64"}, View(NETWORK, "block")),
    ("resnet1202", {}, View("layer1", "block", fold=False)),
]
"""Between them they have every word that a picture can have."""


def chinese(text):
    return translate(text, language.catalogue("zh").gettext)


@pytest.mark.parametrize(
    ("name", "options", "view"), VIEWS, ids=[f"{name}-{view.detail}" for name, _, view in VIEWS]
)
def test_every_label_has_a_translation_that_is_no_wider(name, options, view):
    items = scene(named(name).with_options(options), view).items
    words = {shape.words for item in items for shape in item.shapes if isinstance(shape, Text)}
    messages = [text for text in words if isinstance(text, Message)]
    assert messages
    for text in messages:
        assert chinese(text) != text
        assert columns(chinese(text)) <= len(text), text
    tips = {item.tip for item in items if isinstance(item.tip, Message)}
    assert all(chinese(tip) != tip for tip in tips)


WORDS = {
    "average", "batch", "channels", "identical", "identity", "input", "norm", "output",
    "pool", "projection", "shortcut", "show", "stage",
}  # fmt: skip
"""English words in the labels and tips of a picture."""


@pytest.mark.parametrize(
    "path",
    [
        "/models/resnet50?focus=layer2",
        "/models/resnet50?detail=full",
        "/tour",
        *full(
            (
                "/models/resnet50d?detail=block",
                "/models/resnet1202?open=layer1&unfold=layer1.5",
                "/embed/resnet50",
            )
        ),
    ],
)
def test_a_picture_in_a_chinese_page_has_no_english_word(client, path):
    english, chinese = (
        {
            text.words
            for text in Page(
                client.get(path, headers={**HTML, "Accept-Language": code}).text
            ).elements
            if text.tag in ("text", "title") and "svg" in text.parents
        }
        for code in ("en", "zh")
    )
    assert any(text.startswith("output of ") for text in english)
    assert any(text.endswith(" 的输出") for text in chinese)
    for text in chinese:
        assert not WORDS & {*text.replace(",", " ").replace(":", " ").split()}, text
