"""The networks that weights are held against: the named ones, and variants of them."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache

from resnet_atlas.errors import BadParameter
from resnet_atlas.facts.state_dict import state_dict_of
from resnet_atlas.graph.tensor import Shape
from resnet_atlas.network.catalogue import LISTED, named
from resnet_atlas.network.network import Network
from resnet_atlas.network.options import SHORTCUTS
from resnet_atlas.network.spec import ResNetSpec

MOST_BLOCKS = 60
"""Deeper networks are tried as they are only, not with other options."""


@cache
def distinct() -> tuple[Network, ...]:
    """The named networks, of those with the same weights the first."""
    return first_of_alike(Network(name, named(name)) for name in LISTED)


def first_of_alike(networks: Iterable[Network]) -> tuple[Network, ...]:
    """Of networks with the same weights the first."""
    first: dict[frozenset[tuple[str, Shape]], Network] = {}
    for network in networks:
        first.setdefault(frozenset(state_dict_of(network.spec).items()), network)
    return tuple(first.values())


@cache
def with_variants() -> tuple[Network, ...]:
    """The named networks, then each with one option changed that changes names."""
    usual = [network for network in distinct() if sum(network.spec.depths) <= MOST_BLOCKS]
    changed = (Network(each.name, spec) for each in usual for spec in variants(each.spec))
    return first_of_alike([*distinct(), *changed])


def variants(spec: ResNetSpec) -> Iterator[ResNetSpec]:
    """A spec with another stem, other shortcuts, with or without squeeze, or a stage less."""
    changes: list[dict[str, object]] = [{"stem": stem} for stem in ("deep", "7x7", "3x3")]
    changes += [{"shortcut": kind} for kind in SHORTCUTS]
    changes += [{"squeeze": factor} for factor in (0, 8, 16)]
    changes += [{"depths": spec.depths[:-1]}]
    for change in changes:
        try:
            made: ResNetSpec = replace(spec, **change)  # type: ignore[arg-type]
        except BadParameter:
            continue
        if made != spec:
            yield made
