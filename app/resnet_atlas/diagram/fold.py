"""Identical consecutive blocks drawn once: what a picture leaves out before it is begun."""

from collections.abc import Collection, Iterator
from dataclasses import replace

from resnet_atlas.diagram.diagram import Diagram
from resnet_atlas.graph.graph import Graph

PAGE = 48
"""How many blocks of a run are drawn one by one at once; no network of torchvision's has more."""


def fold(graph: Graph, group: str | None = None, unfold: Collection[str] = ()) -> Diagram:
    """The diagram of a graph, or of a group, with every run of identical blocks as its first, ×N.

    A run that has a block of ``unfold`` is drawn one by one; of a long one, the page of blocks that
    this is on, what lies before and behind staying folded. The diagram's ``limit`` says so then.
    """
    runs = [run for run in graph.runs if group in (None, graph.group[run[0]].parent)]
    folded = [part for run in runs for part in parts(run, unfold)]
    diagram = Diagram.of(graph, group, {part[0]: part for part in folded})
    cut = any(len(run) > PAGE and not {*unfold}.isdisjoint(run) for run in runs)
    return replace(diagram, limit=PAGE if cut else 0)


def parts(run: tuple[str, ...], unfold: Collection[str]) -> Iterator[tuple[str, ...]]:
    """The parts of a run that are drawn once."""
    shown = {place // PAGE for place, block in enumerate(run) if block in unfold}
    begin = 0
    for page in (*sorted(shown), None):
        end = len(run) if page is None else page * PAGE
        if end - begin > 1:
            yield run[begin:end]
        if page is not None:
            begin = (page + 1) * PAGE
