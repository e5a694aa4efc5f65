"""Open your own network in the browser."""

from typing import Annotated

import typer

from resnet_atlas.cli.networks import Args, find, is_reference, start_server
from resnet_atlas.cli.parameters import Model


def open_network(
    model: Model,
    port: Annotated[int, typer.Option(help="Port; by default a free one.")] = 0,
    browser: Annotated[bool, typer.Option(help="Open the explorer in the browser.")] = True,
    args: Args = "",
) -> None:
    """Serve your own network on this machine, and open it in the browser.

    The networks of the atlas are beside it, to compare with. After a change of its files, reload
    the page. Example: [bold]resnet-atlas open train:Net[/bold]
    """
    import webbrowser

    from resnet_atlas.network.reference import Reference
    from resnet_atlas.network.traced import plain_name

    references: list[Reference] = []
    if is_reference(model):
        references = [Reference.parse(model, args)]
        name = plain_name(model)
    else:
        name = find(model, args=args).name

    def listening(address: str) -> None:
        page = f"{address}/models/{name}"
        typer.echo(f"{name} is at {page} (Ctrl+C ends the server)")
        if browser:
            webbrowser.open(page)

    start_server(references, {"host": "127.0.0.1", "port": port}, True, listening)
