"""Write the graph of a network to a file."""

from pathlib import Path
from typing import Annotated

import typer

from resnet_atlas.cli.networks import Args, find, size_for
from resnet_atlas.cli.parameters import Model, Set, SizeOption, fail


def write_trace(
    model: Model,
    out: Annotated[Path, typer.Option("-o", "--out", help="File to write, as net.json.")],
    size: SizeOption = "",
    set_: Set = None,
    args: Args = "",
) -> None:
    """Write the graph of a network to a file, which can be drawn and served without its code.

    Example: [bold]resnet-atlas trace train:Net -o net.json[/bold]
    """
    from resnet_atlas.store.graph_file import write
    from resnet_atlas.store.local_graphs import graph_at

    if out.suffix != ".json":
        fail(f"-o {out}: a graph file ends in .json")
    network = find(model, set_, args)
    its_size = size_for(network, size)
    graph = graph_at(network, its_size)
    graph.shapes(its_size)  # refuses an input that is too small
    try:
        count = write(out, network.name, graph, its_size)
    except OSError as error:
        fail(f"can't write {out}: {error.strerror}")
    typer.echo(f"{out}: {network.title}, {len(graph.layers):,} layers, {count:,} bytes")
