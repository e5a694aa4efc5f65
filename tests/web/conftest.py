"""One application for all tests of the web, with real layout workers."""

from collections.abc import Iterator

import pytest
from resnet_atlas.settings import Settings
from resnet_atlas.web.app import create_app
from starlette.testclient import TestClient


@pytest.fixture(scope="session")
def client() -> Iterator[TestClient]:
    """A client that answers 500 with a page, as a server does, rather than by raising."""
    web = create_app(Settings(layout_seconds=60, torch_seconds=60, layout_workers=1))
    with TestClient(web, raise_server_exceptions=False, follow_redirects=False) as client:
        yield client


@pytest.fixture(autouse=True)
def _forgetful(client: TestClient) -> Iterator[None]:
    """No test is answered in the language that another one chose."""
    yield
    client.cookies.clear()
