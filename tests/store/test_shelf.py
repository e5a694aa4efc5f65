"""Graphs on disk, in real folders that real processes share."""

import logging
import os
import subprocess
import sys
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import grimp
import pytest
from hypothesis import given
from hypothesis import strategies as st
from resnet_atlas.graph.graph import Graph
from resnet_atlas.graph.trace import trace
from resnet_atlas.network.catalogue import CATALOGUE, PRESETS, named
from resnet_atlas.network.module import build
from resnet_atlas.network.spec import ResNetSpec
from resnet_atlas.store import shelf as module
from resnet_atlas.store.shelf import SUFFIX, Shelf, decode, encode

from tests.depth import TYPICAL, examples, representatives
from tests.strategies import variants

ROOM = 2**20
SPEC = ResNetSpec("basic", (1,))


@pytest.fixture(scope="module")
def small() -> Graph:
    return trace(build(SPEC))


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory, small: Graph) -> Path:
    """Where other processes have that graph from, without torch."""
    folder = tmp_path_factory.mktemp("source")
    Shelf(folder, ROOM).keep(SPEC, small)
    return folder


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "not yet" / "there", ROOM)


def files(shelf: Shelf) -> list[Path]:
    return sorted(shelf.folder.iterdir())


def the_file(shelf: Shelf) -> Path:
    (path,) = files(shelf)
    return path


def several(count: int) -> list[ResNetSpec]:
    return [replace(SPEC, num_classes=number) for number in range(1, count + 1)]


def work(source: Path, shelf: Shelf, *lines: str) -> subprocess.Popen[str]:
    """Another process that has the same shelf and the small graph."""
    start = (
        "import sys; from dataclasses import replace; from pathlib import Path",
        "from resnet_atlas.store.shelf import Shelf",
        "from resnet_atlas.network.spec import ResNetSpec",
        "SPEC = ResNetSpec('basic', (1,))",
        "shelf = Shelf(Path(sys.argv[1]), int(sys.argv[2]))",
        "graph = Shelf(Path(sys.argv[3]), 2**20).get(SPEC)",
    )
    return subprocess.Popen(
        [sys.executable, "-c", "\n".join((*start, *lines)), shelf.folder, str(shelf.room), source],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("name", representatives([*CATALOGUE, *PRESETS], {*TYPICAL, "resnet20"}))
def test_a_graph_that_has_a_name_is_read_as_it_was_traced(shelf, name):
    spec = named(name)
    short = replace(spec, depths=tuple(min(depth, 2) for depth in spec.depths))
    graph = trace(build(short))
    shelf.keep(short, graph)
    assert Shelf(shelf.folder, ROOM).get(short) == graph
    assert the_file(shelf).stat().st_size < 40_000


def test_what_no_graph_can_be_is_neither_read_nor_waited_for(shelf, small):
    shelf.keep(SPEC, small)
    path = the_file(shelf)
    with path.open("r+b") as file:
        file.truncate(2**40)  # a hole: it takes no room, but would as bytes
    assert shelf.get(SPEC) is None
    os.mkfifo(path)
    assert shelf.get(SPEC) is None
    assert not path.exists()
    path.mkdir()
    assert shelf.get(SPEC) is None


@examples(25)
@given(spec=variants())
def test_any_graph_is_read_as_it_was_traced(spec):
    graph = trace(build(spec))
    assert decode("it", encode("it", graph)) == graph


def test_what_is_known_of_a_graph_beside_it_is_not_written(small):
    fresh = encode("it", trace(build(SPEC)))
    assert small.runs == ()
    assert small.edges
    assert encode("it", small) == fresh


@given(one=variants(), other=variants())
def test_specs_have_files_of_their_own(one, other):
    shelf = Shelf(Path("/"), ROOM)
    assert (shelf._path(shelf.folder, one) == shelf._path(shelf.folder, other)) == (one == other)


def test_every_file_that_a_graph_depends_on_is_in_its_name():
    imports = grimp.build_graph("resnet_atlas")
    seen = {"resnet_atlas.network.module", "resnet_atlas.graph.trace", "resnet_atlas.store.shelf"}
    for it in (
        "resnet_atlas.network.module",
        "resnet_atlas.graph.trace",
        "resnet_atlas.store.shelf",
    ):
        seen |= imports.find_upstream_modules(it)
    # The package itself says the version, which is in the name too.
    assert {f"app.{name}" for name in module.MAKERS} == seen - {"resnet_atlas"}


@pytest.mark.parametrize("of", ["files", "torch", "version"])
def test_another_maker_has_other_files(shelf, small, tmp_path, monkeypatch, of):
    shelf.keep(SPEC, small)
    if of == "files":
        for name in module.MAKERS:
            source = Path(module.__file__).with_name(f"{name}.py").read_text()
            (tmp_path / f"{name}.py").write_text(source)
        monkeypatch.setattr(module, "__file__", str(tmp_path / "shelf.py"))
        assert module.makers.__wrapped__() == module.makers()
        (tmp_path / "trace.py").write_text("# another")
    elif of == "torch":
        monkeypatch.setattr(module, "version", lambda name: f"another {name}")
    else:
        monkeypatch.setattr("resnet_atlas.__version__", "another")
    module.makers.cache_clear()
    try:
        assert shelf.get(SPEC) is None
        shelf.keep(SPEC, small)
        assert len(files(shelf)) == 2
    finally:
        module.makers.cache_clear()


def test_a_file_torn_anywhere_is_dropped(shelf, small):
    shelf.keep(SPEC, small)
    path = the_file(shelf)
    content = path.read_bytes()
    for cut in range(len(content)):
        path.write_bytes(content[:cut])
        assert shelf.get(SPEC) is None
        assert not path.exists()
    path.write_bytes(content)
    assert shelf.get(SPEC) == small


@given(data=st.data())
def test_a_file_with_a_bit_turned_is_never_believed(data):
    graph = trace(build(SPEC))
    content = bytearray(encode("it", graph))
    content[data.draw(st.integers(0, len(content) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(ValueError, match="it"):
        decode("it", bytes(content))


def test_a_file_under_anothers_name_is_dropped(shelf, small):
    shelf.keep(SPEC, small)
    other = shelf._path(shelf.folder, replace(SPEC, num_classes=7))
    the_file(shelf).rename(other)
    assert shelf.get(replace(SPEC, num_classes=7)) is None
    assert files(shelf) == []


def test_what_no_version_wrote_is_dropped_even_where_its_checksum_is_right(shelf, small):
    shelf.keep(SPEC, small)
    path = the_file(shelf)
    for text in (b"", b"{}", b'{"ops": 1}', b"[" * 100_000, b"\xff"):
        path.write_bytes(sha256(path.name.encode() + text).hexdigest().encode() + b"\n" + text)
        assert shelf.get(SPEC) is None
        assert not path.exists()


@examples(25)
@given(uses=st.lists(st.tuples(st.booleans(), st.integers(0, 9)), max_size=40))
def test_the_room_is_never_exceeded_and_the_least_recently_used_goes(tmp_path_factory, uses):
    graph, specs = trace(build(SPEC)), several(10)
    shelf = Shelf(tmp_path_factory.mktemp("shelf"), 4 * len(encode("0" * 70, graph)))
    order: list[int] = []
    for time, (reads, number) in enumerate(uses, 1):
        if reads:
            assert (shelf.get(specs[number]) is not None) == (number in order)
        else:
            shelf.keep(specs[number], graph)
        if not reads or number in order:
            order = [*[it for it in order if it != number][-3:], number]
            # As if it were later than all before: a clock of the file system may stand still.
            os.utime(shelf._path(shelf.folder, specs[number]), ns=(time, time))
        there = files(shelf)
        assert sum(path.stat().st_size for path in there) <= shelf.room
        assert {*there} == {shelf._path(shelf.folder, specs[it]) for it in order}


def test_reading_is_using(shelf, small):
    shelf.keep(SPEC, small)
    os.utime(the_file(shelf), ns=(1, 1))
    shelf.get(SPEC)
    assert the_file(shelf).stat().st_mtime_ns > 1


def test_what_is_larger_than_the_room_is_not_kept_and_drives_nothing_out(shelf, small):
    shelf.keep(SPEC, small)
    before = files(shelf)
    Shelf(shelf.folder, 100).keep(replace(SPEC, num_classes=7), small)
    assert files(shelf) == before


def test_what_a_killed_process_left_goes_and_what_is_not_ours_stays(shelf, small):
    shelf.folder.mkdir(parents=True)
    left, foreign = shelf.folder / f"0123{SUFFIX}", shelf.folder / "thesis.txt"
    for path in (left, foreign):
        path.write_bytes(b"x" * ROOM)
        os.utime(path, ns=(1, 1))
    shelf.keep(SPEC, small)
    assert [path.exists() for path in (left, foreign)] == [False, True]
    assert shelf.get(SPEC) == small


def in_vain(shelf: Shelf, graph: Graph, caplog: pytest.LogCaptureFixture) -> str:
    """Nothing is found or kept there, and one line says why, however often it is tried."""
    with caplog.at_level(logging.INFO):
        for spec in several(3):
            assert shelf.get(spec) is None
            shelf.keep(spec, graph)
            assert shelf.get(spec) is None
    (line,) = caplog.messages
    return line


@pytest.mark.parametrize("below", ["", "below"])
def test_a_file_where_the_folder_should_be_is_lived_with(tmp_path, small, caplog, below):
    path = tmp_path / "file"
    path.write_text("mine")
    assert str(path) in in_vain(Shelf(path / below, ROOM), small, caplog)
    assert path.read_text() == "mine"


@pytest.mark.parametrize("below", ["", "not/there"])
def test_a_folder_that_nobody_can_write_to_is_lived_with(small, caplog, below):
    """``/proc`` is one, for root too."""
    in_vain(Shelf(Path("/proc/self") / below, ROOM), small, caplog)


def test_a_disk_without_room_is_lived_with(source, shelf, small):
    """The system cuts the process's files off at 1000 bytes: in the midst, as a full disk does."""
    shelf.keep(SPEC, small)
    before = files(shelf)
    done = work(
        source,
        shelf,
        "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))",
        "for number in range(1, 4): shelf.keep(replace(SPEC, num_classes=number), graph)",
        "print(shelf.get(SPEC) == graph)",
    )
    said, complained = done.communicate(timeout=60)
    assert (done.returncode, said) == (0, "True\n")
    assert complained.count("\n") == 1
    assert "graphs are not kept on disk" in complained
    assert files(shelf) == before


def test_a_folder_deleted_under_way_is_made_again(shelf, small):
    shelf.keep(SPEC, small)
    the_file(shelf).unlink()
    shelf.folder.rmdir()
    assert shelf.get(SPEC) is None
    shelf.keep(SPEC, small)
    assert shelf.get(SPEC) == small


def test_without_a_folder_nothing_is_kept(small, tmp_path, monkeypatch, caplog):
    monkeypatch.chdir(tmp_path)
    shelf = Shelf(None, ROOM)
    shelf.keep(SPEC, small)
    assert shelf.get(SPEC) is None
    assert list(tmp_path.iterdir()) == []
    assert caplog.messages == []


def test_what_one_process_writes_again_and_again_another_always_reads_whole(source, shelf, small):
    shelf.keep(SPEC, small)
    writer = work(
        source,
        shelf,
        "shelf.keep(SPEC, graph)",
        "print('begun', flush=True)",
        "for _ in range(500): shelf.keep(SPEC, graph)",
    )
    assert writer.stdout.readline() == "begun\n"
    reads = 0
    while writer.poll() is None:
        assert shelf.get(SPEC) == small
        reads += 1
    assert (writer.communicate(), writer.returncode) == (("", ""), 0)
    assert reads > 100
    assert len(files(shelf)) == 1


def test_processes_that_fight_for_room_read_what_is_true_or_nothing(source, tmp_path, small):
    shelf = Shelf(tmp_path, 3 * len(encode("0" * 70, small)))
    fighters = [
        work(
            source,
            shelf,
            "found = 0",
            "for turn in range(300):",
            "    spec = replace(SPEC, num_classes=turn % 7 + 1)",
            "    shelf.keep(spec, graph)",
            "    kept = shelf.get(spec)",
            "    assert kept in (None, graph)",
            "    found += kept is not None",
            "print(found)",
        )
        for _ in range(3)
    ]
    said = [fighter.communicate(timeout=120)[0] for fighter in fighters]
    assert [fighter.returncode for fighter in fighters] == [0, 0, 0]
    assert all(int(found) > 0 for found in said)
    shelf.keep(SPEC, small)
    assert sum(path.stat().st_size for path in files(shelf)) <= shelf.room
