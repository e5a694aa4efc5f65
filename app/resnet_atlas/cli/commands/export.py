"""Export a static site."""

from pathlib import Path
from typing import Annotated

import typer

from resnet_atlas.cli.parameters import fail


def export(
    folder: Annotated[
        Path, typer.Argument(help="Where to: a new or empty folder, or an earlier export.")
    ],
) -> None:
    """Write the whole catalogue as a static site: files that need no server.

    Its links are relative, so that any web server can hold it, and a browser opens index.html from
    a disk. Example: [bold]resnet-atlas export site[/bold]
    """
    import time

    import anyio
    from rich.console import Console

    from resnet_atlas.web.export.exporter import Export

    start = time.monotonic()
    with Console(stderr=True).status(f"{folder}: the first networks") as status:

        def told(so_far: Export) -> None:
            status.update(f"{folder}: {so_far.pages:,} pages, {len(so_far.written):,} files")

        made = Export(folder, told=told)
        try:
            anyio.run(made.run)
        except OSError as error:
            fail(f"can't write {error.filename}: {error.strerror}")
    size, seconds = sum(made.written.values()) / 10**6, time.monotonic() - start
    typer.echo(
        f"{folder}: {made.pages:,} pages, {len(made.written):,} files, {size:.1f} MB, "
        f"in {seconds:.0f} s"
    )
