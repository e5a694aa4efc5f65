"""Say what network a file of weights is of."""

import sys
from pathlib import Path
from typing import Annotated

import typer


def identify_checkpoint(
    file: Annotated[
        Path, typer.Argument(help="A file of weights: .pth, .pt, .bin, .ckpt or .safetensors.")
    ],
    against: Annotated[
        str,
        typer.Option(help="The network it is to fit, as resnet50 or 'resnet50;num_classes=7'."),
    ] = "",
    format: Annotated[str, typer.Option(help="text or json.")] = "text",
) -> None:
    """Say what network a file of weights is of, and why it doesn't load. Nothing in it is run.

    The exit status is 0 where it is identified and fits, 1 where it doesn't fit, 2 where it can't
    be read. Example: [bold]resnet-atlas identify model.pth --against resnet50[/bold]
    """
    from resnet_atlas.checkpoint.terminal import identify_file
    from resnet_atlas.parse import one_of

    text, status = identify_file(file, against, one_of("format", format, ("text", "json")))
    sys.stdout.write(text)
    raise typer.Exit(status)
