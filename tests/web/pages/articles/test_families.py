"""The page of the families, and their networks wherever a name is taken."""

from itertools import pairwise

import pytest
from resnet_atlas.network.relatives import FAMILIES, RELATIVES, family_of, relative

from tests import oracle
from tests.depth import representatives
from tests.pictures import Picture

PAGES = ("/models/{}", "/models/{}?detail=full&size=225x320", "/embed/{}")
FACTS = ("", "/layers", "/graph", "/memory", "/roofline", "/state_dict")
REFUSED = ("/build/{}", "/api/v1/models/{}/source")

EXAMPLES = [family.example for family in FAMILIES.values()]
SOME = ("alexnet", "googlenet", "densenet121", "convnext_tiny")

examples = pytest.mark.parametrize("name", representatives(EXAMPLES, SOME))


def test_every_family_is_drawn_beside_resnet(client):
    text = client.get("/families").text
    for key, family in FAMILIES.items():
        assert f'id="{key}"' in text
        assert f"arxiv.org/abs/{family.paper[2]}" in text
        assert f"left=resnet50&amp;right={family.example}" in text
    assert "AlexNet" in client.get("/families?lang=zh").text


def test_all_that_torchvision_has_are_there():
    expected = {name for name in oracle.CLASSIFIERS if family_of(name)}
    assert {*RELATIVES} == expected
    assert len(expected) > 50


@examples
def test_pages_and_facts_are_served_and_what_needs_options_is_refused(client, name):
    addresses = [page.format(name) for page in PAGES]
    addresses += [f"/api/v1/models/{name}{fact}" for fact in FACTS]
    addresses += [f"/diagrams/{name}.svg", f"/compare?left={name}&right=resnet50"]
    got = {address: client.get(address).status_code for address in addresses}
    assert {address for address, status in got.items() if status != 200} == set()
    assert {client.get(address.format(name)).status_code for address in REFUSED} == {422}


@pytest.mark.parametrize("name", representatives(RELATIVES, ("vgg16", "densenet121")))
def test_its_graph_has_torchvisions_weights(client, name):
    tensors = client.get(f"/api/v1/models/{name}/state_dict").json()["tensors"]
    assert {key: tuple(shape) for key, shape in tensors.items()} == oracle.state_of(name)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("VGG-16", "vgg16"),
        ("EfficientNet_B0", "efficientnet_b0"),
        ("regnet_x_16gf", "regnet_x_16gf"),
        ("regnet_x_1_6gf", "regnet_x_1_6gf"),
        ("regnetx16gf", None),  # either of both
        ("xx", None),
    ],
)
def test_names_are_read_however_they_are_written(written, name):
    assert relative(written) == name


@pytest.mark.parametrize(
    ("name", "block"),
    [
        ("googlenet", "inception3a"),
        ("densenet121", "features.denseblock1.denselayer2"),
        ("shufflenet_v2_x1_0", "stage2.1"),
    ],
)
@pytest.mark.parametrize("narrow", ["false", "true"])
def test_no_arrow_crosses_the_title_of_a_block_with_branches(client, name, block, narrow):
    text = client.get(f"/diagrams/{name}.svg?focus={block}&detail=conv&narrow={narrow}").text
    picture = Picture(text)
    titles = [words.box for frame in picture.of("frame") for words in frame.texts]
    assert titles
    for id, arrow in picture.arrows.items():
        for (x, y), (to_x, to_y) in pairwise(arrow.line):
            points = [(x + (to_x - x) * n / 50, y + (to_y - y) * n / 50) for n in range(51)]
            assert not any(box.has(point) for box in titles for point in points), id
