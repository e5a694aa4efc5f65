"""The command as people run it: real processes."""

import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest
from resnet_atlas.__main__ import main
from resnet_atlas.network.network import Network
from resnet_atlas.network.traced import REGISTRY
from resnet_atlas.store.traced import remove

from tests.depth import FULL, full
from tests.pictures import Picture
from tests.server import children, command, state, until

COMMAND = Path(sys.executable).with_name("resnet-atlas")
MAGIC = {"svg": b"<svg", "png": b"\x89PNG", "pdf": b"%PDF-", "dot": b"", "json": b"{"}
MAGIC |= {"tikz": b"% resnet50, layer2", "drawio": b"<?xml", "mmd": b"%%{init"}

BROWSE = """
import sys
from starlette.testclient import TestClient
from resnet_atlas.web.app import create_app
tables = ["/table", "/table?stride_in_1x1=true"]
with TestClient(create_app()) as client:
    for path in ["/", "/tour", *tables, "/compare", "/formula", "/glossary", "/build/resnet50"]:
        assert client.get(path).status_code == 200, path
        assert "torch" not in sys.modules, path
print("without torch")
"""


def run(*words, cwd=None, **settings):
    plain = {**os.environ, "COLUMNS": "100", "NO_COLOR": "1", **settings}
    return subprocess.run(
        [COMMAND, *words], capture_output=True, text=True, timeout=120, env=plain, cwd=cwd
    )


@pytest.fixture
def run_here(monkeypatch, capfd):
    """Runs a command in this process, which has loaded what a new one would have to."""
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("NO_COLOR", "1")

    def run(*words):
        monkeypatch.setattr(sys, "argv", ["resnet-atlas", *words])
        with pytest.raises(SystemExit) as end:
            main()
        return subprocess.CompletedProcess(words, end.value.code or 0, *capfd.readouterr())

    return run


def run_and_see(*words, **settings):
    """What a command says, and the modules that it loads."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "resnet_atlas", *words],
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, **settings},
    )
    assert done.returncode == 0
    return done.stdout, {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--help"], ["serve", "draw", "layers", "table"]),
        (["draw", "--help"], ["--focus", "resnet-atlas draw resnet50 --focus stage2 -o fig.svg"]),
        (["table", "--help"], ["--stride-in-1x1", "resnet-atlas table --size 225x320"]),
        (["export", "--help"], ["static site", "resnet-atlas export site"]),
        (["layers", "--help"], ["--size", "--format", "resnet-atlas layers resnet50"]),
        (["serve", "--help"], ["--host", "ATLAS_PORT"]),
    ],
)
def test_help_teaches(run_here, words, said):
    done = run_here(*words)
    assert (done.returncode, done.stderr) == (0, "")
    text = " ".join(done.stdout.split())
    assert [word for word in said if word not in text] == []


@pytest.mark.parametrize("words", [["--help"], *full([["draw", "--help"]])])
def test_help_loads_neither_torch_nor_the_web(words):
    loaded = run_and_see(*words)[1]
    assert "typer" in loaded
    assert not loaded & {"torch", "fastapi", "starlette", "graphviz", "pygraphviz"}


@pytest.mark.parametrize(
    "format",
    ["svg", *[pytest.param(it, marks=pytest.mark.slow) for it in MAGIC if it != "svg"]],
)
def test_draw_makes_a_file_of_each_format(tmp_path, run_here, format):
    out = tmp_path / f"fig.{format}"
    done = run_here("draw", "resnet50", "--focus", "stage2", "--size", "225x320", "-o", str(out))
    assert (done.returncode, done.stderr) == (0, "")
    assert out.read_bytes().startswith(MAGIC[format])
    if format in ("svg", "dot"):
        assert "256×57×80" in out.read_text()
    if format == "json":
        assert json.loads(out.read_text())["view"]["focus"] == "layer2"
    if format == "svg":
        assert [part.id for part in Picture(out.read_text()).of("frame")] == [
            "layer2.0",
            "layer2.1",
        ]


def test_draw_wraps_narrows_and_colours_a_picture(tmp_path, run_here):
    def drawn(*options):
        out = tmp_path / "fig.svg"
        done = run_here("draw", "resnet18", "--focus", "layer2", *options, "-o", str(out))
        assert (done.returncode, done.stderr) == (0, "")
        return out.read_text()

    def width(svg):
        return float(re.search(r'viewBox="0 0 ([\d.]+)', svg)[1])

    across = ("--direction", "LR")
    assert width(drawn(*across, "--rows", "2")) < width(drawn(*across, "--rows", "1"))
    assert width(drawn("--narrow")) < width(drawn()) / 1.5
    assert ">MACs<" in drawn("--heat", "macs")
    assert ">MACs<" not in drawn()


@pytest.mark.parametrize(
    ("option", "word", "said"),
    [("--rows", "0", "1 to 20"), ("--heat", "mac", "Did you mean macs?")],
)
def test_draw_says_what_its_options_take(run_here, option, word, said):
    done = run_here("draw", "resnet18", "-o", "x.svg", option, word)
    assert done.returncode
    assert said in done.stderr


def test_layers_as_json_and_csv(run_here):
    words = ("layers", "resnet50", "--size", "225x320", "--batch", "2", "--stage", "conv3_x")
    plain, table = run_here(*words, "--format", "json"), run_here(*words, "--format", "csv")
    assert plain.stderr == table.stderr == ""
    rows = {row["id"]: row for row in json.loads(plain.stdout)}
    assert rows["layer2.0.conv2"]["inputs"] == [[2, 128, 57, 80]]
    assert rows["layer2.0.conv2"]["output"] == [2, 128, 29, 40]
    cells = list(csv.DictReader(io.StringIO(table.stdout)))
    assert [row["id"] for row in cells] == list(rows)
    assert {row["stage"] for row in cells} == {"layer2"}


def test_layers_as_a_table(run_here):
    done = run_here("layers", "resnet18", "--set", "num_classes=10", "--size", "225")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert "num_classes=10" in lines[0]
    (fc,) = [line for line in lines if re.match(r"\W*fc\b", line)]
    assert "5,130" in fc
    (conv,) = [line for line in lines if "layer2.0.conv1" in line]
    assert "128×29×29" in conv


def test_the_papers_table(run_here):
    done = run_here("table", "--stride-in-1x1", "--format", "csv")
    assert (done.returncode, done.stderr) == (0, "")
    rows = {row[0]: row[3:] for row in csv.reader(io.StringIO(done.stdout))}
    assert rows["as the paper counts, billions"] == ["1.8", "3.6", "3.8", "7.6", "11.3"]
    assert run_here("table", "--size", "225x320").stdout.startswith("For an input of 225x320; ")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["draw", "resnet5O", "-o", "x.svg"], "Did you mean resnet50?"),
        (["draw", "resnet50", "-o", "x.svg", "--size", "224x"], "size=224x"),
        (["draw", "resnet50", "-o", "x.svg", "--focus", "stag2"], "Did you mean stage2?"),
        (["draw", "resnet50", "-o", "x.gif"], "svg, png, pdf, dot, tikz, drawio, mmd, json"),
        (["draw", "resnet50", "-o", "x"], "svg, png, pdf, dot, tikz, drawio, mmd, json"),
        (["draw", "resnet50", "-o", "no/such/folder/x.dot"], "No such file"),
        (["draw", "resnet50", "-o", "x.svg", "--set", "groupz=2"], "Did you mean groups?"),
        (["draw", "resnet50", "-o", "x.svg", "--set", "groups"], "groups"),
        (["draw", "resnet18", "-o", "x.svg", "--set", "groups=2"], "basic"),
        (["draw", "resnet50", "-o", "x.svg", "--detail", "con"], "Did you mean conv?"),
        (["export", "/proc"], "/proc isn't empty, and no earlier export"),
        (["export", "/dev/null/site"], "can't write /dev/null"),
        (["draw", "resnet50"], "out"),
        (["draw"], "model"),
        (["layers", "resnet50", "--batch", "0"], "from 1 to 256"),
        (["layers", "resnet50", "--stage", "layer9"], "layer4"),
        (["layers", "resnet50", "--format", "xml"], "table, json, csv"),
        (["table", "--format", "html"], "csv, markdown, latex"),
        (["table", "--size", "0"], "size=0"),
        (["layers", "a\nb"], "there is no network"),
        (["layers", "resnet50", "--sizes", "2"], "--size"),
        (["serve", "--port", "99999"], "65535"),
        (["nothing"], "nothing"),
    ],
)
def test_a_wrong_call_ends_in_one_line_and_status_2(tmp_path, monkeypatch, run_here, words, said):
    monkeypatch.chdir(tmp_path)
    done = run_here(*words)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("resnet-atlas: ")
    assert said in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_call_of_the_command_does_too(tmp_path):
    done = run("draw", "resnet5O", "-o", "x.svg", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("resnet-atlas: ")
    assert done.stderr.count("\n") == 1


def test_torch_is_loaded_for_a_new_network_alone(tmp_path):
    layers = ("layers", "resnet50", "--format", "csv")
    assert "torch" not in run_and_see(*layers)[1]
    if FULL:
        assert "torch" not in run_and_see("table")[1]
        assert "torch" in run_and_see(*layers, "--set", "num_classes=7")[1]
    draw = ("draw", "resnet18", "-o", str(tmp_path / "fig.svg"), "--set", "num_classes=7")
    loaded = run_and_see(*draw)[1]  # a worker traces and lays out
    assert not {"torch", "pygraphviz"} & {*loaded}


def test_a_command_begins_with_nothing_that_a_layout_worker_would_load_too():
    done = subprocess.run(
        [sys.executable, "-c", "import sys, resnet_atlas.__main__; print('typer' in sys.modules)"],
        capture_output=True,
        text=True,
    )
    assert done.stdout == "False\n"


@pytest.mark.full
@pytest.mark.slow
def test_every_page_without_options_is_made_without_torch():
    done = subprocess.run(
        [sys.executable, "-c", BROWSE], capture_output=True, text=True, timeout=300
    )
    assert (done.stderr, done.stdout) == ("", "without torch\n")


def test_a_setting_that_is_wrong_is_named(monkeypatch, run_here):
    monkeypatch.setenv("ATLAS_CACHE_MEGABYTES", "many")
    done = run_here("serve")
    assert (done.returncode, done.stdout) == (2, "")
    assert re.fullmatch("resnet-atlas: ATLAS_CACHE_MEGABYTES=many: .*\n", done.stderr)


def test_a_setting_that_is_wrong_leaves_no_export_behind(tmp_path):
    done = run("export", str(tmp_path / "site"), ATLAS_LAYOUT_WORKERS="0")
    assert (done.returncode, done.stdout) == (2, "")
    assert re.fullmatch("resnet-atlas: ATLAS_LAYOUT_WORKERS=0: .*\n", done.stderr)
    assert list(tmp_path.iterdir()) == []


def test_serve_answers_keeps_heavy_imports_in_workers_and_stops_cleanly():
    with subprocess.Popen(
        [COMMAND, "serve", "--port", "0"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as server:
        try:
            address = None
            while not address:
                line = server.stderr.readline()
                assert line, "the server ended"
                address = re.search(r"http://127\.0\.0\.1:\d+", line)
            with urlopen(f"{address[0]}/healthz") as answer:
                assert answer.status == 200
            with urlopen(f"{address[0]}/diagrams/resnet18.svg?focus=layer1") as answer:
                assert answer.read().startswith(b"<svg")
            lean = workers(server.pid)
            assert lean
            for pid in lean:
                assert not {"torch", "pydantic"} & mapped(pid)
            assert any("graphviz" in mapped(pid) for pid in lean)
            for path in (
                "/diagrams/resnet18.svg?num_classes=7",
                "/diagrams/resnet18.png?num_classes=8",
                "/api/v1/models/resnet18/verify?num_classes=7",
            ):
                with urlopen(f"{address[0]}{path}") as answer:
                    assert answer.status == 200
            assert not {"torch", "graphviz"} & mapped(server.pid)
            (tracing,) = {*workers(server.pid)} - {*lean}
            assert mapped(tracing) & {"torch", "graphviz"} == {"torch"}
            server.send_signal(signal.SIGTERM)
            assert server.wait(60) in (0, -signal.SIGTERM)
            until(lambda: all(state(pid) in ("", "Z") for pid in (*lean, tracing)))
        finally:
            server.kill()


def workers(pid: int) -> list[int]:
    """The worker processes of a server."""
    return [child for child in children(pid) if "spawn_main" in command(child)]


def mapped(pid: int) -> set[str]:
    """Those of the heavy libraries that a process has in memory."""
    maps = Path(f"/proc/{pid}/maps").read_text()
    return {name for name in ("torch", "graphviz", "pydantic") if name in maps}


NET = """
from torch import nn

print("loading data")

class Net(nn.Sequential):
    def __init__(self, width=8):
        super().__init__(nn.Conv2d(1, width, 3, 2, 1), nn.BatchNorm2d(width), nn.ReLU())
"""


@pytest.fixture
def own_folder(tmp_path, monkeypatch):
    """The current folder, in which there is a network of the reader's own."""
    (tmp_path / "train.py").write_text(NET)
    monkeypatch.chdir(tmp_path)
    known = {*REGISTRY}
    yield tmp_path
    for name in {*REGISTRY} - known:
        remove(Network(name, REGISTRY[name]))
    sys.modules.pop("train", None)


def test_a_network_of_ones_own_wherever_a_name_is_taken(own_folder, run_here):
    drawn = run_here("draw", "train:Net", "--size", "1x33x20", "-o", "net.svg")
    assert (drawn.returncode, drawn.stderr) == (0, "loading data\n")
    verified = run_here("verify", "train:Net", "--args", '{"width": 4}', "--batch", "2")
    assert verified.stdout == "train:Net (width=4) at 2×1×224×224: 3 of 3 shapes are PyTorch's\n"
    traced = run_here("trace", "train:Net", "-o", "net.json")
    assert (traced.returncode, traced.stdout[:8]) == (0, "net.json")
    (own_folder / "train.py").unlink()  # a graph file needs no code
    listed = run_here("layers", "net.json", "--size", "33x20", "--format", "json")
    assert [row["output"] for row in json.loads(listed.stdout)] == [[1, 8, 17, 10]] * 3
    compared = run_here("compare", "net.json", "resnet18")
    assert "→ 11,689,512" in " ".join(compared.stdout.split())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["draw", "train:Nat", "-o", "net.svg"], "Did you mean train:Net?"),
        pytest.param(
            ["draw", "train:Net", "-o", "net.svg", "--size", "3x32x32"],
            "takes 1 channels",
            marks=pytest.mark.full,
        ),
        pytest.param(
            ["verify", "train:Net", "--args", '{"depth": 4}'], "depth", marks=pytest.mark.full
        ),
        (["layers", "train:Net", "--set", "groups=2"], "--args"),
        (["layers", "resnet50", "--args", "{}"], "--set"),
        (["layers", "net.json"], "net.json: no such file or directory"),
        (["trace", "train:Net", "-o", "net.txt"], "a graph file ends in .json"),
    ],
)
def test_what_is_wrong_with_ones_own_network_ends_with_status_2(own_folder, run_here, words, said):
    ended = run_here(*words)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert said in ended.stderr
    assert "Traceback" not in ended.stderr
