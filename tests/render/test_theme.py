import re

import pytest
from resnet_atlas.diagram.view import THEMES
from resnet_atlas.render.theme import DARK, LIGHT, PALETTES, variables


def test_every_theme_of_a_view_has_a_palette_of_the_same_names():
    assert tuple(PALETTES) == THEMES
    assert list(DARK) == list(LIGHT)


@pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES)
def test_colours_of_a_palette_are_distinct_and_written_alike(palette):
    assert len(set(palette.values())) == len(palette)
    assert all(re.fullmatch("#[0-9a-f]{6}", color) for color in palette.values())


def test_no_dark_colour_is_a_light_one():
    """Else a light colour left over in a dark picture could not be told from its own."""
    assert not set(DARK.values()) & set(LIGHT.values())


def luminance(color):
    """Relative luminance as WCAG 2 defines it."""
    channels = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_computed_as_wcag_does():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


GROUNDS = ("paper", "frame", "conv", "pool", "fc", "quiet", "tensor", "shortcut-fill")
WORDS = {
    "ink": GROUNDS,
    "muted": ("paper", "frame", "conv"),
    "stride": ("stride-fill",),
    "shortcut": ("paper", "frame", "conv"),
}


@pytest.mark.parametrize("theme", PALETTES)
@pytest.mark.parametrize(
    ("word", "ground"), [(word, ground) for word in WORDS for ground in WORDS[word]]
)
def test_words_can_be_read_on_their_ground(theme, word, ground):
    assert contrast(PALETTES[theme][word], PALETTES[theme][ground]) >= 4.5


@pytest.mark.parametrize("theme", PALETTES)
@pytest.mark.parametrize("line", ["arrow", "shortcut", "stride", "conv-line", "pool-line", "ink"])
def test_lines_that_mean_something_stand_out_from_the_page(theme, line):
    assert contrast(PALETTES[theme][line], PALETTES[theme]["paper"]) >= 3


def test_a_page_may_choose_by_its_style_sheet():
    assert variables()["stride-fill"] == "var(--stride-fill)"
    assert list(variables()) == list(LIGHT)
