"""Jobs for the tests of the worker pool."""

import os
import signal
import time
from pathlib import Path

from resnet_atlas.errors import LayoutFailed


def pid() -> int:
    return os.getpid()


def pid_after(seconds: float) -> int:
    time.sleep(seconds)
    return os.getpid()


def spin() -> None:
    """Hold the interpreter, as Graphviz does, for ever."""
    while True:
        pass


def crash() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def crash_once(path: str) -> int:
    """Crash in the first process that is asked."""
    if not Path(path).exists():
        Path(path).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return os.getpid()


def allocate(megabytes: int) -> int:
    return len(bytes(megabytes * 2**20))


def refuse() -> None:
    raise LayoutFailed("a refusal")


def niceness() -> int:
    return os.nice(0)


def complain() -> None:
    os.write(2, b"a remark of a library\n")
