"""The layers of a network as a list that terminals, notebooks and data frames print well."""

from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING

from resnet_atlas.facts.layers import Layer
from resnet_atlas.graph.tensor import show

if TYPE_CHECKING:
    from rich.table import Table

HEADINGS = ("layer", "kind", "kernel", "stride", "output", "parameters", "MACs")


class LayerList(list[Layer]):
    """Layers in the order of execution. Its text is a table."""

    def __init__(self, title: str, layers: Iterable[Layer]) -> None:
        super().__init__(layers)
        self.title = title

    @property
    def cells(self) -> list[tuple[str, ...]]:
        """What the table says of each layer."""
        return [
            (
                layer.id,
                layer.kind,
                "×".join(map(str, layer.kernel or ())),
                f"{max(layer.stride)}" if layer.stride else "",
                show(layer.output),
                f"{layer.parameters:,}" if layer.parameters else "",
                f"{layer.macs:,}" if layer.macs else "",
            )
            for layer in self
        ]

    def __repr__(self) -> str:
        rows = [HEADINGS, *self.cells]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        lines = (
            "  ".join(
                cell.ljust(width) if place < 4 else cell.rjust(width)
                for place, (cell, width) in enumerate(zip(row, widths, strict=True))
            ).rstrip()
            for row in rows
        )
        return "\n".join(lines)

    def __rich__(self) -> "Table":
        """The table in a terminal."""
        from rich.box import SIMPLE_HEAD
        from rich.markup import escape as plain
        from rich.table import Table

        table = Table(title=plain(f"{self.title}: {len(self)} layers"), box=SIMPLE_HEAD)
        for place, heading in enumerate(HEADINGS):
            table.add_column(heading, justify="left" if place < 4 else "right")
        for row in self.cells:
            table.add_row(*map(plain, row))
        return table

    def _repr_html_(self) -> str:
        """The table in a notebook."""

        def line(tag: str, cells: Iterable[str]) -> str:
            return "<tr>" + "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in cells) + "</tr>"

        body = "".join(line("td", row) for row in self.cells)
        return f"<table><thead>{line('th', HEADINGS)}</thead><tbody>{body}</tbody></table>"
