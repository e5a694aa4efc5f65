"""The page "Which ResNet-50?": six questions, each with an answer at an address of its own."""

import pytest
from resnet_atlas.facts.dialects.libraries import DIALECTS
from resnet_atlas.web.pages.articles.which import FIGURES, QUESTIONS

from tests.html import Page

HTML = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def text(client):
    return client.get("/which?lang=en", headers=HTML).text


@pytest.fixture(scope="module")
def which(text):
    return Page(text)


def words(page, id):
    (element,) = [element for element in page.elements if element.get("id") == id]
    return " ".join(element.words.split())


ANSWERS = {
    "keras": ["No.", "1.001e-5", "BGR", "53 of 53 convs, 26,560 numbers"],
    "caffe": ["⌈(113 + 2·0 − 3) / 2⌉ + 1 = 56", "⌊(113 + 2·1 − 3) / 2⌋ + 1 = 57", "leaves 1 or 2"],
    "v15": ["the 3×3 conv of a bottleneck strides", "231.21 M"],
    "parameters": ["25,557,032", "25,583,592", "25.58 M", "25,636,712"],
    "macs": ["3.86 G", "4.09 G", "3.48 G", "The paper prints 3.8"],
    "vd": ["ResNet-D", "average pooling", "239.64 M"],
}


@pytest.mark.parametrize("question", ANSWERS)
def test_a_question_is_answered_by_one_link(which, question):
    assert f"/which#{question}" in [f"/which{link}" for link in which.links if link[0] == "#"]
    answer = words(which, question)
    assert [part for part in ANSWERS[question] if part not in answer] == []


def test_every_question_has_a_section(which):
    ids = {element.get("id") for element in which.elements}
    assert {*QUESTIONS, "table", "sources"} <= ids


def test_what_differs_is_drawn(which):
    figures = [element for element in which.elements if element.tag == "figure"]
    assert len(figures) == sum(map(len, FIGURES.values()))
    for figure in figures:
        shapes = [it for it in below(figure) if it.get("data-shape")]
        assert shapes, figure.words
    caffe = [it.words for it in below(figures[3]) if it.get("data-shape")]
    assert "64×56×56" in caffe


def below(element):
    yield element
    for child in element.children:
        yield from below(child)


def test_every_dialect_leads_to_itself_to_a_comparison_and_to_its_file(which):
    for dialect in DIALECTS:
        options = "&".join(f"{key}={value}" for key, value in dialect.network.changes.items())
        network = f"/models/{dialect.name}{options and '?'}{options}"
        assert any(link.startswith(network) for link in which.links), dialect.id
        assert all(source.text in words(which, "sources") for source in dialect.sources)
        if dialect is not DIALECTS[0]:
            assert any(f"right={dialect.name}" in link for link in which.links), dialect.id


def test_where_its_links_lead_there_is_a_page(client, which):
    dialects = {link for link in which.links if link.startswith(("/models/", "/compare?"))}
    plain = [link for link in sorted(dialects) if "focus=" not in link]
    assert len(plain) > 15
    for link in plain[::5]:
        answer = client.get(link, headers=HTML)
        assert answer.status_code == 200, link


@pytest.mark.parametrize(
    ("network", "says"),
    [
        ("resnet50", "as in torchvision, timm"),
        ("resnet50?stride_in_1x1=true&bias=all", "as in Keras"),
        ("resnet50d", "as in PaddleClas vd"),
        ("resnet50?stride_in_1x1=true", "which ResNet-50?"),
    ],
)
def test_a_network_of_fifty_layers_says_whose_it_is(client, network, says):
    page = Page(client.get(f"/models/{network}", headers=HTML).text)
    (link,) = [it for it in page.all("a") if it.get("href") == "/which" and it.words != "Dialects"]
    assert link.words == says


def test_comparisons_lead_there(client):
    assert "/which" in Page(client.get("/compare", headers=HTML).text).links


def test_a_slip_in_its_address_costs_no_more_than_itself(client):
    for slip in ("theme=pink", "size=5", "x=1&x=2"):
        answer = client.get(f"/which?{slip}", headers=HTML)
        assert answer.status_code == 200
        assert "Part of this address isn’t valid" in answer.text, slip
