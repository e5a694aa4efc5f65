"""Folding: runs of identical consecutive blocks are drawn once."""

from collections.abc import Collection, Iterator
from dataclasses import replace

from resnet_atlas.diagram.diagram import Diagram
from resnet_atlas.graph.graph import Graph

PAGE = 48
"""How many blocks of a run are drawn one by one at most; torchvision's networks have fewer."""


def fold(graph: Graph, group: str | None = None, unfold: Collection[str] = ()) -> Diagram:
    """The diagram of a graph or a group, in which each run of identical blocks is one block, ×N.

    A run with a block in ``unfold`` is drawn block by block. If the run is longer than a page, only
    the page with that block is, and the diagram's ``limit`` says so.
    """
    runs = [run for run in graph.runs if group in (None, graph.group[run[0]].parent)]
    folded = [part for run in runs for part in parts(run, unfold)]
    diagram = Diagram.of(graph, group, {part[0]: part for part in folded})
    cut = any(len(run) > PAGE and not {*unfold}.isdisjoint(run) for run in runs)
    return replace(diagram, limit=PAGE if cut else 0)


def parts(run: tuple[str, ...], unfold: Collection[str]) -> Iterator[tuple[str, ...]]:
    """The parts of a run that stay folded."""
    shown = {place // PAGE for place, block in enumerate(run) if block in unfold}
    begin = 0
    for page in (*sorted(shown), None):
        end = len(run) if page is None else page * PAGE
        if end - begin > 1:
            yield run[begin:end]
        if page is not None:
            begin = (page + 1) * PAGE
