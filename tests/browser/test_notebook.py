"""The live picture of a notebook, in the frame that a cell shows."""

import pytest
import resnet_atlas as ra
from playwright.sync_api import expect
from torch import nn

pytestmark = pytest.mark.browser


def frame_of(page, network):
    page.set_content(network._repr_mimebundle_()["text/html"])
    return page.frame_locator("iframe")


def test_shapes_follow_the_slider_without_a_server(page):
    page.context.set_offline(True)
    try:
        pooled = nn.Sequential(nn.Conv2d(3, 8, 3, 2, 1), nn.ReLU(), nn.MaxPool2d(2))
        frame = frame_of(page, ra.trace(pooled, "small"))
        picture = frame.locator("figure:not([hidden])")
        expect(picture).to_contain_text("8×56×56")
        frame.get_by_label("height", exact=True).nth(1).fill("100")
        expect(picture).to_contain_text("8×25×56")
        frame.get_by_label("width").first.fill("33")
        expect(picture).to_contain_text("8×25×8")
        expect(frame.locator("output")).to_be_empty()
        frame.get_by_label("height", exact=True).nth(1).fill("1")
        expect(frame.locator("output")).to_have_text(
            "This input is too small: nothing is left of it."
        )
        frame.get_by_label("detail").select_option("full")
        expect(frame.locator("figure:not([hidden]) [data-id='1']")).to_be_visible()
    finally:
        page.context.set_offline(False)


def test_it_says_which_layer_does_not_fit(page):
    flat = nn.Sequential(nn.Conv2d(1, 4, 3, 2, 1), nn.Flatten(), nn.Linear(784, 10))
    frame = frame_of(page, ra.trace(flat))
    expect(frame.locator("output")).to_be_empty()
    frame.get_by_label("height", exact=True).nth(1).fill("40")
    expect(frame.locator("output")).to_have_text("2 doesn’t fit: it is given 1120 and takes 784.")
