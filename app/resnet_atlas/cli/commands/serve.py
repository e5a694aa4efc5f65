"""Serve the app."""

from typing import Annotated

import typer


def serve(
    host: Annotated[
        str | None,
        typer.Option(help="Address to listen on; by default $ATLAS_HOST or 127.0.0.1."),
    ] = None,
    port: Annotated[int | None, typer.Option(help="Port; by default $ATLAS_PORT or 8000.")] = None,
) -> None:
    """Serve the pages, pictures and the JSON API."""
    import gc

    gc.disable()  # nothing that is imported is ever rubbish, but looking for some takes its time
    from resnet_atlas import settings
    from resnet_atlas.web import server

    given = {"host": host, "port": port}
    server.run(settings.read(**{name: value for name, value in given.items() if value is not None}))
