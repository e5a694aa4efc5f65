"""Compare two networks."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from resnet_atlas.cli.networks import Args, find, is_reference, size_for
from resnet_atlas.cli.parameters import Model, SizeOption, fail

if TYPE_CHECKING:
    from resnet_atlas.diagram.view import View
    from resnet_atlas.facts.comparison.comparison import Comparison, Measures
    from resnet_atlas.network.network import Network


def compare_networks(
    left: Model,
    right: Model,
    size: SizeOption = "",
    format: Annotated[str, typer.Option(help="table, json, csv, markdown or latex.")] = "table",
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", help="Draw both in one picture instead: .svg, .png or .pdf."),
    ] = None,
    focus: Annotated[str, typer.Option(help="What to draw: network, a stage or a block.")] = "",
    args: Args = "",
) -> None:
    """Say what two networks cost, part by part, and all that differs.

    Examples: [bold]resnet-atlas compare train:Net resnet50 --size 128[/bold] and, for a figure,
    [bold]resnet-atlas compare resnet34 resnet50 --focus layer1.1 -o blocks.pdf[/bold]
    """
    from resnet_atlas.diagram.view import View
    from resnet_atlas.facts.comparison.comparison import Comparison, compare
    from resnet_atlas.facts.facts import Facts
    from resnet_atlas.facts.texts.comparison_table import COMPARISONS
    from resnet_atlas.parse import one_of
    from resnet_atlas.store.local_graphs import graph_at

    one_of("format", format, ("table", "json", *COMPARISONS))
    own = is_reference(left) or is_reference(right)  # without one, --args are refused
    networks = [
        find(model, args=args if is_reference(model) or not own else "") for model in (left, right)
    ]
    sizes = [size_for(network, size) for network in networks]
    if out:
        texts = {"focus": focus, "theme": "light"}
        views = [View.parse({**texts, "size": str(its)}) for its in sizes]
        return draw_pair(list(zip(networks, views, strict=True)), out)
    facts = [
        Facts(graph_at(network, its), its) for network, its in zip(networks, sizes, strict=True)
    ]
    comparison = compare(facts[0], facts[1])
    if format in COMPARISONS:
        left_title, right_title = (each.title for each in networks)
        sys.stdout.write(COMPARISONS[format](comparison, left_title, right_title))
        return None
    if format == "json":
        from pydantic import TypeAdapter

        made = TypeAdapter(Comparison).dump_json(comparison, indent=2).decode()
        sys.stdout.write(made + "\n")
        return None
    titles = [f"{each.title} at {size}" for each, size in zip(networks, sizes, strict=True)]
    print_comparison(titles, comparison)
    return None


def draw_pair(sides: "list[tuple[Network, View]]", out: Path) -> None:
    """Write both networks as one picture."""
    from contextlib import closing

    import anyio

    from resnet_atlas.render.pictures import PAIR_FORMATS, Pictures
    from resnet_atlas.store.graphs import Graphs
    from resnet_atlas.workers.pool import WorkerPool

    format = out.suffix.removeprefix(".").lower()
    if format not in PAIR_FORMATS:
        fail(f"-o {out}: the ending says the format, one of {', '.join(PAIR_FORMATS)}")
    with closing(WorkerPool(1, seconds=120, megabytes=4096)) as pool:
        content = anyio.run(Pictures(Graphs(pool), pool).draw_pair, sides, format)
    try:
        out.write_bytes(content)
    except OSError as error:
        fail(f"can't write {out}: {error.strerror}")
    typer.echo(f"{out}: {', '.join(network.title for network, _ in sides)}, {len(content):,} bytes")


def print_comparison(titles: list[str], comparison: "Comparison") -> None:
    """The parts as a table, and the differences as a list."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from resnet_atlas.graph.tensor import show

    table = Table(title=escape(" → ".join(titles)), title_justify="left", box=SIMPLE_HEAD)
    table.add_column("part", no_wrap=True)
    for name in ("output", "parameters", "MACs"):
        table.add_column(name, justify="right")

    def both(left: str, right: str) -> str:
        return left if left == right else f"{left} → {right}"

    def cells(side: "Measures | None") -> tuple[str, str, str]:
        if side is None:
            return ("–", "–", "–")
        return show(side.output), f"{side.cost.parameters:,}", f"{side.cost.macs:,}"

    for row in (*comparison.rows, comparison.total):
        pairs = zip(cells(row.left), cells(row.right), strict=True)
        name = "in all" if row is comparison.total else escape(row.name)
        table.add_row(name, *(both(*pair) for pair in pairs))
    console = Console()
    console.print(table)
    for difference in comparison.differences:
        console.print(f"· {escape(difference.where)}: {escape(difference.what)}", highlight=False)
    if not comparison.differences:
        console.print("No difference, op for op.")
