"""The wheel, installed into an empty environment: it needs no file of the repository."""

import os
import subprocess
import sys
import venv
from pathlib import Path
from zipfile import ZipFile

import pytest
from resnet_atlas import __version__

from tests.server import Server

ROOT = Path(__file__).parent.parent
DEPENDENCIES = [path for path in sys.path if Path(path).name == "site-packages"]


def run(*command, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=folder, env=ENVIRONMENT, capture_output=True, text=True)


ENVIRONMENT = {name: text for name, text in os.environ.items() if name != "PYTHONPATH"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = (sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder)
    built = run(*command, folder=ROOT)
    assert built.returncode == 0, built.stderr
    (file,) = folder.iterdir()
    return file


@pytest.fixture(scope="module")
def environment(wheel, tmp_path_factory) -> Path:
    """The folder of a virtual environment with the wheel; its dependencies are the tests' own.

    torch can't be imported there: networks that have a name don't need it.
    """
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, symlinks=True)
    python = folder / "bin/python"
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", python)
    installed = run(*pip, "install", "-q", "--no-deps", "--no-index", wheel, folder=folder)
    assert installed.returncode == 0, installed.stderr
    (packages,) = folder.glob("lib/python*/site-packages")
    missing = folder / "missing"
    missing.mkdir()
    (missing / "torch.py").write_text("raise ImportError('torch is not installed')\n")
    (packages / "dependencies.pth").write_text("\n".join([str(missing), *DEPENDENCIES]))
    return folder


def test_the_wheel_is_small_and_has_all_that_is_not_python(wheel):
    assert wheel.stat().st_size < 2_000_000
    assert wheel.name == f"resnet_atlas-{__version__}-py3-none-any.whl"
    names = {name.removeprefix("resnet_atlas/") for name in ZipFile(wheel).namelist()}
    templates = {path.relative_to(ROOT).as_posix() for path in (ROOT / "templates").iterdir()}
    assert templates <= names
    assert {
        "static/atlas.css",
        "store/named_graphs.gz",
        "static/vendor/js/explorer.js",
        "static/vendor/swagger-ui/swagger-ui.css",
        "web/locale/zh.po",
    } <= names
    assert not any(name.endswith((".map", ".pyc", ".stamp")) for name in names)
    assert not any(name.startswith(("app/", "static/js/", "tests/")) for name in names)


def test_the_installed_package_is_the_wheels_and_app_is_no_package(environment):
    python = environment / "bin/python"
    where = run(python, "-c", "import resnet_atlas as r; print(r.__file__)", folder=environment)
    assert where.stdout.startswith(str(environment)), where.stderr
    assert "ModuleNotFoundError" in run(python, "-c", "import app", folder=environment).stderr


def test_the_installed_command_draws_and_lists_layers_without_torch(environment):
    command = environment / "bin/resnet-atlas"
    drawn = run(command, "draw", "resnet18", "-o", "figure.svg", folder=environment)
    assert drawn.returncode == 0, drawn.stderr
    assert "<svg" in (environment / "figure.svg").read_text()
    listed = run(command, "layers", "resnet18", "--format", "csv", folder=environment)
    assert listed.returncode == 0, listed.stderr
    assert "layer4.1.conv2" in listed.stdout


def test_the_installed_command_serves_pages_in_both_languages_with_their_files(environment):
    command = (environment / "bin/resnet-atlas", "serve", "--port", "0")
    with subprocess.Popen(
        command, cwd=environment, env=ENVIRONMENT, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            server = Server(process)
            assert server.get("/healthz")[0] == 200
            assert "阶段" in server.get("/models/resnet18?lang=zh")[2].decode()
            assert server.get("/diagrams/resnet50.svg?focus=layer2")[0] == 200
            assert server.get("/which")[0] == server.get("/tour")[0] == 200  # without torch
            assert server.get("/static/vendor/js/explorer.js")[0] == 200
            assert server.get("/static/vendor/swagger-ui/swagger-ui-bundle.js")[0] == 200
            assert server.stop() == 0
        finally:
            process.kill()
