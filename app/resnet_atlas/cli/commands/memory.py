"""Say what memory a network takes."""

import sys
from typing import Annotated

import typer

from resnet_atlas.cli.parameters import Batch, Model, Set, SizeOption, options


def show_memory(
    model: Model,
    size: SizeOption = "",
    batch: Batch = "1",
    optimizer: Annotated[str, typer.Option(help="sgd, momentum, adam or adamw.")] = "adamw",
    set_: Set = None,
) -> None:
    """Say what memory a network takes in training and inference, in fp32, to the byte.

    Example: [bold]resnet-atlas memory resnet50 --size 225x320 --batch 32[/bold]
    """
    from resnet_atlas.facts.memory import OPTIMIZERS, Memory
    from resnet_atlas.facts.texts.memory_budget import write_budget
    from resnet_atlas.network.network import Network
    from resnet_atlas.network.size import LARGEST_BATCH, Size
    from resnet_atlas.parse import one_of, whole_number
    from resnet_atlas.store.local_graphs import graph_of

    one_of("optimizer", optimizer, OPTIMIZERS)
    network = Network.parse(model, options(set_))
    input_size = Size.parse(size or str(network.usual_size))
    images = whole_number("batch", batch, 1, LARGEST_BATCH)
    graph = graph_of(network.origin)
    graph.shapes(input_size)  # refuses an input that is too small
    sys.stdout.write(write_budget(network.title, Memory(graph), input_size, images, optimizer))
