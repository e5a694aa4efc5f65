"""Graphs by spec, each made once: torch is loaded for one that is new to this process and the disk.

A network of equal blocks is copied from the trace of a shorter one (see ``repeat``), so that even
the deepest takes a small file.
"""

from dataclasses import replace
from functools import cache
from pathlib import Path

from resnet_atlas import settings
from resnet_atlas.graph.graph import Graph
from resnet_atlas.graph.repeat import ENOUGH, repeat
from resnet_atlas.network.spec import ResNetSpec
from resnet_atlas.store.lru_cache import Kept
from resnet_atlas.store.shelf import Shelf
from resnet_atlas.store.single_flight import Turns

OP_BYTES = 400
"""What an op of a graph takes in memory, about."""

TORCH = Turns(32)
"""Held while torch works: torch.fx patches ``nn.Module`` for all threads while it traces.

Those who wait are fewer than the server's 40 threads, so that some are left for what is known.
"""


class Graphs:
    """Graphs kept in at most ``room`` bytes of memory, and on a shelf for other processes."""

    def __init__(self, shelf: Shelf, room: int = 2**26) -> None:
        self.shelf = shelf
        self._kept: Kept[Graph] = Kept(room)

    def of(self, spec: ResNetSpec) -> Graph:
        """The graph of ``spec``."""
        return self.known(spec) or self._keep(spec, grown(self._traced(shortened(spec)), spec))

    def at_hand(self, spec: ResNetSpec) -> Graph | None:
        """The graph of ``spec`` if it is in memory."""
        return self._kept.get(spec)

    def known(self, spec: ResNetSpec) -> Graph | None:
        """The graph of ``spec`` if that takes no trace."""
        if kept := self._kept.get(spec):
            return kept
        short = shortened(spec)
        graph = self.shelf.get(spec) if short == spec else self.known(short)
        return graph and self._keep(spec, grown(graph, spec))

    def _keep(self, spec: ResNetSpec, graph: Graph) -> Graph:
        self._kept.keep(spec, graph, OP_BYTES * len(graph.ops))
        return graph

    def _traced(self, spec: ResNetSpec) -> Graph:
        with TORCH:
            if kept := self._kept.get(spec):  # by a thread that was here before
                return kept
            from resnet_atlas.graph.trace import trace
            from resnet_atlas.network.module import build  # late: this is what loads torch

            graph = self._keep(spec, trace(build(spec)))
        self.shelf.keep(spec, graph)
        return graph


def shortened(spec: ResNetSpec) -> ResNetSpec:
    """The spec of no more blocks than have to be traced."""
    return replace(spec, depths=tuple(min(depth, ENOUGH) for depth in spec.depths))


def grown(graph: Graph, spec: ResNetSpec) -> Graph:
    """The graph of ``spec``, given that of the shortened one."""
    if shortened(spec) == spec:
        return graph
    return repeat(graph, {f"layer{number}": depth for number, depth in enumerate(spec.depths, 1)})


@cache
def graphs() -> Graphs:
    """What this process has of graphs, on the disk where the settings say so."""
    its = settings.read()
    folder = Path(its.cache_folder) if its.cache_folder else None
    return Graphs(Shelf(folder, its.cache_disk_megabytes * 2**20))


def graph_of(spec: ResNetSpec) -> Graph:
    """The graph of a spec; made once, since nothing in it depends on an input."""
    return graphs().of(spec)
