"""Many pictures of new networks at once: everybody gets an answer.

How quickly is a matter of the machine: `make bench` has goals for it.
"""

import anyio
import pytest

from benchmarks.burst import measure
from tests.depth import FULL
from tests.server import serving

PICTURES, CONNECTIONS = (1000, 500) if FULL else (200, 100)


@pytest.mark.slow
def test_nobody_is_dropped_in_a_burst():
    with serving(layout_queue=8, torch_queue=8) as server:
        burst = anyio.run(measure, server.port, PICTURES, CONNECTIONS)
    assert burst.pictures.total() == PICTURES
    assert {*burst.pictures} == {200, 503}
    assert burst.without_retry_after == 0
    assert {*burst.cheap} == {200}
