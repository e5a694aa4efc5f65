import re
from itertools import pairwise
from urllib.parse import urlsplit

import pytest
from resnet_atlas.network.catalogue import CATALOGUE
from resnet_atlas.store.local_graphs import graph_of
from resnet_atlas.web.pages.articles.formula import FormulaQuery, agrees, bands, context
from resnet_atlas.web.pages.articles.playground import PRESETS, START, PlayQuery

from tests.html import Page

HTML = {"Accept": "text/html"}


def text(client, query=""):
    return client.get(f"/formula{query}", headers=HTML).text


def words(client, query=""):
    return " ".join(Page(text(client, query)).all("main")[0].words.split())


def shown(**texts):
    """What the page shows for a query."""
    query = FormulaQuery.model_validate(texts)
    presets = {it: it.play(graph_of(it.network.spec), query.input) for it in PRESETS}
    return context(query, graph_of(query.model.spec), presets)


def below(element):
    yield element
    for child in element.children:
        yield from below(child)


def test_the_formula_in_the_readers_numbers(client):
    assert "⌊(224 + 2·3 − 7) / 2⌋ + 1 = 112" in words(client)
    assert "⌊(225 + 2·3 − 7) / 2⌋ + 1 = 113" in words(client, "?size=225")


def test_floors_collapse_step_by_step(client):
    said = words(client, "?model=resnet18&size=225")
    for name in ("conv1", "maxpool", "layer2.0.conv1", "layer3.0.conv1", "layer4.0.conv1"):
        assert name in said
    assert "⌊(⌊(n+1)/2⌋+1)/2⌋" in said
    assert "⌊(n+31)/32⌋ = ⌈n/32⌉ = 8" in said


@pytest.mark.parametrize("name", CATALOGUE)
def test_both_branches_agree_in_every_network(name):
    graph = graph_of(CATALOGUE[name])
    assert all(agrees(graph, op) for op in graph.layers if op.kind == "add")


def test_a_pooling_instead_would_not_agree_where_the_map_is_odd(client):
    page = Page(text(client, "?size=225"))
    (row,) = [it for it in page.all("tr") if it.get("class") == "chosen"]
    assert [it.words.strip() for it in row.children] == ["225", "57", "29", "29", "28 ≠ 29"]


@pytest.mark.parametrize(
    "query", ["size=1&input=1&kernel=1&stride=1&padding=0", "size=2", "size=33"]
)
def test_nothing_is_said_of_one_as_of_many(client, query):
    said = words(client, f"?{query}")
    plurals = re.findall(
        r"(?<![\d.⌊(→/] )\b1 (?:outputs|elements|positions|cells|inputs|windows)", said
    )
    assert plurals == []


def test_which_inputs_end_at_seven(client):
    page = Page(text(client))
    (section,) = [it for it in page.elements if it.get("id") == "range"]
    assert "every side from 193 to 224 ends at 7" in " ".join(section.words.split())
    assert "Yours" not in section.words
    assert "Yours, 225, ends at 8, as all from 225 to 256 do." in words(client, "?size=225")
    assert "Yours, 33, ends at 2, as all from 33 to 64 do." in words(client, "?size=33")


@pytest.mark.parametrize("n", [1, 31, 32, 33, 224, 4096])
def test_bands_lie_side_by_side(n):
    last = shown(size=str(n))["last"]
    its = bands(last, last.size(n))
    assert any(band.first <= n <= band.last for band in its)
    assert sum(band.width for band in its) == pytest.approx(1)
    for one, other in pairwise(its):
        assert other.first == one.last + 1
        assert other.x == pytest.approx(one.x + one.width)


def test_what_is_dropped_and_where(client):
    assert "At 225 nothing is dropped anywhere." in words(client, "?size=225")
    assert "1 at the far end: real data" in words(client)
    facts = shown(size="224")
    assert [step.op.id for step in facts["losing"]] == [
        f"layer{stage}.0.downsample.0" for stage in (2, 3)
    ] + ["layer4.0.downsample.0"]
    assert facts["neat"] == (193, 225)


def test_a_form_leads_to_the_address_people_keep(client):
    query = "?size=225&model=resnet50&theme=&kind=conv&kernel=3&stride=2&padding=3&dilation=1"
    answer = client.get(f"/formula{query}&input=16", headers=HTML, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/formula?size=225&kernel=3"


def test_forms_keep_theme_and_what_the_other_says(client):
    page = Page(text(client, "?size=225&theme=dark&kernel=3"))
    kept = [
        {e.get("name"): e.get("value") for e in below(form) if e.get("type") == "hidden"}
        for form in page.all("form")
    ]
    assert kept == [{"theme": "dark", "kernel": "3"}, {"size": "225", "theme": "dark"}]


@pytest.mark.parametrize(
    "query",
    ["size=0", "size=x", "model=resnet5O", "kernel=0", "kernel=16", "stride=9", "kind=x", "foo=1"],
)
def test_what_can_not_be_is_named_and_the_nearest_is_shown(client, query):
    answer = client.get(f"/formula?{query}", headers=HTML)
    assert answer.status_code == 200
    assert f"<code>{query}</code>" in answer.text
    assert 'id="played"' in answer.text


# ---- The playground ----------------------------------------------------------------------------


def played(client, query):
    (it,) = [e for e in Page(text(client, query)).elements if e.get("id") == "played"]
    return it


def test_the_playground_draws_every_output(client):
    it = played(client, "?kernel=3&stride=1&padding=1&input=9")
    windows = [e for e in below(it) if (e.get("class") or "").split()[:1] == ["window"]]
    key = 1  # its sign in the legend
    assert len(windows) - key == 9
    assert "In elements: 9 → 9. Every input is read." in " ".join(it.words.split())


def test_what_is_never_read_is_drawn_and_said(client):
    it = played(client, "?kernel=1&padding=0&input=8")
    assert "Read by no window: 4 of 8;" in " ".join(it.words.split())
    unread = [e for e in below(it) if "unread" in (e.get("class") or "").split()]
    assert len(unread) == 4 + 1


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("?kind=max_pool&kernel=3&padding=2", "at most half the kernel, here 1"),
        ("?padding=0&input=6", "There is no output"),
    ],
)
def test_a_window_that_cannot_be_is_explained(client, query, why):
    it = played(client, query)
    assert why in " ".join(it.words.split())
    assert not [e for e in below(it) if e.tag == "svg"]


BETWEEN = "so the windows leave gaps between them"
WITHIN = "gaps which no other window fills; inputs in them: "
FILLED = "The gaps in one window are filled by others."


@pytest.mark.parametrize(
    ("query", "said", "unsaid"),
    [
        ("kernel=1&padding=0", [BETWEEN], [WITHIN, FILLED]),
        ("kernel=3&stride=3&padding=0", [], [BETWEEN, WITHIN, FILLED]),
        # Dilated, a window of 3 covers 9: with a stride of 8 the windows overlap.
        ("kernel=3&stride=8&padding=0&dilation=4&input=30", [WITHIN + "18"], [BETWEEN, FILLED]),
        ("kernel=3&stride=8&padding=0&dilation=2&input=30", [BETWEEN, WITHIN + "8"], [FILLED]),
        ("kernel=3&stride=1&padding=2&dilation=2", [FILLED], [BETWEEN, WITHIN]),
        ("kernel=3&stride=1&padding=0&dilation=2&input=5", [WITHIN + "2"], [BETWEEN, FILLED]),
    ],
)
def test_gaps_are_said_to_be_where_they_are(client, query, said, unsaid):
    words = " ".join(played(client, f"?{query}").words.split())
    assert [it for it in said if it not in words] == []
    assert [it for it in unsaid if it in words] == []


@pytest.mark.parametrize("preset", PRESETS)
def test_presets_are_windows_of_networks(client, preset):
    play = preset.play(graph_of(preset.network.spec), 16)
    assert PlayQuery.model_validate(play.texts()).play == play
    assert not play.refusal


def test_the_playground_has_an_address(client):
    page = Page(text(client, "?size=225&kernel=3"))
    (it,) = [e for e in page.elements if e.get("id") == "played"]
    here = urlsplit(it.get("data-here"))
    assert (here.query, here.fragment) == ("size=225&kernel=3", "playground")
    assert START.texts() == {}


def test_the_other_language_is_that_of_this_page(client):
    links = Page(text(client, "?size=225&model=resnet18")).links
    assert "/formula?size=225&model=resnet18&lang=zh" in links
