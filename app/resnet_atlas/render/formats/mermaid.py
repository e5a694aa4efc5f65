"""``Diagram`` → Mermaid: a flowchart for READMEs and blogs, which a site draws in its own way.

Syntax: https://mermaid.js.org/syntax/flowchart.html.
"""

from collections.abc import Iterator, Mapping

from resnet_atlas.diagram.diagram import Arrow, Diagram, Node
from resnet_atlas.diagram.view import View
from resnet_atlas.render.formats.dot import SIGNS
from resnet_atlas.render.layout import labels
from resnet_atlas.render.layout.boxes import HUES
from resnet_atlas.render.theme import PALETTES

CONFIG = '%%{init: {"flowchart": {"wrappingWidth": 400}}}%%'
"""Lines in boxes are as long as ours."""

INDENT = "  "


def write(diagram: Diagram, view: View) -> str:
    """The flowchart of a diagram, its strides and shortcuts in the colours of the view's theme."""
    palette = PALETTES[view.theme]
    names = {node.id: f"n{number}" for number, node in enumerate(diagram.nodes)}
    frames = {frame.id: f"g{number}" for number, frame in enumerate(diagram.frames)}
    lines = [CONFIG, f"flowchart {view.direction}"]
    lines += inside(diagram, None, names | frames, view, 1)
    for arrow in diagram.arrows:
        lines.append(INDENT + edge(diagram, arrow, names, view))
    shortcuts = [n for n, arrow in enumerate(diagram.arrows) if arrow.role == "shortcut"]
    if shortcuts:
        numbers = ",".join(map(str, shortcuts))
        lines.append(f"{INDENT}linkStyle {numbers} stroke:{palette['shortcut']},stroke-width:2px")
    for frame in frames.values():
        fill, line, ink = (palette[name] for name in ("frame", "frame-line", "muted"))
        lines.append(f"{INDENT}style {frame} fill:{fill},stroke:{line},color:{ink}")
    hues = {hue_of(node) for node in diagram.nodes}
    for hue in sorted(hues):
        lines.append(f"{INDENT}classDef {hue} {look(hue, palette)}")
    for node in diagram.nodes:
        lines.append(f"{INDENT}class {names[node.id]} {hue_of(node)}")
    if diagram.limit:
        lines.append(f'{INDENT}note["{escaped(labels.limit(diagram.limit))}"]')
    return "\n".join(lines) + "\n"


def inside(
    diagram: Diagram, frame: str | None, names: Mapping[str, str], view: View, depth: int
) -> Iterator[str]:
    """What is right in a frame, and its frames; None is the sheet."""
    margin = INDENT * depth
    for node in diagram.inside(frame):
        yield margin + box(node, names[node.id], view)
    for inner in diagram.frames_in(frame):
        yield f'{margin}subgraph {names[inner.id]}["{escaped(labels.title(inner))}"]'
        yield from inside(diagram, inner.id, names, view, depth + 1)
        yield f"{margin}end"


def box(node: Node, name: str, view: View) -> str:
    """A node: a rectangle for an op or group, a stadium for a tensor, a circle for a sum."""
    if node.closed:
        lines = labels.closed_label(node, node.closed).lines
        return f'{name}["{"<br>".join(map(escaped, lines))}"]'
    if not node.op:
        return f'{name}(["{escaped(labels.shape_text(node.output, view))}"])'
    if node.op.kind in SIGNS:
        return f'{name}(("{SIGNS[node.op.kind]}"))'
    words = labels.op_label(node, node.op)
    lines = (f"{words.name}: {', '.join(words.lines)}", words.note)
    return f'{name}["{"<br>".join(map(escaped, filter(None, lines)))}"]'


def edge(diagram: Diagram, arrow: Arrow, names: Mapping[str, str], view: View) -> str:
    """An arrow with its tensor's shape, dotted where it is an identity shortcut."""
    ends = [diagram.node[id] for id in (arrow.source, arrow.target)]
    identity = arrow.role == "shortcut" and "shortcut" not in [node.role for node in ends]
    words = labels.shape_text(arrow.tensor, view)
    words = f"identity<br>{words}" if identity else words
    line = "-.->" if identity else "-->"
    label = f'|"{escaped(words)}"|' if identity or diagram.is_labelled(arrow) else ""
    return f"{names[arrow.source]} {line}{label} {names[arrow.target]}"


def hue_of(node: Node) -> str:
    """The class of a node: what it is coloured by."""
    if node.stride > 1:
        return "stride"
    if node.closed:
        return "conv"
    if not node.op:
        return "tensor"
    if node.role == "shortcut" and node.op.kind == "conv":
        return "shortcut"
    return HUES.get(node.op.kind, "quiet")


def look(hue: str, palette: Mapping[str, str]) -> str:
    """The style of a class of nodes."""
    fill = {"stride": "stride-fill", "shortcut": "shortcut-fill"}.get(hue, hue)
    line = hue if hue in ("stride", "shortcut") else f"{hue}-line"
    width = ",stroke-width:3px" if hue == "stride" else ""
    return f"fill:{palette[fill]},stroke:{palette[line]},color:{palette['ink']}{width}"


def escaped(words: str) -> str:
    """Words within quotes."""
    return words.replace("&", "#amp;").replace('"', "#quot;")
