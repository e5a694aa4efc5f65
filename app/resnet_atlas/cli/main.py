"""``resnet-atlas``: the commands, and what ends them.

Each command imports what it needs when it runs: ``--help`` answers at once.
"""

import sys

import typer

from resnet_atlas.cli.commands.compare import compare_networks
from resnet_atlas.cli.commands.draw import draw
from resnet_atlas.cli.commands.export import export
from resnet_atlas.cli.commands.identify import identify_checkpoint
from resnet_atlas.cli.commands.layers import list_layers
from resnet_atlas.cli.commands.memory import show_memory
from resnet_atlas.cli.commands.open import open_network
from resnet_atlas.cli.commands.serve import serve
from resnet_atlas.cli.commands.source import show_source
from resnet_atlas.cli.commands.table import show_paper_table
from resnet_atlas.cli.commands.trace import write_trace
from resnet_atlas.cli.commands.verify import verify_network
from resnet_atlas.cli.parameters import fail

HELP = "Draw any ResNet, and your own network, as block diagrams; state every shape in it."

cli = typer.Typer(help=HELP, add_completion=False, rich_markup_mode="rich")
cli.command("open")(open_network)
cli.command("serve")(serve)
cli.command("draw")(draw)
cli.command("export")(export)
cli.command("layers")(list_layers)
cli.command("compare")(compare_networks)
cli.command("verify")(verify_network)
cli.command("memory")(show_memory)
cli.command("trace")(write_trace)
cli.command("table")(show_paper_table)
cli.command("source")(show_source)
cli.command("identify")(identify_checkpoint)


def main() -> None:
    """Run the command line; a wrong call ends in one line and exit status 2."""
    from resnet_atlas.errors import AtlasError, BadNetwork

    try:
        sys.exit(cli(sys.argv[1:] or ["--help"], standalone_mode=False))
    except BadNetwork as error:
        fail(str(error), error.lines)
    except AtlasError as error:
        fail(str(error))
    except typer.TyperException as error:
        fail(f"{error.format_message()} (see resnet-atlas --help)")
