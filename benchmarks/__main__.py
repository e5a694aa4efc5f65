"""Measure every speed we promise and print the table; exit status 1 if a goal is missed."""

import argparse
import os
import sys
from math import floor, log10

import uvloop
from rich.console import Console
from rich.table import Table

from benchmarks.bound import Bound
from benchmarks.contest import Result

ROUNDS, QUICK = 25, 5


async def main() -> int:
    """Run all contests one after the other."""
    # Late: a layout worker imports this file, and is to start without torch as the server's does.
    from benchmarks import answers, explorer, pictures, shapes, startup

    measures = (
        shapes.new_size,
        shapes.from_nothing,
        pictures.from_nothing,
        pictures.new_stage,
        pictures.deep,
        answers.seen,
    )
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds, to see that it works")
    quick = parser.parse_args().quick
    rounds = QUICK if quick else ROUNDS
    os.environ["ATLAS_CACHE_FOLDER"] = ""  # from nothing is from nothing
    results = []
    for measure in measures:
        print(f"{measure.__module__}.{measure.__name__} …", file=sys.stderr, flush=True)
        results.append(await measure(rounds))
    print("startup.start …", file=sys.stderr, flush=True)
    more, memory = await startup.start(rounds, 1 / 4 if quick else 1)
    results += more
    print("explorer.explore …", file=sys.stderr, flush=True)
    bounds = await explorer.explore(rounds)
    show(results, rounds)
    show_bounds("A server that knows its networks", memory)
    show_bounds("The explorer in Chromium", bounds)
    missed = [it for it in results if it.met is False] + [
        it for it in memory + bounds if not it.met
    ]
    return int(bool(missed))


def show(results: list[Result], rounds: int) -> None:
    """One row a goal."""
    table = Table("What, and against what", show_lines=True)
    for column in ("Ours", "Theirs", "Ratio", "Goal", "Met"):
        table.add_column(column, justify="right", no_wrap=True)
    for result in results:
        goal, note = result.goal, f"\n({result.note})" if result.note else ""
        table.add_row(
            f"{goal.title}\n[dim]against {goal.theirs}{note}[/]",
            duration(result.ours),
            duration(result.theirs),
            "–" if result.ratio is None else times(result.ratio),
            f"≥ {times(goal.least)}",
            {True: "yes", False: "[bold]NO[/]", None: "–"}[result.met],
        )
    Console().print(table)
    print(
        f"Medians of {rounds} rounds by turns, after one to warm up; {os.cpu_count()} processors.\n"
        "Ratio: how many times as fast as theirs ours is."
    )


def show_bounds(title: str, bounds: list[Bound]) -> None:
    """One row a bound."""
    table = Table(title, show_lines=True)
    for column in ("Seen", "Bound", "Met"):
        table.add_column(column, justify="right", no_wrap=True)
    for it in bounds:
        sign = "≥" if it.least else "≤"
        seen, bound = (f"{number:.4g} {it.unit}".strip() for number in (it.seen, it.bound))
        table.add_row(it.title, seen, f"{sign} {bound}", "yes" if it.met else "[bold]NO[/]")
    Console().print(table)


def duration(seconds: float | None) -> str:
    """Three digits and a unit: ``47.7 µs``."""
    if seconds is None:
        return "–"
    units = (0, "s"), (3, "ms"), (6, "µs")
    power, unit = next(pair for pair in units if seconds * 10 ** pair[0] >= 1)
    return f"{digits(seconds * 10**power)} {unit}"


def times(ratio: float) -> str:
    """Three digits: ``2.50×``."""
    return f"{digits(ratio)}×"


def digits(number: float) -> str:
    """A number with three digits at least."""
    return f"{number:.{max(0, 2 - floor(log10(number)))}f}"


if __name__ == "__main__":
    sys.exit(uvloop.run(main()))
