import threading
import time
from collections import Counter

import anyio
import pytest
from resnet_atlas.errors import Busy, LayoutFailed
from resnet_atlas.messages import Message
from resnet_atlas.store.single_flight import Making, Turns

REFUSAL = Message("So it is.")


def test_what_many_ask_for_is_made_once_and_only_so_much_at_a_time():
    made = Counter()

    async def make(key):
        made[key] += 1
        await anyio.sleep(0.01)
        return key

    async def all_at_once():
        making = Making(2, REFUSAL)
        got = []

        async def ask(key):
            got.append(await making.once(key, lambda: make(key)))

        async with anyio.create_task_group() as group:
            for key in "abab":
                group.start_soon(ask, key)
            await anyio.sleep(0)
            await anyio.sleep(0)
            with pytest.raises(Busy, match="So it is"):
                await making.once("c", lambda: make("c"))
        assert len(making) == 0
        got.append(await making.once("c", lambda: make("c")))
        return got

    assert sorted(anyio.run(all_at_once)) == list("aabbc")
    assert made == {"a": 1, "b": 1, "c": 1}


def test_what_fails_fails_for_all_who_wait_and_is_tried_anew():
    async def fail():
        raise LayoutFailed("so")

    async def ask_twice():
        making = Making(1, REFUSAL)
        for _ in range(2):
            with pytest.raises(LayoutFailed):
                await making.once("a", fail)

    anyio.run(ask_twice)


def test_only_so_many_threads_wait_for_their_turn():
    turns = Turns(3)
    refused, at_once = [], []
    inside = []

    def work():
        try:
            with turns:
                inside.append(1)
                at_once.append(len(inside))
                time.sleep(0.05)
                inside.pop()
        except Busy:
            refused.append(1)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert at_once == [1, 1, 1]
    assert len(refused) == 5
    with turns:
        pass
