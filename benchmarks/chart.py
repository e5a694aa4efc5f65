"""The comparison as a chart: a panel a column, a row a way, a dot a network; each scale by tens."""

from collections.abc import Iterator
from html import escape
from math import ceil, floor, log10

from resnet_atlas.render.theme import LIGHT

from benchmarks.comparison import COLUMNS, NETWORKS, Column, Comparison
from benchmarks.report import amount
from benchmarks.ways import WAYS

LEFT, TOP, BOTTOM = 190, 58, 26
PANEL, GAP, ROW, LEGEND = 170, 46, 30, 120
RADIUS = 5
LINES = ("pool-line", "conv-line", "fc-line", "tensor-line", "quiet-line", "ink")
COLOURS = dict(zip(NETWORKS, LINES, strict=True))


def draw(comparison: Comparison) -> str:
    """An SVG."""
    width, height = LEFT + len(COLUMNS) * (PANEL + GAP), TOP + len(WAYS) * ROW + BOTTOM
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" font-family="sans-serif" font-size="12">',
        "<title>Time and memory by way and network</title>",
        f'<rect width="100%" height="100%" fill="{LIGHT["paper"]}"/>',
        *legend(),
        *names(),
    ]
    for place, column in enumerate(COLUMNS):
        parts += panel(comparison, column, LEFT + place * (PANEL + GAP))
    return "\n".join([*parts, "</svg>\n"])


def legend() -> Iterator[str]:
    """Which dot is which network."""
    for place, (network, colour) in enumerate(COLOURS.items()):
        yield dot(LEFT + LEGEND * place, 16, colour, network)
        yield words(LEFT + LEGEND * place + 10, 20, network)
    yield words(LEFT + LEGEND * len(COLOURS), 20, "further left is better", "muted")


def names() -> Iterator[str]:
    """The ways, ours in bold."""
    for row, way in enumerate(WAYS):
        bold = ' font-weight="bold"' if way.ours else ""
        yield words(LEFT - 14, middle(row) + 4, way.title, more=f' text-anchor="end"{bold}')


def panel(comparison: Comparison, column: Column, left: float) -> Iterator[str]:
    """One column: its title, its scale, its dots."""
    seen = [number for (_, it, _), number in comparison.cells.items() if it is column]
    if not seen:
        return
    # From the power of ten below all to the one above.
    least, most = floor(log10(min(seen))), ceil(log10(max(seen)))
    bottom = TOP + len(WAYS) * ROW

    def x(number: float) -> float:
        return left + PANEL * (log10(number) - least) / (most - least)

    yield words(left, TOP - 14, column.title, more=' font-weight="bold"')
    for power in range(least, most + 1):
        at = f"{x(10.0**power):.1f}"
        yield f'<path d="M{at} {TOP}V{bottom}" stroke="{LIGHT["quiet-line"]}" opacity=".4"/>'
        if (most - power) % 2 == 0 or most - least < 4:
            label = amount(column, 10.0**power).replace(".00", "").replace(".0", "")
            middle_ = ' text-anchor="middle" font-size="10"'
            yield words(x(10.0**power), bottom + 16, label, "muted", middle_)
    for row, way in enumerate(WAYS):
        for network, colour in COLOURS.items():
            if number := comparison.cells.get((network, column, way)):
                tip = f"{way.title}, {network}: {amount(column, number)}"
                yield dot(x(number), middle(row), colour, tip)


def middle(row: int) -> float:
    """The height at which a row's dots are."""
    return TOP + (row + 0.5) * ROW


def dot(x: float, y: float, colour: str, tip: str) -> str:
    """A network at its place on a scale."""
    fill = f'fill="{LIGHT[colour]}" fill-opacity=".75"'
    return (
        f'<circle cx="{x:.1f}" cy="{y}" r="{RADIUS}" {fill}><title>{escape(tip)}</title></circle>'
    )


def words(x: float, y: float, text: str, colour: str = "ink", more: str = "") -> str:
    """A line of text."""
    return f'<text x="{x:.1f}" y="{y}" fill="{LIGHT[colour]}"{more}>{escape(text)}</text>'
