"""A server that several tests of faults share."""

import pytest

from tests.server import serving
from tests.web.faults.paths import LARGE


@pytest.fixture(scope="module")
def small():
    """A server with one worker and for few connections."""
    with serving(
        connections=20, layout_seconds=60, layout_workers=1, request_seconds=120
    ) as server:
        assert server.get(LARGE)[0] == 200
        yield server
