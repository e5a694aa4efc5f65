"""Compare every shape of a network with PyTorch's own."""

import typer

from resnet_atlas.cli.networks import VERIFY, VERIFY_SPEC, Args, find, size_for, with_torch
from resnet_atlas.cli.parameters import Batch, Model, Set, SizeOption


def verify_network(
    model: Model, size: SizeOption = "", batch: Batch = "1", set_: Set = None, args: Args = ""
) -> None:
    """Run a network in PyTorch, without weights, and compare every shape with the closed form.

    The exit status is 0 where all agree, 1 where one differs.
    Example: [bold]resnet-atlas verify train:Net --size 225x320 --batch 2[/bold]
    """
    from resnet_atlas.errors import BadNetwork
    from resnet_atlas.graph.tensor import show
    from resnet_atlas.network.size import LARGEST_BATCH
    from resnet_atlas.network.traced import Traced
    from resnet_atlas.parse import whole_number
    from resnet_atlas.store.local_graphs import graph_at

    network = find(model, set_, args)
    its_size, images = size_for(network, size), whole_number("batch", batch, 1, LARGEST_BATCH)
    graph = graph_at(network, its_size)
    shapes = graph.shapes(its_size, images)
    own = isinstance(network.origin, Traced)
    module = network.origin.reference if isinstance(network.origin, Traced) else network.spec
    if module is None:
        problem = "a graph file has no module that could run"
        raise BadNetwork(model, problem, "package.module:callable")
    differences = with_torch(VERIFY if own else VERIFY_SPEC)(module, graph, its_size, images)
    count = len(graph.layers)
    typer.echo(
        f"{network.title} at {'×'.join(map(str, shapes[0]))}: {count - len(differences):,} of "
        f"{count:,} shapes are PyTorch's"
    )
    for each in differences:
        shown = (each.closed_form, each.pytorch)
        ours, theirs = (show(shape) if shape else "nothing" for shape in shown)
        typer.echo(f"{each.id}: the closed form says {ours}, PyTorch {theirs}")
    raise typer.Exit(1 if differences else 0)
