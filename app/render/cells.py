"""Tables in Graphviz's HTML-like labels, every cell of a size that doesn't depend on any font.

Text is set in a monospace face and its width is counted, never measured: the layout is the same on
every machine, and ``paint`` stretches each text to the counted width (SVG's ``textLength``).
"""

from collections.abc import Iterable
from html import escape
from math import ceil

FACE = "DejaVu Sans Mono"
ADVANCE = 0.602
"""Width of every character of the face, in ems (Menlo's is the same, Courier's 0.6)."""


def width_of(text: str | int, size: float) -> int:
    """Points that a text (or so many characters) takes, rounded up."""
    return ceil((text if isinstance(text, int) else len(text)) * ADVANCE * size)


def space(width: float, height: float) -> str:
    """An empty cell."""
    return f'<TD FIXEDSIZE="TRUE" WIDTH="{ceil(width)}" HEIGHT="{ceil(height)}"></TD>'


def cell(
    text: str,
    size: float,
    color: str,
    height: float,
    width: int = 0,
    bold: bool = False,
    fill: str = "",
) -> str:
    """A cell as wide as its text (or ``width``), which stands at its left end."""
    width = width or width_of(text, size)
    words = escape(text).replace(" ", "&#160;")  # a space at an end would be dropped
    words = f"<B>{words}</B>" if bold else words
    ground = f' BGCOLOR="{fill}"' if fill else ""
    return (
        f'<TD FIXEDSIZE="TRUE" WIDTH="{width}" HEIGHT="{ceil(height)}" ALIGN="LEFT"{ground}>'
        f'<FONT POINT-SIZE="{size:g}" COLOR="{color}">{words}</FONT></TD>'
    )


def row(*cells: str) -> str:
    """Cells side by side."""
    return f"<TR>{''.join(cells)}</TR>"


def table(rows: Iterable[str], **look: str | int) -> str:
    """Rows one below the other, with nothing between cells; ``look`` are further attributes."""
    attributes = {"border": 0, "cellborder": 0, "cellspacing": 0, "cellpadding": 0, **look}
    text = " ".join(f'{name.upper()}="{value}"' for name, value in attributes.items())
    return f"<TABLE {text}>{''.join(rows)}</TABLE>"


def label(content: str) -> str:
    """A table as a whole label."""
    return f"<{content}>"
