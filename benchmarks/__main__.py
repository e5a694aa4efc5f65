"""Measure every speed we promise and print it all; exit status 1 if a goal is missed."""

import argparse
import sys
from pathlib import Path

import uvloop
from rich.console import Console
from rich.markdown import Markdown

from benchmarks.bound import Bound
from benchmarks.contest import Result

ROUNDS, QUICK = 25, 5
TURNS, FEW = 5, 1
"""Rounds in which everybody takes part: the others can take seconds each."""

RESULTS = Path(__file__).with_name("results.md")


async def main() -> int:
    """Run everything one after the other."""
    # Late: a layout worker imports this file, and is to start without torch as the server's does.
    from benchmarks import (
        answers,
        burst,
        chart,
        comparison,
        explorer,
        pictures,
        report,
        shapes,
        startup,
    )

    measures = (
        shapes.new_size,
        shapes.from_nothing,
        pictures.new_stage,
        pictures.deep,
        pictures.largest,
        answers.kept,
        startup.start,
        explorer.explore,
        burst.burst_of_new_networks,
    )
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds, to see that it works")
    parser.add_argument("--write", action="store_true", help=f"also write {RESULTS.name} and .svg")
    given = parser.parse_args()
    rounds, turns = (QUICK, FEW) if given.quick else (ROUNDS, TURNS)
    compared = await comparison.compare(turns)
    seen: list[Result | Bound] = []
    for measure in measures:
        print(f"{measure.__module__}.{measure.__name__} …", file=sys.stderr, flush=True)
        seen += await measure(rounds)
    text = report.write(compared, seen, rounds)
    Console().print(Markdown(text))
    if given.write:
        RESULTS.write_text(text)
        RESULTS.with_suffix(".svg").write_text(chart.draw(compared))
    missed = [*compared.missed, *(it for it in seen if it.met is False)]
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(uvloop.run(main()))
