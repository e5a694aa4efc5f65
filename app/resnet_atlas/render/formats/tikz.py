r"""A scene → TikZ: a picture to ``\input`` into a LaTeX document that loads tikz and nothing else.

Everything is where the SVG has it. Boxes and ellipses are TikZ nodes named after their module
paths (``layer2-0-conv2``), so a document can draw arrows of its own to them.
"""

import re
from collections.abc import Iterator, Mapping

from resnet_atlas.diagram.view import View
from resnet_atlas.render.formats.svg import ROUND
from resnet_atlas.render.layout import labels
from resnet_atlas.render.layout.scene import Scene
from resnet_atlas.render.shapes import ADVANCE, Ellipse, Head, Item, Line, Rect, Shape, Text

TYPEWRITER = 0.525
"""Width of every character of LaTeX's typewriter face at 10 pt, in ems."""

POINTS = 72.27 / 72
"""How many of TeX's points one of ours is."""

SIGNS = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "×": r"$\times$",
    "⌈": r"$\lceil$",
    "⌉": r"$\rceil$",
    "⌊": r"$\lfloor$",
    "⌋": r"$\rfloor$",
    "→": r"$\rightarrow$",
    "↓": r"$\downarrow$",
    "·": r"$\cdot$",
    "−": r"$-$",
    "√": r"$\surd$",
    "–": r"\textendash{}",
    "…": r"\ldots{}",
} | {sign: f"\\{sign}" for sign in "#$%&_{}"}
"""Characters that LaTeX reads in its own way, or that its usual fonts don't have."""


def write(scene: Scene, view: View, palette: Mapping[str, str], title: str) -> bytes:
    """A ``tikzpicture`` in points of 1/72 inch, in the colours of ``palette``."""
    used = ["paper", *sorted({color for item in scene.items for color in colors(item)} - {"paper"})]
    return "\n".join(
        [
            f"% {title}",
            r"% In the preamble: \usepackage{tikz}. Here: \input{this file}.",
            r"\begin{tikzpicture}[x=1bp, y=-1bp, line cap=butt, inner sep=0pt, outer sep=0pt]",
            *[
                rf"\definecolor{{atlas-{name}}}{{HTML}}{{{hexadecimal(palette[name])}}}"
                for name in used
            ],
            rf"\fill[atlas-paper] (0,0) rectangle ({at(scene.width)},{at(scene.height)});",
            *[line for item in scene.items for line in draw(item, view)],
            r"\end{tikzpicture}",
            "",
        ]
    ).encode()


def colors(item: Item) -> Iterator[str]:
    """The names of the colours that an item is drawn with."""
    for shape in item.shapes:
        for name in ("fill", "line", "color"):
            if color := getattr(shape, name, ""):
                yield color


def draw(item: Item, view: View) -> Iterator[str]:
    """The commands that draw one item, which a comment names."""
    yield f"% {item.classes}: {item.id}"
    for shape in item.shapes:
        yield command(item, shape, view)


def command(item: Item, shape: Shape, view: View) -> str:
    """The command that draws one shape of ``item``."""
    match shape:
        case Rect():
            style = options(shape.fill, shape.line, shape.thick, shape.dashed)
            style += f", rounded corners={at(shape.round)}bp"
            size = f"minimum width={at(shape.width)}bp, minimum height={at(shape.height)}bp"
            x, y = item.x + shape.x + shape.width / 2, item.y + shape.y + shape.height / 2
            return node(item, shape.outline, f"{style}, {size}", x, y)
        case Ellipse():
            style = options(shape.fill, shape.line, shape.thick)
            size = f"minimum width={at(2 * shape.rx)}bp, minimum height={at(2 * shape.ry)}bp"
            # A node's own shape ellipse is in a library; with all corners round a box is a pill.
            x, y = item.x + shape.x, item.y + shape.y
            ellipse = f"\\path[{style}] ({at(x)},{at(y)}) ellipse [x radius={at(shape.rx)}bp, "
            ellipse += f"y radius={at(shape.ry)}bp];"
            return f"{ellipse}\n{node(item, shape.outline, size, x, y)}"
        case Line():
            style = options("", shape.line, shape.thick, shape.dashed)
            way = " -- ".join(f"({at(item.x + x)},{at(item.y + y)})" for x, y in shape.points)
            return f"\\path[{style}, rounded corners={ROUND}bp] {way};"
        case Head():
            way = " -- ".join(f"({at(item.x + x)},{at(item.y + y)})" for x, y in shape.points)
            return f"\\path[fill=atlas-{shape.fill}] {way} -- cycle;"
        case Text():
            return text(item, shape, view)


def node(item: Item, outline: bool, style: str, x: float, y: float) -> str:
    """A node without words; the outline of an item has its name."""
    name = f" ({name_of(item.id)})" if outline else ""
    return f"\\node[{style}]{name} at ({at(x)},{at(y)}) {{}};"


def text(item: Item, text: Text, view: View) -> str:
    """Words as wide as the layout counted them: LaTeX's typewriter face, scaled."""
    words = text.words if isinstance(text.words, str) else labels.shape_text(text.words, view)
    anchor = {"start": "base west", "middle": "base", "end": "base east"}[text.anchor]
    face = r"\bfseries" if text.bold else ""
    scale = f"{text.size * ADVANCE / TYPEWRITER / 10 * POINTS:.3f}"
    return (
        f"\\node[anchor={anchor}, scale={scale}, text=atlas-{text.color}, "
        f"font=\\ttfamily{face}\\fontsize{{10pt}}{{12pt}}\\selectfont] "
        f"at ({at(item.x + text.x)},{at(item.y + text.y)}) {{{escaped(words)}}};"
    )


def options(fill: str, line: str, thick: float = 1, dashed: bool = False) -> str:
    """How a shape is filled and drawn."""
    style = [f"fill=atlas-{fill}"] if fill else []
    if line:
        style += [f"draw=atlas-{line}", f"line width={at(thick)}bp"]
    if dashed:
        style.append("dash pattern=on 5bp off 4bp")
    return ", ".join(style)


def escaped(words: str) -> str:
    """Words as LaTeX reads them, signs of other faces in its mathematics."""
    return "".join(SIGNS.get(sign, sign) for sign in words)


def name_of(id: str) -> str:
    """An item's id as the name of a node: TikZ reads dots, colons and commas in its own way.

    >>> name_of("layer1.0.relu:2"), name_of("layer1→")
    ('layer1-0-relu-2', 'layer1-out')
    """
    return re.sub(r"[^A-Za-z0-9]+", "-", id.replace("→", "-out"))


def hexadecimal(color: str) -> str:
    """A colour as xcolor takes it: ``FFFFFE``."""
    return color.removeprefix("#").upper()


def at(number: float) -> str:
    """A number, short."""
    return f"{number:.1f}".removesuffix(".0")
