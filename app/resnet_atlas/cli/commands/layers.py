"""List the layers of a network."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from resnet_atlas.cli.networks import Args, find, size_for
from resnet_atlas.cli.parameters import Batch, Model, Set, SizeOption

if TYPE_CHECKING:
    from resnet_atlas.facts.layers import Layer


def list_layers(
    model: Model,
    size: SizeOption = "",
    batch: Batch = "1",
    stage: Annotated[str, typer.Option(help="Only this stage, as layer2.")] = "",
    block: Annotated[str, typer.Option(help="Only this block, as layer2.0.")] = "",
    kind: Annotated[str, typer.Option(help="Only this kind, as conv.")] = "",
    format: Annotated[str, typer.Option(help="table, json, csv, markdown or latex.")] = "table",
    set_: Set = None,
    args: Args = "",
) -> None:
    """List every layer with its shapes, parameters and MACs.

    Example: [bold]resnet-atlas layers resnet50 --size 225x320 --format csv[/bold]
    """
    from resnet_atlas.facts.facts import Facts
    from resnet_atlas.facts.layers import matching
    from resnet_atlas.facts.texts.layer_table import LISTINGS
    from resnet_atlas.network.size import LARGEST_BATCH
    from resnet_atlas.parse import one_of, whole_number
    from resnet_atlas.store.local_graphs import graph_at

    one_of("format", format, ("table", "json", *LISTINGS))
    network = find(model, set_, args)
    its_size = size_for(network, size)
    graph = graph_at(network, its_size)
    facts = Facts(graph, its_size, whole_number("batch", batch, 1, LARGEST_BATCH))
    rows = matching(facts.layers, graph, stage, block, kind)
    if format in LISTINGS:
        sys.stdout.write(LISTINGS[format](rows))
    elif format == "json":
        from pydantic import RootModel

        from resnet_atlas.facts.layers import Layer

        sys.stdout.write(RootModel[list[Layer]](rows).model_dump_json(indent=2) + "\n")
    else:
        print_table(network.title, rows, {*facts.uncounted})


def print_table(title: str, rows: "list[Layer]", uncounted: set[str]) -> None:
    """The layers as a table that fits a terminal of 80 columns.

    ``uncounted`` are ops whose multiply-adds aren't all known.
    """
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from resnet_atlas.graph.tensor import show

    heading = f"{escape(title)}: {len(rows)} layers"
    table = Table(title=heading, title_justify="left", box=SIMPLE_HEAD)
    table.pad_edge, table.padding = False, (0, 1, 0, 0)
    for name in ("layer", "kernel", "stride"):
        table.add_column(name, no_wrap=True)
    for name in ("output", "parameters", "MACs"):
        table.add_column(name, justify="right", no_wrap=True)
    for row in rows:
        kernel = "×".join(map(str, row.kernel)) if row.kernel else ""
        stride = max(row.stride) if row.stride else 0
        mark = f"[bold red]{stride} {row.arrow}{stride}[/]" if stride > 1 else "1" if stride else ""
        parameters = f"{row.parameters:,}" if row.parameters else ""
        macs = f"{row.macs:,}" if row.macs else ""
        macs += "?" * (row.id in uncounted)
        shown = show(row.output) + "*" * (row.certainty == "observed")
        table.add_row(escape(row.id), kernel, mark, shown, parameters, macs)
    notes = []
    if any(row.certainty == "observed" for row in rows):
        notes.append("* observed at this size, not proven")
    if any(row.id in uncounted for row in rows):
        notes.append("? MACs not counted, or not all of them")
    if notes:
        table.caption, table.caption_justify = "\n".join(notes), "left"
    Console().print(table)
