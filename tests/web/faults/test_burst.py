"""Many requests for what is not known yet, at once."""

import asyncio
import re
import time
from concurrent.futures import ThreadPoolExecutor
from statistics import median

import pytest

from tests.clients import asking
from tests.server import problem, serving
from tests.web.faults.paths import PICTURE

pytestmark = pytest.mark.slow


async def ask(port, path):
    """Status, head and seconds of one request on a connection of its own."""
    start = time.monotonic()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(asking(path, Connection="close"))
    data = await reader.read()
    writer.close()
    return int(data[9:12]), data.partition(b"\r\n\r\n")[0].lower(), time.monotonic() - start


@pytest.mark.full
def test_of_many_networks_to_be_verified_few_wait():
    paths = [f"/api/v1/models/resnet152/verify?size={size}" for size in range(200, 220)]
    with serving() as server, ThreadPoolExecutor(len(paths)) as pool:
        answers = [*pool.map(server.get, paths)]
    refused = [answer for answer in answers if answer[0] != 200]
    assert 5 <= len(answers) - len(refused) < len(answers)
    assert {problem(answer, 503)["detail"] for answer in refused} == {
        "Too many networks are being verified. Try again in a moment."
    }


COLD = "/api/v1/models/resnet18/graph?num_classes="
CHEAP = ("/healthz", PICTURE, f"{PICTURE}&size={{}}", "/api/v1/models/resnet18/layers?size={}")
"""What must go on: a sign of life, a kept answer, a kept scene and arithmetic at another size."""


@pytest.mark.parametrize(
    "path", [f"{PICTURE}&num_classes=", pytest.param(COLD, marks=pytest.mark.full)]
)
@pytest.mark.full
def test_of_a_thousand_cold_requests_some_are_refused_and_all_else_goes_on(path):
    async def burst(port):
        pictures = asyncio.gather(*[ask(port, f"{path}{number}") for number in range(2, 1002)])
        seconds = {cheap: [] for cheap in CHEAP}
        size = 1
        while not pictures.done():
            size += 1
            for cheap in CHEAP:
                status, _, taken = await ask(port, cheap.format(size))
                assert status == 200
                seconds[cheap].append(taken)
        return await pictures, seconds

    with serving(layout_seconds=60, request_seconds=120) as server:
        for cheap in CHEAP:
            assert server.get(cheap.format(1))[0] == 200
        pictures, seconds = asyncio.run(burst(server.port))
        figures = server.figures()
    drawn = [it for it in pictures if it[0] == 200]
    refused = [it for it in pictures if it[0] == 503]
    assert len(drawn) >= 32
    assert len(drawn) + len(refused) == 1000
    assert refused
    assert all(re.search(rb"\r\nretry-after: \d", head) for _, head, _ in refused)
    assert figures["atlas_layout_queue"] == 0
    for cheap, taken in seconds.items():
        assert median(taken) < 1, cheap
        assert max(taken) < 10, cheap  # those before the queue is full; all of it takes minutes
