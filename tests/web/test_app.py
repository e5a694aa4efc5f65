import sys
from pathlib import Path

import anyio
import pytest
from fastapi import FastAPI
from resnet_atlas.web.api import openapi

from tests.server import serving
from tests.web.addresses import PATHS


@pytest.mark.parametrize("path", PATHS)
def test_head_answers_as_get_does(client, path):
    head, get = client.head(path), client.get(path)
    assert head.status_code == get.status_code == 200
    for name in ("content-type", "content-length"):
        assert head.headers.get(name) == get.headers.get(name)


@pytest.mark.parametrize("path", ["/models/nothing", "/api/v1/models/resnet18?size=0"])
def test_head_of_what_is_wrong_is_wrong_too(client, path):
    assert client.head(path).status_code == client.get(path).status_code >= 400


def test_a_layout_worker_loads_neither_torch_nor_the_web(client):
    """Seen in a worker of this very server: what the kernel has mapped for it."""
    client.get("/diagrams/resnet18.svg?focus=layer3&detail=full&fold=false")
    tasks = Path("/proc/self/task")
    children = " ".join((task / "children").read_text() for task in tasks.iterdir()).split()
    commands = {pid: Path(f"/proc/{pid}/cmdline").read_bytes() for pid in children}
    workers = [pid for pid, command in commands.items() if b"spawn_main" in command]
    maps = [Path(f"/proc/{pid}/maps").read_text() for pid in workers]
    lean = [mapped for mapped in maps if "graphviz" in mapped]
    assert lean
    assert not any("torch" in mapped or "pydantic_core" in mapped for mapped in lean)


def test_the_description_is_made_once(client, monkeypatch):
    calls = []

    async def examples(graphs):
        calls.append(1)
        return {}

    monkeypatch.setattr(openapi, "examples", examples)
    web = FastAPI(title="x")
    web.state.graphs = None
    assert anyio.run(openapi.describe, web) is anyio.run(openapi.describe, web)
    assert calls == [1]


WITHOUT_PACKAGE_DATA = """
import sys
from resnet_atlas import __main__
from resnet_atlas.store import baked
baked.texts = lambda path: {}
sys.argv[1:] = sys.argv[4:]
__main__.main()
"""


@pytest.mark.full
@pytest.mark.slow
def test_the_server_loads_neither_torch_nor_graphviz_even_without_package_data():
    with serving(sys.executable, "-c", WITHOUT_PACKAGE_DATA) as server:
        for path in (
            "/table?size=225",
            "/api/v1/openapi.json",
            "/docs",
            "/",
            "/formula",
            "/tour",
            "/models/resnet50",
            "/api/v1/table?stride_in_1x1=true",
            "/compare?left=resnet18&right=resnet34",
        ):
            assert server.get(path)[0] == 200, path
        maps = Path(f"/proc/{server.pid}/maps").read_text()
        assert "pydantic_core" in maps
        assert "torch" not in maps
        assert "graphviz" not in maps
