"""Two replicas behind an nginx."""

import shutil

import pytest

from tests.deployment.nginx import nginx
from tests.server import serving


@pytest.fixture(scope="module")
def front(tmp_path_factory):
    """The folder and the port of an nginx in front of one replica."""
    if not shutil.which("nginx"):
        pytest.skip("nginx is not installed")
    folder = tmp_path_factory.mktemp("nginx")
    with serving(layout_seconds=60) as replica, nginx(folder, [replica]) as port:
        yield folder, port
