"""What all tests share."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings
from resnet_atlas.graph.graph import Graph
from resnet_atlas.graph.trace import trace
from resnet_atlas.network.catalogue import CATALOGUE
from resnet_atlas.network.module import build

# No deadline: how long an example takes depends on what else the machine is doing.
settings.register_profile("atlas", deadline=None)
settings.load_profile("atlas")


def pytest_configure(config: pytest.Config) -> None:
    """One folder for the graphs of all tests and of the processes they start: never the user's."""
    if not hasattr(config, "workerinput"):  # one of several that test at once has its parent's
        folder = TemporaryDirectory(prefix="resnet-atlas-")
        config.add_cleanup(folder.cleanup)
        os.environ["ATLAS_CACHE_FOLDER"] = folder.name


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests last: Playwright's event loop stays in its thread, which bears no other."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.fixture(params=CATALOGUE)
def name(request: pytest.FixtureRequest) -> str:
    """Each of the ten networks in turn."""
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
def exported_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of two networks, in a folder of a folder: its links have to be relative."""
    import anyio
    from resnet_atlas.web.export.exporter import Export
    from resnet_atlas.web.export.site import Site

    folder = tmp_path_factory.mktemp("web") / "course" / "atlas"
    with ThreadPoolExecutor() as thread:  # Playwright's loop is in this one
        thread.submit(anyio.run, Export(folder, Site(("resnet18", "resnet34"))).run).result()
    return folder
