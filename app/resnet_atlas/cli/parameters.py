"""What several commands take, and how a wrong call ends."""

from typing import Annotated, NoReturn

import typer

Model = Annotated[
    str,
    typer.Argument(
        help="A network by name, as resnet50; your own, as train:Net (package.module:callable); or "
        "a graph file, as net.json."
    ),
]
SizeOption = Annotated[
    str,
    typer.Option(
        "--size",
        help="Input size: 224, or height×width as 225x320, or with the channels before it as "
        "3x128x128; by default what it was made for.",
    ),
]
Batch = Annotated[str, typer.Option(help="Images at once, 1 to 256.")]
Set = Annotated[
    list[str] | None,
    typer.Option("--set", help="An option of the spec, as --set stride_in_1x1=true. Repeatable."),
]


def options(texts: list[str] | None) -> dict[str, str]:
    """``name=value`` texts as options of a spec."""
    found: dict[str, str] = {}
    for text in texts or []:
        name, equals, value = text.partition("=")
        if not equals or name in found:
            fail(f"--set {text}: " + ("this is given twice" if equals else "write name=value"))
        found[name] = value
    return found


def fail(message: str, lines: str = "") -> NoReturn:
    """End with one line on standard error, or ``lines`` below it, and exit status 2."""
    typer.echo(f"resnet-atlas: {' '.join(message.split())}", err=True)
    if lines:
        typer.echo(lines, err=True)
    raise SystemExit(2)
