"""The exported site, read from the disk: what is in it, and where its links lead."""

import json
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import anyio
import pytest
from resnet_atlas.diagram.view import DETAILS, View
from resnet_atlas.errors import AtlasError
from resnet_atlas.network.network import Network
from resnet_atlas.store.local_graphs import graph_of
from resnet_atlas.web import urls
from resnet_atlas.web.app import create_app
from resnet_atlas.web.export.exporter import LIST, Export, answer, earlier, relative
from resnet_atlas.web.export.mode import details
from resnet_atlas.web.export.site import Place, Site

ROOT = Path(__file__).parents[3]
ADDRESSES = {"href", "src", "srcset", "action", "data-graph", "data-site"}
SITE = Site()


def pages_of(graph):
    """The groups that have a page: of identical blocks the first."""
    alike = {block for run in graph.runs for block in run[1:]}
    return [group for group in graph.groups if group.id not in alike]


class Links(HTMLParser):
    """Where the elements of a page lead, and the ids in it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self.ids: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.found += [(tag, value) for name, value in attributes if name in ADDRESSES]
        self.ids |= {value for name, value in attributes if name == "id"}


@pytest.fixture(scope="module")
def pages(exported_site):
    found = {path: Links(path.read_text()) for path in exported_site.rglob("*.html")}
    assert len(found) > 100
    return found


# ---- Links -------------------------------------------------------------------------------------


def test_every_link_of_every_page_leads_to_a_file_of_the_site(exported_site, pages):
    dead = []
    for path, page in pages.items():
        for tag, link in page.found:
            scheme, host, place, _, _ = urlsplit(link)
            target = (path.parent / unquote(place)).resolve() if place else path
            inside = target.is_relative_to(exported_site.resolve()) and target.is_file()
            if scheme or host or link.startswith("/") or not inside:
                dead.append((path.name, tag, link))
    assert dead == []


def test_every_fragment_leads_to_something_on_its_page(pages):
    lost = []
    for path, page in pages.items():
        for _, link in page.found:
            target = (path.parent / unquote(urlsplit(link).path)).resolve()
            there = pages.get(target if urlsplit(link).path else path)
            fragment = urlsplit(link).fragment
            if fragment and there and "=" not in fragment and fragment not in there.ids:
                lost.append((path.name, link))
    assert lost == []


def test_all_pages_can_be_walked_to_from_the_first(exported_site, pages):
    home = exported_site / "index.html"
    met, waiting = {home}, [home]
    while waiting:
        path = waiting.pop()
        for tag, link in pages[path].found:
            target = (path.parent / unquote(urlsplit(link).path)).resolve()
            if tag == "a" and target in pages and target not in met:
                met.add(target)
                waiting.append(target)
    assert met == {*pages}


def test_both_languages_have_the_same_pages(exported_site, pages):
    chinese = {
        path.relative_to(exported_site / "zh")
        for path in pages
        if path.is_relative_to(exported_site / "zh")
    }
    assert {path.relative_to(exported_site) for path in pages} - chinese == {
        "zh" / path for path in chinese
    }
    assert all('lang="zh-Hans"' in (exported_site / "zh" / path).read_text() for path in chinese)
    assert all('lang="en"' in (exported_site / path).read_text() for path in chinese)


def test_no_page_offers_what_needs_a_server(pages):
    for path in pages:
        text = path.read_text()
        for word in ('type="module"', "/build", "/embed", "/docs", "/verify"):
            assert word not in text, (path.name, word)


# ---- What there is -----------------------------------------------------------------------------


def test_a_network_has_each_part_at_each_detail_that_makes_a_difference(exported_site):
    graph = graph_of(Network.parse("resnet34", {}).spec)
    names = {
        SITE.place(f"/models/resnet34?focus={focus}&detail={detail}").file
        for focus in ("network", *[group.id for group in pages_of(graph)])
        for detail in details(focus)
    }
    assert len(names) == 3 + 6 + 2 * 7
    made = {path.name for path in (exported_site / "models").glob("resnet34*.html")}
    assert {f"models/{name}" for name in made} == names
    pictures = {path.stem for path in (exported_site / "diagrams").glob("resnet34*.svg")}
    assert pictures == {name.removesuffix(".html") for name in made}


def test_a_networks_layers_can_be_taken_along_as_the_api_gives_them(exported_site, client):
    for ending, format in {"json": "json", "csv": "csv", "md": "markdown", "tex": "latex"}.items():
        answer = client.get(f"/api/v1/models/resnet18/layers?format={format}")
        file = exported_site / f"api/v1/models/resnet18/layers.{ending}"
        assert file.read_bytes() == answer.content


def test_a_graph_is_a_script_that_says_what_the_api_says(exported_site, client):
    script = (exported_site / "api/v1/models/resnet18/graph.js").read_text()
    answer = client.get("/api/v1/models/resnet18/graph").json()
    assert json.loads(script.removeprefix("answer=")) == answer


def test_a_picture_is_the_one_that_is_served(exported_site, client):
    name = "resnet18-focus-layer2"
    served = client.get("/diagrams/resnet18.svg?focus=layer2").content
    assert (exported_site / f"diagrams/{name}.svg").read_bytes() == served
    drawn = client.get("/models/resnet18/picture?focus=layer2").text
    page = (exported_site / f"models/{name}.html").read_text()
    shapes = [line for line in drawn.splitlines() if "data-shape" in line and "<a " not in line]
    assert len(shapes) > 5
    assert [line for line in shapes if line not in page] == []


# ---- The rule ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "file", "live"),
    [
        ("/", "index.html", ""),
        ("/?lang=zh", "zh/index.html", ""),
        ("/tour?size=96", "tour.html", "?size=96"),
        ("/theme.css", "theme.css", ""),
        ("/v-1a2b/static/atlas.css", "v-1a2b/static/atlas.css", ""),
        ("/models/resnet50?focus=layer1.2", "models/resnet50-focus-layer1.1.html", ""),
        ("/models/resnet50?open=layer1", "models/resnet50-focus-layer1.html", ""),
        ("/models/resnet50?closed=layer2&detail=conv", "models/resnet50-focus-layer2.html", ""),
        ("/models/resnet50?unfold=layer1.1", "models/resnet50-focus-layer1.1.html", ""),
        ("/models/resnet50?fold=false&direction=LR&batch=8", "models/resnet50.html", "?batch=8"),
        ("/models/resnet50?detail=stage", "models/resnet50.html", ""),
        ("/models/resnet50?focus=stem&detail=block", "models/resnet50-focus-stem.html", ""),
        (
            "/compare?left=resnet50&right=resnet50;stride_in_1x1=true",
            "compare-left-resnet50-right-resnet50-stride_in_1x1-true-focus-layer2.html",
            "",
        ),
        ("/api/v1/table?size=224&format=latex", "api/v1/table.tex", ""),
        ("/diagrams/resnet18.svg?focus=stem&theme=dark&lang=zh",
         "diagrams/resnet18-focus-stem-theme-dark.svg", ""),
    ],
)  # fmt: skip
def test_an_address_leads_to_the_nearest_there_is(address, file, live):
    place = SITE.place(address)
    assert (place.file, place.live) == (file, live)


@pytest.mark.parametrize(
    "address",
    [
        "/build/resnet50",
        "/embed/resnet50",
        "/docs",
        "/healthz",
        "/models/resnet51",
        "/models/resnet50?groups=2",
        "/compare?left=resnet18&right=resnet152",
        "/compare?left=resnet34&right=resnet50&focus=layer2",
        "/compare?left=resnet34&right=resnet50&open=layer1",
        "/formula?model=resnet18",
    ],
)
def test_what_needs_a_server_leads_nowhere(address):
    assert SITE.place(address) is None


def test_what_leads_nowhere_new_is_no_link():
    page = Place("models/resnet50-focus-layer1.html", "/models/resnet50?focus=layer1")
    text = (
        '<a class="a" href="/build/resnet50">b</a>'
        '<a href="/models/resnet50?focus=layer1&amp;fold=false">c</a>'
        '<a href="/models/resnet50?focus=layer1&amp;size=32#conv1">d</a>'
        '<a href="/tour#stem">e</a><p id="x" data-here="/models/resnet50">'
    )
    assert relative(text, page, SITE)[0] == (
        '<a class="a">b</a><a>c</a><a href="resnet50-focus-layer1.html?size=32#conv1">d</a>'
        '<a href="../tour.html#stem">e</a><p id="x" data-here="/models/resnet50">'
    )


def test_scripts_and_the_exporter_name_the_same_files():
    addresses = ["/table", "/table?stride_in_1x1=true&size=96"]
    for name, changes in (("resnet50", {}), ("resnet101", {"stride_in_1x1": "true"})):
        network = Network.parse(name, changes)
        graph = graph_of(network.spec)
        for group in ("network", *[group.id for group in pages_of(graph)]):
            kind = "" if group == "network" else graph.group[group].kind
            views = [View(group, detail) for detail in DETAILS]
            if kind:
                views += [view.turned(kind, [group]) for view in map(View, [group])]
                views += [View(detail=detail).turned(kind, [group]) for detail in DETAILS]
                views += [View(unfold=(group,)), View(group, "full", fold=False, direction="LR")]
            addresses += [urls.model(network, view) for view in views]
    assert len(addresses) > 200
    files = subprocess.run(
        ["node", "--input-type=module", "-e", NAMED],
        input=json.dumps(addresses),
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=60,
        check=True,
    )
    assert json.loads(files.stdout) == [SITE.place(address).file for address in addresses]


NAMED = """
import { readFileSync } from "node:fs";
import { fileOf } from "./static/js/shared/site.js";
const addresses = JSON.parse(readFileSync(0));
console.log(JSON.stringify(addresses.map((it) => fileOf(new URL(it, "http://atlas")))));
"""


# ---- The folder --------------------------------------------------------------------------------


def test_a_folder_of_something_else_is_refused(tmp_path):
    (tmp_path / "thesis.tex").touch()
    with pytest.raises(AtlasError, match="isn't empty"):
        anyio.run(Export(tmp_path).run)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]


def test_a_file_in_the_place_of_a_folder_is_refused(tmp_path):
    (tmp_path / "site").touch()
    with pytest.raises(AtlasError):
        anyio.run(Export(tmp_path / "site").run)


@pytest.mark.full
def test_an_earlier_export_is_replaced_and_what_is_not_its_own_stays(tmp_path):
    anyio.run(Export(tmp_path, Site(())).run)
    names = {str(it.relative_to(tmp_path)) for it in tmp_path.rglob("*") if it.is_file()}
    assert earlier(tmp_path) == names - {LIST}
    (tmp_path / "old.html").touch()
    (tmp_path / "CNAME").touch()
    (tmp_path / "index.html").write_text("")
    with (tmp_path / LIST).open("a") as file:
        file.write("old.html\n../outside.html\n")
    outside = tmp_path.parent / "outside.html"
    outside.touch()
    anyio.run(Export(tmp_path, Site(())).run)
    assert not (tmp_path / "old.html").exists()
    assert (tmp_path / "CNAME").exists()
    assert outside.exists()
    assert "<html" in (tmp_path / "index.html").read_text()


@pytest.mark.full
def test_what_cannot_be_written_ends_the_export(tmp_path):
    (tmp_path / LIST).touch()
    (tmp_path / "tour.html").mkdir()
    with pytest.raises(IsADirectoryError):
        anyio.run(Export(tmp_path, Site(())).run)


@pytest.mark.full
def test_a_later_export_replaces_what_a_failed_one_left(tmp_path):
    (tmp_path / "old.html").touch()
    (tmp_path / LIST).write_text("old.html\n")

    def told(export):
        if len(export.written) == 3:
            (tmp_path / "tour.html").unlink(missing_ok=True)
            (tmp_path / "tour.html").mkdir()

    with pytest.raises(IsADirectoryError):
        anyio.run(Export(tmp_path, Site(()), told).run)
    left = {str(it.relative_to(tmp_path)) for it in tmp_path.rglob("*") if it.is_file()}
    assert len(left) > 4
    assert earlier(tmp_path) >= left - {LIST}


def test_what_the_app_refuses_ends_the_export():
    with pytest.raises(AtlasError, match="/nothing can't be exported: the answer is 404"):
        anyio.run(answer, create_app(), Place("nothing.html", "/nothing"))
