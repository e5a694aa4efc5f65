"""What all tests share."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings
from resnet_atlas.graph.graph import Graph
from resnet_atlas.graph.tracing.jobs import trace_spec
from resnet_atlas.graph.tracing.trace import trace
from resnet_atlas.network.catalogue import CATALOGUE
from resnet_atlas.network.module import build
from resnet_atlas.store.baked import PATH, specs_to_bake, texts, write

from tests.depth import FULL, examples, representatives
from tests.shared import FOLDER, locked, stop_shared_server

# No deadline: how long an example takes depends on what else the machine is doing.
settings.register_profile("atlas", examples(100), deadline=None)
settings.load_profile("atlas")


def pytest_configure(config: pytest.Config) -> None:
    """Make one folder for all processes of this run, and the graphs that set-up makes."""
    if not hasattr(config, "workerinput"):  # a worker of xdist inherits it
        folder = TemporaryDirectory(prefix="resnet-atlas-")
        config.add_cleanup(folder.cleanup)
        config.add_cleanup(stop_shared_server)
        os.environ[FOLDER] = folder.name
        if not texts(PATH):  # missing, or older than the sources
            write({spec: trace_spec(spec) for spec in specs_to_bake()})


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is for full depth only, and run slow files first and browser tests last.

    Slow files come first so that both workers end at about the same time. Browser tests come last
    because Playwright's event loop stays in its thread, where no other loop can run then.
    """
    left_out = [item for item in items if not FULL and item.get_closest_marker("full")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if FULL or not item.get_closest_marker("full")]
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: (bool(item.get_closest_marker("browser")), item.path not in slow))


@pytest.fixture(params=representatives(CATALOGUE))
def name(request: pytest.FixtureRequest) -> str:
    """Each named network in turn."""
    return request.param


@pytest.fixture(scope="session")
def graphs() -> dict[str, Graph]:
    """The graphs of all ten networks, by name."""
    return {name: trace(build(spec)) for name, spec in CATALOGUE.items()}


@pytest.fixture
def graph(name: str, graphs: dict[str, Graph]) -> Graph:
    """The graph of ``name``."""
    return graphs[name]


@pytest.fixture(scope="session")
def exported_site() -> Path:
    """A site of two networks, in a folder of a folder: its links have to be relative."""
    import anyio
    from resnet_atlas.web.export.exporter import Export
    from resnet_atlas.web.export.site import Site

    with locked("site") as web:
        folder = web / "course" / "atlas"
        if not folder.exists():
            with ThreadPoolExecutor() as thread:  # Playwright's loop is in this one
                export = Export(folder, Site(("resnet18", "resnet34")))
                thread.submit(anyio.run, export.run).result()
    return folder
