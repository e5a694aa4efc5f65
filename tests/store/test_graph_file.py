"""Graph files: what was written is read again, and hostile ones are refused."""

import json

import pytest
from resnet_atlas.errors import BadNetwork
from resnet_atlas.network.catalogue import CATALOGUE, PRESETS
from resnet_atlas.network.size import Size
from resnet_atlas.store import graph_file
from resnet_atlas.store.graph_file import read, write
from resnet_atlas.store.local_graphs import graph_of


@pytest.mark.parametrize("spec", [CATALOGUE["resnet18"], PRESETS["seresnet50"].spec])
def test_what_is_written_is_read(tmp_path, spec):
    graph, path = graph_of(spec), tmp_path / "net.json"
    assert write(path, "train:Net", graph, Size(225, 320)) == path.stat().st_size
    assert read(path) == ("train:Net", graph, Size(225, 320))


def changed(content, *, at, to):
    """The content with the value at a path of keys replaced."""
    content = json.loads(json.dumps(content))
    place = content
    for key in at[:-1]:
        place = place[key]
    place[at[-1]] = to
    return json.dumps(content)


OPS, GROUPS = ("graph", "ops"), ("graph", "groups")

HOSTILE = {
    "no list": (OPS, 7),
    "no ops": (OPS, []),
    "an id twice": ((*OPS, 2, "id"), "input"),
    "an input that comes later": ((*OPS, 1, "inputs"), ["fc"]),
    "a second input": ((*OPS, 3, "inputs"), []),
    "a group that isn't there": ((*OPS, 3, "stage"), "nowhere"),
    "a parent that isn't there": ((*GROUPS, 2, "parent"), "nowhere"),
    "markup in an id": ((*OPS, -1, "id"), "<script>alert(1)</script>"),
    "quotes in a class": ((*GROUPS, 2, "type"), '" onload="alert(1)'),
    "a very long id": ((*OPS, -1, "id"), "x" * 10_000),
    "a huge number": ((*OPS, 1, "output", "channels"), 10**50),
    "a stride of 0": ((*OPS, 1, "windows", 0, "stride"), 0),
    "a size that isn't the input's": (
        (*OPS, 2, "output", "dims"),
        [{"terms": [[["<script>"], 1]]}] * 4,
    ),
    "a division by 0": (
        (*OPS, 2, "output", "dims"),
        [{"terms": [[[{"of": {"terms": [[["H"], 1]]}, "by": 0}], 1]]}] * 4,
    ),
    "another format": (("format",), "resnet-atlas graph 0"),
    "a long name": (("name",), "x" * 10_000),
}


@pytest.mark.parametrize("which", HOSTILE)
def test_a_hostile_file_is_refused(tmp_path, which):
    path, at_to = tmp_path / "net.json", HOSTILE[which]
    write(path, "net", graph_of(CATALOGUE["resnet18"]), Size(224, 224))
    path.write_text(changed(json.loads(path.read_text()), at=at_to[0], to=at_to[1]))
    with pytest.raises(BadNetwork):
        read(path)


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff\x00", b"[" * 100_000, b'{"graph":' * 9999])
def test_what_is_no_graph_is_refused(tmp_path, content):
    path = tmp_path / "net.json"
    path.write_bytes(content)
    with pytest.raises(BadNetwork, match="this is no graph"):
        read(path)


def test_a_file_that_is_not_there_or_too_large_is_refused(tmp_path, monkeypatch):
    (tmp_path / "other.json").write_text("{}")
    with pytest.raises(BadNetwork, match=r"no such file.*other\.json"):
        read(tmp_path / "net.json")
    monkeypatch.setattr(graph_file, "MOST_BYTES", 1)
    with pytest.raises(BadNetwork, match="too large"):
        read(tmp_path / "other.json")
