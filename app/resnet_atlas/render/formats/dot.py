"""``Diagram`` → DOT for people: labels and colours, without positions.

Our own pictures come from a ``Scene``, not from this.
"""

from collections.abc import Mapping

from graphviz import Digraph

from resnet_atlas.diagram.diagram import Arrow, Diagram, Node
from resnet_atlas.diagram.view import View
from resnet_atlas.render.layout import labels
from resnet_atlas.render.layout.boxes import HUES, TEXT
from resnet_atlas.render.shapes import FACE
from resnet_atlas.render.theme import PALETTES

SIGNS = {"add": "+", "mul": "×", "sub": "−", "cat": "∥"}
"""The sign in the circle where two tensors meet."""


def write(diagram: Diagram, view: View) -> str:
    """The DOT of a diagram in the shapes and colours of a view."""
    color = PALETTES[view.theme]
    dot = Digraph(
        graph_attr={
            "rankdir": view.direction,
            "bgcolor": color["paper"],
            "fontname": FACE,
            "fontcolor": color["ink"],
            "fontsize": f"{TEXT:g}",
            "labeljust": "l",
            "pad": "0.2",
        },
        node_attr={
            "fontname": FACE,
            "fontsize": f"{TEXT:g}",
            "fontcolor": color["ink"],
            "style": "filled,rounded",
            "shape": "box",
        },
        edge_attr={
            "fontname": FACE,
            "fontsize": f"{TEXT:g}",
            "fontcolor": color["muted"],
            "color": color["arrow"],
            "arrowsize": "0.7",
        },
    )

    def fill(parent: str | None, into: Digraph) -> None:
        for node in diagram.inside(parent):
            into.node(quoted(node.id), **colored(look_of(node, view), color))
        for frame in diagram.frames_in(parent):
            with into.subgraph(name=f"cluster_{frame.id}") as cluster:
                title = labels.title(frame)
                cluster.attr(label=title, style="rounded", color=color["frame-line"])
                fill(frame.id, cluster)

    fill(None, dot)
    if diagram.limit:
        dot.attr(label=labels.limit(diagram.limit))
    for arrow in diagram.arrows:
        look = colored(line_of(diagram, arrow, view), color)
        dot.edge(quoted(arrow.source), quoted(arrow.target), **look)
    return str(dot.source)


def colored(look: Mapping[str, str], palette: Mapping[str, str]) -> dict[str, str]:
    """Attributes with the names of colours replaced by the colours of a palette."""
    return {
        name: palette[value] if name.endswith("color") else value for name, value in look.items()
    }


def look_of(node: Node, view: View) -> dict[str, str]:
    """A node's words and outline, colours by name."""
    if node.closed:
        words = labels.closed_label(node, node.closed)
        return boxed("\n".join(words.lines), "conv", bool(words.ring))
    if not node.op:
        text = labels.shape_text(node.output, view)
        ends = {"fillcolor": "tensor", "color": "tensor-line"}
        return {"label": text, "shape": "ellipse", "style": "filled", **ends}
    if node.op.kind in SIGNS:
        return {
            "label": SIGNS[node.op.kind],
            "shape": "circle",
            "fillcolor": "paper",
            "color": "ink",
        }
    words = labels.op_label(node, node.op)
    hue = HUES.get(node.op.kind, "quiet")
    text = f"{words.name}: {', '.join(words.lines)}" + (f"\n{words.note}" if words.note else "")
    return boxed(text, hue, bool(words.ring))


def boxed(text: str, hue: str, strided: bool) -> dict[str, str]:
    """A box, red and thick where there is a stride above 1."""
    line = {"color": "stride", "penwidth": "2"} if strided else {"color": f"{hue}-line"}
    return {"label": text, "fillcolor": hue, **line}


def line_of(diagram: Diagram, arrow: Arrow, view: View) -> dict[str, str]:
    """An arrow's shape and stroke, colours by name; the trunk is kept straight by its weight."""
    look = {"label": labels.shape_text(arrow.tensor, view)}
    if arrow.role != "shortcut":
        return {**look, "weight": "20"}
    ends = [diagram.node[id] for id in (arrow.source, arrow.target)]
    if "shortcut" not in [node.role for node in ends]:
        look |= {"label": f"identity\n{look['label']}", "style": "dashed"}
    return {**look, "color": "shortcut", "penwidth": "1.5"}


def quoted(id: str) -> str:
    """A node's name; the colon of ``relu:2`` would read as a port."""
    return id.replace(":", "#")
