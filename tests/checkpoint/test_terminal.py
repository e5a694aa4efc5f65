"""The command as people run it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from resnet_atlas.network.catalogue import named

from tests.checkpoint.files import training, zip_state

COMMAND = Path(sys.executable).with_name("resnet-atlas")


def run(*words):
    return subprocess.run([COMMAND, "identify", *words], capture_output=True, text=True, timeout=60)


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = tmp_path_factory.mktemp("files") / "model.pth.tar"
    training(named("resnet50"), path)
    return path


def test_a_file_is_identified_with_status_0(file):
    done = run(file)
    assert (done.returncode, done.stderr) == (0, "")
    assert "\nResNet-50\n" in done.stdout
    assert "`module.` in front of every name" in done.stdout
    assert "25,557,032 parameters" in done.stdout
    assert "model = resnet50()" in done.stdout
    assert 'state = state["state_dict"]' in done.stdout


def test_a_file_that_does_not_fit_has_status_1(file):
    done = run(file, "--against", "resnet34;num_classes=7", "--format", "json")
    assert done.returncode == 1
    answer = json.loads(done.stdout)
    assert [cause["kind"] for cause in answer["causes"]] == ["naming", "block", "classes"]
    assert answer["identity"]["network"] == {
        "name": "resnet50",
        "changes": {},
        "title": "ResNet-50",
    }
    assert answer["read"] < 200_000
    assert answer["dtype"] == "float32"


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (["nothing.pth"], "No such file"),
        ([__file__], "neither a checkpoint"),
    ],
)
def test_a_file_that_can_not_be_read_has_status_2(words, problem):
    done = run(*words)
    assert (done.returncode, done.stdout) == (2, "")
    assert problem in done.stderr


def test_neither_torch_nor_the_web_is_loaded(tmp_path):
    zip_state(named("resnet18"), tmp_path / "model.pth")
    words = [sys.executable, "-X", "importtime", "-m", "resnet_atlas", "identify", "model.pth"]
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, cwd=tmp_path)
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "resnet_atlas.checkpoint.reading.unpickle" in loaded
    assert not loaded & {"torch", "fastapi", "starlette", "pygraphviz"}
