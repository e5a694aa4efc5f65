"""Say what memory a network takes."""

import sys
from typing import Annotated

import typer

from resnet_atlas.cli.networks import Args, find, size_for
from resnet_atlas.cli.parameters import Batch, Model, Set, SizeOption


def show_memory(
    model: Model,
    size: SizeOption = "",
    batch: Batch = "1",
    optimizer: Annotated[str, typer.Option(help="sgd, momentum, adam or adamw.")] = "adamw",
    dtype: Annotated[
        str,
        typer.Option(help="float32, bfloat16, float16, autocast_bfloat16 or autocast_float16."),
    ] = "float32",
    checkpoint: Annotated[
        bool, typer.Option("--checkpoint", help="Checkpoint every block: keep its input alone.")
    ] = False,
    set_: Set = None,
    args: Args = "",
) -> None:
    """Say what memory a network takes in training and inference, to the byte.

    Example: [bold]resnet-atlas memory resnet50 --size 225x320 --batch 32[/bold]
    """
    from resnet_atlas.facts.memory.memory import Memory
    from resnet_atlas.facts.memory.optimizer import OPTIMIZERS
    from resnet_atlas.facts.memory.precision import PRECISIONS
    from resnet_atlas.facts.texts.memory_budget import write_budget
    from resnet_atlas.network.size import LARGEST_BATCH
    from resnet_atlas.parse import one_of, whole_number
    from resnet_atlas.store.local_graphs import graph_at

    one_of("optimizer", optimizer, OPTIMIZERS)
    precision = PRECISIONS[one_of("dtype", dtype, PRECISIONS)]
    network = find(model, set_, args)
    input_size = size_for(network, size)
    images = whole_number("batch", batch, 1, LARGEST_BATCH)
    graph = graph_at(network, input_size)
    graph.shapes(input_size)  # refuses an input that is too small
    memory = Memory(graph, precision, checkpoint)
    sys.stdout.write(write_budget(network.title, memory, input_size, images, optimizer))
