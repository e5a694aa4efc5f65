"""The catalogues against the sources: nothing unsaid, nothing said of what is gone."""

import json
import re

import pytest
from babel.messages.pofile import read_po
from resnet_atlas.web.language import CATALOGUES, LANGUAGES, script_words

from scripts.translations import extract

OTHERS = [code for code in LANGUAGES if code != "en"]


def holes(text):
    """What a message has besides words: places to be filled and mark-up."""
    return set(re.findall(r"%\(\w+\)s|\{\w+\}|<[^>]+>", text))


@pytest.fixture(scope="module")
def messages():
    return {message.id: message for message in extract() if message.id}


@pytest.fixture(params=OTHERS)
def catalogue(request):
    with (CATALOGUES / f"{request.param}.po").open("rb") as file:
        return {message.id: message for message in read_po(file) if message.id}


def test_there_are_messages_of_every_kind(messages):
    kinds = {place.split("/")[0] for it in messages.values() for place, _ in it.locations}
    assert {"app", "templates"} <= kinds
    assert len(messages) > 250


def test_every_message_has_its_translation(messages, catalogue):
    """`make words` adds what is missing, for somebody to translate."""
    assert sorted(set(messages) - set(catalogue)) == []
    assert [id for id, it in catalogue.items() if not it.string or it.fuzzy] == []


def test_no_translation_is_of_what_is_gone(messages, catalogue):
    assert sorted(set(catalogue) - set(messages)) == []


def test_translations_have_the_same_places_and_mark_up(catalogue):
    for id, message in catalogue.items():
        assert holes(message.string) == holes(id), id


def test_translations_are_none_of_them_the_english_again(catalogue):
    """But for what is no more than places and names."""
    same = [id for id, it in catalogue.items() if it.string == id]
    assert same == []


def test_what_scripts_say_is_handed_to_them_and_nothing_else(messages):
    assert script_words("en") == ""
    said = {
        id
        for id, message in messages.items()
        if any(place.startswith("static/js/") for place, _ in message.locations)
    }
    assert len(said) > 50
    for code in OTHERS:
        assert "</" not in script_words(code)
        assert set(json.loads(script_words(code))) == said


def test_chinese_says_you_in_one_way(catalogue):
    assert [id for id, it in catalogue.items() if "您" in it.string] == []
