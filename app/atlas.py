"""The facade that the web and the command line call: networks by name, each graph made once."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from app import paper, settings
from app.catalogue import named, usual_size
from app.diagram.view import View
from app.errors import BadParameter
from app.graph import Graph
from app.graphs import TORCH, Graphs
from app.parse import as_text
from app.phrase import Phrase
from app.shelf import Shelf
from app.size import DEFAULT_SIZE, Size
from app.spec import ResNetSpec
from app.table import Table, table

if TYPE_CHECKING:  # it imports torch, which a picture of a known graph does without
    from app.verify import Difference


@dataclass(frozen=True, slots=True)
class Network:
    """A named network, or a variation of one: ``spec`` may differ from the one of that name."""

    name: str
    spec: ResNetSpec

    @classmethod
    def parse(cls, name: str, texts: Mapping[str, str]) -> "Network":
        """The network of that name with the options in ``texts`` changed."""
        return cls(name, named(name).with_options(texts))

    @property
    def plain(self) -> "Network":
        """The network of the same name, without any change."""
        return Network(self.name, named(self.name))

    @property
    def changes(self) -> dict[str, str]:
        """The options, as text, in which it differs from the network it is named after."""
        return self.spec.changes(self.plain.spec)

    @property
    def usual_size(self) -> Size:
        """The size of the images that the network it is named after was made for."""
        return usual_size(self.name)

    def texts(self, view: View) -> dict[str, str]:
        """All that an address says of it and of a view of it: the size too, unless it is 224.

        A network made for another size is always said at one, lest 224 and its own be mixed up.
        """
        size = {} if self.usual_size == DEFAULT_SIZE else {"size": str(view.size)}
        return self.changes | view.texts() | size

    @property
    def title(self) -> str:
        """Its name, and what is different."""
        changes = ", ".join(f"{name}={text}" for name, text in self.changes.items())
        return f"{self.name} ({changes})" if changes else self.name


@cache
def graphs() -> Graphs:
    """What this process has of graphs, on the disk where the settings say so."""
    its = settings.read()
    folder = Path(its.cache_folder) if its.cache_folder else None
    return Graphs(Shelf(folder, its.cache_disk_megabytes * 2**20))


def graph_of(spec: ResNetSpec) -> Graph:
    """The graph of a spec; made once, since nothing in it depends on an input."""
    return graphs().of(spec)


@lru_cache(maxsize=64)
def paper_table(size: Size, stride_in_1x1: bool = False, option_a: bool = False) -> Table:
    """The paper's table for an input of ``size``, stride and shortcuts as PyTorch or the paper."""
    specs = paper.specs(stride_in_1x1, option_a)
    return table({name: graph_of(spec) for name, spec in specs.items()}, size)


MOST_VERIFIED = 5000
"""Layers that PyTorch runs for a stranger, some two milliseconds each; ResNet-1202 has 4210."""


def verify(spec: ResNetSpec, size: Size, batch: int = 1) -> "tuple[int, list[Difference]]":
    """How many shapes were compared with PyTorch's own run of the module, and which differ."""
    graph = graph_of(spec)
    if len(graph.layers) > MOST_VERIFIED:
        problem = Phrase("PyTorch would take too long to run it")
        allowed = Phrase("blocks of at most {most} layers in all", most=MOST_VERIFIED)
        raise BadParameter("depths", as_text(spec.depths), problem, allowed)
    with TORCH:
        from app.model import build  # late: this is what loads torch
        from app.verify import differences

        return len(graph.layers), differences(build(spec), graph, size, batch)
