"""What a worker process does: take its limits, then perform one job after another.

A job is named by text, ``package.module:function``, and imported here: so the server never imports
what only a worker needs (torch, Graphviz).
"""

import os
import resource
from pkgutil import resolve_name
from typing import Any

NICENESS = 10
"""Workers yield to the server, which then answers quick requests first."""


def prepare(megabytes: int) -> None:
    """Limit this process: its address space, its priority, and nothing on standard error."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)  # Graphviz remarks on words that are larger than their node
    os.close(nowhere)
    os.nice(NICENESS)
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * 2**20,) * 2)


def perform(job: str, arguments: tuple[Any, ...]) -> Any:
    """Return what ``job`` returns; a process that is out of memory ends, and is replaced."""
    try:
        return resolve_name(job)(*arguments)
    except MemoryError:
        os._exit(1)
