"""Draw a diagram."""

from pathlib import Path
from typing import Annotated

import typer

from resnet_atlas.cli.networks import Args, find, size_for
from resnet_atlas.cli.parameters import Model, Set, SizeOption, fail


def draw(
    model: Model,
    out: Annotated[
        Path,
        typer.Option(
            "-o",
            "--out",
            help="File to write, as fig.svg; or .png, .pdf, .dot, .tikz, .drawio, .mmd, .json.",
        ),
    ],
    focus: Annotated[
        str,
        typer.Option(
            help="network, stem, head, a stage (stage2, layer2, conv3_x) or a block (layer2.0)."
        ),
    ] = "network",
    detail: Annotated[
        str,
        typer.Option(help="stage, block, conv or full; by default stage for a network, else conv."),
    ] = "",
    fold: Annotated[bool, typer.Option(help="Draw identical blocks once, as ×N.")] = True,
    direction: Annotated[
        str, typer.Option(help="TB (top to bottom) or LR (left to right).")
    ] = "TB",
    theme: Annotated[str, typer.Option(help="light or dark.")] = "light",
    shapes: Annotated[str, typer.Option(help="numbers, or symbols such as ⌈H/32⌉.")] = "numbers",
    scale: Annotated[
        str, typer.Option(help="Of a PNG: 0.5 to 4; at 1 it is as large as the SVG on a screen.")
    ] = "",
    dpi: Annotated[
        str, typer.Option(help="Of a PNG, instead of --scale: 36 to 600 dots per inch.")
    ] = "",
    background: Annotated[
        str, typer.Option(help="paper or transparent, of SVG, PNG and PDF.")
    ] = "paper",
    heat: Annotated[
        str,
        typer.Option(
            help="Colour the boxes by parameters, macs, activations, field, saved, alive, "
            "intensity or time."
        ),
    ] = "",
    rows: Annotated[
        str, typer.Option(help="Wrap a picture from left to right into so many rows, 1 to 20.")
    ] = "",
    narrow: Annotated[
        bool, typer.Option(help="Fit a picture from top to bottom into a column of text.")
    ] = False,
    size: SizeOption = "",
    set_: Set = None,
    args: Args = "",
) -> None:
    """Draw a network, a stage or a block.

    Examples: [bold]resnet-atlas draw resnet50 --focus stage2 -o fig.svg[/bold] and, for the class
    Net in train.py, [bold]resnet-atlas draw train:Net --size 3x128x128 -o net.svg[/bold]
    """
    from contextlib import closing

    import anyio

    from resnet_atlas.diagram.view import View
    from resnet_atlas.render.finish import Finish
    from resnet_atlas.render.pictures import FORMATS, Pictures
    from resnet_atlas.store.graphs import Graphs
    from resnet_atlas.workers.pool import WorkerPool

    format = out.suffix.removeprefix(".").lower()
    format = "tikz" if format == "tex" else format
    if format not in FORMATS:
        fail(f"-o {out}: the ending says the format, one of {', '.join(FORMATS)}")
    network = find(model, set_, args)
    texts = {"focus": focus, "detail": detail, "fold": str(fold), "direction": direction}
    texts |= {"rows": rows, "narrow": str(narrow)}
    its_size = str(size_for(network, size))
    view = View.parse({**texts, "theme": theme, "shapes": shapes, "size": its_size})
    finish = Finish.parse(scale, dpi, background, heat)
    with closing(WorkerPool(1, seconds=120, megabytes=4096)) as pool:
        content = anyio.run(Pictures(Graphs(pool), pool).draw, network, view, format, finish)
    try:
        out.write_bytes(content)
    except OSError as error:
        fail(f"can't write {out}: {error.strerror}")
    typer.echo(f"{out}: {network.title}, {view.focus}, {len(content):,} bytes")
