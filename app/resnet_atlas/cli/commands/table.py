"""Write the paper's table."""

import sys
from typing import Annotated

import typer

from resnet_atlas.cli.parameters import SizeOption


def show_paper_table(
    size: SizeOption = "224",
    stride_in_1x1: Annotated[
        bool,
        typer.Option("--stride-in-1x1", help="Let bottlenecks stride where the paper has it."),
    ] = False,
    format: Annotated[str, typer.Option(help="markdown, latex or csv.")] = "markdown",
) -> None:
    """Write the paper's table of five depths, computed for an input.

    Example: [bold]resnet-atlas table --size 225x320 --format latex[/bold]
    """
    from resnet_atlas.facts.paper import published
    from resnet_atlas.facts.paper.table import table
    from resnet_atlas.facts.texts.paper_table import TYPESET
    from resnet_atlas.network.size import Size
    from resnet_atlas.parse import one_of
    from resnet_atlas.store.local_graphs import graph_of

    write = TYPESET[one_of("format", format, TYPESET)]
    specs = published.specs(stride_in_1x1)
    graphs = {name: graph_of(spec) for name, spec in specs.items()}
    sys.stdout.write(write(table(graphs, Size.parse(size))))
