"""Pictures of stages that were not drawn before, and of networks that are very deep."""

import shutil
import subprocess
from collections.abc import Awaitable, Callable
from dataclasses import replace
from itertools import product
from statistics import median
from time import perf_counter

from resnet_atlas.diagram.view import DIRECTIONS, View
from resnet_atlas.network.catalogue import named
from resnet_atlas.network.network import Network
from resnet_atlas.settings import Settings
from resnet_atlas.store.local_graphs import graph_of

from benchmarks.bound import Bound
from benchmarks.contest import Goal, Result, race
from benchmarks.workers import new_pictures

NAME = "resnet50"
DOT = shutil.which("dot")
"""The program; None where Graphviz is not installed."""

NEW_STAGE = Goal(
    "A folded stage as SVG, not seen before, graph in hand",
    "one process dot -Tsvg on its DOT, words and all",
    3,
)
DEEP = Goal(
    "A thousand blocks, folded, laid out anew, graph in hand",
    "ResNet-50 at the same views",
    0.5,
)


async def deep(rounds: int) -> list[Result]:
    """Networks of hundreds of blocks by stage and conv, against ResNet-50: half as fast will do."""
    named_ones = [named("resnet1202"), replace(named(NAME), depths=(3, 4, 990, 3))]
    networks = [Network(NAME, spec) for spec in named_ones]
    views = [View(detail=detail) for detail in ("stage", "conv")]

    def drawing(networks: list[Network]) -> Callable[[], Awaitable[int]]:
        async def draw() -> int:
            for network, view in product(networks, views):
                await new_pictures().draw(network, view, "svg")
            return len(networks) * len(views)

        return draw

    plain = [Network(NAME, named(NAME))]
    return [await race(DEEP, drawing(networks), drawing(plain), rounds)]


async def largest(rounds: int) -> list[Bound]:
    """Every op of ResNet-152 as a PNG, in half the time that a worker has for it."""
    network = Network("resnet152", named("resnet152"))
    view = View(detail="full", fold=False)
    seconds = []
    for _ in range(max(3, rounds // 5)):
        start = perf_counter()
        await new_pictures().draw(network, view, "png")
        seconds.append(perf_counter() - start)
    limit = Settings.model_fields["layout_seconds"].default
    title = "The largest PNG, every op of ResNet-152, laid out anew, graph in hand"
    return [Bound(title, median(seconds), "s", limit / 2)]


async def new_stage(rounds: int) -> list[Result]:
    """Each stage in both directions, laid out anew in a warm worker, against a ``dot`` process."""
    if not DOT:
        return [Result(NEW_STAGE, note="not measured: no dot program here (Debian: graphviz)")]
    network = Network(NAME, named(NAME))
    stages = [group.id for group in graph_of(network.spec).groups if group.kind == "stage"]
    views = [
        View(stage, "conv", direction=direction) for stage, direction in product(stages, DIRECTIONS)
    ]
    dots = [(await new_pictures().draw(network, view, "dot")).decode() for view in views]

    async def ours() -> int:
        pictures = new_pictures()  # knows no layout yet
        for view in views:
            await pictures.draw(network, view, "svg")
        return len(views)

    async def theirs() -> int:
        for dot in dots:
            dot_svg(dot)
        return len(dots)

    return [await race(NEW_STAGE, ours, theirs, rounds)]


def dot_svg(dot: str) -> bytes:
    """The picture by one process of the ``dot`` program."""
    command = [DOT or "dot", "-Tsvg"]
    run = subprocess.run(
        command, input=dot.encode(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True
    )
    return run.stdout
