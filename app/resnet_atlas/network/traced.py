"""Networks that were traced from a module instead of described by a spec, and their registry."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from resnet_atlas.network.reference import Reference
from resnet_atlas.network.size import DEFAULT_SIZE, Size


@dataclass(frozen=True, slots=True)
class Traced:
    """A network that is known by its graph alone.

    ``version`` changes with the graph, so that nothing that is kept of another one is shown.
    ``reference`` is where its module is; None where only the graph was given. ``run_at`` is the
    size of a further run of it: the graph of the first one doesn't hold there. ``family`` is the
    key of the family that lists have it under.
    """

    version: str
    reference: Reference | None = None
    usual_size: Size = DEFAULT_SIZE
    run_at: Size | None = None
    family: str = "traced"


LONGEST = 100
"""Characters of a name."""

_changes: list[str] = []

_registry: dict[str, Traced] = {}

REGISTRY: Mapping[str, Traced] = MappingProxyType(_registry)
"""The traced networks that this process knows, by name. Its operator named them; no visitor can."""


def plain_name(name: str) -> str:
    """A name with other letters, digits or signs than an address may hold replaced.

    >>> plain_name("my net<b>.json"), plain_name("train:Net")
    ('my_net_b_.json', 'train:Net')
    """
    return re.sub(r"[^A-Za-z0-9._:-]", "_", name)[:LONGEST] or "network"


def register(name: str, network: Traced) -> None:
    """Let a network be known by a plain name, in place of an earlier one of that name."""
    assert name == plain_name(name), name
    _registry[name] = network
    _changes.append(name)


def forget(name: str) -> None:
    """Let a network be known no longer."""
    del _registry[name]
    _changes.append(name)


def generation() -> int:
    """A number that rises whenever a name comes to stand for another network."""
    return len(_changes)
