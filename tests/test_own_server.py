"""`resnet-atlas open` and `serve --network`: own networks on a server that imports none of them."""

import json
import os
import subprocess
import sys
from contextlib import contextmanager

import pytest
from resnet_atlas import trace
from torch import nn

from tests.server import Server

COMMAND = (sys.executable, "-m", "resnet_atlas")

NET = """
from torch import nn

print("loading data")

def net(width=8):
    return nn.Sequential(nn.Conv2d(1, width, 3, 2, 1), nn.BatchNorm2d(width), nn.ReLU())
"""


@contextmanager
def served(folder, *words):
    """A server of own networks, started in the reader's folder."""
    command = (*COMMAND, *words)
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, cwd=folder, env=environment, text=True, **pipes) as process:
        try:
            server = Server(process)
            yield server
            assert server.stop() == 0
        finally:
            process.kill()


def layers(server, name):
    return json.loads(server.get(f"/api/v1/models/{name}/layers?size=32")[2])["layers"]


@pytest.mark.slow
def test_open_shows_the_network_and_after_a_change_of_its_file_the_new_one(tmp_path):
    file = tmp_path / "train.py"
    file.write_text(NET)
    with served(tmp_path, "open", "train:net", "--no-browser") as server:
        said = server.process.stdout.readline()
        assert f"http://127.0.0.1:{server.port}/models/train:net" in said
        assert "resnet50</a>" in server.get("/models/train:net")[2].decode()
        assert layers(server, "train:net")[0]["output"] == [1, 8, 16, 16]
        _, headers, _ = server.get("/api/v1/models/train:net/graph")
        assert headers["cache-control"] == "no-cache"

        file.write_text(NET.replace("width=8", "width=9"))
        assert layers(server, "train:net")[0]["output"] == [1, 9, 16, 16]
        assert "9×112×112" in server.get("/models/train:net/picture?detail=full")[2].decode()

        file.write_text(NET + "\nraise ValueError('not finished')\n")
        status, _, body = server.get("/models/train:net", accept="text/html")
        assert (status, "importing it fails" in body.decode()) == (422, True)
        assert "not finished" in body.decode()
        assert server.get("/models/resnet50")[0] == 200

        file.write_text(NET)
        assert layers(server, "train:net")[0]["output"] == [1, 8, 16, 16]
        verified = json.loads(server.get("/api/v1/models/train:net/verify?size=33")[2])
        assert verified == {"checked": 3, "agree": 3, "differences": []}
        loaded = subprocess.run(
            ["cat", f"/proc/{server.pid}/maps"], capture_output=True, text=True
        ).stdout
        assert "libtorch" not in loaded


@pytest.mark.slow
def test_serve_takes_modules_and_a_folder_of_graph_files_and_nothing_from_a_visitor(tmp_path):
    (tmp_path / "train.py").write_text(NET)
    (tmp_path / "other.py").write_text("open('imported', 'w')\n" + NET)
    (tmp_path / "graphs").mkdir()
    trace(nn.Sequential(nn.Conv2d(1, 4, 3, 2, 1)), "small").save(tmp_path / "graphs/net.json")
    words = ("serve", "--port", "0", "--network", "train:net", "--network", "graphs")
    with served(tmp_path, *words) as server:
        assert [layers(server, name)[0]["output"][1] for name in ("train:net", "small")] == [8, 4]
        for address in ("/models/other:net", "/compare?left=other:net", "/diagrams/other:net.svg"):
            assert server.get(address)[0] in (200, 404)
        assert server.get("/api/v1/models/other:net/layers")[0] == 404
        assert not (tmp_path / "imported").exists()


def test_what_can_not_be_served_ends_with_status_2(tmp_path):
    (tmp_path / "empty").mkdir()
    for words, said in {
        ("serve", "--network", "empty"): "it has 0 graph files",
        ("serve", "--network", "net.json"): "no such file",
        ("open", "train.py:Net"): "Did you mean train:Net?",
        ("open", "resnet5O"): "Did you mean resnet50?",
    }.items():
        ended = subprocess.run((*COMMAND, *words), cwd=tmp_path, capture_output=True, text=True)
        assert (ended.returncode, ended.stdout) == (2, "")
        assert said in ended.stderr
