"""The resolution and the background of files."""

import struct

import pytest
from resnet_atlas.errors import BadParameter
from resnet_atlas.render.finish import Finish


def pixels(png):
    """Width and height of a PNG, by its header."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    return struct.unpack(">II", png[16:24])


@pytest.mark.parametrize(
    ("texts", "parameter"),
    [
        ({"scale": "0.4"}, "scale"),
        ({"scale": "4.01"}, "scale"),
        ({"scale": "nan"}, "scale"),
        ({"scale": "x"}, "scale"),
        ({"dpi": "35"}, "dpi"),
        ({"dpi": "601"}, "dpi"),
        ({"scale": "1", "dpi": "96"}, "scale"),
        ({"background": "pink"}, "background"),
    ],
)
def test_what_is_out_of_range_is_refused(texts, parameter):
    with pytest.raises(BadParameter) as caught:
        Finish.parse(**texts)
    assert caught.value.parameter == parameter


@pytest.mark.parametrize(
    ("name", "text", "largest"), [("dpi", "600", "227"), ("scale", "4", "2.37")]
)
def test_a_picture_of_too_many_pixels_is_refused_with_the_largest_that_is_not(name, text, largest):
    with pytest.raises(BadParameter) as caught:
        Finish.parse(**{name: text}).check_size(2000, 2000)
    assert f"up to {largest} " in caught.value.allowed
    Finish.parse(**{name: largest}).check_size(2000, 2000)


def test_a_scale_and_a_resolution_change_the_pixels_of_a_png_and_nothing_else(client):
    address = "/diagrams/resnet18.png?focus=layer1"
    width, height = pixels(client.get(address).content)
    for more, factor in (("scale=1", 1), ("scale=0.5", 0.5), ("scale=3", 3), ("dpi=300", 300 / 96)):
        found = pixels(client.get(f"{address}&{more}").content)
        assert found == pytest.approx((width * factor, height * factor), abs=2)


def test_a_transparent_picture_has_no_background(client):
    address = "/diagrams/resnet18.{}?focus=layer1&background=transparent"
    plain = client.get("/diagrams/resnet18.svg?focus=layer1").text
    text = client.get(address.format("svg")).text
    assert plain.count('class="ground"') == 1
    assert plain.replace(next(it for it in plain.splitlines() if "ground" in it) + "\n", "") == text
    png = client.get(address.format("png")).content
    assert png[25] == 6  # colour type: with an alpha channel
    assert png != client.get("/diagrams/resnet18.png?focus=layer1").content
    assert client.get(address.format("pdf")).content[:5] == b"%PDF-"


@pytest.mark.parametrize(
    ("address", "parameter"),
    [
        ("resnet152.png?detail=full&fold=false&dpi=600", "dpi"),
        ("resnet152.png?detail=full&fold=false&scale=4", "scale"),
        ("resnet18.svg?scale=2", "scale"),
        ("resnet18.pdf?dpi=300", "dpi"),
        ("resnet18.json?background=transparent", "background"),
    ],
)
def test_what_a_file_can_not_have_is_refused_with_the_reason(client, address, parameter):
    answer = client.get(f"/diagrams/{address}")
    assert answer.status_code == 422
    assert answer.json()["parameter"] == parameter
