"""Write a network as PyTorch source."""

import sys

from resnet_atlas.cli.parameters import Model, Set, SizeOption, options


def show_source(model: Model, size: SizeOption = "", set_: Set = None) -> None:
    """Write a PyTorch module that builds exactly this network.

    Example: [bold]resnet-atlas source resnet50 --set stem=deep --set shortcut=pooled[/bold]
    """
    from resnet_atlas.network.network import Network
    from resnet_atlas.network.size import Size
    from resnet_atlas.network.source import source

    network = Network.parse(model, options(set_))
    sys.stdout.write(
        source(network.spec, network.title, Size.parse(size or str(network.usual_size)))
    )
