"""Serve the app."""

from pathlib import Path
from typing import Annotated

import typer

from resnet_atlas.cli.networks import Args, is_reference, read_graph_file, start_server
from resnet_atlas.cli.parameters import fail

MOST_FILES = 1000
"""Graph files of a folder that are served."""


def serve(
    host: Annotated[
        str | None,
        typer.Option(help="Address to listen on; by default $ATLAS_HOST or 127.0.0.1."),
    ] = None,
    port: Annotated[int | None, typer.Option(help="Port; by default $ATLAS_PORT or 8000.")] = None,
    network: Annotated[
        list[str] | None,
        typer.Option(
            help="A network of your own beside the atlas's: train:Net, a graph file, or a folder "
            "of them. Repeatable."
        ),
    ] = None,
    args: Args = "",
) -> None:
    """Serve the pages, pictures and the JSON API.

    Example: [bold]resnet-atlas serve --network train:Net --network graphs/[/bold]
    """
    from resnet_atlas.network.reference import Reference

    named = network or []
    for path in [file for each in named if not is_reference(each) for file in graph_files(each)]:
        read_graph_file(path)
    references = [Reference.parse(each, args) for each in named if is_reference(each)]
    if args and not references:
        fail(f"--args {args}: this is for a --network like train:Net")
    start_server(references, {"host": host, "port": port}, follow=False)


def graph_files(text: str) -> list[Path]:
    """A graph file, or those in a folder."""
    path = Path(text)
    if not path.is_dir():
        return [path]
    files = sorted(path.glob("*.json"))
    if not 1 <= len(files) <= MOST_FILES:
        fail(f"--network {text}: it has {len(files)} graph files; 1 to {MOST_FILES} can be")
    return files
