"""What was measured, as Markdown: for a terminal, and for the file that is committed."""

import os
import platform
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import version
from math import floor, log10
from pathlib import Path

import resnet_atlas

from benchmarks.bound import Bound
from benchmarks.comparison import COLUMNS, MEMORY, NETWORKS, Column, Comparison
from benchmarks.contest import Result
from benchmarks.ways import WAYS

MEANING = """\
*From nothing*: nothing is in hand but the network's name; what is imported has been. *Second size*:
seen at 224×224 before, now at a size at which it was not. *Every shape*: the output of every op;
each way's are compared with ours at 225×320 beforehand, and a difference is listed as a failure.
*A picture*: every part of it in its place, to look at. *Peak memory*: the most resident bytes while
both are made once, imports and Graphviz's processes included. The others are given torchvision's
network on the meta device, so theirs holds torchvision, too. Each has a process of its own, and
they take turns; times are medians. “–” is what a way doesn't offer, or failed at."""


def write(comparison: Comparison, seen: Sequence[Result | Bound], rounds: int) -> str:
    """Everything in one text."""
    parts = [
        "# What was measured",
        f"ResNet Atlas {resnet_atlas.__version__} on {machine()}. Written by `make bench WRITE=1`.",
        "## Us and what else there is",
        "![Time and memory by way and network](results.svg)",
        MEANING,
    ]
    for network in NETWORKS:
        parts += [f"### {network}", compared(comparison, network)]
    parts += [
        memory(comparison),
        *failures(comparison),
        "### What each does",
        "\n".join(f"- **{way.title}** {way.version}. {way.note}" for way in WAYS),
        "## Ours against the quickest other way",
        contests([it for it in seen if isinstance(it, Result)]),
        f"Medians of {rounds} rounds by turns, after one to warm up. "
        "Ratio: how many times as fast as theirs ours is.",
        "## What a person or a client waits for",
        bounded([it for it in seen if isinstance(it, Bound)]),
    ]
    return "\n\n".join(parts) + "\n"


def machine() -> str:
    """What this was measured on."""
    cpu = platform.processor() or platform.machine()
    described = Path("/proc/cpuinfo")
    if described.exists():
        lines = described.read_text().splitlines()
        names = [line.split(": ")[1] for line in lines if line.startswith("model name")]
        cpu = names[0] if names else cpu
    system, python = platform.system(), platform.python_version()
    packages = ", ".join(f"{name} {version(name)}" for name in ("torch", "torchvision"))
    return f"{os.cpu_count()} processors ({cpu}), {system}, Python {python}, {packages}"


def compared(comparison: Comparison, network: str) -> str:
    """One row a way, one column for what is measured."""
    rows = []
    for way in WAYS:
        cells = [amount(column, comparison.cells.get((network, column, way))) for column in COLUMNS]
        rows.append([f"**{way.title}**" if way.ours else way.title, *cells])
    ratios, goals = ["*ours against the best other*"], ["*goal*"]
    for column in COLUMNS:
        ratio, least = comparison.ratio(network, column), column.least(network)
        met = ratio is None or least is None or ratio >= least
        ratios.append("–" if ratio is None else times(ratio) if met else f"**{times(ratio)}**")
        goals.append({1: "first", None: "–"}.get(least, f"≥ {least}×"))
    return table(["", *(column.title for column in COLUMNS)], [*rows, ratios, goals])


def memory(comparison: Comparison) -> str:
    """What every peak starts from."""
    if comparison.torch is None:
        return "Memory was not measured: this system has no `/proc`."
    return f"A process that has only imported PyTorch peaks at {amount(MEMORY, comparison.torch)}."


def failures(comparison: Comparison) -> Iterator[str]:
    """What wasn't able to do what it offers."""
    if comparison.failures:
        yield "Failed:"
        yield "\n".join(f"- {failure}" for failure in comparison.failures)


def contests(results: Iterable[Result]) -> str:
    """One row a goal."""
    rows = []
    for result in results:
        goal, note = result.goal, f" ({result.note})" if result.note else ""
        ratio = "–" if result.ratio is None else times(result.ratio)
        ours, theirs = ("–" if it is None else duration(it) for it in (result.ours, result.theirs))
        met = {True: "yes", False: "**NO**", None: "–"}[result.met]
        what = f"{goal.title}, against {goal.theirs}{note}"
        rows.append([what, ours, theirs, ratio, f"≥ {times(goal.least)}", met])
    return table(["What, and against what", "Ours", "Theirs", "Ratio", "Goal", "Met"], rows)


def bounded(bounds: Iterable[Bound]) -> str:
    """One row a bound."""
    rows = []
    for it in bounds:
        seen, bound = (f"{number:.4g} {it.unit}".strip() for number in (it.seen, it.bound))
        met = "yes" if it.met else "**NO**"
        rows.append([it.title, seen, f"{'≥' if it.least else '≤'} {bound}", met])
    return table(["", "Seen", "Bound", "Met"], rows)


def table(head: list[str], rows: list[list[str]]) -> str:
    """A table in Markdown, all columns but the first to the right."""
    rule = ["---", *["---:"] * (len(head) - 1)]
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, rule, *rows))


def amount(column: Column, number: float | None) -> str:
    """A cell of the comparison."""
    if number is None:
        return "–"
    return f"{number / 1e6:.0f} MB" if column is MEMORY else duration(number)


def duration(seconds: float) -> str:
    """Three digits and a unit: ``47.7 µs``."""
    units = (0, "s"), (3, "ms"), (6, "µs")
    power, unit = next(pair for pair in units if seconds * 10 ** pair[0] >= 1)
    return f"{digits(seconds * 10**power)} {unit}"


def times(ratio: float) -> str:
    """Three digits: ``2.50×``."""
    return f"{digits(ratio)}×"


def digits(number: float) -> str:
    """A number with three digits at least."""
    return f"{number:.{max(0, 2 - floor(log10(number)))}f}"
