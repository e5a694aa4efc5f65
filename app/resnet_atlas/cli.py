"""``resnet-atlas``: serve the app, draw a diagram, export a site, list layers, write a table.

Imports are late: ``--help`` answers at once.
"""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from resnet_atlas.facts.layers import Layer

HELP = "Draw any ResNet as block diagrams, and state every shape in it."

cli = typer.Typer(help=HELP, add_completion=False, rich_markup_mode="rich")

Model = Annotated[str, typer.Argument(help="A network by name, as resnet50.")]
SizeOption = Annotated[
    str,
    typer.Option(
        "--size",
        help="Input size: 224, or height×width as 225x320; by default what it was made for.",
    ),
]
Set = Annotated[
    list[str] | None,
    typer.Option("--set", help="An option of the spec, as --set stride_in_1x1=true. Repeatable."),
]


@cli.command()
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
    server.run(settings.read(**{name: it for name, it in given.items() if it is not None}))


@cli.command()
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
    size: SizeOption = "",
    set_: Set = None,
) -> None:
    """Draw a network, a stage or a block.

    Example: [bold]resnet-atlas draw resnet50 --focus stage2 -o fig.svg[/bold]
    """
    from contextlib import closing

    import anyio

    from resnet_atlas.diagram.view import View
    from resnet_atlas.network.network import Network
    from resnet_atlas.render.finish import Finish
    from resnet_atlas.render.pictures import FORMATS, Pictures
    from resnet_atlas.store.graphs import Graphs
    from resnet_atlas.workers.pool import WorkerPool

    format = out.suffix.removeprefix(".").lower()
    format = "tikz" if format == "tex" else format
    if format not in FORMATS:
        fail(f"-o {out}: the ending says the format, one of {', '.join(FORMATS)}")
    network = Network.parse(model, options(set_))
    texts = {"focus": focus, "detail": detail, "fold": str(fold), "direction": direction}
    size = size or str(network.usual_size)
    view = View.parse({**texts, "theme": theme, "shapes": shapes, "size": size})
    finish = Finish.parse(scale, dpi, background)
    with closing(WorkerPool(1, seconds=120, megabytes=4096)) as pool:
        content = anyio.run(Pictures(Graphs(pool), pool).draw, network, view, format, finish)
    try:
        out.write_bytes(content)
    except OSError as error:
        fail(f"can't write {out}: {error.strerror}")
    typer.echo(f"{out}: {network.title}, {view.focus}, {len(content):,} bytes")


@cli.command()
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


@cli.command("layers")
def list_layers(
    model: Model,
    size: SizeOption = "",
    batch: Annotated[str, typer.Option(help="Images at once, 1 to 256.")] = "1",
    stage: Annotated[str, typer.Option(help="Only this stage, as layer2.")] = "",
    block: Annotated[str, typer.Option(help="Only this block, as layer2.0.")] = "",
    kind: Annotated[str, typer.Option(help="Only this kind, as conv.")] = "",
    format: Annotated[str, typer.Option(help="table, json, csv, markdown or latex.")] = "table",
    set_: Set = None,
) -> None:
    """List every layer with its shapes, parameters and MACs.

    Example: [bold]resnet-atlas layers resnet50 --size 225x320 --format csv[/bold]
    """
    from resnet_atlas.facts.facts import Facts
    from resnet_atlas.facts.layers import matching
    from resnet_atlas.facts.texts.layer_table import LISTINGS
    from resnet_atlas.network.network import Network
    from resnet_atlas.network.size import LARGEST_BATCH, Size
    from resnet_atlas.parse import one_of, whole_number
    from resnet_atlas.store.local_graphs import graph_of

    one_of("format", format, ("table", "json", *LISTINGS))
    network = Network.parse(model, options(set_))
    graph = graph_of(network.spec)
    facts = Facts(
        graph,
        Size.parse(size or str(network.usual_size)),
        whole_number("batch", batch, 1, LARGEST_BATCH),
    )
    rows = matching(facts.layers, graph, stage, block, kind)
    if format in LISTINGS:
        sys.stdout.write(LISTINGS[format](rows))
    elif format == "json":
        from pydantic import RootModel

        from resnet_atlas.facts.layers import Layer

        sys.stdout.write(RootModel[list[Layer]](rows).model_dump_json(indent=2) + "\n")
    else:
        print_table(network.title, rows)


@cli.command("memory")
def show_memory(
    model: Model,
    size: SizeOption = "",
    batch: Annotated[str, typer.Option(help="Images at once, 1 to 256.")] = "1",
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
    graph = graph_of(network.spec)
    graph.shapes(input_size)  # refuses an input that is too small
    sys.stdout.write(write_budget(network.title, Memory(graph), input_size, images, optimizer))


@cli.command("table")
def show_paper_table(
    size: SizeOption = "224",
    stride_in_1x1: Annotated[
        bool,
        typer.Option("--stride-in-1x1", help="Let bottlenecks stride where the paper has it."),
    ] = False,
    format: Annotated[str, typer.Option(help="markdown, latex or csv.")] = "markdown",
) -> None:
    """Write the paper's table of five depths, computed for an input.

    Example: [bold]resnet-atlas table --size 225x320 --format latex[/bold]
    """
    from resnet_atlas.facts.paper import published
    from resnet_atlas.facts.paper.table import table
    from resnet_atlas.facts.texts.paper_table import TYPESET
    from resnet_atlas.network.size import Size
    from resnet_atlas.parse import one_of
    from resnet_atlas.store.local_graphs import graph_of

    write = TYPESET[one_of("format", format, TYPESET)]
    specs = published.specs(stride_in_1x1)
    graphs = {name: graph_of(spec) for name, spec in specs.items()}
    sys.stdout.write(write(table(graphs, Size.parse(size))))


@cli.command("source")
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


@cli.command("identify")
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


def print_table(title: str, rows: "list[Layer]") -> None:
    """The layers as a table that fits a terminal of 80 columns."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    from resnet_atlas.graph.tensor import show

    table = Table(title=f"{title}: {len(rows)} layers", title_justify="left", box=SIMPLE_HEAD)
    table.pad_edge, table.padding = False, (0, 1, 0, 0)
    for name in ("layer", "kernel", "stride"):
        table.add_column(name, no_wrap=True)
    for name in ("output", "parameters", "MACs"):
        table.add_column(name, justify="right", no_wrap=True)
    for row in rows:
        kernel = "×".join(map(str, row.kernel)) if row.kernel else ""
        stride = max(row.stride) if row.stride else 0
        mark = f"[bold red]{stride} ↓{stride}[/]" if stride > 1 else "1" if stride else ""
        parameters = f"{row.parameters:,}" if row.parameters else ""
        macs = f"{row.macs:,}" if row.macs else ""
        table.add_row(row.id, kernel, mark, show(row.output), parameters, macs)
    Console().print(table)


def options(texts: list[str] | None) -> dict[str, str]:
    """``name=value`` texts as options of a spec."""
    found: dict[str, str] = {}
    for text in texts or []:
        name, equals, value = text.partition("=")
        if not equals or name in found:
            fail(f"--set {text}: " + ("this is given twice" if equals else "write name=value"))
        found[name] = value
    return found


def fail(message: str) -> NoReturn:
    """End with one line on standard error and exit status 2."""
    typer.echo(f"resnet-atlas: {' '.join(message.split())}", err=True)
    raise SystemExit(2)


def main() -> None:
    """Run the command line; a wrong call ends in one line and exit status 2."""
    from resnet_atlas.errors import AtlasError

    try:
        sys.exit(cli(sys.argv[1:] or ["--help"], standalone_mode=False))
    except AtlasError as error:
        fail(str(error))
    except typer.TyperException as error:
        fail(f"{error.format_message()} (see resnet-atlas --help)")
