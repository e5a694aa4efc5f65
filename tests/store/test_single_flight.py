import gc
from collections import Counter

import anyio
import pytest
from resnet_atlas.errors import Busy, WorkerFailed
from resnet_atlas.messages import Message
from resnet_atlas.store.single_flight import SingleFlight

REFUSAL = Message("So it is.")


def test_work_is_done_once_for_all_who_ask_and_within_the_limit():
    made = Counter()

    async def make(key):
        made[key] += 1
        await anyio.sleep(0.01)
        return key

    async def all_at_once():
        flight = SingleFlight(2, REFUSAL)
        got = []

        async def ask(key):
            got.append(await flight.run(key, lambda: make(key)))

        async with anyio.create_task_group() as group:
            for key in "abab":
                group.start_soon(ask, key)
            await anyio.sleep(0)
            await anyio.sleep(0)
            with pytest.raises(Busy, match="So it is"):
                await flight.run("c", lambda: make("c"))
        assert len(flight) == 0
        got.append(await flight.run("c", lambda: make("c")))
        return got

    assert sorted(anyio.run(all_at_once)) == list("aabbc")
    assert made == {"a": 1, "b": 1, "c": 1}


def test_work_that_failed_is_tried_again():
    async def fail():
        raise WorkerFailed("so")

    async def ask_twice():
        flight = SingleFlight(1, REFUSAL)
        for _ in range(2):
            with pytest.raises(WorkerFailed):
                await flight.run("a", fail)

    anyio.run(ask_twice)


def test_work_that_fails_after_its_request_was_cancelled_says_nothing(caplog):
    async def fail():
        await anyio.sleep(0.05)
        raise WorkerFailed("so")

    async def give_up():
        flight = SingleFlight(1, REFUSAL)
        with anyio.move_on_after(0.01):
            await flight.run("a", fail)
        while len(flight):
            await anyio.sleep(0.01)
        gc.collect()

    anyio.run(give_up)
    assert caplog.text == ""
