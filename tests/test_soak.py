"""The soak itself, for some seconds: that it passes, and that it doesn't pass everything."""

import os
import subprocess
import sys

import pytest

from tests.depth import FULL


def soak(seconds, **settings):
    words = [sys.executable, "scripts/soak", str(seconds)]
    env = {**os.environ, "ATLAS_LAYOUT_SECONDS": "60", "ATLAS_REQUEST_SECONDS": "120", **settings}
    return subprocess.run(words, env=env, capture_output=True, text=True, timeout=300)


@pytest.mark.full
@pytest.mark.slow
def test_a_short_soak_finds_nothing_wrong():
    done = soak(4 if FULL else 2)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "WRONG" not in done.stdout
    for kind in ("picture", "page", "facts", "wrong", "memory"):
        assert f"\n{kind}" in done.stdout


@pytest.mark.slow
@pytest.mark.full
def test_a_soak_fails_where_pictures_do():
    done = soak(2, ATLAS_LAYOUT_QUEUE="1")
    assert done.returncode == 1
    assert "WRONG: 503 /" in done.stdout
