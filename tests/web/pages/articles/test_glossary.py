import re

import pytest
from resnet_atlas.web.pages.articles.glossary import EXAMPLE

from tests.html import Page

HTML = {"Accept": "text/html"}
WORDS = """
    tensor channel feature-map convolution kernel stride padding dilation groups pooling
    batch-normalisation relu stem stage block basic-block bottleneck residual-branch shortcut
    identity-shortcut projection-shortcut downsample addition head fully-connected-layer depth width
    receptive-field jump closed-form macs parameters activations module-path meta-device
    residual shortcut-options v1.5 pre-activation squeeze-and-excitation cifar-networks size-formula
    floor-and-ceiling
"""


@pytest.fixture(scope="module")
def glossary(client):
    return Page(client.get("/glossary", headers=HTML).text)


def entry(page, id):
    (it,) = [e for e in page.elements if e.get("id") == id]
    return " ".join(it.words.split())


@pytest.mark.parametrize("id", WORDS.split())
def test_every_word_has_its_address_and_a_plain_sentence(glossary, id):
    own = re.sub(r" (See it|An example|How it comes about)\.$", "", entry(glossary, id))
    assert len(re.findall(r"\.(?= |$)", own)) in (1, 2)  # as the page promises


def test_the_numbers_are_the_networks(glossary):
    assert "427×427" in entry(glossary, "receptive-field")
    assert "it is 32" in entry(glossary, "jump")
    assert "49 convolutions" in entry(glossary, "depth")
    assert f"{EXAMPLE.spec.depth} in all" in entry(glossary, "depth")
    assert "25.56" in entry(glossary, "parameters")
    assert "4.09" in entry(glossary, "macs")


def test_a_stage_has_three_names(glossary):
    rows = [
        [cell.words.strip() for cell in row.children] for row in glossary.all("tr") if row.children
    ]
    assert rows[2][:4] == ["stage 1", "layer1", "conv2_x", "3 × Bottleneck"]
    assert rows[5][:4] == ["stage 4", "layer4", "conv5_x", "3 × Bottleneck"]
    assert [row[0] for row in rows[1:]] == ["stem", *(f"stage {k}" for k in range(1, 5)), "head"]
    assert "/models/resnet50?focus=layer1" in glossary.links


def test_words_name_where_they_come_from(glossary):
    assert "arXiv:1512.03385" in entry(glossary, "block")
    assert "nn.Conv2d" in entry(glossary, "convolution")


def test_a_word_that_is_english_in_chinese_is_said_once(client):
    page = Page(client.get("/glossary?lang=zh", headers=HTML).text)
    client.cookies.clear()
    assert entry(page, "stem").count("stem") == 1
    assert entry(page, "tensor").startswith("张量 tensor")


def test_theme_and_language_go_along(client):
    text = client.get("/glossary?theme=dark&lang=zh", headers=HTML).text
    client.cookies.clear()
    page = Page(text)
    assert page.all("html")[0].get("data-theme") == "dark"
    models = [link for link in page.links if link.startswith("/models/")]
    assert models
    assert all("theme=dark" in link and "lang=zh" in link for link in models)


@pytest.mark.parametrize("query", ["?foo=1", "?size=224", "?theme=pink"])
def test_what_can_not_be_is_named_and_left_out(client, query):
    answer = client.get(f"/glossary{query}", headers=HTML)
    assert answer.status_code == 200
    assert f"<code>{query[1:]}</code>" in answer.text


@pytest.mark.parametrize("path", ["/", "/tour", "/table", "/formula", "/models/resnet50"])
def test_words_are_linked_from_where_they_appear(client, glossary, path):
    page = Page(client.get(path, headers=HTML).text)
    places = [link.split("#")[1] for link in page.links if link.startswith("/glossary#")]
    assert len(set(places)) > 1
    assert set(places) <= {element.get("id") for element in glossary.elements}


LINKED = {
    "/tour": """channel stem kernel stride padding dilation floor-and-ceiling depth basic-block
        stage bottleneck residual-branch shortcut projection-shortcut closed-form downsample v1.5
        macs shortcut-options""",
    "/formula": """convolution pooling floor-and-ceiling kernel padding dilation stride shortcut
        residual-branch closed-form""",
}


@pytest.mark.parametrize("path", LINKED)
def test_a_word_is_linked_where_it_is_first_needed(client, path):
    text = client.get(path, headers=HTML).text
    assert [id for id in LINKED[path].split() if f'href="/glossary#{id}"' not in text] == []
